#include "core/base/json.h"

#include "core/base/json_check.h"
#include "core/base/text.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <unordered_set>

namespace parapet::json {

namespace {

// dom::element is a tape_ref and nothing else; its constructor from one is private.
simdjson::dom::element element(const Tape* tape, std::size_t index) {
    using simdjson::internal::tape_ref;
    static_assert(sizeof(simdjson::dom::element) == sizeof(tape_ref));
    return std::bit_cast<simdjson::dom::element>(
        tape_ref(static_cast<const simdjson::dom::document*>(tape->document), index));
}

} // namespace

Type Value::type() const {
    switch (kind()) {
    case '{':
        return Type::object;
    case '[':
        return Type::array;
    case '"':
        return Type::string;
    case 'l':
    case 'u':
    case 'd':
        return Type::number;
    case 't':
    case 'f':
        return Type::boolean;
    case 'n':
        return Type::null;
    default:
        return Type::missing;
    }
}

Value Value::at(std::size_t index) const {
    for (const Value v : items()) {
        if (index-- == 0) return v;
    }
    return {};
}

Value Value::path(std::initializer_list<std::string_view> keys) const {
    Value v = *this;
    for (const std::string_view key : keys)
        v = v[key];
    return v;
}

Value Value::any(std::initializer_list<std::string_view> keys) const {
    for (const std::string_view key : keys) {
        if (const Value v = (*this)[key]; v) return v;
    }
    return {};
}

std::string Value::text() const {
    switch (type()) {
    case Type::string:
        return std::string(str());
    case Type::number:
    case Type::boolean:
        return simdjson::minify(element(tape_, index_));
    default:
        return {};
    }
}

std::optional<std::int64_t> Value::other_integer() const {
    std::int64_t out = 0;
    if (is_string()) return parse_int(str(), out) ? std::optional(out) : std::nullopt;
    if (!is_number()) return std::nullopt;
    const auto e = element(tape_, index_);
    if (e.get_int64().get(out) == simdjson::SUCCESS) return out;
    double d = 0;
    if (e.get_double().get(d) == simdjson::SUCCESS && std::fabs(d) < 9e15 && d == std::floor(d)) {
        return static_cast<std::int64_t>(d);
    }
    return std::nullopt;
}

std::optional<double> Value::number() const {
    double out = 0;
    if (is_string()) return parse_double(str(), out) ? std::optional(out) : std::nullopt;
    if (!is_number() || element(tape_, index_).get_double().get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

std::optional<bool> Value::boolean() const {
    bool out = false;
    if (type() == Type::boolean && element(tape_, index_).get_bool().get(out) == simdjson::SUCCESS) return out;
    if (iequals(str(), "true")) return true;
    if (iequals(str(), "false")) return false;
    return std::nullopt;
}

std::size_t Value::size() const {
    std::size_t n = 0;
    if (is_array()) {
        for (auto it = items().begin(), end = items().end(); it != end; ++it)
            ++n;
    } else if (is_object()) {
        for (auto it = members().begin(), end = members().end(); it != end; ++it)
            ++n;
    }
    return n;
}

std::string Value::raw() const {
    return exists() ? std::string(simdjson::minify(element(tape_, index_))) : std::string();
}

struct Access {
    static Value make(const Tape* tape, std::size_t index) { return {tape, index}; }
};

struct Document::Impl {
    simdjson::dom::parser parser;
    Tape tape;
    std::size_t max_depth = 0;
    std::size_t replaced = 0;
    bool parsed = false;

    Result<Value> parse(std::string_view text, bool copy, bool suspect, const Limits& limits);
};

Document::Document()
    : impl_(std::make_unique<Impl>()) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

namespace {

bool may_need_repair(std::string_view text) {
    return text.find("\\u0000") != std::string_view::npos; // the rest makes simdjson fail, so that it is tried then
}

Error refused(std::string_view text, std::size_t max_depth, simdjson::error_code code) {
    if (auto checked = check(text, max_depth); !checked) return checked.error();
    Error e{Errc::malformed, fmt::format("the JSON cannot be read: {}", simdjson::error_message(code)), {}, {}};
    return e;
}

} // namespace

Result<Value> Document::parse(std::string_view text, const Limits& limits) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    return impl_->parse(text, true, may_need_repair(text), limits);
}

Result<Value> Document::parse_padded(std::string_view text, bool escapes, const Limits& limits) {
    return impl_->parse(text, false, escapes && may_need_repair(text), limits);
}

Result<Value> Document::Impl::parse(std::string_view text, bool copy, bool suspect, const Limits& limits) {
    if (text.size() > std::min<std::uint64_t>(limits.max_document_bytes, 0xFFFFFF00U)) {
        return fail(Errc::limit, fmt::format("the document is larger than {} bytes", limits.max_document_bytes));
    }
    if (text.data() == nullptr) text = ""; // memcpy takes no null, even of nothing
    replaced = 0;
    parsed = false;
    if (max_depth != limits.max_depth || parser.capacity() < text.size()) {
        max_depth = limits.max_depth;
        const std::size_t capacity = std::max<std::size_t>(text.size() + 1, 1024);
        if (parser.allocate(capacity, limits.max_depth + 1) != simdjson::SUCCESS) {
            return fail(Errc::limit, "there is not enough memory for this document");
        }
    }
    simdjson::dom::element root;
    auto code = simdjson::UTF8_ERROR;
    if (!suspect) code = parser.parse(text.data(), text.size(), copy).get(root);
    if (code == simdjson::UTF8_ERROR || code == simdjson::STRING_ERROR || code == simdjson::NUMBER_ERROR ||
        code == simdjson::TAPE_ERROR) {
        const std::string mended = repair(text, replaced);
        if (replaced != 0 || code == simdjson::UTF8_ERROR) code = parser.parse(mended).get(root);
        if (code != simdjson::SUCCESS) return fail(refused(mended, limits.max_depth, code));
    }
    if (code != simdjson::SUCCESS) return fail(refused(text, limits.max_depth, code));
    parsed = true;
    tape = {parser.doc.tape.get(), parser.doc.string_buf.get(), &parser.doc};
    return Access::make(&tape, std::bit_cast<simdjson::internal::tape_ref>(root).json_index);
}

std::size_t Document::replaced_bytes() const {
    return impl_->replaced;
}

namespace {

// Counts names that stand twice in one object, in one pass over the tape. Most objects have few names: a bit for each
// in a word says "not seen yet"; only when that fails is it looked up.
class DuplicateCount {
public:
    explicit DuplicateCount(const Tape& tape)
        : tape_(tape) {}

    std::size_t run() {
        const std::size_t end = tape_.after(1);
        for (std::size_t at = 1; at < end;) {
            if (at == last_) { // the closing bracket
                close();
                ++at;
                continue;
            }
            if (object_) note_name(at++);
            at = enter(at);
        }
        return duplicates_;
    }

private:
    struct Open {
        std::size_t first = 0, last = 0;
        std::uint64_t seen = 0;
        bool object = false;
    };
    static constexpr std::size_t k_many = 40;

    std::size_t enter(std::size_t at) {
        const char kind = tape_.kind(at);
        if (kind != '{' && kind != '[') return tape_.after(at);
        open_.push_back({first_, last_, seen_, object_});
        first_ = at + 1;
        last_ = tape_.after(at) - 1;
        seen_ = 0;
        object_ = kind == '{';
        if (object_ && (tape_.words[at] >> 32U & 0xFFFFFFU) > k_many) {
            count_many();
            object_ = false; // its names are then strings like others
        }
        return at + 1;
    }
    void close() {
        const Open& outer = open_.back();
        first_ = outer.first;
        last_ = outer.last;
        seen_ = outer.seen;
        object_ = outer.object;
        open_.pop_back();
    }

    void count_many() {
        std::unordered_set<std::string_view> names;
        for (std::size_t i = first_; i < last_; i = tape_.after(i + 1))
            if (!names.insert(tape_.string(i)).second) ++duplicates_;
    }

    void note_name(std::size_t at) {
        const std::string_view name = tape_.string(at);
        const auto head = name.empty() ? 0U : static_cast<unsigned char>(name.front());
        const auto tail = name.empty() ? 0U : static_cast<unsigned char>(name.back());
        const std::uint64_t bit = 1ULL << ((head * 7U + tail * 3U + name.size() * 11U) & 63U);
        if ((seen_ & bit) != 0 && stands_before(at, name)) ++duplicates_;
        seen_ |= bit;
    }

    [[nodiscard]] bool stands_before(std::size_t at, std::string_view name) const {
        for (std::size_t i = first_; i < at; i = tape_.after(i + 1)) {
            if (tape_.string(i) == name) return true;
        }
        return false;
    }

    const Tape& tape_;
    std::vector<Open> open_;
    std::size_t first_ = 0, last_ = 0;
    std::uint64_t seen_ = 0;
    bool object_ = false;
    std::size_t duplicates_ = 0;
};

} // namespace

std::size_t Document::duplicate_keys() const {
    return impl_->parsed ? DuplicateCount(impl_->tape).run() : 0;
}

} // namespace parapet::json

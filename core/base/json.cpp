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

using simdjson::internal::tape_ref;
using simdjson::internal::tape_type;

tape_ref ref(const void* doc, std::size_t index) {
    return {static_cast<const simdjson::dom::document*>(doc), index};
}

// dom::element is a tape_ref and nothing else; its constructor from one is private.
simdjson::dom::element element(const void* doc, std::size_t index) {
    static_assert(sizeof(simdjson::dom::element) == sizeof(tape_ref));
    return std::bit_cast<simdjson::dom::element>(ref(doc, index));
}

} // namespace

struct Access {
    static Value make(const void* doc, std::size_t index) {
        Value v;
        v.doc_ = doc;
        v.index_ = index;
        return v;
    }
};

Type Value::type() const {
    if (doc_ == nullptr) return Type::missing;
    switch (ref(doc_, index_).tape_ref_type()) {
    case tape_type::START_OBJECT:
        return Type::object;
    case tape_type::START_ARRAY:
        return Type::array;
    case tape_type::STRING:
        return Type::string;
    case tape_type::INT64:
    case tape_type::UINT64:
    case tape_type::DOUBLE:
        return Type::number;
    case tape_type::TRUE_VALUE:
    case tape_type::FALSE_VALUE:
        return Type::boolean;
    case tape_type::NULL_VALUE:
        return Type::null;
    default:
        return Type::missing;
    }
}

Value Value::operator[](std::string_view key) const {
    Value found;
    if (!is_object()) return found;
    const std::size_t end = ref(doc_, index_).after_element() - 1;
    for (std::size_t at = index_ + 1; at < end;) {
        const tape_ref name = ref(doc_, at);
        if (name.get_string_view() == key) found = Access::make(doc_, at + 1);
        at = ref(doc_, at + 1).after_element();
    }
    return found;
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

std::string_view Value::str() const {
    return is_string() ? ref(doc_, index_).get_string_view() : std::string_view();
}

std::string Value::text() const {
    switch (type()) {
    case Type::string:
        return std::string(str());
    case Type::number:
    case Type::boolean:
        return simdjson::minify(element(doc_, index_));
    default:
        return {};
    }
}

std::optional<std::int64_t> Value::integer() const {
    std::int64_t out = 0;
    if (is_string()) return parse_int(str(), out) ? std::optional(out) : std::nullopt;
    if (!is_number()) return std::nullopt;
    const auto e = element(doc_, index_);
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
    if (!is_number() || element(doc_, index_).get_double().get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

std::optional<bool> Value::boolean() const {
    bool out = false;
    if (type() == Type::boolean && element(doc_, index_).get_bool().get(out) == simdjson::SUCCESS) return out;
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
    return exists() ? std::string(simdjson::minify(element(doc_, index_))) : std::string();
}

Value::ItemRange Value::items() const {
    ItemRange range;
    if (is_array()) {
        range.begin_.doc_ = range.end_.doc_ = doc_;
        range.begin_.index_ = index_ + 1;
        range.end_.index_ = ref(doc_, index_).after_element() - 1;
    }
    return range;
}

Value::MemberRange Value::members() const {
    MemberRange range;
    if (is_object()) {
        range.begin_.doc_ = range.end_.doc_ = doc_;
        range.begin_.index_ = index_ + 1;
        range.end_.index_ = ref(doc_, index_).after_element() - 1;
    }
    return range;
}

Value Value::ItemRange::Iterator::operator*() const {
    return Access::make(doc_, index_);
}
Value::ItemRange::Iterator& Value::ItemRange::Iterator::operator++() {
    index_ = ref(doc_, index_).after_element();
    return *this;
}
Member Value::MemberRange::Iterator::operator*() const {
    return {ref(doc_, index_).get_string_view(), Access::make(doc_, index_ + 1)};
}
Value::MemberRange::Iterator& Value::MemberRange::Iterator::operator++() {
    index_ = ref(doc_, index_ + 1).after_element();
    return *this;
}

struct Document::Impl {
    simdjson::dom::parser parser;
    std::size_t max_depth = 0;
    std::size_t replaced = 0;
    bool parsed = false;
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
    if (text.size() > std::min<std::uint64_t>(limits.max_document_bytes, 0xFFFFFF00U)) {
        return fail(Errc::limit, fmt::format("the document is larger than {} bytes", limits.max_document_bytes));
    }
    Impl& d = *impl_;
    d.replaced = 0;
    d.parsed = false;
    if (d.max_depth != limits.max_depth || d.parser.capacity() < text.size()) {
        d.max_depth = limits.max_depth;
        const std::size_t capacity = std::max<std::size_t>(text.size() + 1, 1024);
        if (d.parser.allocate(capacity, limits.max_depth + 1) != simdjson::SUCCESS) {
            return fail(Errc::limit, "there is not enough memory for this document");
        }
    }
    simdjson::dom::element root;
    auto code = simdjson::UTF8_ERROR;
    if (!may_need_repair(text)) code = d.parser.parse(text.data(), text.size(), true).get(root);
    if (code == simdjson::UTF8_ERROR || code == simdjson::STRING_ERROR || code == simdjson::NUMBER_ERROR ||
        code == simdjson::TAPE_ERROR) {
        const std::string mended = repair(text, d.replaced);
        if (d.replaced != 0 || code == simdjson::UTF8_ERROR) code = d.parser.parse(mended).get(root);
        if (code != simdjson::SUCCESS) return fail(refused(mended, limits.max_depth, code));
    }
    if (code != simdjson::SUCCESS) return fail(refused(text, limits.max_depth, code));
    d.parsed = true;
    const auto place = std::bit_cast<tape_ref>(root);
    return Access::make(&d.parser.doc, place.json_index);
}

std::size_t Document::replaced_bytes() const {
    return impl_->replaced;
}

namespace {

// Counts names that stand twice in one object, in one pass over the tape. Most objects have few names: a bit for each
// in a word says "not seen yet"; only when that fails is it looked up.
class DuplicateCount {
public:
    explicit DuplicateCount(const simdjson::dom::document* doc)
        : doc_(doc) {}

    std::size_t run() {
        const std::size_t end = tape_ref(doc_, 1).after_element();
        for (std::size_t at = 1; at < end;) {
            if (!open_.empty() && at == open_.back().last) {
                open_.pop_back();
                ++at;
                continue;
            }
            if (!open_.empty() && open_.back().object) note_name(at++);
            at = enter(at);
        }
        return duplicates_;
    }

private:
    struct Open {
        std::size_t first = 0, last = 0;
        std::uint64_t seen = 0;
        bool object = false;
        std::unique_ptr<std::unordered_set<std::string_view>> names; // of an object with many
    };

    std::size_t enter(std::size_t at) {
        const tape_ref value(doc_, at);
        const auto type = value.tape_ref_type();
        const bool object = type == tape_type::START_OBJECT;
        if (!object && type != tape_type::START_ARRAY) return value.after_element();
        Open open;
        open.first = at + 1;
        open.last = value.after_element() - 1;
        open.object = object;
        if (object && value.scope_count() > 40) open.names = std::make_unique<std::unordered_set<std::string_view>>();
        open_.push_back(std::move(open));
        return at + 1;
    }

    void note_name(std::size_t at) {
        Open& open = open_.back();
        const std::string_view name = tape_ref(doc_, at).get_string_view();
        if (open.names) {
            if (!open.names->insert(name).second) ++duplicates_;
            return;
        }
        const auto head = name.empty() ? 0U : static_cast<unsigned char>(name.front());
        const auto tail = name.empty() ? 0U : static_cast<unsigned char>(name.back());
        const std::uint64_t bit = 1ULL << ((head * 7U + tail * 3U + name.size() * 11U) & 63U);
        if ((open.seen & bit) != 0 && stands_before(open, at, name)) ++duplicates_;
        open.seen |= bit;
    }

    [[nodiscard]] bool stands_before(const Open& open, std::size_t at, std::string_view name) const {
        for (std::size_t i = open.first; i < at; i = tape_ref(doc_, i + 1).after_element()) {
            if (tape_ref(doc_, i).get_string_view() == name) return true;
        }
        return false;
    }

    const simdjson::dom::document* doc_;
    std::vector<Open> open_;
    std::size_t duplicates_ = 0;
};

} // namespace

std::size_t Document::duplicate_keys() const {
    return impl_->parsed ? DuplicateCount(&impl_->parser.doc).run() : 0;
}

} // namespace parapet::json

#include "core/base/yaml.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <istream>
#include <map>
#include <set>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace parapet::yaml {

namespace {

// Thrown through yaml-cpp, which has no other way to be stopped; caught in parse().
struct Stopped final : std::exception {
    explicit Stopped(Error e)
        : error(std::move(e)) {}
    Error error;
};

Error error_at(Errc code, const YAML::Mark& mark, std::string what, std::string help = {}) {
    Error error{code, std::move(what), {}, std::move(help)};
    error.line = mark.line >= 0 ? mark.line + 1 : 1;
    error.column = mark.column >= 0 ? mark.column + 1 : 1;
    return error;
}

constexpr std::size_t k_bytes_of_value = 64; // longer texts count as several

std::size_t size_of(const Value& value) {
    std::size_t n = 1 + value.text.size() / k_bytes_of_value;
    for (const Value& item : value.items)
        n += size_of(item);
    for (const Member& member : value.members)
        n += 1 + size_of(member.value);
    return n;
}

class Builder final : public YAML::EventHandler {
public:
    Builder(std::string_view text, const Bounds& bounds)
        : text_(text)
        , bounds_(bounds) {}

    Value root;

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(mark, Value::Kind::null, anchor); }
    void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  const std::string& text) override {
        Value value = at(mark, Value::Kind::scalar);
        value.text = sanitize_utf8(text);
        const char first = mark.pos >= 0 && static_cast<std::size_t>(mark.pos) < text_.size()
                               ? text_[static_cast<std::size_t>(mark.pos)]
                               : '\0';
        const bool quoted = first == '"' || first == '\'';
        if (first != '|' && first != '>') value.text_column = value.column + (quoted ? 1 : 0);
        take(std::move(value), mark, anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end())
            throw Stopped(error_at(Errc::malformed, mark, "the alias stands within what it names", "write it out"));
        values_ += size_of(known->second);
        check(mark);
        Value copy = known->second;
        copy.line = mark.line + 1;
        copy.column = mark.column + 1;
        take(std::move(copy), mark, 0);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(mark, Value::Kind::list, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(mark, Value::Kind::map, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        Value value;
        YAML::anchor_t anchor = 0;
        bool has_key = false;
        Value key;
        std::set<std::string, std::less<>> keys;
    };

    static Value at(const YAML::Mark& mark, Value::Kind kind) {
        Value value;
        value.kind = kind;
        value.line = mark.line + 1;
        value.column = mark.column + 1;
        return value;
    }
    void check(const YAML::Mark& mark) const {
        if (values_ > bounds_.values)
            throw Stopped(error_at(Errc::limit, mark, fmt::format("there are more than {} values", bounds_.values),
                                   "shorten it"));
    }
    void add(const YAML::Mark& mark, Value::Kind kind, YAML::anchor_t anchor) { take(at(mark, kind), mark, anchor); }
    void open(const YAML::Mark& mark, Value::Kind kind, YAML::anchor_t anchor) {
        if (stack_.size() >= bounds_.depth)
            throw Stopped(error_at(Errc::limit, mark, fmt::format("it is nested deeper than {}", bounds_.depth)));
        if (!stack_.empty() && stack_.back().value.is_map() && !stack_.back().has_key)
            throw Stopped(error_at(Errc::malformed, mark, "a key must be a plain word"));
        stack_.push_back({at(mark, kind), anchor, false, {}, {}});
    }
    void close() {
        Open done = std::move(stack_.back());
        stack_.pop_back();
        const YAML::Mark mark = mark_of(done.value);
        take(std::move(done.value), mark, done.anchor);
    }
    static YAML::Mark mark_of(const Value& value) {
        YAML::Mark mark;
        mark.line = static_cast<int>(value.line) - 1;
        mark.column = static_cast<int>(value.column) - 1;
        return mark;
    }
    void take(Value value, const YAML::Mark& mark, YAML::anchor_t anchor) {
        values_ += 1 + value.text.size() / k_bytes_of_value;
        check(mark);
        if (anchor != 0) anchors_[anchor] = value;
        if (stack_.empty()) {
            root = std::move(value);
            return;
        }
        Open& parent = stack_.back();
        if (parent.value.is_list()) {
            parent.value.items.push_back(std::move(value));
        } else if (parent.has_key) {
            parent.has_key = false;
            parent.value.members.push_back({std::move(parent.key), std::move(value)});
        } else {
            if (!value.is_scalar()) throw Stopped(error_at(Errc::malformed, mark, "a key must be a plain word"));
            if (!parent.keys.insert(value.text).second)
                throw Stopped(error_at(Errc::malformed, mark,
                                       fmt::format("\"{}\" stands here twice", visible(elide(value.text, 40))),
                                       "remove one"));
            parent.key = std::move(value);
            parent.has_key = true;
        }
    }

    std::string_view text_;
    const Bounds& bounds_;
    std::vector<Open> stack_;
    std::map<YAML::anchor_t, Value> anchors_;
    std::size_t values_ = 0;
};

// Where the text ends too soon the library names no place.
YAML::Mark end_of(std::string_view text) {
    YAML::Mark mark;
    const std::size_t last = text.rfind('\n');
    mark.line = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    mark.column = static_cast<int>(last == std::string_view::npos ? text.size() : text.size() - last - 1);
    return mark;
}

// A stream over bytes that are there already.
struct Bytes final : std::streambuf {
    explicit Bytes(std::string& text) { setg(text.data(), text.data(), text.data() + text.size()); }
};

} // namespace

const Value* Value::find(std::string_view key) const {
    for (const Member& member : members)
        if (member.key.text == key) return &member.value;
    return nullptr;
}

Error Value::error(std::string what, std::string help) const {
    Error error{Errc::bad_argument, std::move(what), {}, std::move(help)};
    error.line = line;
    error.column = column;
    return error;
}

Result<Value> parse(std::string_view text, const Bounds& bounds) {
    if (text.size() > bounds.bytes)
        return fail(Errc::limit, fmt::format("it is larger than {} KiB", bounds.bytes >> 10U), {}, "shorten it");
    std::string copy(text);
    Bytes bytes(copy);
    std::istream stream(&bytes);
    Builder builder(text, bounds);
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return Value{};
        Value first = std::move(builder.root);
        Builder rest(text, bounds);
        if (parser.HandleNextDocument(rest))
            return fail(rest.root.error("a second document begins here", "only one is read"));
        return first;
    } catch (const Stopped& stopped) {
        return fail(stopped.error);
    } catch (const YAML::Exception& e) {
        const bool at_end = e.mark.line <= 0 && e.mark.column <= 0;
        return fail(
            error_at(Errc::malformed, at_end ? end_of(text) : e.mark, "it is no YAML that can be read: " + e.msg));
    }
}

} // namespace parapet::yaml

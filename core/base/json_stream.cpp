#include "core/base/json_stream.h"

#include "core/base/json_scan.h"
#include "core/base/json_skeleton.h"
#include "core/base/json_window.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace parapet::json {

namespace {

constexpr std::size_t k_none = static_cast<std::size_t>(-1);

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
bool begins_no_value(char c) {
    return c == ',' || c == ':' || c == ']' || c == '}';
}

// A key as written between its quotes. Escapes in a key that a path names are so rare that only \uXXXX of ASCII and the
// simple ones are resolved.
std::string unescape_key(std::string_view raw) {
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\' || i + 1 >= raw.size()) {
            out += raw[i];
            continue;
        }
        const char kind = raw[++i];
        if (kind != 'u') {
            out += kind;
            continue;
        }
        unsigned code = 0;
        for (std::size_t d = 1; d <= 4 && i + d < raw.size(); ++d) {
            const char c = raw[i + d];
            code = code * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        i += 4;
        out += code < 128 ? static_cast<char>(code) : '?';
    }
    return out;
}

struct Frame {
    bool object = false;
    std::uint32_t paths = 0; // bit per ArrayPath that may match below
    std::uint64_t index = 0; // of the current child of an array
    std::string key;         // of the current child of an object
    bool owner = false;      // an element of the outermost array around what is asked for
    std::size_t start = 0;   // of an owner: where it begins in the skeleton
    std::size_t cut = 0;     // of an array: where its current child, with the comma before it, begins in the skeleton
};

} // namespace

// A walk that enters only what the paths lead through; other values are passed over, byte for byte, into the skeleton.
struct ElementStream::Impl {
    enum class Expect : std::uint8_t { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };

    Impl(Input& in, std::vector<ArrayPath> arrays, const Limits& given, Owners how)
        : bytes(in)
        , limits(given)
        , owners(how == Owners::hand_out)
        , paths(std::move(arrays)) {
        for (const ArrayPath& path : paths)
            segments.push_back(path.path.empty() ? std::vector<std::string_view>{} : split(path.path, '/'));
    }

    Window bytes;
    const Limits& limits;
    bool owners;
    std::vector<ArrayPath> paths;
    std::vector<std::vector<std::string_view>> segments;

    std::vector<Frame> stack;
    Expect expect = Expect::value;
    bool in_array = false, first_element = false, done = false;
    std::size_t array = 0; // the one that is open
    std::uint64_t element_index = 0;
    std::string array_path, owner_path;
    bool owned = false;
    std::uint64_t owner_index = 0;
    bool escapes = true; // of the element framed last
    Document discard_document;

    Skeleton skeleton;
    std::size_t copied = 0; // of the window, up to here it is in the skeleton
    bool complete = false;
    Skeleton whole; // of a small document, from its first pass
    bool have_whole = false;
    bool owner_ended = false; // the owner at the skeleton's end was handed out and is to be dropped
    std::size_t owner_start = 0;

    // ---- bytes ----
    bool truncated() { return bytes.refuse(Errc::malformed, "the document ends too early", "write the report again"); }
    bool end_or_error() { return bytes.error() ? false : truncated(); }
    bool unexpected(std::string_view wanted) {
        return bytes.refuse(Errc::malformed,
                            fmt::format("{} was expected, found \"{}\"", wanted, visible(bytes.rest().substr(0, 1))));
    }
    bool string_too_long() {
        return bytes.refuse(Errc::limit,
                            fmt::format("a text is longer than {}", format_bytes(limits.max_string_bytes)));
    }

    void copy() { // what the walk passed
        if (bytes.pos > copied) skeleton.append(bytes.slice(copied, bytes.pos));
        copied = bytes.pos;
    }
    void mark() {
        bytes.count();
        skeleton.mark(bytes.offset(), bytes.line(), bytes.column());
    }
    // In the walk: everything before pos goes to the skeleton.
    bool more_walking() {
        copy();
        if (skeleton.size() > limits.max_document_bytes) {
            return bytes.refuse(
                Errc::limit, fmt::format("more than {} outside of results", format_bytes(limits.max_document_bytes)));
        }
        const std::size_t keep = bytes.pos;
        const bool more = bytes.more(keep);
        copied = bytes.pos;
        return more;
    }
    bool skip_space(bool walking) {
        for (;;) {
            while (bytes.pos < bytes.end() && is_space(bytes.here()))
                ++bytes.pos;
            if (bytes.pos < bytes.end()) return true;
            if (!(walking ? more_walking() : bytes.more(bytes.pos))) return false;
        }
    }

    // ---- where the walk is ----
    [[nodiscard]] std::uint32_t child_paths() const {
        if (stack.empty()) return paths.size() >= 32 ? ~0U : (1U << paths.size()) - 1;
        const Frame& frame = stack.back();
        std::uint32_t result = 0;
        const std::size_t level = stack.size() - 1;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if ((frame.paths >> i & 1U) == 0 || segments[i].size() <= level) continue;
            const std::string_view want = segments[i][level];
            if (want == "*" || (frame.object && want == frame.key)) result |= 1U << i;
        }
        return result;
    }
    // Which ArrayPath the value here is, of `candidates`.
    [[nodiscard]] std::size_t array_here(std::uint32_t candidates) const {
        for (std::size_t i = 0; i < segments.size(); ++i)
            if ((candidates >> i & 1U) != 0 && segments[i].size() == stack.size()) return i;
        return k_none;
    }
    [[nodiscard]] std::string path_of(std::size_t frames) const {
        std::string path;
        for (std::size_t i = 0; i < frames; ++i) {
            if (i != 0) path += '/';
            path += stack[i].object ? stack[i].key : std::to_string(stack[i].index);
        }
        return path;
    }
    [[nodiscard]] std::size_t outermost_array() const {
        const auto at = std::find_if(stack.begin(), stack.end(), [](const Frame& f) { return !f.object; });
        return at == stack.end() ? k_none : static_cast<std::size_t>(at - stack.begin());
    }
    [[nodiscard]] std::string closing(std::size_t outermost) const {
        std::string text;
        if (in_array) text += ']';
        for (std::size_t i = stack.size(); i > outermost; --i)
            text += stack[i - 1].object ? '}' : ']';
        return text;
    }

    // ---- the walk ----
    bool skip_value() {
        ValueScan scan;
        scan.start(bytes.here());
        for (;;) {
            const std::size_t n = scan.feed(bytes.rest());
            if (n != ValueScan::npos) {
                bytes.pos += n;
                return true;
            }
            if (scan.open_string() > limits.max_string_bytes) return string_too_long();
            bytes.pos = bytes.end();
            if (more_walking()) continue;
            return !bytes.error() && scan.may_end() ? true : end_or_error();
        }
    }

    bool begin_array(std::size_t which) {
        ++bytes.pos;
        copy();
        array = which;
        array_path = path_of(stack.size());
        const std::size_t outermost = outermost_array();
        owned = outermost != k_none;
        owner_path = owned ? path_of(outermost) : std::string();
        owner_index = owned ? stack[outermost].index : 0;
        element_index = 0;
        in_array = first_element = true;
        return true;
    }

    bool enter(std::uint32_t candidates) {
        if (stack.size() >= limits.max_depth) return bytes.refuse(Errc::limit, "nested too deeply");
        const bool object = bytes.here() == '{';
        Frame frame{object, candidates, 0, {}};
        frame.owner = owners && object && !stack.empty() && outermost_array() == stack.size() - 1;
        if (frame.owner) {
            copy();
            frame.start = skeleton.size();
        }
        ++bytes.pos;
        if (!object && owners) {
            copy();
            frame.cut = skeleton.size();
        }
        stack.push_back(std::move(frame));
        expect = object ? Expect::key_or_end : Expect::value_or_end;
        return true;
    }

    bool begin_value() {
        const std::uint32_t candidates = child_paths();
        const char c = bytes.here();
        if (candidates != 0 && c == '[') {
            if (const std::size_t which = array_here(candidates); which != k_none) return begin_array(which);
        }
        if (candidates != 0 && (c == '{' || c == '[')) return enter(candidates);
        if (begins_no_value(c)) return unexpected("a value");
        if (!skip_value()) return false;
        after_value();
        return true;
    }
    void after_value() { expect = stack.empty() ? Expect::nothing : Expect::comma_or_end; }

    // The whole key is kept in the window while it is scanned.
    bool read_key() {
        if (bytes.here() != '"') return unexpected("a key in quotes");
        copy();
        ValueScan scan;
        scan.start('"');
        std::size_t length = ValueScan::npos;
        for (std::size_t fed = 0; length == ValueScan::npos;) {
            const std::size_t n = scan.feed(bytes.rest(fed));
            if (n != ValueScan::npos) {
                length = fed + n;
                continue;
            }
            fed = bytes.rest().size();
            if (fed > limits.max_field_bytes * 16) return string_too_long();
            const bool more = bytes.more(bytes.pos);
            copied = bytes.pos;
            if (!more) return end_or_error();
        }
        const std::string_view raw = bytes.rest().substr(1, length - 2);
        stack.back().key = raw.find('\\') == std::string_view::npos ? std::string(raw) : unescape_key(raw);
        bytes.pos += length;
        expect = Expect::colon;
        return true;
    }

    bool end_container() {
        ++bytes.pos;
        if (stack.back().owner) {
            copy();
            owner_ended = true;
            owner_start = stack.back().start;
        }
        stack.pop_back();
        after_value();
        return true;
    }

    // What was handed out need not be held.
    void drop_owner() {
        owner_ended = false;
        skeleton.cut(stack.back().cut);
        mark();
    }

    // At a comma of an array that may have lost its children: none may then stand first.
    void next_child(Frame& frame) {
        frame.cut = skeleton.size();
        if (!skeleton.ends_with_open_array()) return;
        copied = bytes.pos;
        mark();
    }

    bool after_comma_or_end() {
        const char c = bytes.here();
        Frame& frame = stack.back();
        if (c == (frame.object ? '}' : ']')) return end_container();
        if (c != ',') return unexpected(frame.object ? "a comma or }" : "a comma or ]");
        copy();
        ++bytes.pos;
        if (owners && !frame.object) next_child(frame);
        ++frame.index;
        expect = frame.object ? Expect::key : Expect::value;
        return true;
    }

    bool end_of_input() {
        if (bytes.error()) return false;
        if (expect == Expect::nothing) {
            copy();
            done = complete = true;
            return false;
        }
        if (bytes.bytes_read() == 0) return bytes.refuse(Errc::malformed, "the document is empty");
        return truncated();
    }

    // One step. False: done or error.
    bool step() {
        if (!skip_space(true)) return end_of_input();
        const char c = bytes.here();
        switch (expect) {
        case Expect::value_or_end:
            return c == ']' ? end_container() : begin_value();
        case Expect::value:
            return begin_value();
        case Expect::key_or_end:
            return c == '}' ? end_container() : read_key();
        case Expect::key:
            return read_key();
        case Expect::colon:
            if (c != ':') return unexpected("a colon");
            ++bytes.pos;
            expect = Expect::value;
            return true;
        case Expect::comma_or_end:
            return after_comma_or_end();
        case Expect::nothing:
            break;
        }
        return bytes.refuse(Errc::malformed, "text follows the end of the document");
    }

    // ---- elements ----
    bool end_array() {
        in_array = false;
        copied = bytes.pos; // the closing bracket
        mark();
        ++bytes.pos;
        after_value();
        return false;
    }

    // At an element or the array's end. False: the array ended, or error.
    bool to_element() {
        if (!skip_space(false)) return end_or_error();
        if (bytes.here() == ']') return end_array();
        if (!first_element) {
            if (bytes.here() != ',') return unexpected("a comma or ]");
            ++bytes.pos;
            if (!skip_space(false)) return end_or_error();
        }
        if (begins_no_value(bytes.here())) return unexpected("a value");
        first_element = false;
        return true;
    }

    // The element at pos, whole in the window; its length, or npos on error.
    std::size_t frame_element() {
        ValueScan scan;
        scan.start(bytes.here());
        for (std::size_t fed = 0;;) {
            const std::size_t n = scan.feed(bytes.rest(fed));
            if (n != ValueScan::npos) {
                escapes = scan.met_unicode_escape();
                return fed + n;
            }
            fed = bytes.rest().size();
            if (fed > limits.max_element_bytes) {
                bytes.refuse(Errc::limit,
                             fmt::format("one result is larger than {}", format_bytes(limits.max_element_bytes)));
                return ValueScan::npos;
            }
            if (bytes.more(bytes.pos)) continue;
            bytes.pos = bytes.end();
            end_or_error();
            return ValueScan::npos;
        }
    }

    // The next element of the array; false: its end, or error.
    bool element(Element& out) {
        if (!to_element()) return false;
        const std::size_t length = frame_element();
        if (length == ValueScan::npos) return false;
        bytes.count();
        out.owner = false;
        out.escapes = escapes;
        out.bytes = bytes.rest().substr(0, length);
        out.array = array;
        out.index = element_index++;
        out.outer = 0;
        for (const Frame& frame : stack)
            if (!frame.object) out.outer = frame.index;
        out.offset = bytes.offset();
        out.line = bytes.line();
        out.column = bytes.column();
        out.path = array_path;
        out.owned = owned;
        out.owner_path = owner_path;
        out.owner_index = owner_index;
        bytes.pos += length;
        return true;
    }

    void hand_out_owner(Element& out) {
        array_path = path_of(stack.size() - 1);
        out = Element{};
        out.owner = out.owned = true;
        out.bytes = std::string_view(skeleton.text()).substr(owner_start);
        out.index = out.owner_index = stack.back().index;
        out.path = out.owner_path = array_path;
    }

    bool check_discarded(const Element& element) {
        auto value = parse_element(discard_document, element, limits);
        if (!value) bytes.set_error(value.error());
        return value.has_value();
    }

    // The next element that is not discarded, or the next owner. False: end or error.
    bool advance(Element& out, bool check) {
        while (!bytes.error() && !done) {
            if (owner_ended) drop_owner();
            if (in_array) {
                if (!element(out)) continue; // the loop looks at the error
                if (!paths[array].discard) return true;
                if (check && !check_discarded(out)) return false;
            } else {
                if (!step()) return false;
                if (!owner_ended) continue;
                hand_out_owner(out);
                return true;
            }
        }
        return false;
    }

    void rewind() {
        std::swap(whole, skeleton);
        have_whole = true;
        skeleton = {};
        bytes.rewind();
        copied = 0;
        stack.clear();
        expect = Expect::value;
        in_array = first_element = done = complete = false;
    }
};

ElementStream::ElementStream(Input& in, std::vector<ArrayPath> arrays, const Limits& limits, Owners owners)
    : impl_(std::make_unique<Impl>(in, std::move(arrays), limits, owners)) {}
ElementStream::~ElementStream() = default;

Result<bool> ElementStream::load_small(std::uint64_t max_bytes) {
    Impl& s = *impl_;
    if (s.bytes.size() && *s.bytes.size() > max_bytes) return false;
    while (s.bytes.end() <= max_bytes && s.bytes.more(0)) {
    }
    if (s.bytes.error()) return fail(*s.bytes.error());
    if (!s.bytes.ended()) return false;
    const bool owners = std::exchange(s.owners, false);
    Element element;
    while (s.advance(element, false)) {
    }
    if (s.bytes.error()) return fail(*s.bytes.error());
    s.rewind();
    s.owners = owners;
    return true;
}

Result<bool> ElementStream::next(Element& element) {
    if (impl_->advance(element, true)) return true;
    if (impl_->bytes.error()) return fail(*impl_->bytes.error());
    return false;
}

std::string ElementStream::skeleton() const {
    const Impl& s = *impl_;
    return s.have_whole ? s.whole.text() : s.skeleton.text() + s.closing(0);
}

bool ElementStream::skeleton_complete() const {
    return impl_->complete || impl_->have_whole;
}

Result<Value> ElementStream::parse_skeleton(Document& document) const {
    const Impl& s = *impl_;
    if (s.have_whole) return s.whole.parse(document, 0, {}, s.limits);
    return s.skeleton.parse(document, 0, s.closing(0), s.limits);
}

Result<Value> ElementStream::parse_owner(Document& document) const {
    const Impl& s = *impl_;
    if (s.owner_ended) return s.skeleton.parse(document, s.owner_start, {}, s.limits);
    for (std::size_t i = 0; i < s.stack.size(); ++i)
        if (s.stack[i].owner) return s.skeleton.parse(document, s.stack[i].start, s.closing(i), s.limits);
    return document.parse("null", s.limits);
}

std::uint64_t ElementStream::bytes_read() const {
    return impl_->bytes.bytes_read();
}

std::string Element::pointer() const {
    std::string out;
    write_pointer(out);
    return out;
}

void Element::write_pointer(std::string& out) const {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), index).ptr;
    out.assign(1, '/');
    if (!path.empty()) {
        out.append(path);
        out += '/';
    }
    out.append(digits.data(), end);
}

Result<Value> parse_element(Document& document, const Element& element, const Limits& limits) {
    auto value = element.owner ? document.parse(element.bytes, limits)
                               : document.parse_padded(element.bytes, element.escapes, limits);
    if (value) return value;
    return fail(moved(value.error(), element.bytes, element.offset, element.line, element.column));
}

} // namespace parapet::json

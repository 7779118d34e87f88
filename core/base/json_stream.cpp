#include "core/base/json_stream.h"

#include "core/base/encoding.h"
#include "core/base/json_scan.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace parapet::json {

namespace {

constexpr std::size_t k_piece = 1U << 20;
constexpr std::size_t k_padding = 64;

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
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

// Where a piece of the skeleton came from.
struct Mark {
    std::size_t skeleton = 0;
    std::uint64_t offset = 0;
    std::int64_t line = 1, column = 1;
};

struct Frame {
    bool object = false;
    std::uint32_t paths = 0; // bit per ArrayPath that may match below
    std::uint64_t index = 0; // of the current child of an array
    std::string key;         // of the current child of an object
    bool owner = false;      // an element of the outermost array around what is asked for
    std::size_t start = 0;   // of an owner: where it begins in the skeleton
    std::size_t cut = 0;     // of an array: where its current child, with the comma before it, begins in the skeleton
};

// Moves a place inside a part to the place in the whole that the part was taken from.
Error moved(Error error, std::string_view part, std::uint64_t offset, std::int64_t line, std::int64_t column) {
    if (error.offset >= 0) {
        const auto at = std::min(static_cast<std::size_t>(error.offset), part.size());
        std::size_t last = 0;
        const std::size_t lines = count_newlines(part.substr(0, at), last);
        error.line = line + static_cast<std::int64_t>(lines);
        error.column = static_cast<std::int64_t>(lines == 0 ? static_cast<std::size_t>(column) + at : at - last);
        error.offset += static_cast<std::int64_t>(offset);
    } else {
        error.line = line;
        error.column = column;
        error.offset = static_cast<std::int64_t>(offset);
    }
    return error;
}

} // namespace

struct ElementStream::Impl {
    Impl(Input& in, std::vector<ArrayPath> arrays, const Limits& given, Owners how)
        : input(decoded_input(in))
        , known_size(in.size())
        , limits(given)
        , owners(how == Owners::hand_out)
        , paths(std::move(arrays)) {
        for (const ArrayPath& path : paths) {
            segments.push_back(path.path.empty() ? std::vector<std::string_view>{} : split(path.path, '/'));
        }
    }

    // ---- bytes ----
    std::unique_ptr<Input> input;
    std::optional<std::uint64_t> known_size;
    const Limits& limits;
    bool owners;
    std::vector<char> buffer;
    std::size_t pos = 0, end = 0;
    std::uint64_t base = 0; // offset of buffer[0] in the input
    bool ended = false;     // the input gave its last byte

    // ---- lines, counted lazily up to `counted` ----
    std::size_t counted = 0;
    std::int64_t line = 1;
    std::uint64_t line_start = 0;

    // ---- the walk ----
    enum class Expect : std::uint8_t { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };
    std::vector<ArrayPath> paths;
    std::vector<std::vector<std::string_view>> segments;
    std::vector<Frame> stack;
    Expect expect = Expect::value;
    bool in_array = false, first_element = false, done = false;
    std::size_t array = 0;
    std::uint64_t element_index = 0;
    std::string array_path, owner_path;
    bool owned = false;
    std::uint64_t owner_index = 0;
    bool escapes = true; // of the element framed last
    std::optional<Error> error;
    Document discard_document;

    // ---- the skeleton ----
    std::string skeleton;
    std::size_t copied = 0; // of the buffer, up to here it is in the skeleton
    bool complete = false;
    std::vector<Mark> marks{Mark{}};
    std::string whole; // of a small document, from its first pass, with its marks
    std::vector<Mark> whole_marks;
    bool have_whole = false;
    bool owner_ended = false; // the owner at the skeleton's end was handed out and is to be dropped
    std::size_t owner_start = 0;

    [[nodiscard]] std::uint64_t offset_of(std::size_t at) const { return base + at; }

    void count_to(std::size_t at) {
        if (at <= counted) return;
        std::size_t last = 0;
        const auto n = count_newlines({buffer.data() + counted, at - counted}, last);
        if (n > 0) {
            line += static_cast<std::int64_t>(n);
            line_start = offset_of(counted + last) + 1;
        }
        counted = at;
    }
    [[nodiscard]] std::int64_t column_of(std::size_t at) const {
        return static_cast<std::int64_t>(offset_of(at) - line_start) + 1;
    }

    bool refuse(Errc code, std::string what, std::string help = {}) {
        count_to(pos);
        Error e{code, std::move(what), {}, std::move(help)};
        e.line = line;
        e.column = column_of(pos);
        e.offset = static_cast<std::int64_t>(offset_of(pos));
        error = std::move(e);
        return false;
    }
    bool truncated() { return refuse(Errc::malformed, "the document ends too early", "write the report again"); }

    // Puts what the walk passed into the skeleton.
    void copy_to(std::size_t at) {
        if (at > copied) skeleton.append(buffer.data() + copied, at - copied);
        copied = at;
    }

    // Reads more, so that end > before. Bytes before `keep` are given up. False at the end of the input or on an error.
    bool more(std::size_t keep) {
        if (ended || error) return false;
        if (keep > 0) {
            count_to(keep);
            std::memmove(buffer.data(), buffer.data() + keep, end - keep);
            base += keep;
            pos -= keep;
            end -= keep;
            counted -= keep;
            copied = copied > keep ? copied - keep : 0;
        }
        if (buffer.size() < end + k_piece + k_padding) buffer.resize(end + k_piece + k_padding);
        auto n = input->read(std::span<char>(buffer.data() + end, k_piece));
        if (!n) {
            error = n.error();
            return false;
        }
        if (*n == 0) {
            ended = true;
            return false;
        }
        end += *n;
        std::memset(buffer.data() + end, 0, k_padding);
        return true;
    }

    // In the walk: everything before pos goes to the skeleton.
    bool more_walking() {
        copy_to(pos);
        return skeleton_in_bounds() && more(pos);
    }
    bool skeleton_in_bounds() {
        if (skeleton.size() <= limits.max_document_bytes) return true;
        return refuse(Errc::limit,
                      fmt::format("more than {} outside of results", format_bytes(limits.max_document_bytes)));
    }

    bool skip_space(bool walking) {
        for (;;) {
            while (pos < end && is_space(buffer[pos]))
                ++pos;
            if (pos < end) return true;
            if (!(walking ? more_walking() : more(pos))) return false;
        }
    }

    // ---- values the walk need not enter ----
    bool skip_value() {
        ValueScan scan;
        scan.start(buffer[pos]);
        for (;;) {
            const std::size_t n = scan.feed({buffer.data() + pos, end - pos});
            if (n != ValueScan::npos) {
                pos += n;
                return true;
            }
            if (scan.open_string() > limits.max_string_bytes) return string_too_long();
            pos = end;
            if (more_walking()) continue;
            if (!error && scan.may_end()) return true;
            return !error ? truncated() : false;
        }
    }
    bool string_too_long() {
        return refuse(Errc::limit, fmt::format("a text is longer than {}", format_bytes(limits.max_string_bytes)));
    }

    std::uint32_t child_paths() const {
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

    // Which ArrayPath the value here is, of `candidates`; npos: none.
    std::size_t array_here(std::uint32_t candidates) const {
        for (std::size_t i = 0; i < segments.size(); ++i)
            if ((candidates >> i & 1U) != 0 && segments[i].size() == stack.size()) return i;
        return static_cast<std::size_t>(-1);
    }

    std::string path_here() const {
        std::string path;
        for (const Frame& frame : stack) {
            if (!path.empty()) path += '/';
            path += frame.object ? frame.key : std::to_string(frame.index);
        }
        return path;
    }

    // Of the array that begins here.
    void find_owner() {
        owner_path.clear();
        owned = false;
        for (const Frame& frame : stack) {
            if (!frame.object) {
                owned = true;
                owner_index = frame.index;
                return;
            }
            if (!owner_path.empty()) owner_path += '/';
            owner_path += frame.key;
        }
    }
    [[nodiscard]] bool stack_is_outermost_array() const {
        if (stack.empty() || stack.back().object) return false;
        return std::all_of(stack.begin(), stack.end() - 1, [](const Frame& f) { return f.object; });
    }

    bool begin_value() {
        const std::uint32_t candidates = child_paths();
        const char c = buffer[pos];
        if (c == '[' && candidates != 0) {
            if (const std::size_t which = array_here(candidates); which < paths.size()) {
                ++pos;
                copy_to(pos);
                array = which;
                array_path = path_here();
                find_owner();
                element_index = 0;
                in_array = first_element = true;
                return true;
            }
        }
        if ((c == '{' || c == '[') && candidates != 0) {
            if (stack.size() >= limits.max_depth) return refuse(Errc::limit, "nested too deeply");
            Frame frame{c == '{', candidates, 0, {}};
            frame.owner = owners && frame.object && stack_is_outermost_array();
            if (frame.owner) {
                copy_to(pos);
                frame.start = skeleton.size();
            }
            stack.push_back(std::move(frame));
            ++pos;
            if (c == '[' && owners) {
                copy_to(pos);
                stack.back().cut = skeleton.size();
            }
            expect = c == '{' ? Expect::key_or_end : Expect::value_or_end;
            return true;
        }
        if (c == ',' || c == ':' || c == ']' || c == '}') return unexpected("a value");
        if (!skip_value()) return false;
        after_value();
        return true;
    }
    void after_value() { expect = stack.empty() ? Expect::nothing : Expect::comma_or_end; }

    bool unexpected(std::string_view wanted) {
        return refuse(Errc::malformed, fmt::format("{} was expected, found \"{}\"", wanted,
                                                   visible(std::string_view(buffer.data() + pos, 1))));
    }

    bool read_key() {
        if (buffer[pos] != '"') return unexpected("a key in quotes");
        // The key must be seen whole: keep it in the buffer while it is scanned.
        copy_to(pos);
        ValueScan scan;
        scan.start('"');
        std::size_t length = 0;
        for (std::size_t fed = 0;;) {
            const std::size_t n = scan.feed({buffer.data() + pos + fed, end - pos - fed});
            if (n != ValueScan::npos) {
                length = fed + n;
                break;
            }
            fed = end - pos;
            if (fed > limits.max_field_bytes * 16) return string_too_long();
            if (!more(pos)) return error ? false : truncated();
        }
        Frame& frame = stack.back();
        const std::string_view raw(buffer.data() + pos + 1, length - 2);
        frame.key = raw.find('\\') == std::string_view::npos ? std::string(raw) : unescape_key(raw);
        pos += length;
        expect = Expect::colon;
        return true;
    }

    bool end_container() {
        ++pos;
        if (stack.back().owner) {
            copy_to(pos);
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
        skeleton.resize(stack.back().cut);
        while (marks.size() > 1 && marks.back().skeleton >= skeleton.size())
            marks.pop_back();
        mark();
    }

    // At a comma of an array that may have lost its children: none may then stand first.
    void next_child(Frame& frame) {
        const auto last = skeleton.find_last_not_of(" \t\r\n");
        frame.cut = skeleton.size();
        if (last == std::string::npos || skeleton[last] != '[') return;
        copied = pos;
        mark();
    }

    bool after_comma_or_end() {
        const char c = buffer[pos];
        Frame& frame = stack.back();
        if (c == (frame.object ? '}' : ']')) return end_container();
        if (c != ',') return unexpected(frame.object ? "a comma or }" : "a comma or ]");
        copy_to(pos);
        ++pos;
        if (owners && !frame.object) next_child(frame);
        ++frame.index;
        expect = frame.object ? Expect::key : Expect::value;
        return true;
    }

    // One step of the walk. False: done or error.
    bool step() {
        if (!skip_space(true)) {
            if (error) return false;
            if (expect != Expect::nothing) {
                if (base + end == 0) return refuse(Errc::malformed, "the document is empty");
                return truncated();
            }
            copy_to(pos);
            done = complete = true;
            return false;
        }
        const char c = buffer[pos];
        switch (expect) {
        case Expect::value_or_end:
            if (c == ']') return end_container();
            return begin_value();
        case Expect::value:
            return begin_value();
        case Expect::key_or_end:
            if (c == '}') return end_container();
            return read_key();
        case Expect::key:
            return read_key();
        case Expect::colon:
            if (c != ':') return unexpected("a colon");
            ++pos;
            expect = Expect::value;
            return true;
        case Expect::comma_or_end:
            return after_comma_or_end();
        case Expect::nothing:
            break;
        }
        return refuse(Errc::malformed, "text follows the end of the document");
    }

    // ---- elements ----
    void mark() {
        count_to(pos);
        marks.push_back({skeleton.size(), offset_of(pos), line, column_of(pos)});
    }
    void end_array() {
        in_array = false;
        copied = pos; // the closing bracket
        mark();
        ++pos;
        after_value();
    }

    // At an element or the array's end. False: the array ended, or error.
    bool to_element() {
        if (!skip_space(false)) return error ? false : truncated();
        if (!first_element) {
            if (buffer[pos] == ']') {
                end_array();
                return false;
            }
            if (buffer[pos] != ',') return unexpected("a comma or ]");
            ++pos;
            if (!skip_space(false)) return error ? false : truncated();
        } else if (buffer[pos] == ']') {
            end_array();
            return false;
        }
        const char c = buffer[pos];
        if (c == ',' || c == ':' || c == ']' || c == '}') return unexpected("a value");
        first_element = false;
        return true;
    }

    // The element at pos, whole in the buffer; its length, or npos on error.
    std::size_t frame_element() {
        ValueScan scan;
        scan.start(buffer[pos]);
        for (std::size_t fed = 0;;) {
            const std::size_t n = scan.feed({buffer.data() + pos + fed, end - pos - fed});
            if (n != ValueScan::npos) {
                escapes = scan.met_unicode_escape();
                return fed + n;
            }
            fed = end - pos;
            if (fed > limits.max_element_bytes) {
                refuse(Errc::limit,
                       fmt::format("one result is larger than {}", format_bytes(limits.max_element_bytes)));
                return ValueScan::npos;
            }
            if (!more(pos)) {
                if (!error) {
                    pos = end;
                    truncated();
                }
                return ValueScan::npos;
            }
        }
    }

    // Hands out the next element of the array; false: its end, or error.
    bool element(Element& out) {
        if (!to_element()) return false;
        const std::size_t length = frame_element();
        if (length == ValueScan::npos) return false;
        count_to(pos);
        out.owner = false;
        out.escapes = escapes;
        out.bytes = {buffer.data() + pos, length};
        out.array = array;
        out.index = element_index++;
        out.outer = 0;
        for (const Frame& frame : stack)
            if (!frame.object) out.outer = frame.index;
        out.offset = offset_of(pos);
        out.line = line;
        out.column = column_of(pos);
        out.path = array_path;
        out.owned = owned;
        out.owner_path = owner_path;
        out.owner_index = owner_index;
        pos += length;
        return true;
    }

    void hand_out_owner(Element& out) {
        array_path = path_here();
        const auto slash = array_path.rfind('/');
        array_path.erase(slash == std::string::npos ? 0 : slash);
        out = Element{};
        out.owner = true;
        out.bytes = std::string_view(skeleton).substr(owner_start);
        out.index = stack.back().index;
        out.path = array_path;
        out.owned = true;
        out.owner_path = array_path;
        out.owner_index = out.index;
    }

    bool check_discarded(const Element& element) {
        auto value = parse_element(discard_document, element, limits);
        if (!value) error = value.error();
        return value.has_value();
    }

    // The next element that is not discarded. False: end or error.
    bool advance(Element& out, bool check) {
        for (;;) {
            if (error || done) return false;
            if (owner_ended) drop_owner();
            if (!in_array) {
                if (!step()) return false;
                if (!owner_ended) continue;
                hand_out_owner(out);
                return true;
            }
            if (!element(out)) {
                if (error) return false;
                continue;
            }
            if (!paths[array].discard) return true;
            if (check && !check_discarded(out)) return false;
        }
    }

    void rewind() {
        whole.swap(skeleton);
        whole_marks.swap(marks);
        have_whole = true;
        skeleton.clear();
        marks.assign(1, Mark{});
        pos = copied = counted = 0;
        line = 1;
        line_start = 0;
        stack.clear();
        expect = Expect::value;
        in_array = first_element = done = complete = false;
    }

    // The skeleton, closed for the frames from `outermost` on.
    [[nodiscard]] std::string closed(std::size_t outermost) const {
        std::string text = skeleton;
        if (in_array) text += ']';
        for (std::size_t i = stack.size(); i > outermost; --i)
            text += stack[i - 1].object ? '}' : ']';
        return text;
    }
};

namespace {

// Parses the skeleton from `from` on; `marks` are those of the skeleton.
Result<Value> parse_part(Document& document, std::string_view skeleton, const std::vector<Mark>& marks,
                         std::size_t from, const Limits& limits) {
    auto value = document.parse(skeleton.substr(from), limits);
    if (value) return value;
    Error error = value.error();
    const std::size_t at = from + static_cast<std::size_t>(std::max<std::int64_t>(0, error.offset));
    auto mark = std::upper_bound(marks.begin(), marks.end(), at,
                                 [](std::size_t offset, const Mark& m) { return offset < m.skeleton; });
    if (mark != marks.begin()) --mark;
    if (error.offset >= 0) error.offset = static_cast<std::int64_t>(at - mark->skeleton);
    return fail(moved(std::move(error), skeleton.substr(mark->skeleton), mark->offset, mark->line, mark->column));
}

} // namespace

ElementStream::ElementStream(Input& in, std::vector<ArrayPath> arrays, const Limits& limits, Owners owners)
    : impl_(std::make_unique<Impl>(in, std::move(arrays), limits, owners)) {}
ElementStream::~ElementStream() = default;

Result<bool> ElementStream::load_small(std::uint64_t max_bytes) {
    Impl& s = *impl_;
    if (s.known_size && *s.known_size > max_bytes) return false;
    while (s.end <= max_bytes && s.more(0)) {
    }
    if (s.error) return fail(*s.error);
    if (!s.ended) return false;
    const bool owners = std::exchange(s.owners, false);
    Element element;
    while (s.advance(element, false)) {
    }
    if (s.error) return fail(*s.error);
    s.rewind();
    s.owners = owners;
    return true;
}

Result<bool> ElementStream::next(Element& element) {
    if (impl_->advance(element, true)) return true;
    if (impl_->error) return fail(*impl_->error);
    return false;
}

std::string ElementStream::skeleton() const {
    const Impl& s = *impl_;
    return s.have_whole ? s.whole : s.closed(0);
}

bool ElementStream::skeleton_complete() const {
    return impl_->complete || impl_->have_whole;
}

Result<Value> ElementStream::parse_skeleton(Document& document) const {
    const Impl& s = *impl_;
    return parse_part(document, skeleton(), s.have_whole ? s.whole_marks : s.marks, 0, s.limits);
}

Result<Value> ElementStream::parse_owner(Document& document) const {
    const Impl& s = *impl_;
    if (s.owner_ended) return parse_part(document, s.skeleton, s.marks, s.owner_start, s.limits);
    for (std::size_t i = 0; i < s.stack.size(); ++i) {
        if (!s.stack[i].owner) continue;
        return parse_part(document, s.closed(i), s.marks, s.stack[i].start, s.limits);
    }
    return document.parse("null", s.limits);
}

std::uint64_t ElementStream::bytes_read() const {
    return impl_->base + impl_->end;
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

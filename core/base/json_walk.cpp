#include "core/base/json_walk.h"

#include "core/base/json_scan.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace parapet::json {

namespace {

constexpr std::size_t k_none = static_cast<std::size_t>(-1);

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

} // namespace

Walk::Walk(Input& in, std::vector<ArrayPath> arrays, const Limits& given, Owners how)
    : bytes(in)
    , limits(given)
    , owners(how == Owners::hand_out)
    , paths(std::move(arrays)) {
    for (const ArrayPath& path : paths)
        segments.push_back(path.path.empty() ? std::vector<std::string_view>{} : split(path.path, '/'));
}

bool Walk::truncated() {
    return bytes.refuse(Errc::malformed, "the document ends too early", "write the report again");
}

bool Walk::end_or_error() {
    return bytes.error() ? false : truncated();
}

bool Walk::unexpected(std::string_view wanted) {
    return bytes.refuse(Errc::malformed,
                        fmt::format("{} was expected, found \"{}\"", wanted, visible(bytes.rest().substr(0, 1))));
}

bool Walk::at_value() const {
    const char c = bytes.here();
    return c != ',' && c != ':' && c != ']' && c != '}';
}

bool Walk::string_too_long() {
    return bytes.refuse(Errc::limit, fmt::format("a text is longer than {}", format_bytes(limits.max_string_bytes)));
}

void Walk::copy() {
    if (bytes.pos > copied) skeleton.append(bytes.slice(copied, bytes.pos));
    copied = bytes.pos;
}

void Walk::mark() {
    bytes.count();
    skeleton.mark(bytes.offset(), bytes.line(), bytes.column());
}

bool Walk::more_walking() {
    copy();
    if (skeleton.size() > limits.max_document_bytes) {
        return bytes.refuse(Errc::limit,
                            fmt::format("more than {} outside of results", format_bytes(limits.max_document_bytes)));
    }
    const std::size_t keep = bytes.pos;
    const bool more = bytes.more(keep);
    copied = bytes.pos;
    return more;
}

bool Walk::skip_space(bool walking) {
    for (;;) {
        while (bytes.pos < bytes.end() && is_space(bytes.here()))
            ++bytes.pos;
        if (bytes.pos < bytes.end()) return true;
        if (!(walking ? more_walking() : bytes.more(bytes.pos))) return false;
    }
}

std::uint32_t Walk::child_paths() const {
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

std::size_t Walk::array_here(std::uint32_t candidates) const {
    for (std::size_t i = 0; i < segments.size(); ++i)
        if ((candidates >> i & 1U) != 0 && segments[i].size() == stack.size()) return i;
    return k_none;
}

std::string Walk::path_of(std::size_t frames) const {
    std::string path;
    for (std::size_t i = 0; i < frames; ++i) {
        if (i != 0) path += '/';
        path += stack[i].object ? stack[i].key : std::to_string(stack[i].index);
    }
    return path;
}

std::size_t Walk::outermost_array() const {
    const auto at = std::find_if(stack.begin(), stack.end(), [](const Frame& f) { return !f.object; });
    return at == stack.end() ? k_none : static_cast<std::size_t>(at - stack.begin());
}

std::string Walk::closing(std::size_t outermost) const {
    std::string text;
    if (in_array) text += ']';
    for (std::size_t i = stack.size(); i > outermost; --i)
        text += stack[i - 1].object ? '}' : ']';
    return text;
}

bool Walk::skip_value() {
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

bool Walk::begin_array(std::size_t which) {
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

bool Walk::enter(std::uint32_t candidates) {
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

bool Walk::begin_value() {
    const std::uint32_t candidates = child_paths();
    const char c = bytes.here();
    if (candidates != 0 && c == '[') {
        if (const std::size_t which = array_here(candidates); which != k_none) return begin_array(which);
    }
    if (candidates != 0 && (c == '{' || c == '[')) return enter(candidates);
    if (!at_value()) return unexpected("a value");
    if (!skip_value()) return false;
    after_value();
    return true;
}

void Walk::after_value() {
    expect = stack.empty() ? Expect::nothing : Expect::comma_or_end;
}

bool Walk::read_key() {
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

bool Walk::end_container() {
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

void Walk::drop_owner() {
    owner_ended = false;
    skeleton.cut(stack.back().cut);
    mark();
}

void Walk::next_child(Frame& frame) {
    frame.cut = skeleton.size();
    if (!skeleton.ends_with_open_array()) return;
    copied = bytes.pos;
    mark();
}

bool Walk::after_comma_or_end() {
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

bool Walk::end_of_input() {
    if (bytes.error()) return false;
    if (expect == Expect::nothing) {
        copy();
        done = complete = true;
        return false;
    }
    if (bytes.bytes_read() == 0) return bytes.refuse(Errc::malformed, "the document is empty");
    return truncated();
}

bool Walk::step() {
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

} // namespace parapet::json

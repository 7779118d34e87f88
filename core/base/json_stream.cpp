#include "core/base/json_stream.h"

#include "core/base/json_scan.h"
#include "core/base/json_walk.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace parapet::json {

struct ElementStream::Impl : Walk {
    using Walk::Walk;

    bool escapes = true; // of the element framed last
    Document discard_document;
    Skeleton whole; // of a small document, from its first pass
    bool have_whole = false;

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
        if (!at_value()) return unexpected("a value");
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

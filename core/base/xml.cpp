#include "core/base/xml.h"

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/base/xml_stream.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace parapet::xml {

namespace {

std::string_view local_name(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node pugi_node(void* node) {
    return pugi::xml_node(static_cast<pugi::xml_node_struct*>(node));
}

bool is_block(std::string_view name) {
    static constexpr std::string_view k_blocks[] = {"p",  "div", "br", "li", "tr", "pre", "ul", "ol", "table",
                                                    "h1", "h2",  "h3", "h4", "h5", "h6",  "dt", "dd", "title"};
    return std::find(std::begin(k_blocks), std::end(k_blocks), name) != std::end(k_blocks);
}

void end_line(std::string& out) {
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t'))
        out.pop_back();
    if (!out.empty() && out.back() != '\n') out += '\n';
}

} // namespace

struct Access {
    static Node make(pugi::xml_node node) {
        Node n;
        n.node_ = node.internal_object();
        return n;
    }
    static pugi::xml_node get(Node node) { return pugi_node(node.node_); }
};

namespace {

Node element_from(pugi::xml_node node, std::string_view name) {
    for (; node; node = node.next_sibling()) {
        if (node.type() != pugi::node_element) continue;
        if (name.empty() || local_name(node.name()) == name) break;
    }
    return Access::make(node);
}

// Depth is bounded when the document is read.
void append_text(pugi::xml_node node, const Node::Replace& instead, std::string& out) {
    for (pugi::xml_node child : node.children()) {
        const auto type = child.type();
        if (type == pugi::node_pcdata || type == pugi::node_cdata) out += child.value();
        if (type != pugi::node_element) continue;
        if (instead) {
            if (const auto text = instead(Access::make(child))) {
                out += *text;
                continue;
            }
        }
        const bool block = is_block(local_name(child.name()));
        if (block)
            end_line(out);
        else if (!out.empty() && child.previous_sibling().type() == pugi::node_element)
            out += ' '; // white space between elements is not kept
        append_text(child, instead, out);
        if (block) end_line(out);
    }
}

// The next element in document order below `root`; null at the end.
pugi::xml_node next_below(pugi::xml_node node, pugi::xml_node root, bool enter) {
    if (enter) {
        if (const Node child = element_from(node.first_child(), {}); child) return Access::get(child);
    }
    while (node && node != root) {
        if (const Node sibling = element_from(node.next_sibling(), {}); sibling) return Access::get(sibling);
        node = node.parent();
    }
    return {};
}

pugi::xml_attribute find_attribute(pugi::xml_node node, std::string_view name) {
    for (pugi::xml_attribute a : node.attributes())
        if (local_name(a.name()) == name) return a;
    return {};
}

} // namespace

std::string_view Node::qualified_name() const {
    return pugi_node(node_).name();
}
std::string_view Node::name() const {
    return local_name(qualified_name());
}

std::string_view Node::ns() const {
    const std::string_view full = qualified_name();
    const auto colon = full.find(':');
    const std::string wanted =
        colon == std::string_view::npos ? std::string("xmlns") : "xmlns:" + std::string(full.substr(0, colon));
    for (pugi::xml_node n = pugi_node(node_); n; n = n.parent())
        if (const auto a = n.attribute(wanted.c_str())) return a.value();
    return {};
}

std::string_view Node::attr(std::string_view name) const {
    return find_attribute(pugi_node(node_), name).value();
}
bool Node::has_attr(std::string_view name) const {
    return static_cast<bool>(find_attribute(pugi_node(node_), name));
}

std::string_view Node::raw_text() const {
    for (pugi::xml_node child : pugi_node(node_).children()) {
        const auto type = child.type();
        if ((type == pugi::node_pcdata || type == pugi::node_cdata) && !trim(child.value()).empty())
            return child.value();
    }
    return {};
}
std::string_view Node::text() const {
    return trim(raw_text());
}

std::string Node::all_text() const {
    return all_text({});
}
std::string Node::all_text(const Replace& instead) const {
    std::string out;
    append_text(pugi_node(node_), instead, out);
    return std::string(trim(out));
}

Node Node::parent() const {
    const auto parent = pugi_node(node_).parent();
    return parent.type() == pugi::node_element ? Access::make(parent) : Node{};
}
Node Node::child() const {
    return element_from(pugi_node(node_).first_child(), {});
}
Node Node::child(std::string_view name) const {
    return element_from(pugi_node(node_).first_child(), name);
}
Node Node::next() const {
    return element_from(pugi_node(node_).next_sibling(), {});
}
Node Node::next(std::string_view name) const {
    return element_from(pugi_node(node_).next_sibling(), name);
}

Node Node::path(std::initializer_list<std::string_view> names) const {
    Node n = *this;
    for (const std::string_view name : names)
        n = n.child(name);
    return n;
}

std::string_view Node::child_text(std::string_view name) const {
    return child(name).text();
}

Node Node::find(std::string_view name) const {
    for (const Node n : descendants(name))
        return n;
    return {};
}

Node::Range Node::children() const {
    return children({});
}
Node::Range Node::children(std::string_view name) const {
    Range range;
    range.first_ = {name.empty() ? child() : child(name), name};
    return range;
}

Node::Descendants Node::descendants(std::string_view name) const {
    Descendants all;
    all.first_ = {*this, *this, name};
    if (node_ != nullptr) ++all.first_;
    return all;
}

Node::Descendants::Iterator& Node::Descendants::Iterator::operator++() {
    const pugi::xml_node top = Access::get(root);
    pugi::xml_node n = Access::get(node);
    do
        n = next_below(n, top, true);
    while (n && !name.empty() && local_name(n.name()) != name);
    node = Access::make(n);
    return *this;
}

// ---- documents ----

struct Document::Impl {
    std::string text; // parsed in place: nodes point into it
    pugi::xml_document doc;
    std::vector<std::uint32_t> newlines;
    bool whole = true;
    std::size_t replaced = 0;

    [[nodiscard]] Node root() const { return element_from(doc.first_child(), {}); }

    void place(Error& error, std::int64_t offset) const {
        if (offset < 0) return;
        const auto next = std::lower_bound(newlines.begin(), newlines.end(), static_cast<std::uint32_t>(offset));
        const std::int64_t line_start = next == newlines.begin() ? 0 : static_cast<std::int64_t>(*(next - 1)) + 1;
        error.offset = offset;
        error.line = next - newlines.begin() + 1;
        error.column = offset - line_start + 1;
    }

    Result<void> decode() {
        auto encoding = detect_encoding(std::string_view(text).substr(0, 4096));
        if (!encoding) return fail(encoding.error());
        if (!encoding->is_utf8()) {
            auto utf8 = decode_text(text, &replaced);
            if (!utf8) return fail(utf8.error());
            text = std::move(*utf8);
        } else {
            text.erase(0, encoding->bom_bytes);
        }
        if (!is_valid_utf8(text) || text.find('\0') != std::string::npos) text = sanitize_utf8(text, &replaced);
        return {};
    }

    void find_newlines() {
        newlines.clear();
        const char* const begin = text.data();
        const char* const end = begin + text.size();
        for (const char* at = begin; at < end; ++at) {
            at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
            if (at == nullptr) break;
            newlines.push_back(static_cast<std::uint32_t>(at - begin));
        }
    }

    [[nodiscard]] tl::unexpected<Error> refuse(Errc code, std::string what, std::int64_t offset) const {
        Error error{code, std::move(what), {}, {}};
        place(error, offset);
        return fail(std::move(error));
    }

    // Around the root: one element, no entities.
    [[nodiscard]] Result<void> check_top() const {
        std::size_t roots = 0;
        for (pugi::xml_node n : doc.children()) {
            if (n.type() == pugi::node_doctype && std::strstr(n.value(), "<!ENTITY") != nullptr)
                return refuse(Errc::malformed, std::string(k_no_dtd), n.offset_debug());
            if (n.type() == pugi::node_element && ++roots > 1)
                return refuse(Errc::malformed, "there is more text after the end of the document", n.offset_debug());
        }
        return {};
    }

    [[nodiscard]] Result<void> check_depth(std::size_t max_depth) const {
        std::size_t depth = 1;
        pugi::xml_node n = doc.document_element();
        while (n) {
            if (const auto below = n.first_child()) {
                n = below;
                if (++depth > max_depth + 1) {
                    return refuse(Errc::limit, fmt::format("nested deeper than {} levels", max_depth),
                                  n.parent().offset_debug());
                }
                continue;
            }
            while (n && !n.next_sibling()) {
                n = n.parent();
                --depth;
            }
            n = n.next_sibling();
        }
        return {};
    }

    Result<Node> parse_in_place(const Limits& limits) {
        if (auto ok = decode(); !ok) return fail(ok.error());
        if (trim(text).empty()) return refuse(Errc::malformed, "the document is empty", 0);
        find_newlines();
        const auto parsed = doc.load_buffer_inplace(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype,
                                                    pugi::encoding_utf8);
        if (!parsed) {
            // A declared entity must be named as the reason even when the rest does not parse either.
            if (auto ok = check_top(); !ok) return fail(ok.error());
            std::string why = parsed.description();
            if (!why.empty()) why.front() = static_cast<char>(why.front() | 0x20);
            return refuse(parsed.status == pugi::status_out_of_memory ? Errc::limit : Errc::malformed,
                          fmt::format("the XML cannot be read: {}", why), parsed.offset);
        }
        if (auto ok = check_top(); !ok) return fail(ok.error());
        if (auto ok = check_depth(limits.max_depth); !ok) return fail(ok.error());
        return root();
    }

    // Reads up to `max` bytes into text; true when that was all.
    Result<bool> read_up_to(Input& in, std::uint64_t max) {
        text.clear();
        std::size_t have = 0;
        if (const auto known = in.size(); known && *known <= max) text.reserve(*known + 1);
        for (;;) {
            text.resize(std::min<std::uint64_t>(max + 1, std::max<std::size_t>(text.capacity(), have + (256U << 10))));
            auto n = in.read({text.data() + have, text.size() - have});
            if (!n) return fail(n.error());
            have += *n;
            if (*n == 0) {
                text.resize(have);
                return true;
            }
            if (have > max) return false;
        }
    }
};

Document::Document()
    : impl_(std::make_unique<Impl>()) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Result<Node> Document::parse(Input& in, const Options& options, const Limits& limits) {
    if (auto ok = stream(in, {}, {}, options, limits); !ok) return fail(ok.error());
    return root();
}

Result<Node> Document::parse(std::string text, const Options& options, const Limits& limits) {
    if (text.size() > options.in_place_bytes) {
        const auto in = memory_input(text, {});
        return parse(*in, options, limits);
    }
    impl_ = std::make_unique<Impl>();
    impl_->text = std::move(text);
    return impl_->parse_in_place(limits);
}

namespace {

Result<void> hand_out(const Document& document, const std::vector<std::string_view>& names,
                      const Document::OnRecord& record) {
    const pugi::xml_node root = Access::get(document.root());
    for (pugi::xml_node n = root; n;) {
        const auto found = std::find(names.begin(), names.end(), local_name(n.name()));
        if (found == names.end()) {
            n = next_below(n, root, true);
            continue;
        }
        const Node node = Access::make(n);
        const Record r{node, static_cast<std::size_t>(found - names.begin()), document.line_of(node),
                       document.offset_of(node)};
        if (auto ok = record(r); !ok) return ok;
        n = n == root ? pugi::xml_node{} : next_below(n, root, false);
    }
    return {};
}

} // namespace

Result<void> Document::stream(Input& in, const std::vector<std::string_view>& names, const OnRecord& record,
                              const Options& options, const Limits& limits) {
    impl_ = std::make_unique<Impl>();
    Impl& d = *impl_;
    auto small = d.read_up_to(in, options.in_place_bytes);
    if (!small) return fail(small.error());
    if (*small) {
        if (auto root = d.parse_in_place(limits); !root) return fail(root.error());
        return names.empty() ? Result<void>{} : hand_out(*this, names, record);
    }
    d.whole = false;
    StreamJob job{in, std::move(d.text), names, options.discard, limits, d.doc, {}, &d.replaced};
    if (record) {
        job.on_record = [&](pugi::xml_node node, std::size_t pattern, std::int64_t line, std::int64_t offset) {
            return record(Record{Access::make(node), pattern, line, offset});
        };
    }
    return run_stream(job);
}

Node Document::root() const {
    return impl_->root();
}
bool Document::whole() const {
    return impl_->whole;
}
std::size_t Document::replaced_bytes() const {
    return impl_->replaced;
}

std::int64_t Document::offset_of(Node node) const {
    if (!impl_->whole || !node) return -1;
    const auto at = Access::get(node).offset_debug();
    return at > 0 ? at - 1 : at; // of the name; the bracket stands before it
}

std::int64_t Document::line_of(Node node) const {
    const std::int64_t offset = offset_of(node);
    if (offset < 0) return 0;
    Error e;
    impl_->place(e, offset);
    return e.line;
}

} // namespace parapet::xml

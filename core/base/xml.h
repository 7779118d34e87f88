#pragma once
// XML. A document up to 32 MB is parsed in place (pugixml); a larger one is read as a stream (expat) that keeps only
// what was asked for. Names are local names: prefixes are dropped, `ns()` tells the namespace. No entity but the five
// of XML and character references; no file or address is ever opened.
//
// A document type declaration is passed over when it only names a DTD or declares elements (Nmap, Burp and Qualys write
// one); one that declares an entity is refused: "document type definitions are not accepted".
// Encodings: core/base/encoding.h. Invalid UTF-8 becomes U+FFFD and is counted.

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::xml {

// A place in a document: one pointer, copied freely, good while its Document lives. Every accessor is total: on a
// missing node it answers with an empty value.
class Node {
public:
    Node() = default;
    explicit operator bool() const { return node_ != nullptr; }
    bool operator==(const Node& other) const = default;

    [[nodiscard]] std::string_view name() const;                      // local name
    [[nodiscard]] std::string_view qualified_name() const;            // as written, with prefix
    [[nodiscard]] std::string_view ns() const;                        // namespace URI; walks up, so not for every node
    [[nodiscard]] std::string_view attr(std::string_view name) const; // by local name; "" when absent
    [[nodiscard]] bool has_attr(std::string_view name) const;
    [[nodiscard]] std::string_view text() const; // first text or CDATA child, white space trimmed
    [[nodiscard]] std::string all_text() const;  // of it and everything below, trimmed; block elements part lines
    // The same; elements for which `instead` has an answer are replaced by it (XCCDF's <sub>).
    using Replace = std::function<std::optional<std::string>(Node)>;
    [[nodiscard]] std::string all_text(const Replace& instead) const;
    [[nodiscard]] std::string_view raw_text() const; // as text(), untrimmed
    [[nodiscard]] Node parent() const;
    [[nodiscard]] Node child() const;                      // first child element
    [[nodiscard]] Node child(std::string_view name) const; // first of that local name
    [[nodiscard]] Node next() const;                       // next sibling element
    [[nodiscard]] Node next(std::string_view name) const;
    [[nodiscard]] Node path(std::initializer_list<std::string_view> names) const;
    // Text of the child of that name, trimmed.
    [[nodiscard]] std::string_view child_text(std::string_view name) const;
    // First element of that name below, in document order (not itself).
    [[nodiscard]] Node find(std::string_view name) const;

    // for (Node n : node.children()), for (Node n : node.children("Rule"))
    class Range;
    [[nodiscard]] Range children() const;
    [[nodiscard]] Range children(std::string_view name) const; // `name` must outlive the range
    // Every element below, in document order; with a name only those.
    class Descendants;
    [[nodiscard]] Descendants descendants(std::string_view name = {}) const;

private:
    friend struct Access;
    void* node_ = nullptr;
};

class Node::Range {
public:
    struct Iterator {
        Node node;
        std::string_view name;
        Node operator*() const { return node; }
        Iterator& operator++() {
            node = name.empty() ? node.next() : node.next(name);
            return *this;
        }
        bool operator!=(const Iterator& o) const { return !(node == o.node); }
    };
    [[nodiscard]] Iterator begin() const { return first_; }
    [[nodiscard]] Iterator end() const { return {}; }

private:
    friend class Node;
    Iterator first_;
};

class Node::Descendants {
public:
    struct Iterator {
        Node node, root;
        std::string_view name;
        Node operator*() const { return node; }
        Iterator& operator++();
        bool operator!=(const Iterator& o) const { return !(node == o.node); }
    };
    [[nodiscard]] Iterator begin() const { return first_; }
    [[nodiscard]] Iterator end() const { return {}; }

private:
    friend class Node;
    Iterator first_;
};

struct Options {
    // Elements (local names) whose content is not needed: dropped while reading when the document is streamed.
    std::vector<std::string_view> discard;
    std::uint64_t in_place_bytes = 32ULL << 20; // larger documents are streamed
};

// One record of a streamed document: `node` with everything below it; its parents have their attributes and what came
// before. Good until the callback returns.
struct Record {
    Node node;
    std::size_t pattern = 0; // which name
    std::int64_t line = 0;   // of its start tag
    std::int64_t offset = -1;
};

class Document {
public:
    Document();
    ~Document();
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    // The whole document. The root element, or Errc::malformed with line, column and offset, or Errc::limit.
    [[nodiscard]] Result<Node> parse(Input& in, const Options& options = {}, const Limits& limits = default_limits());
    [[nodiscard]] Result<Node> parse(std::string text, const Options& options = {},
                                     const Limits& limits = default_limits());

    // Calls `record` for every element named in `names` (local names), in document order; what stands inside a record
    // is part of it. Small documents are whole before the first call; of large ones each record is dropped after its
    // call. Afterwards root() is what remains.
    using OnRecord = std::function<Result<void>(const Record&)>;
    [[nodiscard]] Result<void> stream(Input& in, const std::vector<std::string_view>& names, const OnRecord& record,
                                      const Options& options = {}, const Limits& limits = default_limits());

    [[nodiscard]] Node root() const;
    [[nodiscard]] bool whole() const;                      // parsed in place: every node is there
    [[nodiscard]] std::int64_t line_of(Node node) const;   // 0 where unknown (streamed)
    [[nodiscard]] std::int64_t offset_of(Node node) const; // -1 where unknown
    [[nodiscard]] std::size_t replaced_bytes() const;      // invalid UTF-8 replaced

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace parapet::xml

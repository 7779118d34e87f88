#pragma once
// A large JSON document without holding it: the elements of named arrays come one at a time, as bytes; the rest, with
// those arrays empty, is the skeleton, small enough for the DOM. Input is read in pieces of 1 MiB.
//
//   json::ElementStream stream(in, {{"runs/*/results"}});
//   json::Element element;
//   for (;;) {
//       auto more = stream.next(element);
//       if (!more) return fail(more.error());
//       if (!*more) break;
//       auto value = json::parse_element(document, element);
//       ...
//   }
//   auto rest = stream.parse_skeleton(skeleton_document);
//
// Strict: what stands between elements is checked here, elements and skeleton by the DOM that parses them. So the
// document is valid once every element and the skeleton have been parsed; a parser must do both, or use `discard`.

#include "core/base/input.h"
#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::json {

struct ArrayPath {
    // Keys from the root, "/" between them, "*" for any key or index: "runs/*/results"; "" is the root array itself.
    std::string_view path;
    bool discard = false; // validate its elements and drop them
};

struct Element {
    bool owner = false;      // not an element but the end of an owner, see below
    std::string_view bytes;  // one JSON value; at least 64 readable bytes follow; good until next()
    bool escapes = true;     // false: there is no \u escape in it
    std::size_t array = 0;   // which ArrayPath
    std::uint64_t index = 0; // in its array, from 0
    std::uint64_t outer = 0; // index in the nearest array around it: the run of a result, the target of a vulnerability
    std::uint64_t offset = 0; // of its first byte in the input
    std::int64_t line = 1, column = 1;
    std::string_view path; // of its array: "runs/0/results"
    bool owned = false;    // it has an owner, which stands at owner_path/owner_index
    std::string_view owner_path;
    std::uint64_t owner_index = 0;
    [[nodiscard]] std::string pointer() const;  // "/runs/0/results/12"
    void write_pointer(std::string& out) const; // the same, into a buffer that is there
};

enum class Owners : std::uint8_t { keep, hand_out };

class ElementStream {
public:
    // The owner of an element is the outermost array element around it: the run of a result. With Owners::hand_out an
    // owner's own skeleton comes as an Element (`owner`, `path` and `index` say which) once it ends, whether it had
    // elements or not, and leaves the skeleton of the document: memory is bounded by the largest owner.
    ElementStream(Input& in, std::vector<ArrayPath> arrays, const Limits& limits = default_limits(),
                  Owners owners = Owners::keep);
    ~ElementStream();
    ElementStream(const ElementStream&) = delete;
    ElementStream& operator=(const ElementStream&) = delete;

    // Before the first next(): when the input ends within `max_bytes`, reads all of it, so that the skeleton is
    // complete before the first element comes. False: it is larger and will be streamed.
    [[nodiscard]] Result<bool> load_small(std::uint64_t max_bytes);

    // The next element of any array; false at the end of a document that is well formed between its elements.
    [[nodiscard]] Result<bool> next(Element& element);

    // The skeleton as far as it was seen, closed so that it is JSON. Complete after next() said false or load_small()
    // true.
    [[nodiscard]] std::string skeleton() const;
    [[nodiscard]] bool skeleton_complete() const;
    // Parses skeleton(); places in errors are those of the input.
    [[nodiscard]] Result<Value> parse_skeleton(Document& document) const;
    // The skeleton of the owner that is open or was just handed out, as far as it was seen; null where there is none.
    [[nodiscard]] Result<Value> parse_owner(Document& document) const;

    [[nodiscard]] std::uint64_t bytes_read() const; // for progress

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Parses an element; places in errors are those of the input.
[[nodiscard]] Result<Value> parse_element(Document& document, const Element& element,
                                          const Limits& limits = default_limits());

} // namespace parapet::json

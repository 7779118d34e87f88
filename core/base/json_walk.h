#pragma once
// A walk through a JSON document in a window of its bytes that enters only what paths lead through; the rest is passed
// over, byte for byte, into the skeleton. For ElementStream (json_stream.h).

#include "core/base/json_skeleton.h"
#include "core/base/json_stream.h"
#include "core/base/json_window.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::json {

struct Walk {
    enum class Expect : std::uint8_t { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };

    struct Frame {
        bool object = false;
        std::uint32_t paths = 0; // bit per ArrayPath that may match below
        std::uint64_t index = 0; // of the current child of an array
        std::string key;         // of the current child of an object
        bool owner = false;      // an element of the outermost array around what is asked for
        std::size_t start = 0;   // of an owner: where it begins in the skeleton
        std::size_t cut = 0; // of an array: where its current child, with the comma before it, begins in the skeleton
    };

    Walk(Input& in, std::vector<ArrayPath> arrays, const Limits& given, Owners how);

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

    Skeleton skeleton;
    std::size_t copied = 0; // of the window, up to here it is in the skeleton
    bool complete = false;
    bool owner_ended = false; // the owner at the skeleton's end was handed out and is to be dropped
    std::size_t owner_start = 0;

    // ---- bytes ----
    bool truncated();
    bool end_or_error();
    bool unexpected(std::string_view wanted);
    [[nodiscard]] bool at_value() const; // what stands here may begin one
    bool string_too_long();
    // What the walk passed.
    void copy();
    void mark();
    // In the walk: everything before pos goes to the skeleton.
    bool more_walking();
    bool skip_space(bool walking);

    // ---- where the walk is ----
    [[nodiscard]] std::uint32_t child_paths() const;
    // Which ArrayPath the value here is, of `candidates`.
    [[nodiscard]] std::size_t array_here(std::uint32_t candidates) const;
    [[nodiscard]] std::string path_of(std::size_t frames) const;
    [[nodiscard]] std::size_t outermost_array() const;
    [[nodiscard]] std::string closing(std::size_t outermost) const;

    // ---- the walk ----
    bool skip_value();
    bool begin_array(std::size_t which);
    bool enter(std::uint32_t candidates);
    bool begin_value();
    void after_value();
    // The whole key is kept in the window while it is scanned.
    bool read_key();
    bool end_container();
    // What was handed out need not be held.
    void drop_owner();
    // At a comma of an array that may have lost its children: none may then stand first.
    void next_child(Frame& frame);
    bool after_comma_or_end();
    bool end_of_input();
    // One step. False: done or error.
    bool step();
};

} // namespace parapet::json

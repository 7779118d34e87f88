#pragma once
// Whole lines of an Input, read ahead on a thread of its own once the input turns out to be large: whatever reading
// means (hashing, inflating, decoding) is then done while the lines before are parsed.

#include "core/base/input.h"

#include <memory>
#include <optional>
#include <vector>

namespace parapet {

class LinePipe {
public:
    // `in` belongs to the pipe until the pipe is gone.
    explicit LinePipe(Input& in, std::size_t chunk_bytes = 1U << 20, const Limits& limits = default_limits());
    ~LinePipe(); // ends and joins the thread
    LinePipe(const LinePipe&) = delete;
    LinePipe& operator=(const LinePipe&) = delete;

    struct Block {
        std::vector<char> storage;
        LineChunks::Chunk chunk; // views storage
    };
    // nullptr at the end. Errors come behind the blocks that were read before them.
    [[nodiscard]] Result<std::unique_ptr<Block>> take();
    // Memory goes round: a block that comes back is filled again.
    void give_back(std::unique_ptr<Block> block);

    // The same for callers with one chunk at a time: the view is good until the next call.
    [[nodiscard]] Result<std::optional<LineChunks::Chunk>> next();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace parapet

#pragma once
// Records that must wait, in memory: the first megabytes as they are, more of them compressed (zstd).

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class Spool {
public:
    explicit Spool(std::size_t plain_bytes = 8U << 20)
        : plain_bytes_(plain_bytes) {}

    void append(std::string_view record);
    [[nodiscard]] bool empty() const { return bytes_ == 0; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; } // of records
    // In order; the view has 64 readable bytes behind it and is good until the next one. Stops at the first failure.
    [[nodiscard]] Result<void> each(const std::function<Result<void>(std::string_view)>& record);
    void clear();

private:
    struct Block {
        std::string bytes;
        std::size_t size = 0; // of the records
        bool packed = false;
    };
    void close_block();
    std::size_t plain_bytes_;
    std::uint64_t bytes_ = 0;
    std::vector<Block> blocks_;
    std::string open_;
};

} // namespace parapet

#include "core/store/findings/record.h"

#include <algorithm>

namespace parapet {

char* Arena::take(std::size_t bytes) {
    constexpr std::size_t k_chunk = 256U << 10U;
    if (bytes > left_) {
        const std::size_t size = std::max(bytes, k_chunk);
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
        next_ = chunks_.back().get();
        left_ = size;
    }
    char* out = next_;
    next_ += bytes;
    left_ -= bytes;
    used_ += bytes;
    return out;
}

} // namespace parapet

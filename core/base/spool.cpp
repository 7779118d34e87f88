#include "core/base/spool.h"

#include <zstd.h>

#include <cstring>

namespace parapet {

namespace {
constexpr std::size_t k_block = 1U << 20;
constexpr std::size_t k_padding = 64;
} // namespace

void Spool::append(std::string_view record) {
    const auto size = static_cast<std::uint64_t>(record.size());
    if (open_.capacity() < k_block) open_.reserve(k_block + (64U << 10));
    open_.append(reinterpret_cast<const char*>(&size), sizeof size);
    open_.append(record);
    bytes_ += record.size() + sizeof size;
    if (open_.size() >= k_block) close_block();
}

void Spool::close_block() {
    Block block;
    block.size = open_.size();
    if (bytes_ > plain_bytes_) {
        block.bytes.resize(ZSTD_compressBound(open_.size()));
        const std::size_t n = ZSTD_compress(block.bytes.data(), block.bytes.size(), open_.data(), open_.size(), 1);
        block.packed = ZSTD_isError(n) == 0;
        if (block.packed) {
            block.bytes.resize(n);
            block.bytes.shrink_to_fit();
        }
    }
    if (!block.packed) {
        open_.append(k_padding, '\0');
        block.bytes = std::move(open_);
    }
    blocks_.push_back(std::move(block));
    open_.clear();
}

namespace {

// `bytes` has the padding behind its `size`.
Result<void> each_in(std::string_view bytes, std::size_t size,
                     const std::function<Result<void>(std::string_view)>& record) {
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= size;) {
        std::uint64_t length = 0;
        std::memcpy(&length, bytes.data() + at, sizeof length);
        at += sizeof length;
        if (auto ok = record(bytes.substr(at, length)); !ok) return ok;
        at += length;
    }
    return {};
}

} // namespace

Result<void> Spool::each(const std::function<Result<void>(std::string_view)>& record) {
    std::string plain;
    for (const Block& block : blocks_) {
        if (block.packed) {
            plain.resize(block.size + k_padding);
            const std::size_t n = ZSTD_decompress(plain.data(), block.size, block.bytes.data(), block.bytes.size());
            if (n != block.size) return fail(Errc::internal, "held records could not be read again");
        }
        if (auto ok = each_in(block.packed ? plain : block.bytes, block.size, record); !ok) return ok;
    }
    const std::size_t size = open_.size();
    open_.append(k_padding, '\0');
    auto ok = each_in(open_, size, record);
    open_.resize(size);
    return ok;
}

void Spool::clear() {
    blocks_.clear();
    open_.clear();
    bytes_ = 0;
}

} // namespace parapet

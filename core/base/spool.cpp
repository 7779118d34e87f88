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
    open_.append(reinterpret_cast<const char*>(&size), sizeof size);
    open_.append(record);
    bytes_ += record.size() + sizeof size;
    if (open_.size() >= k_block) close_block();
}

void Spool::close_block() {
    Block block;
    if (bytes_ <= plain_bytes_) {
        block.bytes = std::move(open_);
    } else {
        block.plain_size = open_.size();
        block.bytes.resize(ZSTD_compressBound(open_.size()));
        const std::size_t n = ZSTD_compress(block.bytes.data(), block.bytes.size(), open_.data(), open_.size(), 1);
        if (ZSTD_isError(n) != 0) {
            block.bytes = std::move(open_);
            block.plain_size = 0;
        } else {
            block.bytes.resize(n);
            block.bytes.shrink_to_fit();
        }
    }
    blocks_.push_back(std::move(block));
    open_.clear();
}

namespace {

Result<void> each_in(std::string& plain, const std::function<Result<void>(std::string_view)>& record) {
    const std::size_t size = plain.size();
    plain.append(k_padding, '\0');
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= size;) {
        std::uint64_t length = 0;
        std::memcpy(&length, plain.data() + at, sizeof length);
        at += sizeof length;
        if (auto ok = record(std::string_view(plain).substr(at, length)); !ok) return ok;
        at += length;
    }
    return {};
}

} // namespace

Result<void> Spool::each(const std::function<Result<void>(std::string_view)>& record) const {
    std::string plain;
    for (const Block& block : blocks_) {
        if (block.plain_size == 0) {
            plain = block.bytes;
        } else {
            plain.resize(block.plain_size);
            const std::size_t n = ZSTD_decompress(plain.data(), plain.size(), block.bytes.data(), block.bytes.size());
            if (n != block.plain_size) return fail(Errc::internal, "held records could not be read again");
        }
        if (auto ok = each_in(plain, record); !ok) return ok;
    }
    plain = open_;
    return each_in(plain, record);
}

void Spool::clear() {
    blocks_.clear();
    open_.clear();
    bytes_ = 0;
}

} // namespace parapet

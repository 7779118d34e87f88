#pragma once
// Bytes of a block: varints, byte planes, zstd frames. What is read comes from a file that may be damaged, so every
// reader is total: it answers with zeros and remembers that it failed.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::events {

void put_varint(std::string& out, std::uint64_t n);
// The same for lists: room for all is made once. finish() gives the bytes.
class VarintList {
public:
    explicit VarintList(std::size_t most) { bytes_.resize(most * k_longest); }
    void put(std::uint64_t n) {
        while (n >= 0x80) {
            bytes_[size_++] = static_cast<char>(n | 0x80U);
            n >>= 7U;
        }
        bytes_[size_++] = static_cast<char>(n);
    }
    [[nodiscard]] std::string_view finish() const { return {bytes_.data(), size_}; }

private:
    static constexpr std::size_t k_longest = 10;
    std::string bytes_;
    std::size_t size_ = 0;
};
[[nodiscard]] inline std::uint64_t zigzag(std::int64_t n) {
    return (static_cast<std::uint64_t>(n) << 1U) ^ static_cast<std::uint64_t>(n >> 63);
}
[[nodiscard]] inline std::int64_t unzigzag(std::uint64_t n) {
    return static_cast<std::int64_t>((n >> 1U) ^ (~(n & 1U) + 1U));
}

class ByteReader {
public:
    explicit ByteReader(std::string_view bytes)
        : at_(bytes.data())
        , end_(bytes.data() + bytes.size()) {}
    [[nodiscard]] std::uint64_t varint() {
        if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) return static_cast<unsigned char>(*at_++);
        return long_varint();
    }
    [[nodiscard]] std::uint8_t byte();
    [[nodiscard]] std::string_view take(std::uint64_t n);
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return at_ == end_; }

private:
    [[nodiscard]] std::uint64_t long_varint() {
        std::uint64_t n = 0;
        const char* p = at_;
        for (unsigned shift = 0; shift < 64 && p != end_; shift += 7) {
            const auto b = static_cast<unsigned char>(*p++);
            n |= static_cast<std::uint64_t>(b & 0x7FU) << shift;
            if (b < 0x80) {
                at_ = p;
                return n;
            }
        }
        at_ = end_;
        ok_ = false;
        return 0;
    }
    const char* at_;
    const char* end_;
    bool ok_ = true;
};

// A zstd context that is kept between frames.
class Compressor {
public:
    Compressor();
    ~Compressor();
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;

    // `bytes` with its length before it; as it is when compression does not pay.
    void append(std::string& out, std::string_view bytes);
    // The low `width` bytes of every number, one plane after the other: planes of random low bytes do not spoil the
    // others. The count is not stored.
    void append_ints(std::string& out, std::span<const std::uint16_t> numbers, unsigned width);
    void append_ints(std::string& out, std::span<const std::uint32_t> numbers, unsigned width);
    void append_ints(std::string& out, std::span<const std::uint64_t> numbers, unsigned width);

private:
    template<class T>
    void append_planes(std::string& out, std::span<const T> numbers, unsigned width);
    void append_plane(std::string& out, std::span<const char> plane);

    struct Contexts;
    std::unique_ptr<Contexts> contexts_;
    std::vector<char> plane_, packed_;
};

class Decompressor {
public:
    Decompressor();
    ~Decompressor();
    Decompressor(Decompressor&&) noexcept;
    Decompressor& operator=(Decompressor&&) noexcept;

    // What Compressor::append wrote; replaces `out`. False when damaged or longer than `max_bytes`.
    [[nodiscard]] bool read(ByteReader& in, std::string& out, std::uint64_t max_bytes = 64U << 20U);
    // What Compressor::append_ints wrote, `out.size()` numbers.
    [[nodiscard]] bool read_ints(ByteReader& in, std::span<std::uint32_t> out, unsigned width);
    [[nodiscard]] bool read_ints(ByteReader& in, std::span<std::uint64_t> out, unsigned width);

private:
    template<class T>
    bool read_planes(ByteReader& in, std::span<T> out, unsigned width);
    bool read_plane(ByteReader& in, std::size_t rows);

    struct Context;
    std::unique_ptr<Context> context_;
    std::vector<std::uint8_t> plane_;
};

// Bytes that a number needs: 0 for 0, 1 up to 255 ...
[[nodiscard]] inline unsigned width_of(std::uint64_t n) {
    unsigned width = 0;
    while (n != 0) {
        ++width;
        n >>= 8U;
    }
    return width;
}

} // namespace parapet::events

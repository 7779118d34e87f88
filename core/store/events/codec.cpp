#include "core/store/events/codec.h"

// For ZSTD_c_literalCompressionMode, which is a plain parameter number to the shared library.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace parapet::events {

namespace {

// How a plane or a text stands in the file.
enum Tag : char { k_constant = 0, k_raw = 1, k_packed = 2 };

constexpr int k_level = 1;

// Ports, process ids, the last byte of an address: a look at some of them spares the attempt to compress them.
bool looks_random(std::span<const char> bytes) {
    constexpr std::size_t k_sample = 1024;
    if (bytes.size() < k_sample * 2) return false;
    std::array<std::uint16_t, 256> seen{};
    const std::size_t step = bytes.size() / k_sample;
    for (std::size_t i = 0; i < k_sample; ++i)
        ++seen[static_cast<unsigned char>(bytes[i * step])];
    // Of 1,024 uniform draws 4.7 of 256 values are missing, and none comes more than some 15 times.
    const auto missing = std::count(seen.begin(), seen.end(), 0);
    return missing <= 12 && *std::max_element(seen.begin(), seen.end()) <= 20;
}

} // namespace

void put_varint(std::string& out, std::uint64_t n) {
    std::array<char, 10> bytes;
    std::size_t size = 0;
    while (n >= 0x80) {
        bytes[size++] = static_cast<char>(n | 0x80U);
        n >>= 7U;
    }
    bytes[size++] = static_cast<char>(n);
    out.append(bytes.data(), size);
}

std::uint8_t ByteReader::byte() {
    if (at_ == end_) {
        ok_ = false;
        return 0;
    }
    return static_cast<std::uint8_t>(*at_++);
}

std::string_view ByteReader::take(std::uint64_t n) {
    if (n > static_cast<std::uint64_t>(end_ - at_)) {
        ok_ = false;
        at_ = end_;
        return {};
    }
    const std::string_view part(at_, n);
    at_ += n;
    return part;
}

struct Compressor::Contexts {
    ZSTD_CCtx* zstd = ZSTD_createCCtx();
    // Numbers that follow no pattern: entropy coding is all there is to gain, so the search for repeats is kept short.
    // Twice to four times as quick as level 1, and smaller.
    ZSTD_CCtx* entropy = ZSTD_createCCtx();
    Contexts() {
        ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, k_level);
        ZSTD_CCtx_setParameter(entropy, ZSTD_c_compressionLevel, k_level);
        ZSTD_CCtx_setParameter(entropy, ZSTD_c_strategy, ZSTD_fast);
        ZSTD_CCtx_setParameter(entropy, ZSTD_c_windowLog, 16);
        ZSTD_CCtx_setParameter(entropy, ZSTD_c_hashLog, 10);
        ZSTD_CCtx_setParameter(entropy, ZSTD_c_minMatch, 7);
        ZSTD_CCtx_setParameter(entropy, ZSTD_c_targetLength, 1024);
        ZSTD_CCtx_setParameter(entropy, ZSTD_c_literalCompressionMode, ZSTD_ps_enable);
    }
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;
    ~Contexts() {
        ZSTD_freeCCtx(zstd);
        ZSTD_freeCCtx(entropy);
    }
};

Compressor::Compressor()
    : contexts_(std::make_unique<Contexts>()) {}
Compressor::~Compressor() = default;

void Compressor::append(std::string& out, std::string_view bytes) {
    put_varint(out, bytes.size());
    if (bytes.empty()) return;
    packed_.resize(ZSTD_compressBound(bytes.size()));
    const std::size_t n = ZSTD_compress2(contexts_->zstd, packed_.data(), packed_.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(n) != 0 || n >= bytes.size()) {
        out += static_cast<char>(k_raw);
        out.append(bytes);
        return;
    }
    out += static_cast<char>(k_packed);
    put_varint(out, n);
    out.append(packed_.data(), n);
}

void Compressor::append_plane(std::string& out, std::span<const char> plane) {
    const std::size_t n = plane.size();
    std::size_t changes = 0;
    for (std::size_t i = 1; i < n; ++i)
        changes += static_cast<std::size_t>(plane[i] != plane[i - 1]);
    if (changes == 0) {
        out += static_cast<char>(k_constant);
        out += plane.front();
        return;
    }
    const bool repeats = changes * 4 < n;
    std::size_t size = n;
    if (repeats || !looks_random(plane)) {
        packed_.resize(ZSTD_compressBound(n));
        size = ZSTD_compress2(repeats ? contexts_->zstd : contexts_->entropy, packed_.data(), packed_.size(),
                              plane.data(), n);
    }
    if (ZSTD_isError(size) != 0 || size >= n) {
        out += static_cast<char>(k_raw);
        out.append(plane.data(), n);
        return;
    }
    out += static_cast<char>(k_packed);
    put_varint(out, size);
    out.append(packed_.data(), size);
}

template<class T>
void Compressor::append_planes(std::string& out, std::span<const T> numbers, unsigned width) {
    const std::size_t n = numbers.size();
    if (n == 0) return;
    plane_.resize(n);
    // Plain pointers: what is written are chars, which might be anything, the vector's own members too.
    const T* const in = numbers.data();
    char* const plane = plane_.data();
    for (unsigned shift = 0; shift < width * 8; shift += 8) {
        for (std::size_t i = 0; i < n; ++i)
            plane[i] = static_cast<char>(in[i] >> shift);
        append_plane(out, plane_);
    }
}

void Compressor::append_ints(std::string& out, std::span<const std::uint16_t> numbers, unsigned width) {
    append_planes(out, numbers, width);
}

void Compressor::append_ints(std::string& out, std::span<const std::uint32_t> numbers, unsigned width) {
    append_planes(out, numbers, width);
}

void Compressor::append_ints(std::string& out, std::span<const std::uint64_t> numbers, unsigned width) {
    append_planes(out, numbers, width);
}

struct Decompressor::Context {
    ZSTD_DCtx* zstd = ZSTD_createDCtx();
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { ZSTD_freeDCtx(zstd); }
};

Decompressor::Decompressor()
    : context_(std::make_unique<Context>()) {}
Decompressor::~Decompressor() = default;
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;

bool Decompressor::read(ByteReader& in, std::string& out, std::uint64_t max_bytes) {
    out.clear();
    const std::uint64_t size = in.varint();
    if (!in.ok() || size > max_bytes) return false;
    if (size == 0) return true;
    const std::uint8_t tag = in.byte();
    if (tag == k_raw) {
        out = in.take(size);
        return in.ok();
    }
    if (tag != k_packed) return false;
    const std::string_view packed = in.take(in.varint());
    if (!in.ok()) return false;
    out.resize(size);
    return ZSTD_decompressDCtx(context_->zstd, out.data(), size, packed.data(), packed.size()) == size;
}

bool Decompressor::read_plane(ByteReader& in, std::size_t rows) {
    plane_.resize(rows);
    const std::uint8_t tag = in.byte();
    if (tag == k_constant) {
        std::fill(plane_.begin(), plane_.end(), in.byte());
        return in.ok();
    }
    if (tag == k_raw) {
        const auto raw = in.take(rows);
        if (!in.ok()) return false;
        std::memcpy(plane_.data(), raw.data(), rows);
        return true;
    }
    if (tag != k_packed) return false;
    const std::string_view packed = in.take(in.varint());
    return in.ok() && ZSTD_decompressDCtx(context_->zstd, plane_.data(), rows, packed.data(), packed.size()) == rows;
}

template<class T>
bool Decompressor::read_planes(ByteReader& in, std::span<T> out, unsigned width) {
    if (width > sizeof(T)) return false;
    if (width == 0) std::fill(out.begin(), out.end(), T{0});
    if (out.empty()) return true;
    for (unsigned plane = 0; plane < width; ++plane) {
        if (!read_plane(in, out.size())) return false;
        const unsigned shift = 8 * plane;
        if (plane == 0)
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] = plane_[i];
        else
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] |= static_cast<T>(plane_[i]) << shift;
    }
    return true;
}

bool Decompressor::read_ints(ByteReader& in, std::span<std::uint32_t> out, unsigned width) {
    return read_planes(in, out, width);
}

bool Decompressor::read_ints(ByteReader& in, std::span<std::uint64_t> out, unsigned width) {
    return read_planes(in, out, width);
}

} // namespace parapet::events

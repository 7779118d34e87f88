#include "core/base/hash.h"

#include "core/base/sha256_x86.h"

#include <fmt/format.h>
#include <sodium.h>
#include <xxhash.h>

#include <new>

namespace parapet {

namespace {

static_assert(sizeof(crypto_hash_sha256_state) <= 128);

constexpr std::size_t k_worth_it_bytes = 256; // below, the detour costs more than it saves

crypto_hash_sha256_state* state_of(std::array<std::byte, 128>& bytes) {
    return std::launder(reinterpret_cast<crypto_hash_sha256_state*>(bytes.data()));
}

} // namespace

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

Sha256::Sha256()
    : state_{} {
    new (state_.data()) crypto_hash_sha256_state;
    crypto_hash_sha256_init(state_of(state_));
}

void Sha256::update(std::string_view bytes) {
    crypto_hash_sha256_state* state = state_of(state_);
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t left = bytes.size();
    if (has_sha256_instructions() && left >= k_worth_it_bytes) {
        // libsodium fills its block; whole blocks go past it; it finishes. Its count is in bits.
        const std::size_t held = (state->count >> 3U) & 63U;
        const std::size_t fill = held == 0 ? 0 : 64 - held;
        crypto_hash_sha256_update(state, at, fill);
        at += fill;
        left -= fill;
        sha256_compress(state->state, at, left / 64);
        state->count += static_cast<std::uint64_t>(left / 64) * 512;
        at += left / 64 * 64;
        left %= 64;
    }
    crypto_hash_sha256_update(state, at, left);
}

std::string Sha256::hex() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(state_of(state_), digest.data());
    std::string out;
    out.reserve(64);
    for (const unsigned char byte : digest)
        out += fmt::format("{:02x}", byte);
    return out;
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.hex();
}

std::string uuid_v5(std::string_view name) {
    // RFC 9562 section 5.5 with SHA-256 cut to 128 bits would be v8; v5 asks for SHA-1, which only identifies here.
    // OSCAL takes versions 4 and 5 only. We set version 5 over a SHA-256 of our namespace and the name.
    std::string hex = sha256_hex(std::string("parapet:") + std::string(name)).substr(0, 32);
    hex[12] = '5';
    static constexpr std::string_view k_variant = "89ab";
    const auto nibble = hex[16] <= '9' ? hex[16] - '0' : hex[16] - 'a' + 10;
    hex[16] = k_variant[static_cast<std::size_t>(nibble & 3)];
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                       hex.substr(20));
}

} // namespace parapet

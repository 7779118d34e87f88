#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

// XXH3, 64 bits. For identity keys and hash tables; not for integrity.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

// FIPS 180-4 SHA-256 (libsodium), incremental.
class Sha256 {
public:
    Sha256();
    void update(std::string_view bytes);
    [[nodiscard]] std::string hex(); // finishes; lower case, 64 characters

private:
    alignas(16) std::array<std::byte, 128> state_; // crypto_hash_sha256_state
};
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// RFC 9562 version 5 UUID from a namespace of ours and a name: the same name, the same id.
[[nodiscard]] std::string uuid_v5(std::string_view name);

} // namespace parapet

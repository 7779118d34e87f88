#pragma once
// FIPS 180-4 section 6.2.2 with the SHA instructions of x86: some fifteen times as fast as portable code, which is what
// makes hashing every imported byte affordable.

#include <cstddef>
#include <cstdint>

namespace parapet {

// Does this processor have them? False on other architectures.
[[nodiscard]] bool has_sha256_instructions();

// Compresses `blocks` blocks of 64 bytes into `state`. Only when has_sha256_instructions().
void sha256_compress(std::uint32_t* state, const unsigned char* bytes, std::size_t blocks);

} // namespace parapet

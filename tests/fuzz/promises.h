#pragma once
// What the fuzz targets over formats share.

#include "core/formats/format.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace parapet::fuzz {

[[noreturn]] inline void broken(const char* what) {
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

// The first two bytes of an input select one of the formats of that kind (or of the others), the rest is the document.
struct Chosen {
    const FormatInfo* format = nullptr; // nullptr: no input
    std::string_view text;
};
template<bool findings>
Chosen choose(const std::uint8_t* data, std::size_t size) {
    static const std::vector<const FormatInfo*> k_formats = [] {
        std::vector<const FormatInfo*> out;
        for (const FormatInfo* format : formats())
            if ((format->kind == FormatKind::findings) == findings) out.push_back(format);
        return out;
    }();
    if (size < 2) return {};
    const std::size_t number = data[0] + 256U * data[1]; // there are more formats than a byte can name
    return {k_formats[number % k_formats.size()], {reinterpret_cast<const char*>(data) + 2, size - 2}};
}

// Small, so that limits are met too.
inline Limits small_limits() {
    Limits limits;
    limits.max_element_bytes = 64U << 10;
    limits.max_string_bytes = 32U << 10;
    limits.max_depth = 64;
    return limits;
}

} // namespace parapet::fuzz

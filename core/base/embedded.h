#pragma once
// Files of resources/ that live inside the binary; see installer/cmake/ParapetEmbed.cmake.

#include <optional>
#include <span>
#include <string_view>

namespace parapet {

struct EmbeddedFile {
    std::string_view name; // path below its root, e.g. "frameworks/nist-800-53-r5.tsv"
    std::string_view bytes;
};

std::span<const EmbeddedFile> embedded_migrations();
std::span<const EmbeddedFile> embedded_data(); // frameworks/ mappings/ detection/
std::span<const EmbeddedFile> embedded_detection(); // rules.bin: made of detection/ by the build
// ui only
std::span<const EmbeddedFile> embedded_icons();
std::span<const EmbeddedFile> embedded_fonts();

// nullopt when there is none of that name.
[[nodiscard]] std::optional<std::string_view> embedded_file(std::span<const EmbeddedFile> files, std::string_view name);

} // namespace parapet

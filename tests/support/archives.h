#pragma once
// Archives made on the fly, sound and broken.

#include <string>
#include <string_view>
#include <vector>

namespace parapet::test {

struct ArchiveEntry {
    std::string name, bytes;
    enum class Kind { file, folder, symlink, hardlink, device } kind = Kind::file;
};
[[nodiscard]] std::string zip_of(const std::vector<ArchiveEntry>& entries);
[[nodiscard]] std::string tar_of(const std::vector<ArchiveEntry>& entries);
[[nodiscard]] std::string gzip_of(std::string_view bytes);
[[nodiscard]] std::string zstd_of(std::string_view bytes);

} // namespace parapet::test

#include "core/base/embedded.h"

#include <algorithm>

namespace parapet {

std::optional<std::string_view> embedded_file(std::span<const EmbeddedFile> files, std::string_view name) {
    const auto it = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& f) { return f.name == name; });
    return it == files.end() ? std::nullopt : std::optional(it->bytes);
}

} // namespace parapet

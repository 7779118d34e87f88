#include "core/base/whole_file.h"

#include <cstdio>

namespace parapet {

Result<void> write_whole_file(const std::string& path, const std::function<Result<void>(const ByteSink&)>& write) {
    const std::string part = path + ".part";
    std::FILE* file = std::fopen(part.c_str(), "wb");
    if (file == nullptr) return fail(Errc::unreadable, "the file cannot be written", path, "choose another folder");
    auto written = write([&](std::string_view bytes) -> Result<void> {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size()) return {};
        return fail(Errc::unreadable, "the file cannot be written", path, "make room on the disk");
    });
    const bool closed = std::fclose(file) == 0;
    if (written && closed && std::rename(part.c_str(), path.c_str()) == 0) return {};
    std::remove(part.c_str());
    if (!written) return written;
    return fail(Errc::unreadable, "the file cannot be written", path,
                closed ? "choose another name or folder" : "make room on the disk");
}

} // namespace parapet

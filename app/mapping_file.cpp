#include "app/mapping_file.h"

#include <filesystem>
#include <fstream>

namespace parapet {

namespace {
constexpr std::size_t k_most_bytes = 1U << 20U;
} // namespace

Result<ReportMapping> mapping_file(const std::string& path) {
    std::error_code problem;
    if (!std::filesystem::is_regular_file(path, problem))
        return fail(Errc::bad_argument, "there is no mapping of this name", path, "name a YAML file");
    std::ifstream file(path, std::ios::binary);
    std::string text(k_most_bytes, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    auto mapping = read_mapping(text);
    if (!mapping) {
        Error error = mapping.error();
        error.code = Errc::bad_argument;
        error.where = path;
        return fail(std::move(error));
    }
    return mapping;
}

} // namespace parapet

#include "app/mapping_file.h"

#include "app/text_file.h"

#include <filesystem>

namespace parapet {

namespace {
constexpr std::size_t k_most_bytes = 1U << 20U;
} // namespace

Result<ReportMapping> mapping_file(const std::string& path) {
    std::error_code problem;
    if (!std::filesystem::is_regular_file(path, problem))
        return fail(Errc::bad_argument, "there is no mapping of this name", path, "name a YAML file");
    JobContext job;
    const auto text = read_text_file(path, k_most_bytes, job);
    Result<ReportMapping> mapping = text ? read_mapping(*text) : Result<ReportMapping>(fail(text.error()));
    if (!mapping) {
        mapping.error().code = Errc::bad_argument;
        mapping.error().where = path;
    }
    return mapping;
}

} // namespace parapet

#include "app/text_file.h"

#include "core/ingest/file_input.h"

namespace parapet {

Result<std::string> read_text_file(const std::string& path, std::size_t most_bytes, JobContext& job) {
    if (path == "-") return FileInput::standard_input(default_limits(), job)->read_all(most_bytes);
    Result<std::unique_ptr<FileInput>> file = FileInput::open(path, default_limits(), job);
    if (!file) return fail(std::move(file.error()));
    return (*file)->read_all(most_bytes);
}

} // namespace parapet

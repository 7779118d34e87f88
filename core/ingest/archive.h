#pragma once
// The members of .zip and .tar containers, one after the other, in memory. Names are text for people and never paths.

#include "core/ingest/file_input.h"
#include "core/ingest/unpack.h"

#include <functional>
#include <string>

namespace parapet {

struct Member {
    std::string name;                  // as the archive says, made valid and visible
    std::optional<std::uint64_t> size; // as the archive says: a hint
    std::optional<std::int64_t> modified_unix_seconds;
    Input& input;
};

struct MemberHandlers {
    // Errors of a single member are the handler's business; what it returns ends the archive.
    std::function<Result<void>(Member& member)> file;
    // Links, devices, second members of one name: not read.
    std::function<void(const std::string& name, const std::string& why)> skipped;
};

// `below` stands at the archive's beginning. A .zip has its table at the end: `file` is read at random when it is the
// archive itself, else the whole is held in memory (limited). Errors: damaged_archive, limit, or `below`'s own.
[[nodiscard]] Result<void> each_zip_member(Input& below, FileInput* file, UnpackBudget& budget, JobContext& job,
                                           const MemberHandlers& handlers);
[[nodiscard]] Result<void> each_tar_member(Input& below, UnpackBudget& budget, JobContext& job,
                                           const MemberHandlers& handlers);

} // namespace parapet

#include "core/views/deadlines.h"

#include "core/store/findings/deadlines.h"
#include "core/store/writer.h"

namespace parapet::views {

Result<std::int64_t> set_deadlines(Workspace& workspace, const DeadlinePolicy& policy, const std::string& who) {
    Changed what;
    what.settings = what.findings = what.compliance = true;
    std::int64_t changed = 0;
    auto done = workspace.writer().transact(
        [&](Connection& db) -> Result<void> {
            auto count = apply_deadlines(db, policy, who, unix_nanos(workspace.now()));
            if (!count) return fail(std::move(count.error()));
            changed = *count;
            return {};
        },
        what);
    if (!done) return fail(std::move(done.error()));
    return changed;
}

} // namespace parapet::views

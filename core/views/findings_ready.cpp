#include "core/views/findings_ready.h"

#include "core/views/findings_list.h"

namespace parapet::views {

void make_findings_ready(const Workspace& workspace, const std::stop_token& stop) {
    auto reader = workspace.readers().reader(stop);
    if (reader) (void)column_scope(workspace, *reader, {}, true, stop);
}

} // namespace parapet::views

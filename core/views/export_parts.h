#pragma once
// What the formats of core/views/export.h share.

#include "core/views/export.h"

#include <string>
#include <vector>

namespace parapet::views {

[[nodiscard]] Result<std::int64_t> each_exported(const Workspace& ws, FindingsRequest request, std::size_t limit,
                                                 const std::function<Result<void>(const FindingDetail&)>& fn,
                                                 const std::stop_token& stop);
[[nodiscard]] std::string export_time(const std::optional<Time>& t, const std::string& zone); // "" = none
[[nodiscard]] std::string export_rule(const FindingDetail& d);                                // of its first sighting

// The columns of a table of findings, and a finding's cells: text as it is, for the format to escape.
[[nodiscard]] std::vector<std::string> finding_heads();
[[nodiscard]] std::vector<std::string> finding_cells(const FindingDetail& d, const std::string& zone);

[[nodiscard]] Result<std::int64_t> write_findings_xlsx(const Workspace& ws, const FindingsRequest& request,
                                                       const ExportSink& out, const ExportOptions& options,
                                                       const std::stop_token& stop);
[[nodiscard]] Result<std::int64_t> write_findings_sarif(const Workspace& ws, const FindingsRequest& request,
                                                        const ExportSink& out, const ExportOptions& options,
                                                        const std::stop_token& stop);

} // namespace parapet::views

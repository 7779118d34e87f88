#pragma once
// What the formats of core/views/export.h share.

#include "core/views/export.h"

namespace parapet::views {

[[nodiscard]] Result<std::int64_t> each_exported(const Workspace& ws, FindingsRequest request, std::size_t limit,
                                                 const std::function<Result<void>(const FindingDetail&)>& fn,
                                                 const std::stop_token& stop);
[[nodiscard]] std::string export_time(const std::optional<Time>& t, const std::string& zone); // "" = none
[[nodiscard]] std::string export_rule(const FindingDetail& d);                                // of its first sighting

[[nodiscard]] Result<std::int64_t> write_findings_sarif(const Workspace& ws, const FindingsRequest& request,
                                                        const ExportSink& out, const ExportOptions& options,
                                                        const std::stop_token& stop);

} // namespace parapet::views

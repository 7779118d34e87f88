#pragma once
// Lists as text: exactly the list that a request shows, in its order. The window writes files with it, the command line
// standard output.

#include "core/base/json.h"
#include "core/base/whole_file.h"
#include "core/views/events.h"
#include "core/views/findings.h"

#include <functional>

namespace parapet::views {

enum class ExportFormat : std::uint8_t { csv, json_lines, sarif, xlsx };
[[nodiscard]] ExportFormat export_format_of(const std::string& file_name); // by its ending; CSV is the rule

using ExportSink = ByteSink;

struct ExportOptions {
    std::string zone = "UTC"; // of times
    std::size_t limit = 0;    // at most so many; 0 = all
};
// Group and cursor of the request are ignored: every finding that it shows. Returns how many. The JSON fields are those
// of design/cli.md (Records); the SARIF is version 2.1.0, one run of Parapet's, the tools in the properties;
// the workbook (ECMA-376) has one sheet with the columns of the CSV.
[[nodiscard]] Result<std::int64_t> write_findings(const Workspace&, FindingsRequest request, ExportFormat format,
                                                  const ExportSink& out, const ExportOptions& options = {},
                                                  std::stop_token stop = {});
[[nodiscard]] Result<std::int64_t> write_events_csv(const Workspace&, const Scope& scope, const ExportSink& out,
                                                    std::stop_token stop = {});

// Into a file: written beside the target and renamed into place, so that a failed export leaves nothing half done.
[[nodiscard]] Result<std::int64_t> export_findings(const Workspace&, const FindingsRequest& request,
                                                   const std::string& path, std::stop_token stop = {});
[[nodiscard]] Result<std::int64_t> export_events(const Workspace&, const Scope& scope, const std::string& path,
                                                 std::stop_token stop = {});

// One finding as the JSON object of design/cli.md: a field without a value is null or empty, never absent.
// `outcome`: what a check said; of a workspace's findings always that it failed.
void write_finding_json(json::Writer& w, const FindingDetail& detail, const std::string& zone = "UTC",
                        CheckOutcome outcome = CheckOutcome::fail);
[[nodiscard]] std::string finding_json(const FindingDetail& detail, const std::string& zone = "UTC");

} // namespace parapet::views

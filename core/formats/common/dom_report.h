#pragma once
// Reports whose findings are spread over a document in ways of their own: read whole, then walked by the format, which
// says by list and number where it stands.

#include "core/formats/common/vuln_fields.h"
#include "core/formats/common/whole_report.h"

#include <cstddef>
#include <string_view>

namespace parapet {

class DomReport : public WholeReport {
public:
    using WholeReport::WholeReport;
    // Counts a record and gives an empty finding at that place: record("/results", 3), record("/a", 3, "vulns", 1).
    RawFinding& record(std::string_view list, std::size_t index);
    RawFinding& record(std::string_view list, std::size_t index, std::string_view inner, std::size_t inner_index);
};

using ReadDom = Result<void> (*)(json::Value root, DomReport& report);
[[nodiscard]] Result<ParseStats> parse_dom(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                           ReadDom read);

} // namespace parapet

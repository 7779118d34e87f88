#include "core/formats/common/printed_report.h"

#include "core/formats/common/text_report.h"

#include <fmt/format.h>

namespace parapet {

Result<ParseStats> parse_printed(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                 const Printed& what, ReadPrinted read) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    WholeReport report(out, stats, job, options);
    ScanInfo scan;
    scan.tool = what.tool;
    scan.target_kind = "repository";
    scan.complete = !what.may_be_a_part;
    report.tell(scan);
    const bool known = read(text.lines(), report);
    if (stats.records == 0 && !known && report.go_on())
        return not_the_report(fmt::format("no {} of {}", what.record, what.tool));
    return finish_whole(report);
}

RawFinding& next_of_line(WholeReport& report, std::size_t index) {
    return report.next(fmt::format("/{}", index + 1), static_cast<std::int64_t>(index) + 1);
}

} // namespace parapet

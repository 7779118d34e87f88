#include "core/formats/common/printed_report.h"

#include "core/formats/common/text_report.h"

#include <fmt/format.h>

#include <string>

namespace parapet {

namespace {

template<class Read>
Result<ParseStats> read_lines(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                              std::string_view none, Read read) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    WholeReport report(out, stats, job, options);
    const bool known = read(text.lines(), report);
    if (stats.records == 0 && !known && report.go_on()) return not_the_report(std::string(none));
    return finish_whole(report);
}

} // namespace

Result<ParseStats> parse_lines(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                               std::string_view none, ReadPrinted read) {
    return read_lines(in, out, job, options, none, read);
}

Result<ParseStats> parse_printed(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                 const Printed& what, ReadPrinted read) {
    const std::string none = fmt::format("no {} of {}", what.record, what.tool);
    return read_lines(in, out, job, options, none,
                      [&](const std::vector<std::string_view>& lines, WholeReport& report) {
                          ScanInfo scan;
                          scan.tool = what.tool;
                          scan.target_kind = "repository";
                          scan.complete = !what.may_be_a_part;
                          report.tell(scan);
                          return read(lines, report);
                      });
}

RawFinding& next_of_line(WholeReport& report, std::size_t index) {
    return report.next(fmt::format("/{}", index + 1), static_cast<std::int64_t>(index) + 1);
}

} // namespace parapet

#pragma once
// What a scanner prints for people, read line by line.

#include "core/formats/common/whole_report.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace parapet {

struct Printed {
    std::string_view tool;
    std::string_view record;    // "issue", "message": what it is asked for
    bool may_be_a_part = false; // of what a build printed: such a scan closes nothing
};

// Emits what the lines hold (the number of a line is its index + 1). True: the text is the tool's even where it holds
// no record.
using ReadPrinted = bool (*)(const std::vector<std::string_view>& lines, WholeReport& report);
// `read` tells of the scans itself, as it comes to know of them. `none` is what is missing where nothing of the tool's
// is in the text (Errc::malformed): "no hit of Flawfinder".
[[nodiscard]] Result<ParseStats> parse_lines(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                             std::string_view none, ReadPrinted read);
// The same of one scan of a repository, by a scanner of sources.
[[nodiscard]] Result<ParseStats> parse_printed(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                               const Printed& what, ReadPrinted read);

// The record that begins in that line.
[[nodiscard]] RawFinding& next_of_line(WholeReport& report, std::size_t index);

} // namespace parapet

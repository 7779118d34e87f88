#pragma once
// What a scanner of sources prints for people, read line by line.

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
// One scan of a repository; Errc::malformed where nothing of the tool's is in it.
[[nodiscard]] Result<ParseStats> parse_printed(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                               const Printed& what, ReadPrinted read);

// The record that begins in that line.
[[nodiscard]] RawFinding& next_of_line(WholeReport& report, std::size_t index);

} // namespace parapet

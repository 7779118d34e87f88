#pragma once
// Reports for people that say the same as a report for machines: put into that one's form, and read as that.

#include "core/formats/format.h"

#include <string>
#include <string_view>

namespace parapet {

// `text` in the form of `as`; `name` is the file's. Lines should be those of the file, or there is to be but one;
// offsets in `text` mean nothing to anyone and are not handed on.
[[nodiscard]] Result<ParseStats> parse_translated(std::string_view text, const FormatInfo& as, const std::string& name,
                                                  RecordSink& out, JobContext& job, const ParseOptions& options);

} // namespace parapet

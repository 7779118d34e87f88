// Tables and JSON lists of any tool, by a mapping that a person made once (core/formats/common/report_mapping.h).

#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_mapped_format;

namespace {

// Without its mapping nothing is known of it; with one, core/ingest reads it.
Result<ParseStats> parse(Input& /*in*/, RecordSink& /*out*/, JobContext& /*job*/, const ParseOptions& /*options*/) {
    return fail(Errc::bad_argument, "a mapped report needs its mapping", "--format mapped",
                "give it with --mapping FILE, or make one in the window (Sources, Map a report)");
}

} // namespace

const FormatInfo k_mapped_format{"mapped",
                                 FormatKind::findings,
                                 "Mapped",
                                 "text/csv",
                                 "any table (CSV) or JSON list, by a mapping made once in the window",
                                 nullptr,
                                 parse};

} // namespace parapet

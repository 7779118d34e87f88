// The list or object with nothing in it that many scanners write when they find nothing ("[]", "{}", and "null" from
// tools in Go). It says
// neither which tool ran nor on what, so it closes nothing; but it is no error either.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_empty_report_format;

namespace {

Result<void> read(json::Value root, DomReport& report) {
    if (root && ((!root.is_array() && !root.is_object()) || root.size() > 0))
        return fail(Errc::malformed, "It is not empty", "/", "name the format of the report");
    ScanInfo scan;
    scan.tool = "unknown";
    scan.target_kind = "other";
    scan.complete = false;
    report.scan(scan);
    report.stats.warn({}, "an empty report does not say which tool found nothing; it closes no finding");
    return {};
}

Sniff sniff(const Head& head) {
    if (head.truncated) return {};
    const std::string_view text = trim(head.text);
    const bool hollow = text.size() >= 2 && trim(text.substr(1, text.size() - 2)).empty();
    const bool list =
        hollow && ((text.front() == '[' && text.back() == ']') || (text.front() == '{' && text.back() == '}'));
    if (list || text == "null")
        return {40, "a list or object with nothing in it, as scanners write that found nothing", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_dom(in, out, options, read);
}

} // namespace

const FormatInfo k_empty_report_format{"empty-report",
                                       FormatKind::findings,
                                       "Empty report",
                                       "application/json",
                                       "An empty list: a scanner that found nothing and does not say its name",
                                       sniff,
                                       parse};

} // namespace parapet

// The object of empty lists that scanners write when they find nothing: {"results": []}. It says neither which tool ran
// nor on what, so it closes nothing; but it is no error either. (An empty array is read as one of Gitleaks; an empty
// object and the word null are no report.)

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_empty_report_format;

namespace {

bool is_hollow(json::Value value) {
    return !value || ((value.is_array() || value.is_object()) && value.size() == 0);
}

Result<void> read(json::Value root, DomReport& report) {
    bool empty = root.is_object() && root.size() > 0;
    for (const json::Member m : root.members())
        empty = empty && is_hollow(m.value);
    if (!empty) return fail(Errc::malformed, "It is no object of empty lists", "/", "name the format of the report");
    ScanInfo scan;
    scan.tool = "unknown";
    scan.target_kind = "other";
    scan.complete = false;
    report.tell(scan);
    report.stats.warn({}, "an empty report does not say which tool found nothing; it closes no finding");
    return {};
}

// Takes `literal` away from the front.
bool take(std::string_view& text, std::string_view literal) {
    if (text.substr(0, literal.size()) != literal) return false;
    text.remove_prefix(literal.size());
    return true;
}

// {"results":[],"errors":null}: only members with nothing in them, a list among them; without white space.
bool holds_nothing(std::string_view text) {
    bool list = false;
    if (!take(text, "{")) return false;
    while (take(text, "\"")) {
        const auto end = text.find('"');
        if (end == std::string_view::npos) return false;
        text.remove_prefix(end + 1);
        if (!take(text, ":")) return false;
        const bool empty_list = take(text, "[]");
        if (!empty_list && !take(text, "{}") && !take(text, "null")) return false;
        list = list || empty_list;
        if (!take(text, ",")) break;
    }
    return list && text == "}";
}

Sniff sniff(const Head& head) {
    constexpr std::size_t k_most = 400; // an empty report is short
    if (head.truncated || head.text.size() > k_most) return {};
    std::string bare;
    for (const char c : head.text)
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') bare += c;
    if (holds_nothing(bare)) return {40, "an object of empty lists only", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_empty_report_format{
    "empty-report",
    FormatKind::findings,
    "Empty report",
    "application/json",
    "An object of empty lists: a scanner that found nothing and does not say its name",
    sniff,
    parse};

} // namespace parapet

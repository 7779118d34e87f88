// Microsoft Defender for Cloud (once Azure Security Center): recommendations as its portal exports them.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_azure_recommendations_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
}};
// The category of CWE that all misconfiguration is in.
constexpr int k_misconfiguration = 1032;

void read_outcome(const CsvTable& row, RawFinding& f, ParseStats& stats) {
    const std::string_view state = row.get("state");
    if (iequals(state, "Unhealthy")) return;
    f.outcome = CheckOutcome::error;
    if (iequals(state, "Healthy"))
        f.outcome = CheckOutcome::pass;
    else if (iequals(state, "NotApplicable") || iequals(state, "Not applicable"))
        f.outcome = CheckOutcome::not_applicable;
    else
        stats.warn(f.place.path, fmt::format("the state \"{}\" is not known", visible(elide(state, 40))), row.line());
    if (const auto why = row.get("notApplicableReason"); !why.empty()) fields::put(f.evidence, why, 1000);
    if (iequals(row.get("notApplicableReason"), "Exempt")) {
        f.suppressed = true;
        f.suppression = "exempt in Defender for Cloud";
    }
}

void read(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, row.get("recommendationName"));
    fields::set_title(f, {fields::folded(row.get("recommendationDisplayName")), f.rule}, limits);
    fields::put(f.rule_name, f.title);
    fields::put(f.fingerprint, row.get("recommendationId"), 500);
    fields::set_text(f.description, row.get("description"), stats, f.place.path, limits);
    fields::set_text(f.remediation, row.get("remediationSteps"), stats, f.place.path, limits);
    fields::set_severity(f, row.get("severity"), k_severities, stats);
    fields::add_cwe(f, k_misconfiguration);
    fields::put(f.location.resource, row.get({"resourceId", "resourceName"}), 500);
    for (const char* tag : {"resourceType", "resourceGroup", "cloud"})
        fields::add_tag(f, row.get(tag));
    fields::add_link(f, row.get("azurePortalRecommendationLink"));
    // {"Restrict unauthorized network access":"f9d5..."}: Defender's groups of recommendations
    json::Document document;
    if (const auto controls = document.parse(row.get("controls")); controls)
        for (const json::Member control : controls->members())
            fields::add_control(f, "defender", control.key);
    f.seen = parse_rfc3339(row.get({"statusChangeDate", "firstEvaluationDate"}));
    read_outcome(row, f, stats);
}

ScanInfo scan_of(const CsvTable& row) {
    ScanInfo scan;
    scan.tool = "Microsoft Defender for Cloud";
    scan.target_kind = "account";
    fields::put(scan.target, row.get({"subscriptionName", "subscriptionId"}));
    scan.finished = parse_rfc3339(row.get("exportedTimestamp"));
    return scan;
}

Sniff sniff(const Head& head) {
    const CsvHeader header = csv_header(head);
    if (header.has_all({"subscriptionId", "recommendationId", "recommendationDisplayName"}) ||
        header.has_all({"exportedTimestamp", "recommendationName", "state"}))
        return {92, "columns subscriptionId, recommendationId and recommendationDisplayName", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    CsvTable table(in, {}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    if (!table.has("recommendationName")) {
        Error error{Errc::malformed, "the first row names no column recommendationName", {}, {}};
        error.line = std::max<std::int64_t>(table.header().line, 1);
        return fail(std::move(error));
    }
    RecordRun run(out, stats, job, options);
    // Subscriptions may stand mixed: the first names the scan, another one its own results.
    ScanInfo scan;
    for (bool first = true;; first = false) {
        auto more = table.next();
        if (!more) return fail(more.error());
        if (first) {
            scan = scan_of(table);
            run.tell(scan);
        }
        if (!*more) break;
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("row {}", stats.records + 1), table.line());
        read(table, f, stats, run.limits);
        if (const ScanInfo own = scan_of(table); own.target != scan.target) f.asset = own.target;
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_azure_recommendations_format{"azure-recommendations-csv",
                                                FormatKind::findings,
                                                "Microsoft Defender for Cloud",
                                                "text/csv",
                                                "Defender for Cloud (Azure Security Center): exported recommendations",
                                                sniff,
                                                parse};

} // namespace parapet

// Wiz: issues, and findings of vulnerabilities, as its portal exports them.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/wiz/words.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

extern const FormatInfo k_wiz_csv_format;

namespace {

void read_issue(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, row.get("Control ID"));
    fields::set_title(f, {fields::folded(row.get("Title")), f.rule}, limits);
    fields::put(f.rule_name, f.title);
    fields::put(f.fingerprint, row.get("Issue ID"));
    fields::set_severity(f, row.get("Severity"), wiz::severities(), stats);
    fields::set_text(f.description, row.get("Description"), stats, f.place.path, limits);
    fields::set_text(f.remediation, row.get("Remediation Recommendation"), stats, f.place.path, limits);
    fields::put(f.location.resource, row.get({"Resource external ID", "Resource Name"}), 500);
    for (const char* tag : {"Resource Type", "Resource Platform", "Resource Region", "Resource Name",
                            "Kubernetes Cluster", "Kubernetes Namespace"})
        fields::add_tag(f, row.get(tag));
    fields::add_link(f, row.get("Wiz URL"));
    fields::add_link(f, row.get("Cloud Provider URL"));
    f.seen = parse_rfc3339(row.get({"Created At"}));
    const std::string_view note = row.get("Note");
    wiz::read_status(row.get("Status"), note.empty() ? row.get("Resolution") : note, f);
}

void read_vulnerability(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    fields::put(f.rule, row.get("Name"));
    fields::add_alias(f, f.rule);
    Location& at = f.location;
    fields::put(at.package, row.get("DetailedName"));
    fields::put(at.version, row.get("Version"));
    fields::put(at.fixed_version, row.get("FixedVersion"));
    at.file = fields::normal_path(row.get("LocationPath"));
    fields::put(at.resource, row.get({"ProviderUniqueId", "AssetName"}), 500);
    fields::put(f.asset, row.get("AssetName"));
    const std::string_view addresses = row.get("IpAddresses");
    fields::put(at.host, addresses.substr(0, addresses.find_first_of(",; ")), 100);
    wiz::set_vulnerability_title(f, limits);
    fields::put(f.fingerprint, row.get("ID"));
    fields::set_severity(f, row.get({"Severity", "VendorSeverity", "CVSSSeverity"}), wiz::severities(), stats);
    fields::set_text(f.description, row.get({"CVEDescription", "Description"}), stats, f.place.path, limits);
    fields::set_text(f.remediation, row.get("Remediation"), stats, f.place.path, limits);
    fields::add_link(f, row.get("Link"));
    fields::add_link(f, row.get("WizURL"));
    double score = 0;
    if (parse_double(row.get("Score"), score) && score >= 0 && score <= 10) f.score = score;
    if (iequals(row.get("HasCisaKevExploit"), "true")) f.kev = true;
    if (iequals(row.get("HasExploit"), "true")) fields::add_tag(f, "exploit known");
    f.seen = parse_rfc3339(row.get({"LastDetected", "FirstDetected"}));
    wiz::read_status(row.get({"FindingStatus", "Status"}), row.get("ResolutionReason"), f);
}

Sniff sniff(const Head& head) {
    const CsvHeader header = csv_header(head);
    if (header.has_all({"Control ID", "Issue ID", "Title", "Severity"}) ||
        header.has_all({"Wiz URL", "Title", "Severity"}))
        return {90, "columns Title, Severity, Control ID and Issue ID", {}};
    if (header.has_all({"WizURL", "Name"}) && header.has("DetailedName"))
        return {90, "columns WizURL, Name and DetailedName", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    CsvTable table(in, {}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    const bool issues = table.has("Title") && table.has("Severity");
    if (!issues && !table.has("DetailedName")) {
        Error error{Errc::malformed, "the first row names no column Title or DetailedName", {}, {}};
        error.line = std::max<std::int64_t>(table.header().line, 1);
        return fail(std::move(error));
    }
    RecordRun run(out, stats, job, options);
    for (bool first = true;; first = false) {
        auto more = table.next();
        if (!more) return fail(more.error());
        if (first) {
            ScanInfo scan;
            scan.tool = "Wiz";
            scan.target_kind = "account";
            fields::put(scan.target, table.get({"Subscription Name", "SubscriptionName", "Subscription ID"}));
            run.tell(scan);
        }
        if (!*more) break;
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("row {}", stats.records + 1), table.line());
        if (issues)
            read_issue(table, f, stats, run.limits);
        else
            read_vulnerability(table, f, stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_wiz_csv_format{
    "wiz-csv", FormatKind::findings, "Wiz", "text/csv", "Wiz: exported issues and vulnerabilities", sniff, parse};

} // namespace parapet

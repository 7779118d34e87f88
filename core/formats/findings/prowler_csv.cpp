// Prowler's CSV: version 2, versions 3 to 5, and the tables of single frameworks.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framework_ids.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/prowler/result.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

extern const FormatInfo k_prowler_csv_format;

namespace {

void read_v2(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    prowler::ProwlerResult r;
    prowler::split_title(row.get("TITLE_TEXT"), r);
    r.status = row.get({"CHECK_RESULT", "RESULT"});
    r.detail = row.get({"CHECK_RESULT_EXTENDED", "NOTES"});
    r.severity = row.get({"CHECK_SEVERITY", "SEVERITY"});                 // before 2.5, and nothing before 2.3
    r.resource = row.get({"CHECK_RESOURCE_ID", "CHECK_RESULT_EXTENDED"}); // its words name what it is about
    r.resource_type = row.get("CHECK_ASFF_RESOURCE_TYPE");
    r.region = row.get("REGION");
    r.service = row.get({"CHECK_SERVICENAME", "SERVICE_NAME", "SERVICENAME"});
    r.risk = row.get("CHECK_RISK");
    r.remediation = row.get("CHECK_REMEDIATION");
    r.link = row.get("CHECK_DOC");
    prowler::fill(r, f, stats, limits);
    fields::add_control(f, "cis", row.get("TITLE_ID"));
    fields::add_tag(f, row.get("CHECK_ASFF_TYPE"));
}

void read_new(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    prowler::ProwlerResult r;
    r.rule = row.get({"CHECK_ID", "CHECKID"});
    r.title = row.get({"CHECK_TITLE", "REQUIREMENTS_DESCRIPTION"});
    r.status = row.get("STATUS");
    r.detail = row.get({"STATUS_EXTENDED", "STATUSEXTENDED"});
    r.severity = row.get("SEVERITY");
    r.uid = row.get({"FINDING_UID", "FINDING_UNIQUE_ID"});
    r.resource = row.get({"RESOURCE_ARN", "RESOURCE_UID", "RESOURCE_ID", "RESOURCEID", "RESOURCE_NAME"});
    r.resource_type = row.get("RESOURCE_TYPE");
    r.region = row.get({"REGION", "LOCATION", "NAMESPACE"});
    r.service = row.get("SERVICE_NAME");
    r.description = row.get("DESCRIPTION");
    r.risk = row.get("RISK");
    r.remediation = row.get("REMEDIATION_RECOMMENDATION_TEXT");
    r.link = row.get("REMEDIATION_RECOMMENDATION_URL");
    r.when = row.get({"TIMESTAMP", "ASSESSMENT_START_TIME", "ASSESSMENTDATE"});
    r.muted = iequals(row.get("MUTED"), "true");
    prowler::fill(r, f, stats, limits);
    fields::add_link(f, row.get("RELATED_URL"));
    for (const std::string_view url : split(row.get("ADDITIONAL_URLS"), '|'))
        fields::add_link(f, url);
    prowler::add_compliance(row.get("COMPLIANCE"), f);
    for (const std::string_view category : split(row.get("CATEGORIES"), '|'))
        fields::add_tag(f, category);
    if (const auto id = row.get("REQUIREMENTS_ID"); !id.empty())
        fields::add_framework_control(f, row.get({"FRAMEWORK", "DESCRIPTION"}), id);
}

ScanInfo scan_of(const CsvTable& row, bool v2) {
    ScanInfo scan;
    scan.tool = "Prowler";
    fields::put(scan.tool_version, v2 ? "2" : row.get("PROWLER_VERSION"), 40);
    scan.target_kind = iequals(row.get("PROVIDER"), "kubernetes") ? "cluster" : "account";
    fields::put(scan.target, row.get({"ACCOUNT_UID", "ACCOUNT_ID", "ACCOUNTID", "ACCOUNT_NUM", "SUBSCRIPTIONID",
                                      "PROJECTID", "TENANTID", "TENANCYID", "CONTEXT", "ACCOUNT_NAME"}));
    scan.finished = parse_rfc3339(row.get({"TIMESTAMP", "ASSESSMENT_START_TIME", "ASSESSMENTDATE"}));
    return scan;
}

Sniff sniff(const Head& head) {
    const CsvHeader header = csv_header(head);
    if (header.has_all({"CHECK_ID", "STATUS_EXTENDED", "SEVERITY"}) || header.has_all({"CHECK_ID", "FINDING_UID"}))
        return {90, "columns CHECK_ID, STATUS_EXTENDED and SEVERITY", {}};
    if (header.has_all({"TITLE_ID", "TITLE_TEXT", "ACCOUNT_NUM"}))
        return {90, "columns ACCOUNT_NUM, TITLE_ID and TITLE_TEXT", "2"};
    if (header.has_all({"REQUIREMENTS_ID", "CHECKID", "STATUS"}))
        return {85, "columns REQUIREMENTS_ID, CHECKID and STATUS", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    CsvTable table(in, {}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    const bool v2 = table.has("TITLE_TEXT") && table.has("TITLE_ID");
    if (!v2 && table.column({"CHECK_ID", "CHECKID"}) == CsvTable::k_none) {
        Error error{Errc::malformed, "the first row names no column CHECK_ID or TITLE_ID", {}, {}};
        error.line = std::max<std::int64_t>(table.header().line, 1);
        return fail(std::move(error));
    }
    RecordRun run(out, stats, job, options);
    bool told = false;
    for (;;) {
        auto more = table.next();
        if (!more) return fail(more.error());
        if (!told) run.tell(scan_of(table, v2));
        told = true;
        if (!*more) break;
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("row {}", stats.records + 1), table.line());
        if (v2)
            read_v2(table, f, stats, run.limits);
        else
            read_new(table, f, stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_prowler_csv_format{
    "prowler-csv", FormatKind::findings, "Prowler", "text/csv", "Prowler 2 to 5: results and frameworks as CSV", sniff,
    parse};

} // namespace parapet

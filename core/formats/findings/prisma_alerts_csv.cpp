// The table of alerts of Prisma Cloud: a resource in a cloud account that violates a policy.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_prisma_alerts_csv_format;

namespace {

bool read_row(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    const std::string_view policy = row.get("Policy Name");
    if (policy.empty()) {
        stats.skip("an alert that names no policy");
        return false;
    }
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    fields::put(finding.rule, policy);
    fields::set_title(finding, {policy}, limits);
    fields::set_text(finding.description, row.get({"Description", "Policy Description"}), stats, finding.place.path,
                     limits);
    fields::set_text(finding.remediation, row.get({"Recommendation", "Policy Recommendation"}), stats,
                     finding.place.path, limits);
    fields::put(finding.location.resource, row.get({"Resource ID", "Resource Name"}), 500);
    const std::string_view account = row.get({"Cloud Account Name", "Cloud Account Id"});
    finding.asset = elide(account, 500);
    for (const char* column : {"Policy Type", "Cloud Type", "Region", "Resource Name"})
        if (const auto word = row.get(column); !word.empty()) fields::add_tag(finding, elide(word, 150));
    fields::rate(finding, row.get("Policy Severity"), Severity::medium, stats);
    fields::put(finding.fingerprint, row.get("Alert ID"));
    finding.seen = parse_rfc3339(row.get({"Alert Time", "Event Occurred"}));
    const std::string status = to_lower(elide(row.get("Alert Status"), 40));
    if (status == "resolved") {
        fields::set_fixed(finding);
    } else if (status == "dismissed" || status == "snoozed") {
        finding.suppressed = true;
        const std::string_view why = row.get({"Dismissal Reason", "Dismissal Note"});
        fields::put(finding.suppression, why.empty() ? std::string_view(status) : why, 600);
    }
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"Alert ID", "Policy Name", "Policy Severity", "Resource Name", "Cloud Type"}))
        return {90, "a table with the columns Alert ID, Policy Severity, Resource Name and Cloud Type", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Alert ID", "Policy Name"}}, "Prisma Cloud", "account", read_row});
}

} // namespace

const FormatInfo k_prisma_alerts_csv_format{"prisma-alerts-csv",
                                            FormatKind::findings,
                                            "Prisma Cloud",
                                            "text/csv",
                                            "Prisma Cloud: the table of alerts of cloud accounts",
                                            sniff,
                                            parse};

} // namespace parapet

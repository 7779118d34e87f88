// Prowler's own JSON: version 2 (a result a line) and version 3 (a list).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framework_ids.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/prowler/result.h"
#include "core/formats/format.h"

#include <algorithm>

namespace parapet {

extern const FormatInfo k_prowler_json_format;

namespace {

bool is_v2(json::Value v) {
    return v["Control"].exists() && v["Message"].exists();
}

void read_v2(json::Value v, RawFinding& f, ParseStats& stats, const Limits& limits) {
    prowler::ProwlerResult r;
    prowler::split_title(v["Control"].str(), r);
    r.status = v["Status"].str();
    r.detail = v["Message"].str();
    r.severity = v["Severity"].str();
    r.resource = v["Resource ID"].str();
    r.region = v["Region"].str();
    r.service = v["Service"].str();
    r.risk = v["Risk"].str();
    r.remediation = v["Remediation"].str();
    r.link = v["Doc link"].str();
    r.when = v["Timestamp"].str();
    prowler::fill(r, f, stats, limits);
    fields::add_control(f, "cis", v["Control ID"].text());
}

void read_v3(json::Value v, RawFinding& f, ParseStats& stats, const Limits& limits) {
    prowler::ProwlerResult r;
    r.rule = v["CheckID"].str();
    r.title = v["CheckTitle"].str();
    r.status = v["Status"].str();
    r.detail = v["StatusExtended"].str();
    r.severity = v["Severity"].str();
    r.uid = v["FindingUniqueId"].str();
    r.resource = v["ResourceArn"].str();
    for (const char* key : {"ResourceId", "ResourceName"})
        if (r.resource.empty()) r.resource = v[key].str();
    r.resource_type = v["ResourceType"].str();
    r.region = v["Region"].str();
    r.service = v["ServiceName"].str();
    r.description = v["Description"].str();
    r.risk = v["Risk"].str();
    r.remediation = v["Remediation"]["Recommendation"]["Text"].str();
    r.link = v["Remediation"]["Recommendation"]["Url"].str();
    r.when = v["AssessmentStartTime"].str();
    r.muted = v["Muted"].boolean().value_or(false);
    prowler::fill(r, f, stats, limits);
    fields::add_link(f, v["RelatedUrl"].str());
    for (const json::Member framework : v["Compliance"].members())
        for (const json::Value id : framework.value.items())
            fields::add_framework_control(f, framework.key, id.str());
    std::sort(f.controls.begin(), f.controls.end()); // an object has no order
    for (const json::Value category : v["Categories"].items())
        fields::add_tag(f, category.str());
}

ScanInfo scan_of(json::Value first) {
    ScanInfo scan;
    scan.tool = "Prowler";
    scan.tool_version = first && is_v2(first) ? "2" : "3";
    scan.target_kind = "account";
    for (const char* key : {"AccountId", "Account Number", "SubscriptionId", "ProjectId"})
        if (scan.target.empty()) fields::put(scan.target, first[key].text());
    scan.finished = parse_rfc3339(first.any({"AssessmentStartTime", "Timestamp"}).str());
    return scan;
}

Sniff sniff(const Head& head) {
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (has("FindingUniqueId") && has("CheckID")) return {92, "results with FindingUniqueId and CheckID", "3"};
    if (has("Control") && has("Message") && has("Status") && (has("Account Number") || has("CAF Epic")))
        return {88, "results with Control, Message, Status and Account Number", "2"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    if (records.single() && !is_v2(records.root()) && !records.root()["CheckID"])
        return fail(Errc::malformed, "it is no result of Prowler", "/");
    RecordRun run(out, stats, job, options);
    ScanInfo scan = scan_of(records.records().empty() ? json::Value() : records.records().front().value);
    scan.complete = !records.cut();
    run.tell(scan);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(record.path, record.line);
        if (!record.value.is_object()) {
            stats.skip("a result that is no object");
            continue;
        }
        if (is_v2(record.value))
            read_v2(record.value, f, stats, run.limits);
        else
            read_v3(record.value, f, stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_prowler_json_format{
    "prowler-json", FormatKind::findings, "Prowler", "application/json", "Prowler 2 and 3: its own JSON", sniff, parse};

} // namespace parapet

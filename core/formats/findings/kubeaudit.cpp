// kubeaudit's JSON (-p json): a result a line.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_kubeaudit_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"info", Severity::info},
}};

void read(json::Value v, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, v["AuditResultName"].str());
    const std::string_view name = v["ResourceName"].str();
    f.title = elide(fmt::format("{} of {} {}", f.rule, v["ResourceKind"].str(), name), limits.max_title_bytes);
    fields::set_text(f.description, v["msg"].str(), stats, f.place.path, limits);
    fields::set_severity(f, v.any({"level", "severity"}).str(), k_severities, stats);
    const std::string_view space = v["ResourceNamespace"].str();
    std::string resource = std::string(v["ResourceKind"].str());
    for (const std::string_view part : {space, name, v["Container"].str()})
        if (!part.empty()) resource += fmt::format("/{}", part);
    fields::put(f.location.resource, resource, 500);
    f.location.file = fields::normal_path(v["FilePath"].str());
    // What is wrong in particular: "MissingAnnotation", "Capability" and the like.
    std::string said;
    for (const json::Member member : v.members()) {
        static constexpr std::array<std::string_view, 11> k_told{"AuditResultName",
                                                                 "ResourceApiVersion",
                                                                 "ResourceKind",
                                                                 "ResourceName",
                                                                 "ResourceNamespace",
                                                                 "Container",
                                                                 "FilePath",
                                                                 "level",
                                                                 "severity",
                                                                 "msg",
                                                                 "time"};
        bool told = said.size() > 2000;
        for (const std::string_view key : k_told)
            told = told || key == member.key;
        if (!told) said += fmt::format("{}: {}\n", elide(member.key, 100), elide(member.value.text(), 300));
    }
    fields::set_text(f.evidence, said, stats, f.place.path, limits);
    f.seen = parse_rfc3339(v["time"].str());
}

Sniff sniff(const Head& head) {
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (has("AuditResultName")) return {92, "results with AuditResultName", {}};
    // Its first lines may be about itself.
    if (head.shape == Head::Shape::json_lines && head.contains("\"AuditResultName\"") &&
        head.contains("\"ResourceKind\""))
        return {85, "lines with AuditResultName and ResourceKind", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    if (records.single() && !records.root()["AuditResultName"])
        return fail(Errc::malformed, "it is no result of kubeaudit", "/");
    ScanInfo scan;
    scan.tool = "kubeaudit";
    scan.target_kind = "cluster";
    scan.complete = !records.cut();
    if (!records.records().empty()) scan.finished = parse_rfc3339(records.records().back().value["time"].str());
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(record.path, record.line);
        if (!record.value["AuditResultName"]) {
            stats.skip("a line that is about kubeaudit itself");
            continue;
        }
        read(record.value, f, stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_kubeaudit_format{"kubeaudit-json",
                                    FormatKind::findings,
                                    "kubeaudit",
                                    "application/x-ndjson",
                                    "kubeaudit: settings of Kubernetes' workloads",
                                    sniff,
                                    parse};

} // namespace parapet

// Lines of JSON that Chef's audit and InSpec's log reporters write: a control a line.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/inspec/control.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_inspec_log_format;

namespace {

ScanInfo scan_of(json::Value line) {
    ScanInfo scan;
    scan.tool = "InSpec";
    const json::Value platform = line["platform"];
    fields::put(scan.target, platform.any({"target_id", "target"}).str());
    scan.target_kind = "host";
    fields::put(scan.policy, line["profile"]["name"].str());
    scan.finished = parse_rfc3339(line["results"].at(0)["start_time"].str());
    return scan;
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_lines && head.shape != Shape::json_object && head.shape != Shape::json_array)
        return {};
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (has("impact") && has("results") && has("profile") && (has("control_tags") || has("control_runtime")))
        return {88, "controls with impact, results, profile and control_tags", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords lines;
    if (auto ok = lines.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    if (lines.single() && !lines.root()["results"].is_array())
        return fail(Errc::malformed, "it holds no control with results", "/");
    RecordRun run(out, stats, job, options);
    // Hosts may stand mixed in a log: one scan each.
    std::map<std::string, std::vector<const JsonRecord*>> hosts;
    for (const JsonRecord& line : lines.records()) {
        const ScanInfo scan = scan_of(line.value);
        hosts[fmt::format("{}\n{}", scan.target, scan.policy)].push_back(&line);
    }
    if (hosts.empty()) run.tell(scan_of({}));
    for (const auto& [host, records] : hosts) {
        ScanInfo scan = scan_of(records.front()->value);
        scan.complete = !lines.cut();
        run.tell(scan);
        for (const JsonRecord* line : records) {
            if (auto ok = run.check(); !ok) return fail(ok.error());
            RawFinding& f = run.next(line->path, line->line);
            if (!line->value.is_object()) {
                stats.skip("a line that is no object");
                continue;
            }
            inspec::read_control(line->value, line->value["status"].str(), f, stats, run.limits);
            fields::add_tag(f, line->value["group"]["title"].str());
            run.emit();
        }
    }
    return stats;
}

} // namespace

const FormatInfo k_inspec_log_format{"inspec-log-jsonl",
                                     FormatKind::findings,
                                     "InSpec",
                                     "application/x-ndjson",
                                     "InSpec's log: a control with its results a line",
                                     sniff,
                                     parse};

} // namespace parapet

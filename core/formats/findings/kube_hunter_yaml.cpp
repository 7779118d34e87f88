// kube-hunter's YAML: its JSON in other letters.

#include "core/formats/common/whole_report.h"
#include "core/formats/findings/kube_hunter/weakness.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kube_hunter_yaml_format;

namespace {

Result<void> read(json::Value root, WholeReport& report) {
    if (!root["vulnerabilities"].exists() && !root["nodes"].exists())
        return fail(Errc::malformed, "it holds neither nodes nor vulnerabilities", "/");
    ScanInfo scan;
    scan.tool = "kube-hunter";
    scan.target_kind = "cluster";
    scan.complete = root["kburl"].exists(); // which stands last: else the end may be missing
    report.tell(scan);
    for (const json::Value v : root["vulnerabilities"].items()) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("/vulnerabilities/{}", report.stats.records));
        if (!v.is_object()) {
            report.skip("a vulnerability that is no map");
            continue;
        }
        kube_hunter::fill(kube_hunter::weakness_of(v), root["kburl"].str(), f, report.stats, report.limits);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("nodes:") && head.contains("- type: Node/Master") && head.contains("location:"))
        return {85, "YAML with nodes of the type Node/Master", {}};
    if (head.contains("vulnerabilities:") && head.contains("kburl:"))
        return {85, "YAML with vulnerabilities and kburl", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_yaml(in, out, job, options, read);
}

} // namespace

const FormatInfo k_kube_hunter_yaml_format{"kube-hunter-yaml",
                                           FormatKind::findings,
                                           "kube-hunter",
                                           "application/yaml",
                                           "kube-hunter: weaknesses of a cluster, as YAML",
                                           sniff,
                                           parse};

} // namespace parapet

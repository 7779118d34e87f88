// The dependency snapshot that GitHub's API takes (Trivy's --format github): an inventory. It names no vulnerability,
// so it gives no finding and closes none.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_github_snapshot_format;

namespace {

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    const json::Value detector = root["detector"];
    fields::put(scan.tool, detector["name"].str(), 100);
    if (scan.tool.empty()) scan.tool = "GitHub dependency snapshot";
    fields::put(scan.tool_version, detector["version"].str(), 60);
    fields::put(scan.branch, root["ref"].str());
    fields::put(scan.commit, root["sha"].str());
    scan.target_kind = "repository";
    scan.finished = parse_rfc3339(root["scanned"].str());
    scan.complete = false;
    report.tell(scan);
    std::size_t packages = 0;
    for (const json::Member manifest : root["manifests"].members())
        packages += manifest.value["resolved"].size();
    report.stats.warn("/manifests", fmt::format("an inventory of {} packages holds no findings", packages));
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("detector") && (head.has_key("manifests") || head.has_key("scanned")))
        return {85, "top-level keys detector, job and manifests", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_github_snapshot_format{"github-snapshot-json",
                                          FormatKind::findings,
                                          "GitHub dependency snapshot",
                                          "application/json",
                                          "GitHub's dependency snapshot: an inventory without findings",
                                          sniff,
                                          parse};

} // namespace parapet

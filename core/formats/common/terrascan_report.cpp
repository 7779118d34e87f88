#include "core/formats/common/terrascan_report.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"

#include <fmt/format.h>

namespace parapet::terrascan {

namespace {

ScanInfo scan_of(json::Value results, WholeReport& report) {
    const json::Value summary = results["scan_summary"];
    ScanInfo info;
    info.tool = "Terrascan";
    fields::put(info.target, summary["file/folder"].str());
    info.target_kind = "repository";
    fields::put(info.policy, summary["iac_type"].str(), 100);
    // "2021-05-19 13:13:06.083208 +0000 UTC"
    info.finished = parse_rfc3339(summary["scanned_at"].str().substr(0, 19));
    // An error of a kind of files that is not there ("kustomization.yaml not found") is no gap.
    std::size_t gaps = 0;
    for (const json::Value e : results["scan_errors"].items())
        if (!icontains(e["errMsg"].str(), "not found") && !icontains(e["errMsg"].str(), "no ")) ++gaps;
    if (gaps > 0) {
        info.complete = false;
        report.stats.warn("/results/scan_errors",
                          "Terrascan could not read everything: nothing is closed by this scan");
    }
    return info;
}

void read_list(json::Value list, std::string_view name, bool skipped, WholeReport& report) {
    std::size_t n = 0;
    for (const json::Value v : list.items()) {
        if (!report.go_on()) return;
        RawFinding& f = report.next(fmt::format("/results/{}/{}", name, n++));
        read_violation([&](std::string_view key) { return v[key].text(); }, skipped, f, report);
        report.emit();
    }
}

} // namespace

void read_violation(const Field& field, bool skipped, RawFinding& f, WholeReport& report) {
    fields::set_config(f, field("file"), fields::line_number(field("line")));
    fields::put(f.rule, field("rule_id"));
    fields::put(f.rule_name, field("rule_name"));
    fields::set_title(f, {field("description"), f.rule_name, f.rule, "Unnamed rule"}, report.limits);
    std::string text = field("description");
    if (!f.rule_name.empty()) text += fmt::format("\n\nRule: {}", f.rule_name);
    report.text(f.description, text);
    report.severity(f, field("severity"), fields::common_severities());
    fields::add_tag(f, field("category"));
    const std::string type = field("resource_type");
    const std::string name = field("resource_name");
    fields::put(f.location.resource, type.empty() || name.empty() ? type + name : fmt::format("{}/{}", type, name),
                500);
    if (!skipped) return;
    f.suppressed = true;
    fields::put(f.suppression, field("comment"), 2000);
    if (f.suppression.empty()) fields::put(f.suppression, field("skip_comment"), 2000);
    if (f.suppression.empty()) f.suppression = "skipped in the source";
}

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value results = root["results"];
    if (!results.is_object()) return fail(Errc::malformed, "a report of Terrascan has results", "/");
    report.tell(scan_of(results, report));
    read_list(results["violations"], "violations", false, report);
    read_list(results["skipped_violations"], "skipped_violations", true, report);
    return {};
}

} // namespace parapet::terrascan

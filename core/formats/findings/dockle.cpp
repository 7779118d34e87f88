// Dockle's JSON: checks with their alerts, each an occurrence.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_dockle_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{{"FATAL", Severity::high},
                                                            {"WARN", Severity::medium},
                                                            {"INFO", Severity::low},
                                                            {"SKIP", Severity::info},
                                                            {"IGNORE", Severity::low},
                                                            {"PASS", Severity::info}}};

void read_alert(json::Value detail, std::string_view alert, RawFinding& finding, DomReport& report) {
    const std::string_view level = detail["level"].str();
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    fields::put(finding.rule, detail["code"].str());
    fields::set_title(finding, {detail["title"].str(), finding.rule}, report.limits);
    report.text(finding.description, alert);
    // "setuid file: urwxr-xr-x bin/su"; the alert is what it is about.
    fields::put(finding.location.resource, alert, 300);
    if (const auto file = alert.rfind(" file: "); file != std::string_view::npos) {
        const std::string_view rest = trim(alert.substr(file + 7));
        finding.location.file =
            fields::normal_path(rest.substr(rest.rfind(' ') == std::string_view::npos ? 0 : rest.rfind(' ') + 1));
    }
    fields::set_severity(finding, level, k_severities, report.stats);
    if (level == "IGNORE") {
        finding.suppressed = true;
        finding.suppression = "ignored in Dockle";
    }
    if (level == "PASS") finding.outcome = CheckOutcome::pass;
    if (level == "SKIP") finding.outcome = CheckOutcome::not_reviewed;
    if (istarts_with(finding.rule, "CIS-DI-"))
        fields::add_link(finding, "https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md");
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Dockle";
    scan.target_kind = "image";
    fields::put(scan.target, root["image"].str(), 500);
    report.tell(scan);
    std::size_t d = 0;
    for (const json::Value detail : root["details"].items()) {
        std::size_t i = 0;
        for (const json::Value alert : detail["alerts"].items())
            read_alert(detail, alert.str(), report.record("/details", d, "alerts", i++), report);
        if (i == 0) read_alert(detail, {}, report.record("/details", d), report);
        ++d;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("summary")) return {};
    const bool counts = head.contains("\"fatal\"") && head.contains("\"warn\"") && head.contains("\"pass\"");
    if (head.has_key("details") && counts) return {86, "top-level keys summary, with fatal and warn, and details", {}};
    if (head.has_key("details") && head.contains("\"CIS-DI-")) return {82, "details with codes of CIS-DI", {}};
    if (counts && head.contains("\"skip\"")) return {60, "a summary with fatal, warn, info, skip and pass", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_dockle_format{
    "dockle-json", FormatKind::findings, "Dockle", "application/json", "Dockle: how images are built", sniff, parse};

} // namespace parapet

// PMD's JSON: files, each with its violations.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/pmd/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_pmd_json_format;

namespace {

using pmd::k_severities;

void read_violation(json::Value v, std::string_view file, RawFinding& f, WholeReport& report) {
    fields::set_code(f, file, fields::line_number(v["beginline"]), fields::line_number(v["endline"]),
                     fields::line_number(v["begincolumn"]));
    fields::put(f.rule, v["rule"].str());
    const std::string_view text = v["description"].str();
    fields::set_title(f, {text, f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, trim(text));
    report.severity(f, v["priority"].text(), k_severities);
    fields::add_tag(f, v["ruleset"].str());
    fields::add_link(f, v["externalInfoUrl"].str());
}

void read_suppressed(json::Value v, RawFinding& f, WholeReport& report) {
    fields::set_code(f, v["filename"].str(), 0);
    const std::string_view text = v["msg"].str();
    fields::set_title(f, {text, "Suppressed violation"}, report.limits);
    report.text(f.description, text);
    f.severity_known = false;
    f.suppressed = true;
    fields::put(f.suppression, fmt::format("{} {}", v["suppressiontype"].str(), v["usermsg"].str()), 2000);
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root["files"].is_array()) return fail(Errc::malformed, "there are no files", "/");
    ScanInfo info;
    info.tool = "PMD";
    fields::put(info.tool_version, root["pmdVersion"].str(), 40);
    info.target_kind = "repository";
    info.finished = parse_rfc3339(root["timestamp"].str());
    if (root["processingErrors"].size() > 0) {
        info.complete = false;
        report.stats.warn("/processingErrors", "PMD could not read every file: nothing is closed by this scan");
    }
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value file : root["files"].items()) {
        std::size_t m = 0;
        for (const json::Value v : file["violations"].items()) {
            if (!report.go_on()) return {};
            RawFinding& f = report.next(fmt::format("/files/{}/violations/{}", n, m++));
            read_violation(v, file["filename"].str(), f, report);
            report.emit();
        }
        ++n;
    }
    n = 0;
    for (const json::Value v : root["suppressedViolations"].items()) {
        if (!report.go_on()) return {};
        read_suppressed(v, report.next(fmt::format("/suppressedViolations/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("pmdVersion")) return {93, "top-level keys pmdVersion and files", {}};
    if (head.has_key("files") && head.contains("\"violations\"") && head.contains("\"beginline\"") &&
        head.contains("\"ruleset\""))
        return {84, "files with violations of beginline and ruleset", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_pmd_json_format{
    "pmd-json", FormatKind::findings, "PMD", "application/json", "PMD: Java and other languages", sniff, parse};

} // namespace parapet

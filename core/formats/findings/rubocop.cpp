// RuboCop's JSON, which Cookstyle writes, too: offenses by file.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_rubocop_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"fatal", Severity::high},
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"refactor", Severity::low},
    {"convention", Severity::low},
    {"info", Severity::info},
}};

void read_offense(json::Value v, std::string_view file, RawFinding& f, WholeReport& report) {
    const json::Value at = v["location"];
    fields::set_code(f, file, fields::line_number(at.any({"start_line", "line"})), fields::line_number(at["last_line"]),
                     fields::line_number(at.any({"start_column", "column"})));
    fields::put(f.rule, v["cop_name"].str());
    fields::set_title(f, {v["message"].str(), f.rule, "Unnamed cop"}, report.limits);
    report.text(f.description, v["message"].str());
    report.severity(f, v["severity"].str(), k_severities);
    fields::add_tag(f, std::string_view(f.rule).substr(0, f.rule.find('/'))); // its department
    if (!v["corrected"].boolean().value_or(false)) return;
    f.suppressed = true;
    f.suppression = "corrected by the tool";
}

bool is_cookstyle(json::Value files) {
    for (const json::Value file : files.items())
        for (const json::Value v : file["offenses"].items())
            if (v["cop_name"].str().substr(0, 5) == "Chef/") return true;
    return false;
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root["files"].is_array()) return fail(Errc::malformed, "there are no files", "/");
    ScanInfo info;
    info.tool = is_cookstyle(root["files"]) ? "Cookstyle" : "RuboCop";
    fields::put(info.tool_version, root["metadata"]["rubocop_version"].str(), 40);
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value file : root["files"].items()) {
        std::size_t m = 0;
        for (const json::Value v : file["offenses"].items()) {
            if (!report.go_on()) return {};
            RawFinding& f = report.next(fmt::format("/files/{}/offenses/{}", n, m++));
            read_offense(v, file["path"].str(), f, report);
            report.emit();
        }
        ++n;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"rubocop_version\"")) return {95, "metadata with rubocop_version", {}};
    if (head.contains("\"offenses\"") && (head.contains("\"cop_name\"") || head.contains("\"inspected_file_count\"")))
        return {88, "files with offenses of cop_name", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_rubocop_format{"rubocop-json",
                                  FormatKind::findings,
                                  "RuboCop",
                                  "application/json",
                                  "RuboCop and Cookstyle: offenses in Ruby and Chef cookbooks",
                                  sniff,
                                  parse};

} // namespace parapet

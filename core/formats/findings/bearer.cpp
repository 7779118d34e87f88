// Bearer's JSON: lists of findings by severity, or (jsonv2) one list of findings that name theirs.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_bearer_format;

namespace {

constexpr std::array<std::string_view, 5> k_lists{"critical", "high", "medium", "low", "warning"};

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"warning", Severity::info},
}};

void read_finding(json::Value v, std::string_view severity, RawFinding& f, WholeReport& report) {
    const json::Value column = v["sink"]["column"];
    fields::set_code(f, v.any({"full_filename", "filename"}).str(), fields::line_number(v["line_number"]),
                     fields::line_number(v["sink"]["end"]), fields::line_number(column["start"]));
    const json::Value rule = v["rule"].is_object() ? v["rule"] : v; // before version 1.5 it stands apart
    fields::put(f.rule, rule["id"].str());
    fields::put(f.rule_name, rule["title"].str());
    fields::set_title(f, {rule["title"].str(), f.rule, "Unnamed finding"}, report.limits);
    report.text(f.description, rule["description"].str());
    report.severity(f, severity, k_severities);
    for (const json::Value cwe : rule["cwe_ids"].items()) {
        fields::add_cwe(f, cwe.integer().value_or(0));
        fields::add_cwes_of(f, cwe.str());
    }
    fields::add_link(f, rule["documentation_url"].str());
    fields::put(f.fingerprint, v["fingerprint"].str());
    fields::add_tags(f, v["category_groups"]);
    fields::set_code_snippet(f, v.any({"code_extract", "snippet"}).str());
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of Bearer is an object", "/");
    ScanInfo info;
    info.tool = "Bearer";
    info.target_kind = "repository";
    fields::put(info.tool_version, root["version"].str(), 40);
    report.tell(info);
    std::size_t m = 0;
    for (const json::Value v : root["findings"].items()) {
        if (!report.go_on()) return {};
        read_finding(v, v["severity"].str(), report.next(fmt::format("/findings/{}", m++)), report);
        report.emit();
    }
    for (const std::string_view severity : k_lists) {
        std::size_t n = 0;
        for (const json::Value v : root[severity].items()) {
            if (!report.go_on()) return {};
            read_finding(v, severity, report.next(fmt::format("/{}/{}", severity, n++)), report);
            report.emit();
        }
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || head.json_keys.empty()) return {};
    if (head.has_key("findings") && head.contains("\"cwe_ids\"") && head.contains("\"full_filename\""))
        return {88, "findings with cwe_ids and full_filename", {}};
    if (head.has_key("source") && head.has_key("findings") && head.contains("\"Bearer\""))
        return {86, "top-level keys source (Bearer) and findings", {}};
    for (const std::string& key : head.json_keys)
        if (std::find(k_lists.begin(), k_lists.end(), key) == k_lists.end()) return {};
    if (head.contains("\"cwe_ids\"") && head.contains("\"line_number\""))
        return {88, "lists by severity, of findings with cwe_ids and line_number", {}};
    if (!head.truncated && head.json_keys.size() > 1 && head.text.size() < 400)
        return {45, "empty lists by severity, as Bearer writes them", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_bearer_format{"bearer-json",
                                 FormatKind::findings,
                                 "Bearer",
                                 "application/json",
                                 "Bearer: weaknesses in source code, by severity",
                                 sniff,
                                 parse};

} // namespace parapet

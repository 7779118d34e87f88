// cfn_nag's JSON: violations by file.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_cfn_nag_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"FAIL", Severity::high},
    {"FAILING_VIOLATION", Severity::high},
    {"WARN", Severity::medium},
}};

// A violation names each resource that has it, with its line.
void read_violation(json::Value v, std::size_t i, std::string_view file, RawFinding& f, WholeReport& report) {
    fields::set_config(f, file, fields::line_number(v["line_numbers"].at(i)));
    fields::put(f.rule, v["id"].str());
    fields::put(f.rule_name, v["name"].str());
    fields::set_title(f, {v["message"].str(), f.rule_name, f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, v["message"].str());
    report.severity(f, v["type"].str(), k_severities);
    fields::put(f.location.resource, v["logical_resource_ids"].at(i).str(), 300);
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "a report of cfn_nag is an array of files", "/");
    ScanInfo info;
    info.tool = "cfn_nag";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value file : root.items()) {
        std::size_t m = 0;
        for (const json::Value v : file["file_results"]["violations"].items()) {
            if (!report.go_on()) return {};
            const std::size_t places = std::min<std::size_t>(
                1000, std::max({std::size_t{1}, v["logical_resource_ids"].size(), v["line_numbers"].size()}));
            const std::string path = fmt::format("/{}/file_results/violations/{}", n, m++);
            for (std::size_t i = 0; i < places; ++i) {
                read_violation(v, i, file["filename"].str(), report.next(path), report);
                report.emit();
            }
        }
        ++n;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("file_results") && (head.has_element_key("filename") || head.contains("\"violations\"")))
        return {92, "an array of files with the keys filename and file_results", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_cfn_nag_format{"cfn-nag-json",
                                  FormatKind::findings,
                                  "cfn_nag",
                                  "application/json",
                                  "cfn_nag: insecure CloudFormation templates",
                                  sniff,
                                  parse};

} // namespace parapet

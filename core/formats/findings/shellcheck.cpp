// ShellCheck's JSON: comments on scripts, as an array or (json1) in an object.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_shellcheck_format;

namespace {

// As Hadolint, which runs it, calls them.
constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"info", Severity::low},
    {"style", Severity::info},
}};

void read_comment(json::Value v, RawFinding& f, WholeReport& report) {
    fields::set_code(f, v["file"].str(), fields::line_number(v["line"]), fields::line_number(v["endLine"]),
                     fields::line_number(v["column"]));
    if (const auto code = v["code"].integer()) f.rule = fmt::format("SC{}", *code);
    fields::set_title(f, {v["message"].str(), f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, v["message"].str());
    report.severity(f, v["level"].str(), k_severities);
    if (!f.rule.empty()) fields::add_link(f, fmt::format("https://www.shellcheck.net/wiki/{}", f.rule));
}

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value comments = root.is_array() ? root : root["comments"];
    if (!comments.is_array()) return fail(Errc::malformed, "a report of ShellCheck is a list of comments", "/");
    ScanInfo info;
    info.tool = "ShellCheck";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : comments.items()) {
        if (!report.go_on()) break;
        read_comment(v, report.next(fmt::format("{}/{}", root.is_array() ? "" : "/comments", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    const bool list = head.shape == Head::Shape::json_array && head.has_element_key("endLine") &&
                      head.has_element_key("level") && head.has_element_key("code");
    if (list) return {91, "an array of objects with the keys code, file, level and endLine", {}};
    if (head.shape != Head::Shape::json_object || !head.has_key("comments")) return {};
    if (head.contains("\"endLine\"") && head.contains("\"level\"")) return {90, "comments with code and endLine", {}};
    if (head.json_keys.size() == 1) return {70, "an object of comments", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_shellcheck_format{"shellcheck-json",
                                     FormatKind::findings,
                                     "ShellCheck",
                                     "application/json",
                                     "ShellCheck: shell scripts",
                                     sniff,
                                     parse};

} // namespace parapet

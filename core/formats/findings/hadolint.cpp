// Hadolint's JSON: an array of remarks on Dockerfiles.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/hadolint/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_hadolint_format;

namespace {

void read_remark(json::Value v, RawFinding& f, WholeReport& report) {
    fields::set_config(f, v["file"].str(), fields::line_number(v["line"]), 0, fields::line_number(v["column"]));
    fields::put(f.rule, v["code"].str());
    fields::set_title(f, {v["message"].str(), f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, v["message"].str());
    report.severity(f, v["level"].str(), hadolint::k_severities);
    if (iequals(v["level"].str(), "ignore")) f.outcome = CheckOutcome::not_applicable;
    if (istarts_with(f.rule, "DL"))
        fields::add_link(f, fmt::format("https://github.com/hadolint/hadolint/wiki/{}", f.rule));
    if (istarts_with(f.rule, "SC")) fields::add_link(f, fmt::format("https://www.shellcheck.net/wiki/{}", f.rule));
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "a report of Hadolint is an array", "/");
    ScanInfo info;
    info.tool = "Hadolint";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root.items()) {
        if (!report.go_on()) break;
        read_remark(v, report.next(fmt::format("/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("code") && head.has_element_key("level") && head.has_element_key("line") &&
        head.has_element_key("file") && head.has_element_key("message"))
        return {head.contains("\"DL") || head.contains("\"SC") ? 88 : 70,
                "an array of objects with the keys code, file, level, line and message",
                {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_hadolint_format{
    "hadolint-json", FormatKind::findings, "Hadolint", "application/json", "Hadolint: Dockerfiles", sniff, parse};

} // namespace parapet

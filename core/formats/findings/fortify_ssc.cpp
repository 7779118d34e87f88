// Issues of Fortify Software Security Center, JSON, as its API and fcli write them.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_fortify_ssc_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
}};

void read_place(json::Value v, RawFinding& f) {
    const std::string_view full = v["fullFileName"].str();
    const std::string_view place = full.empty() ? v["primaryLocation"].str() : full;
    if (istarts_with(place, "http://") || istarts_with(place, "https://")) {
        fields::set_url(f.location, place);
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        return;
    }
    fields::set_code(f, place, fields::line_number(v["lineNumber"]));
}

void read_state(json::Value v, RawFinding& f) {
    fields::add_tag(f, v["issueStatus"].str());
    const std::string_view tag = v["primaryTag"].str();
    if (!tag.empty()) fields::add_tag(f, fmt::format("Analysis: {}", tag));
    if (v["removed"].boolean().value_or(false) || v["scanStatus"].str() == "REMOVED") return fields::set_fixed(f);
    const bool suppressed = v["suppressed"].boolean().value_or(false);
    if (!suppressed && !iequals(tag, "Not an Issue")) return;
    f.suppressed = true;
    f.suppression = suppressed ? "suppressed in Fortify" : "audited: not an issue";
}

void read_issue(json::Value v, RawFinding& f, WholeReport& report) {
    read_place(v, f);
    const std::string_view name = v["issueName"].str();
    fields::put(f.rule, v["primaryRuleGuid"].str());
    if (f.rule.empty()) fields::put(f.rule, name);
    fields::put(f.rule_name, name);
    fields::set_title(f, {name, "Unnamed issue"}, report.limits);
    const json::Value details = v["details"];
    std::string text(details["brief"].str());
    if (text.empty()) text = fmt::format("{} ({})", name, v["kingdom"].str());
    report.text(f.description, text);
    report.text(f.remediation, details["recommendation"].str());
    report.severity(f, v["friority"].str(), k_severities); // so spelt
    fields::add_cwes_of(f, replace_all(std::string(v["mappedCategory"].str()), "CWE ID ", "CWE-"));
    fields::add_tag(f, v["kingdom"].str());
    fields::add_tag(f, v["analyzer"].str());
    fields::put(f.fingerprint, v["issueInstanceId"].str());
    fields::put(f.asset, v["projectName"].str());
    f.seen = parse_rfc3339(v["foundDate"].str().substr(0, 19));
    read_state(v, f);
}

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value list = root.is_array() ? root : root["data"];
    if (!list.is_array()) return fail(Errc::malformed, "there are no issues", "/");
    ScanInfo info;
    info.tool = "Fortify";
    fields::put(info.target, list.at(0)["projectName"].str());
    info.target_kind = "repository";
    info.complete = static_cast<std::int64_t>(list.size()) == root["count"].integer().value_or(-1);
    if (!info.complete) report.stats.warn("/count", "these may not be all issues: nothing is closed by it");
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : list.items()) {
        if (!report.go_on()) return {};
        RawFinding& f = report.next(fmt::format("{}/{}", root.is_array() ? "" : "/data", n++));
        if (v["issueName"].str().empty()) {
            report.skip("an entry that is no issue");
            continue;
        }
        read_issue(v, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("issueInstanceId") &&
        head.has_element_key("friority"))
        return {90, "an array of issues with friority and issueInstanceId", {}};
    if (head.shape == Head::Shape::json_object && head.has_key("data") && head.contains("\"friority\"") &&
        head.contains("\"issueInstanceId\""))
        return {90, "data of issues with friority and issueInstanceId", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_fortify_ssc_format{"fortify-ssc-json",
                                      FormatKind::findings,
                                      "Fortify",
                                      "application/json",
                                      "Fortify Software Security Center: issues of its API",
                                      sniff,
                                      parse};

} // namespace parapet

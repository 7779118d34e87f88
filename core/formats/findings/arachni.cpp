// Arachni's JSON report.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_arachni_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"informational", Severity::info},
}};

class ArachniReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Arachni";
        fields::put(scan.tool_version, root["version"].str(), 40);
        fields::put(scan.target, fields::url_origin(root["options"]["url"].str()));
        scan.target_kind = "url";
        scan.started = loose_time(root["start_datetime"].str());
        scan.finished = loose_time(root["finish_datetime"].str());
        return scan;
    }

    bool read(json::Value issue, const json::Element& /*element*/, RawFinding& finding) override {
        finding.identity = IdentityKind::web;
        finding.phase = Phase::test;
        fields::put(finding.rule, issue["check"]["shortname"].str());
        fields::put(finding.rule_name, issue["check"]["name"].str());
        fields::set_title(finding, {issue["name"].str(), finding.rule_name, finding.rule}, limits);
        fields::set_severity(finding, issue["severity"].str(), k_severities, stats);
        std::string text(trim(issue["description"].str()));
        fields::append_text(text, fields::masked_http(issue["proof"].str()), "Proof");
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        fields::set_text(finding.remediation, issue["remedy_guidance"].str(), stats, finding.place.path, limits);
        fields::add_cwe(finding, issue["cwe"].integer().value_or(0));
        for (const json::Member m : issue["references"].members())
            fields::add_link(finding, m.value.str());
        fields::add_link(finding, issue["cwe_url"].str());
        for (const json::Value tag : issue["tags"].items())
            fields::add_tag(finding, tag.str());
        if (!issue["trusted"].boolean().value_or(true)) fields::add_tag(finding, "untrusted");
        fields::put(finding.fingerprint, issue["digest"].text(), 80);
        read_place(issue, finding);
        return true;
    }

private:
    static void read_place(json::Value issue, RawFinding& finding) {
        const json::Value vector = issue["vector"];
        Location& at = finding.location;
        const std::string_view action = vector["action"].str();
        fields::set_url(at, action.empty() ? vector["url"].str() : action);
        fields::put(at.method, vector["method"].str(), 20);
        if (at.method.empty()) fields::put(at.method, issue["request"]["method"].str(), 20);
        for (char& c : at.method)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        fields::put(at.parameter, vector["affected_input_name"].str(), 200);
        std::string request(issue["request"]["headers_string"].str());
        fields::append_text(request, issue["request"]["effective_body"].str());
        fields::set_exchange(finding, request, issue["response"]["headers_string"].str());
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("seed") && head.has_key("sitemap")) return {90, "top-level keys seed and sitemap", {}};
    if (head.has_key("seed") && head.contains("\"authorized_by\""))
        return {85, "top-level key seed, with an option authorized_by", {}};
    if (head.contains("Arachni::Element") || (head.contains("\"remedy_guidance\"") && head.contains("\"cwe_url\"")))
        return {80, "issues with remedy_guidance and Arachni's elements", {}};
    if (head.has_key("plugins") && head.contains("\"delta_time\"") && head.contains("\"seed\""))
        return {70, "top-level keys plugins, delta_time and seed", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<ArachniReport>(in, out, job, options, {{"issues"}});
}

} // namespace

const FormatInfo k_arachni_format{"arachni-json",
                                  FormatKind::findings,
                                  "Arachni",
                                  "application/json",
                                  "Arachni: weaknesses of web applications",
                                  sniff,
                                  parse};

} // namespace parapet

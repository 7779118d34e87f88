// Burp Suite's REST API: a scan's status with its issue events. Burp Suite Enterprise's GraphQL API: a list of issues.

#include "core/base/text.h"
#include "core/formats/common/base64.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>
#include <set>

namespace parapet {

extern const FormatInfo k_burp_api_format;

namespace {

constexpr std::array<fields::SeverityWord, 7> k_severities{{
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    {"information", Severity::info},
    {"undefined", Severity::info},
    {"false_positive", Severity::info},
}};

enum List : std::size_t { k_events, k_issues, k_graph_issues };

// The segments of a message of the REST API are base64, with gaps where it was snipped.
std::string message_of(json::Value segments) {
    constexpr std::size_t k_kept_bytes = 8000;
    std::string text;
    for (const json::Value segment : segments.items()) {
        if (text.size() >= k_kept_bytes) break;
        if (segment["data"])
            text += decode_base64(segment["data"].str(), k_kept_bytes).value_or(std::string());
        else if (segment["length"])
            text += "[...]";
    }
    return text;
}

// Those of GraphQL are markup; what is highlighted is the proof.
std::string graph_message_of(json::Value segments) {
    std::string text;
    for (const json::Value segment : segments.items()) {
        if (text.size() > 8000) break;
        text += text_of_html(segment.any({"data_html", "highlight_html"}).str());
    }
    return text;
}

class BurpApiReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Burp Suite";
        scan.target_kind = "url";
        fields::put(scan.target, fields::url_origin(root["scan_metrics"]["current_url"].str()));
        const std::string_view status = root["scan_status"].str();
        if (status == "failed") scan.failed = true;
        if (!status.empty() && status != "succeeded") scan.complete = false;
        return scan;
    }

    bool read(json::Value item, const json::Element& element, RawFinding& finding) override {
        const json::Value issue = element.array == k_events ? item["issue"] : item;
        if (!issue.is_object()) {
            stats.skip("an event without an issue");
            return false;
        }
        finding.identity = IdentityKind::web;
        finding.phase = Phase::test;
        finding.asset = fields::url_origin(issue["origin"].str());
        fields::set_severity(finding, issue["severity"].str(), k_severities, stats);
        if (iequals(finding.severity_raw, "false_positive")) {
            finding.suppressed = true;
            finding.suppression = "marked as a false positive in Burp";
        }
        if (const std::string_view word = issue["confidence"].str(); !word.empty())
            fields::add_tag(finding, fmt::format("confidence: {}", to_lower(word)));
        std::string url = fields::url_origin(issue["origin"].str());
        url += issue["path"].str();
        fields::set_url(finding.location, url);
        issue["issue_type"].is_object() ? read_graph(issue, finding) : read_api(issue, finding);
        return true;
    }

private:
    void set_texts(RawFinding& finding, std::string_view detail, std::string_view background, std::string_view remedy,
                   std::string_view remedies) {
        std::string text = text_of_html(detail);
        fields::append_text(text, text_of_html(background));
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        std::string what = text_of_html(remedy);
        fields::append_text(what, text_of_html(remedies));
        fields::set_text(finding.remediation, what, stats, finding.place.path, limits);
    }

    void read_api(json::Value issue, RawFinding& finding) {
        fields::put(finding.rule, issue["type_index"].text(), 40);
        fields::put(finding.rule_name, issue["name"].str());
        fields::set_title(finding, {finding.rule_name, finding.rule, "Unnamed issue"}, limits);
        set_texts(finding, issue["description"].str(), issue["issue_background"].str(), issue["remediation"].str(),
                  issue["remediation_background"].str());
        for (const char* list : {"references", "vulnerability_classifications"}) {
            fields::add_links_of_html(finding, issue[list].str());
            fields::add_cwes_of(finding, issue[list].str());
        }
        for (const json::Value evidence : issue["evidence"].items()) {
            const json::Value exchange = evidence["request_response"];
            if (!exchange) continue;
            if (const std::string_view url = exchange["url"].str(); !url.empty() && issue["path"].str().empty())
                fields::set_url(finding.location, url);
            fields::set_exchange(finding, message_of(exchange["request"]), message_of(exchange["response"]));
            break;
        }
        set_method(finding);
    }

    void read_graph(json::Value issue, RawFinding& finding) {
        const json::Value type = issue["issue_type"];
        fields::put(finding.rule, type.any({"type_index", "id"}).text(), 40);
        fields::put(finding.rule_name, type["name"].str());
        if (finding.rule.empty()) finding.rule = finding.rule_name;
        fields::set_title(finding, {finding.rule_name, finding.rule, "Unnamed issue"}, limits);
        set_texts(finding, issue["description_html"].str(), type["description_html"].str(),
                  issue["remediation_html"].str(), type["remediation_html"].str());
        for (const char* list : {"references_html", "vulnerability_classifications_html"})
            fields::add_links_of_html(finding, type[list].str());
        fields::add_cwes_of(finding, type["vulnerability_classifications_html"].str());
        std::string request;
        std::string response;
        for (const json::Value evidence : issue["evidence"].items()) {
            if (request.empty()) request = graph_message_of(evidence["request_segments"]);
            if (response.empty()) response = graph_message_of(evidence["response_segments"]);
        }
        fields::set_exchange(finding, request, response);
        set_method(finding);
    }

    static void set_method(RawFinding& finding) {
        static const std::set<std::string_view> k_methods{"GET",   "POST",    "PUT",  "DELETE",
                                                          "PATCH", "OPTIONS", "HEAD", "TRACE"};
        const std::string_view first = std::string_view(finding.evidence).substr(0, finding.evidence.find(' '));
        if (k_methods.count(first) != 0) finding.location.method = first;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("issue_events")) return {88, "top-level key issue_events", {}};
    if (head.has_key("task_id") && head.has_key("scan_status"))
        return {80, "top-level keys task_id and scan_status", {}};
    if (head.has_key("scan_metrics") && head.contains("\"crawl_requests_made\""))
        return {75, "top-level key scan_metrics, with crawl_requests_made", {}};
    if (head.has_key("data") && head.contains("\"issue_type\"") && head.contains("\"serial_number\""))
        return {80, "an answer of GraphQL, with issue_type and serial_number", {}};
    if (head.has_key("Issues") || head.has_key("issues")) {
        if (head.contains("\"issue_type\"") &&
            (head.contains("\"description_html\"") || head.contains("\"request_segments\"")))
            return {85, "issues with issue_type and description_html", {}};
        // gosec writes "Issues", too, but with "Stats".
        if (head.has_key("Issues") && head.json_keys.size() == 1 && !head.truncated && head.text.size() < 64)
            return {45, "an empty list Issues and nothing else", {}};
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<BurpApiReport>(
        in, out, job, options, {{"issue_events"}, {"issues"}, {"Issues"}, {"data/scan/issues"}, {"data/issues"}});
}

} // namespace

const FormatInfo k_burp_api_format{"burp-api-json",
                                   FormatKind::findings,
                                   "Burp Suite",
                                   "application/json",
                                   "Burp Suite's REST and GraphQL APIs: issues of a scan",
                                   sniff,
                                   parse};

} // namespace parapet

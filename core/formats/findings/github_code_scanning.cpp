// Alerts of GitHub's code scanning, as its REST API and `gh api` write them.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_github_code_scanning_format;

namespace {

constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    // of the rule itself, for results that are no security matter
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"note", Severity::low},
    {"none", Severity::info},
}};

// Peers' exports write absent values as the word None.
std::string_view said(json::Value value) {
    const std::string_view text = value.str();
    return text == "None" ? std::string_view() : text;
}

// "https://github.com/o/r/security/code-scanning/35" -> "o/r"
std::string repository_of(json::Value alert) {
    if (const auto name = alert["repository"]["full_name"].str(); !name.empty()) return elide(name, 300);
    std::string_view url = alert["html_url"].str();
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    const auto owner = url.find('/');
    const auto end = url.find("/security/");
    if (owner == std::string_view::npos || end == std::string_view::npos || end <= owner) return {};
    return elide(url.substr(owner + 1, end - owner - 1), 300);
}

class CodeScanningReport final : public ListReport {
public:
    using ListReport::ListReport;

    Result<void> result(json::Value value, const json::Element& element) override {
        const std::string repository = value.is_object() ? repository_of(value) : std::string();
        if (!any_ || (value.is_object() && repository != repository_)) {
            any_ = true;
            repository_ = repository;
            tell(scan(value));
        }
        return ListReport::result(value, element);
    }
    void finish() {
        if (!any_) tell(scan({}));
    }

protected:
    // Told with the first alert, which knows the repository.
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_array() && !root["alerts"].is_array() && !root["items"].is_array())
            return fail(Errc::malformed, "code scanning alerts are an array", "/");
        scan_per_owner = true;
        return ScanInfo{};
    }

    bool read(json::Value alert, const json::Element& /*element*/, RawFinding& finding) override {
        const json::Value rule = alert["rule"];
        if (rule.any({"id", "name", "description"}).str().empty()) {
            stats.skip("an alert without a rule");
            return false;
        }
        const json::Value instance = alert["most_recent_instance"];
        const json::Value at = instance["location"];
        fields::set_code(finding, at["path"].str(), fields::line_number(at["start_line"]),
                         fields::line_number(at["end_line"]), fields::line_number(at["start_column"]));
        fields::put(finding.rule, rule["id"].str());
        fields::put(finding.rule_name, rule["name"].str());
        fields::set_title(finding, {rule["description"].str(), rule["name"].str(), finding.rule}, limits);
        std::string text(instance["message"]["text"].str());
        if (const auto full = rule["full_description"].str(); !full.empty())
            text += fmt::format("{}{}", text.empty() ? "" : "\n\n", full);
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        std::string_view word = said(rule["security_severity_level"]);
        if (word.empty()) word = said(rule["severity"]);
        fields::set_severity(finding, word, k_severities, stats);
        for (const json::Value tag : rule["tags"].items())
            fields::add_cwes_of(finding, tag.str());
        fields::add_tags(finding, rule["tags"]);
        fields::set_text(finding.remediation, said(rule["help"]), stats, finding.place.path, limits);
        fields::add_link(finding, said(rule["help_uri"]));
        fields::add_link(finding, alert["html_url"].str());
        finding.seen = parse_rfc3339(alert["created_at"].str());
        if (const std::string number = alert["number"].text(); !number.empty())
            finding.fingerprint = elide(fmt::format("github:{}#{}", repository_, number), 300);
        read_state(alert, finding);
        return true;
    }

private:
    static ScanInfo scan(json::Value alert) {
        ScanInfo info;
        info.tool = "GitHub code scanning";
        if (alert.is_object()) info.target = repository_of(alert);
        info.target_kind = "repository";
        // A page of alerts is not the whole: alerts of other pages must not be closed by it.
        info.complete = false;
        return info;
    }
    static void read_state(json::Value alert, RawFinding& finding) {
        const std::string_view state = alert["state"].str();
        if (state == "dismissed") {
            finding.suppressed = true;
            std::string why(said(alert["dismissed_reason"]));
            if (const auto comment = said(alert["dismissed_comment"]); !comment.empty())
                why += fmt::format("{}{}", why.empty() ? "" : ": ", comment);
            finding.suppression = elide(why.empty() ? "dismissed" : why, 2000);
        } else if (state == "fixed") {
            fields::set_fixed(finding); // the last analysis no longer sees it
        }
    }
    bool any_ = false;
    std::string repository_;
};

Sniff sniff(const Head& head) {
    const bool list = head.shape == Head::Shape::json_array;
    if (!list && head.shape != Head::Shape::json_object) return {};
    const bool place = head.contains("/code-scanning/");
    if (list && head.has_element_key("rule") && (head.has_element_key("most_recent_instance") || place) &&
        head.has_element_key("html_url"))
        return {92, "an array of alerts with the keys rule, html_url and most_recent_instance", {}};
    if (place && head.contains("\"most_recent_instance\"") && head.contains("\"rule\""))
        return {75, "alerts with rule and most_recent_instance", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    CodeScanningReport report(out, stats, options);
    if (auto ok = read_framed(in, {{""}, {"alerts"}, {"items"}}, report, stats, job, *options.limits); !ok)
        return fail(ok.error());
    report.finish();
    return stats;
}

} // namespace

const FormatInfo k_github_code_scanning_format{"github-code-scanning",
                                               FormatKind::findings,
                                               "GitHub code scanning",
                                               "application/json",
                                               "alerts of GitHub's code scanning, from its API",
                                               sniff,
                                               parse};

} // namespace parapet

// Alerts of GitHub's secret scanning, as its REST API writes them.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_github_secret_scanning_format;

namespace {

// GitHub rates nothing. A secret known to work or to be public is critical, one known not to work is information.
Severity severity_of(json::Value alert) {
    const std::string_view validity = alert["validity"].str();
    const bool leaked = alert["publicly_leaked"].boolean().value_or(false);
    if (alert["state"].str() == "resolved" || validity == "inactive") return Severity::info;
    if (validity == "active" || leaked) return Severity::critical;
    return Severity::high;
}

std::string repository_of(json::Value alert) {
    if (const auto name = alert["repository"]["full_name"].str(); !name.empty()) return elide(name, 300);
    const std::string_view url = alert["html_url"].str();
    const auto end = url.find("/security/");
    const auto host = url.find("://");
    if (end == std::string_view::npos || host == std::string_view::npos) return {};
    const auto owner = url.find('/', host + 3);
    return owner < end ? elide(url.substr(owner + 1, end - owner - 1), 300) : std::string();
}

void read_state(json::Value alert, RawFinding& f) {
    if (alert["state"].str() != "resolved") return;
    std::string why(alert["resolution"].str());
    if (why == "revoked" || why == "pattern_deleted") {
        fields::set_fixed(f);
        return;
    }
    f.suppressed = true;
    if (const auto comment = alert["resolution_comment"].str(); !comment.empty())
        why += fmt::format("{}{}", why.empty() ? "" : ": ", comment);
    f.suppression = elide(why.empty() ? "resolved" : why, 2000);
}

void read_alert(json::Value alert, RawFinding& f, WholeReport& report) {
    const json::Value at = alert["first_location_detected"];
    fields::set_code(f, at.any({"path", "issue_title_url", "issue_body_url", "issue_comment_url"}).str(),
                     fields::line_number(at["start_line"]), fields::line_number(at["end_line"]),
                     fields::line_number(at["start_column"]));
    fields::set_secret(f, alert["secret"].str());
    const std::string_view kind = alert["secret_type"].str();
    const std::string_view name = alert.any({"secret_type_display_name", "secret_type"}).str();
    fields::put(f.rule, kind);
    fields::put(f.rule_name, name);
    f.title = elide(fmt::format("Secret in the code: {}", name), report.limits.max_title_bytes);
    const std::string number = alert["number"].text();
    f.description = fmt::format("GitHub's secret scanning, alert {}: {}", number, elide(name, 200));
    if (const auto commit = at["commit_sha"].str(); !commit.empty())
        f.description += fmt::format(", commit {}", elide(commit, 64));
    f.remediation = "Revoke the secret first; then take it out of the code and keep it in a secret store.";
    f.severity = severity_of(alert);
    f.severity_known = true;
    f.phase = Phase::code;
    fields::add_cwe(f, 798);
    fields::add_link(f, alert["html_url"].str());
    f.seen = parse_rfc3339(alert["created_at"].str());
    if (f.fingerprint.empty()) f.fingerprint = elide(fmt::format("github:{}#{}", repository_of(alert), number), 300);
    f.asset = repository_of(alert);
    if (const auto validity = alert["validity"].str(); !validity.empty())
        fields::add_tag(f, fmt::format("validity: {}", elide(validity, 60)));
    for (const char* flag : {"publicly_leaked", "multi_repo", "push_protection_bypassed"})
        if (alert[flag].boolean().value_or(false)) fields::add_tag(f, flag);
    read_state(alert, f);
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "secret scanning alerts are an array", "/");
    ScanInfo info;
    info.tool = "GitHub secret scanning";
    if (root.size() > 0) info.target = repository_of(root.at(0));
    info.target_kind = "repository";
    info.complete = false; // one page of several, perhaps
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value alert : root.items()) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("/{}", n++));
        if (alert.any({"secret_type", "secret_type_display_name"}).str().empty()) {
            report.skip("an alert without a kind of secret");
            continue;
        }
        read_alert(alert, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("secret_type") && (head.has_element_key("html_url") || head.contains("/secret-scanning/")))
        return {92, "an array of alerts with the keys secret_type and html_url", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_github_secret_scanning_format{"github-secret-scanning",
                                                 FormatKind::findings,
                                                 "GitHub secret scanning",
                                                 "application/json",
                                                 "alerts of GitHub's secret scanning, masked while they are read",
                                                 sniff,
                                                 parse};

} // namespace parapet

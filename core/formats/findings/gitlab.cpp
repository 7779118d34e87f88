// GitLab's security reports, which share one schema: SAST, secret detection, dependency and container scanning, DAST,
// API and coverage fuzzing, cluster image scanning; versions 2 to 15.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_gitlab_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Info", Severity::info},
    {"Unknown", Severity::info},
}};

enum class Scan : std::uint8_t { code, secret, package, image, web, other };

Scan scan_type(std::string_view word) {
    if (word == "sast" || word == "code_quality") return Scan::code;
    if (word == "secret_detection") return Scan::secret;
    if (word == "dependency_scanning") return Scan::package;
    if (word == "container_scanning" || word == "cluster_image_scanning") return Scan::image;
    if (word == "dast" || word == "api_fuzzing") return Scan::web;
    return Scan::other;
}

class GitlabReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_object()) return fail(Errc::malformed, "a report of GitLab is an object", "/");
        const json::Value scan = root["scan"];
        type_ = scan["type"].str();
        ScanInfo info;
        const json::Value scanner = scan.any({"scanner", "analyzer"});
        fields::put(info.tool, scanner["name"].str(), 100);
        if (info.tool.empty()) info.tool = "GitLab";
        fields::put(info.tool_version, scanner["version"].str(), 40);
        info.target_kind = scan_type(type_) == Scan::web     ? "url"
                           : scan_type(type_) == Scan::image ? "image"
                                                             : "repository";
        info.policy = elide(type_, 100);
        info.started = parse_rfc3339(scan["start_time"].str());
        info.finished = parse_rfc3339(scan["end_time"].str());
        if (scan["status"].str() == "failure") {
            info.failed = true;
            info.complete = false;
        }
        return info;
    }

    bool read(json::Value v, const json::Element& /*element*/, RawFinding& f) override {
        read_identifiers(v["identifiers"], f);
        read_texts(v, f);
        fields::set_severity(f, v["severity"].str(), k_severities, stats);
        if (iequals(f.severity_raw, "Unknown")) f.severity_known = false;
        for (const json::Value rating : v["cvss_vectors"].items()) {
            fields::CvssPick cvss;
            cvss.offer(rating["vector"].str(), std::nullopt);
            if (f.cvss_vector.empty()) cvss.put(f);
        }
        if (const auto word = v["confidence"].str(); !word.empty())
            fields::add_tag(f, fmt::format("confidence: {}", to_lower(elide(word, 60))));
        fields::put(f.fingerprint, v["id"].str(), 300);
        fields::add_tag(f, v["category"].str());
        f.seen = parse_rfc3339(v["discovered_at"].str());
        for (const json::Value link : v["links"].items())
            fields::add_link(f, link["url"].str());
        read_flags(v["flags"], f);
        read_place(v, f);
        return true;
    }

private:
    void read_identifiers(json::Value list, RawFinding& f) {
        for (const json::Value id : list.items()) {
            const std::string type = to_lower(id["type"].str());
            const std::string value = id["value"].text();
            fields::add_link(f, id["url"].str());
            if (type == "cwe") {
                std::int64_t n = 0;
                if (parse_int(value, n))
                    fields::add_cwe(f, n);
                else
                    fields::add_cwes_of(f, value);
            } else if (!fields::add_id(f, value) && !fields::add_id(f, id["name"].str())) {
                if (type == "owasp") {
                    fields::add_tag(f, id["name"].str());
                } else if (f.rule.empty()) {
                    fields::put(f.rule, value);
                    fields::put(f.rule_name, id["name"].str());
                }
            }
        }
        if (f.rule.empty() && !f.cve.empty()) f.rule = f.cve.front();
        if (f.rule.empty() && !f.aliases.empty()) f.rule = f.aliases.front();
        if (f.rule.empty()) fields::put(f.rule, list.at(0)["name"].str()); // a weakness only
    }

    void read_texts(json::Value v, RawFinding& f) {
        const std::string_view name = v["name"].str();
        std::string_view title = name.empty() ? v["message"].str() : name;
        if (title.empty()) title = f.rule_name.empty() ? std::string_view(f.rule) : std::string_view(f.rule_name);
        fields::set_title(f, {title, v["description"].str(), v["cve"].str(), v["id"].str(), "Unnamed"}, limits);
        const std::string_view text = v["description"].str();
        fields::set_text(f.description, text.empty() ? v["message"].str() : text, stats, f.place.path, limits);
        fields::set_text(f.remediation, v["solution"].str(), stats, f.place.path, limits);
    }

    static void read_flags(json::Value flags, RawFinding& f) {
        for (const json::Value flag : flags.items()) {
            if (flag["type"].str() != "flagged-as-likely-false-positive") continue;
            fields::add_tag(f, "likely false positive");
        }
    }

    void read_place(json::Value v, RawFinding& f) {
        const json::Value at = v["location"];
        const std::string_view category = v["category"].str();
        Scan kind = scan_type(type_.empty() ? category : std::string_view(type_));
        if (kind == Scan::other) kind = guess(v, at);
        fields::set_code(f, at["file"].str(), fields::line_number(at["start_line"]),
                         fields::line_number(at["end_line"]));
        if (kind == Scan::package || kind == Scan::image) read_package(at, kind, f);
        if (kind == Scan::web) read_web(v, at, f);
        if (kind == Scan::secret) {
            fields::set_secret(f, v["raw_source_code_extract"].str());
            f.phase = Phase::code;
            fields::add_cwe(f, 798);
        }
        if (kind == Scan::other) f.identity = f.cve.empty() ? IdentityKind::other : IdentityKind::vuln;
        std::string function(at["class"].str());
        if (const auto method = kind == Scan::web ? std::string_view() : at["method"].str(); !method.empty())
            function += fmt::format("{}{}", function.empty() ? "" : ".", method);
        fields::put(f.location.function, function, 1000);
        // of fuzzing
        fields::put(f.location.resource, at["crash_type"].str());
        if (const auto state = at["crash_state"].str(); !state.empty())
            fields::set_text(f.evidence, state, stats, f.place.path, limits);
        if (const auto trace = at["stacktrace_snippet"].str(); !trace.empty() && f.description.empty())
            fields::set_text(f.description, trace, stats, f.place.path, limits);
    }

    static Scan guess(json::Value v, json::Value at) {
        if (!v["raw_source_code_extract"].str().empty()) return Scan::secret;
        if (at["image"]) return Scan::image;
        if (at["dependency"]["package"]["name"]) return Scan::package;
        if (at["hostname"] || at["path"]) return Scan::web;
        return at["file"] ? Scan::code : Scan::other;
    }

    // "Upgrade to version 2.2.3 or above.", "Upgrade to versions 1.2.9, 2.0.1 or above.", "Upgrade tar from 1.2 to 1.3"
    static std::string_view fixed_in(std::string_view solution) {
        constexpr std::string_view k_to = "Upgrade to version";
        if (istarts_with(solution, k_to)) {
            solution.remove_prefix(k_to.size());
            if (istarts_with(solution, "s")) solution.remove_prefix(1);
            const auto end = solution.find(" or above");
            return end == std::string_view::npos ? std::string_view() : trim(solution.substr(0, end));
        }
        if (!istarts_with(solution, "Upgrade ") || solution.find(" from ") == std::string_view::npos) return {};
        const auto to = solution.rfind(" to ");
        const std::string_view version = to == std::string_view::npos ? std::string_view() : solution.substr(to + 4);
        return version.find(' ') == std::string_view::npos ? version : std::string_view();
    }

    static void read_package(json::Value at, Scan kind, RawFinding& f) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        f.location.line = 0;
        const json::Value dependency = at["dependency"];
        fields::put(f.location.package, dependency["package"]["name"].str());
        fields::put(f.location.version, dependency["version"].text());
        fields::put(f.location.fixed_version, fixed_in(f.remediation), 80);
        if (kind == Scan::image) {
            fields::put(f.asset, at["image"].str(), 500);
            fields::add_tag(f, at["operating_system"].str());
        }
        if (const json::Value k8s = at["kubernetes_resource"]; k8s)
            fields::put(f.location.resource,
                        fmt::format("{}/{}/{}", k8s["namespace"].str(), k8s["kind"].str(), k8s["name"].str()));
    }

    void read_web(json::Value v, json::Value at, RawFinding& f) {
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        std::string url(at["hostname"].str());
        if (!url.empty() && url.find("://") == std::string::npos) url.insert(0, "https://");
        url += at["path"].str();
        fields::set_url(f.location, url);
        fields::put(f.location.method, at["method"].str(), 20);
        fields::put(f.location.parameter, at["param"].str(), 200);
        const json::Value request = v["evidence"]["request"];
        if (const auto whole = request["url"].str(); f.location.url.empty() && !whole.empty())
            fields::set_url(f.location, whole);
        fields::set_text(f.evidence, v["evidence"]["summary"].str(), stats, f.place.path, limits);
    }

    std::string type_;
};

bool is_identified(const Head& head) {
    return head.contains("\"identifiers\"") && head.contains("\"location\"");
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    const bool list = head.has_key("vulnerabilities");
    // More than the site list of ZAP, which its DAST reports carry, too.
    if (list && head.has_key("remediations") && head.has_key("scan"))
        return {98, "top-level keys vulnerabilities, remediations and scan", {}};
    if (list && head.has_key("remediations") && (head.has_key("version") || head.has_key("scan")))
        return {85, "top-level keys version, vulnerabilities and remediations", {}};
    if (list && head.has_key("scan") && head.contains("\"scanner\""))
        return {85, "top-level keys vulnerabilities and scan, with its scanner", {}};
    if (list && is_identified(head)) return {70, "vulnerabilities with identifiers and location", {}};
    if (head.truncated && is_identified(head) && head.contains("\"vulnerabilities\""))
        return {60, "vulnerabilities with identifiers and location", {}};
    if (!list || head.truncated) return {};
    // GitLab drops what is empty, down to the list itself.
    for (const std::string& key : head.json_keys)
        if (key != "vulnerabilities" && key.substr(0, 1) != "_") return {};
    if (fields::folded(head.text).find("[ ]") != std::string::npos || head.contains("[]"))
        return {41, "an empty list of vulnerabilities and nothing else, as GitLab's analyzers write it", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<GitlabReport>(in, out, job, options, {{"vulnerabilities"}});
}

} // namespace

const FormatInfo k_gitlab_format{"gitlab-json",
                                 FormatKind::findings,
                                 "GitLab",
                                 "application/json",
                                 "GitLab's security reports: SAST, secrets, dependencies, containers, DAST, fuzzing",
                                 sniff,
                                 parse};

} // namespace parapet

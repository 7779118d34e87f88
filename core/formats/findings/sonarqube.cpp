// SonarQube and SonarCloud: issues and hotspots as the web API writes them (a page, or a bare array), and
// sonar-report's JSON with its rules.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/sonarqube/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_sonarqube_format;

namespace {

using sonarqube::k_severities;

// "project:src/a.ts" -> "src/a.ts"; a module may stand between.
std::string_view file_of(std::string_view component, std::string_view project) {
    if (!project.empty() && component.size() > project.size() + 1 && component.substr(0, project.size()) == project &&
        component[project.size()] == ':')
        component.remove_prefix(project.size() + 1);
    const auto colon = component.rfind(':');
    return colon == std::string_view::npos ? component : component.substr(colon + 1);
}

// "2017-10-18T04:51:38-0400"
std::optional<Time> time_of(std::string_view text) {
    if (text.size() == 24 && (text[19] == '+' || text[19] == '-')) {
        std::string rfc(text.substr(0, 22));
        rfc += ':';
        rfc += text.substr(22);
        return parse_rfc3339(rfc);
    }
    return parse_rfc3339(text);
}

class SonarReader {
public:
    SonarReader(json::Value root, WholeReport& report)
        : root_(root)
        , report_(report) {}

    void read_list(json::Value list, std::string_view path) {
        std::size_t n = 0;
        for (const json::Value v : list.items()) {
            if (!report_.go_on()) return;
            RawFinding& f = report_.next(fmt::format("{}/{}", path, n++));
            if (!v.is_object()) {
                report_.skip("an issue that is no object");
                continue;
            }
            read_issue(v, f);
            report_.emit();
        }
    }

private:
    void read_issue(json::Value v, RawFinding& f) {
        const json::Value range = v["textRange"];
        const auto line = fields::line_number(v["line"]);
        fields::set_code(f, path_of(v["component"].str(), v["project"].str()),
                         line != 0 ? line : fields::line_number(range["startLine"]),
                         fields::line_number(range["endLine"]));
        const json::Value offset = range["startOffset"];
        if (offset) f.location.column = fields::line_number(offset) + 1;
        fields::put(f.rule, v.any({"rule", "ruleKey", "securityCategory"}).str());
        const json::Value rule = root_["rules"][v["rule"].str()];
        read_texts(v, rule, f);
        std::string_view word = v["severity"].str();
        if (word.empty()) word = v["vulnerabilityProbability"].str();
        if (word.empty()) word = v["impacts"].at(0)["severity"].str();
        report_.severity(f, word, k_severities);
        read_message(v["message"].str(), f);
        fields::add_cwes_of(f, rule["htmlDesc"].str());
        for (const json::Value tag : v["tags"].items())
            if (f.cwe.empty()) fields::add_cwes_of(f, tag.str());
        fields::add_tags(f, v["tags"]);
        for (const char* key : {"type", "securityCategory"})
            fields::add_tag(f, v[key].str());
        fields::put(f.fingerprint, v["key"].str());
        f.seen = time_of(v["creationDate"].str());
        read_state(v, f);
        read_flows(v["flows"], f);
    }

    // The list of components knows the path of each by its key, which need not hold it.
    std::string_view path_of(std::string_view component, std::string_view project) {
        if (!listed_) {
            listed_ = true;
            for (const json::Value c : root_["components"].items())
                if (!c["path"].str().empty()) paths_.emplace(c["key"].str(), c["path"].str());
        }
        const auto known = paths_.find(component);
        return known == paths_.end() ? file_of(component, project) : known->second;
    }

    void read_texts(json::Value v, json::Value rule, RawFinding& f) {
        const std::string_view message = v["message"].str();
        const std::string_view name = rule["name"].str();
        fields::put(f.rule_name, name.empty() ? v["description"].str() : name);
        fields::set_title(f, {message, f.rule_name, f.rule, "Unnamed issue"}, report_.limits);
        std::string text(message);
        if (const std::string more = text_of_html(rule["htmlDesc"].str()); !more.empty())
            text += fmt::format("{}{}", text.empty() ? "" : "\n\n", more);
        report_.text(f.description, text);
        fields::set_code_snippet(f, v["codeSnippet"].str());
        const std::string_view base = root_["sonarBaseURL"].str();
        if (!base.empty() && !f.rule.empty())
            fields::add_link(f, fmt::format("{}/coding_rules?open={}&rule_key={}", base, f.rule, f.rule));
    }

    // The plug-in of Dependency-Check: "Filename: a:1.2 | Reference: CVE-2024-1 | CVSS Score: 6.4 | Category: CWE-120 |
    // ..."
    void read_message(std::string_view message, RawFinding& f) {
        fields::add_cwes_of(f, message);
        fields::add_ids_of(f, message);
        if (f.rule.find("UsingComponentWithKnownVulnerability") == std::string::npos) return;
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        for (const std::string_view part : split(message, '|')) {
            const auto colon = part.find(':');
            if (colon == std::string_view::npos) continue;
            const std::string_view key = trim(part.substr(0, colon));
            const std::string_view value = trim(part.substr(colon + 1));
            double score = 0;
            if (iequals(key, "Filename")) {
                const auto cut = value.rfind(':');
                fields::put(f.location.package, value.substr(0, cut));
                if (cut != std::string_view::npos) fields::put(f.location.version, value.substr(cut + 1));
            } else if (icontains(key, "CVSS Score") && parse_double(value, score) && score >= 0 && score <= 10) {
                f.score = score;
            }
        }
    }

    void read_state(json::Value v, RawFinding& f) {
        const std::string_view resolution = v["resolution"].str();
        const std::string_view status = v.any({"issueStatus", "status"}).str();
        fields::add_tag(f, status);
        if (iequals(resolution, "FIXED")) {
            fields::set_fixed(f);
        } else if (!resolution.empty() && !iequals(resolution, "UNRESOLVED")) {
            f.suppressed = true;
            f.suppression = elide(to_lower(resolution), 200);
        } else if (status == "CLOSED" || status == "FALSE_POSITIVE" || status == "ACCEPTED" || status == "REVIEWED") {
            f.suppressed = true;
            f.suppression = elide(to_lower(status), 200);
        }
    }

    void read_flows(json::Value flows, RawFinding& f) {
        fields::LocationCount count;
        for (const json::Value flow : flows.items()) {
            for (const json::Value at : flow["locations"].items()) {
                Location step;
                step.file = fields::normal_path(path_of(at["component"].str(), {}));
                step.line = fields::line_number(at["textRange"]["startLine"]);
                fields::add_location(f, std::move(step), count, report_.limits);
            }
        }
        fields::finish_locations(count, f.place.path, report_.stats);
    }

    json::Value root_;
    WholeReport& report_;
    bool listed_ = false;
    std::map<std::string_view, std::string_view> paths_; // of components, by key
};

ScanInfo scan_of(json::Value root, WholeReport& report) {
    ScanInfo info;
    info.tool = "SonarQube";
    info.target_kind = "repository";
    fields::put(info.target, root["projectName"].str());
    fields::put(info.branch, root["branch"].str());
    const json::Value first = root.is_array() ? root.at(0) : root.any({"issues", "hotspots"}).at(0);
    if (info.target.empty()) fields::put(info.target, first["project"].str());
    info.complete = !root.is_array() && root["rules"].is_object(); // a page of the API is a part
    const json::Value paging = root["paging"];
    const auto listed = static_cast<std::int64_t>(root.any({"issues", "hotspots"}).size());
    if (paging && paging["total"].integer().value_or(0) == listed && paging["pageIndex"].integer().value_or(0) == 1)
        info.complete = true;
    if (!info.complete)
        report.stats.warn("/paging", "this may be a part of the project's issues: nothing is closed by it");
    return info;
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array() && !root["issues"].is_array() && !root["hotspots"].is_array())
        return fail(Errc::malformed, "there are neither issues nor hotspots", "/");
    report.tell(scan_of(root, report));
    SonarReader reader(root, report);
    if (root.is_array()) {
        reader.read_list(root, "");
        return {};
    }
    reader.read_list(root["issues"], "/issues");
    reader.read_list(root["hotspots"], "/hotspots");
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_object) {
        if (head.has_key("sonarBaseURL") || head.has_key("hotspotKeys") || head.has_key("sonarComponent"))
            return {92, "top-level keys of sonar-report: issues, hotspotKeys and sonarBaseURL", {}};
        if ((head.has_key("issues") || head.has_key("hotspots")) && head.has_key("paging"))
            return {88, "top-level keys paging and issues", {}};
        const bool words = head.contains("\"component\"") && head.contains("\"creationDate\"");
        if ((head.has_key("issues") && head.contains("\"rule\"") && words) ||
            (head.has_key("hotspots") && head.contains("\"securityCategory\"")))
            return {75, "issues with rule, component and creationDate", {}};
        return {};
    }
    if (head.shape != Head::Shape::json_array || !head.has_element_key("component")) return {};
    if (head.has_element_key("vulnerabilityProbability"))
        return {85, "an array of hotspots with component and vulnerabilityProbability", {}};
    if (head.has_element_key("rule") && head.has_element_key("project") && head.has_element_key("status"))
        return {80, "an array of issues with rule, component, project and status", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_sonarqube_format{"sonarqube-json",
                                    FormatKind::findings,
                                    "SonarQube",
                                    "application/json",
                                    "SonarQube and SonarCloud: issues and hotspots of the API, and sonar-report",
                                    sniff,
                                    parse};

} // namespace parapet

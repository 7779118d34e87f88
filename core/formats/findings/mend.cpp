// Mend, once WhiteSource: the vulnerability report of its first API; of the third alerts, and flaws in code.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_mend_format;

namespace {

std::string_view ecosystem_word(std::string_view type) { // "MAVEN_ARTIFACT", "javascript/Node.js"
    if (istarts_with(type, "maven") || istarts_with(type, "java"))
        return type.find("cript") == std::string_view::npos ? "maven" : "npm";
    if (type.find("ode.js") != std::string_view::npos || istarts_with(type, "node")) return "npm";
    return type.substr(0, type.find('_'));
}

void read_fix(json::Value fix, RawFinding& finding) {
    const std::string_view text = fix["fixResolution"].str();
    if (text.empty()) return;
    std::string_view version = text;
    if (istarts_with(version, "Upgrade to version")) version = trim(version.substr(18));
    fields::put(finding.location.fixed_version, version, 200);
    finding.remediation =
        elide(istarts_with(text, "Upgrade") ? std::string(text) : "Upgrade to " + std::string(text), 500);
}

void read_first(json::Value v, json::Value library, RawFinding& finding, DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, library.any({"artifactId", "name"}).str());
    fields::put(at.resource, at.package);
    const auto group = library["groupId"].str();
    if (istarts_with(library["type"].str(), "node") && !group.empty()) // its artifact is an archive
        fields::put(at.package, group);
    else if (!group.empty() && group != at.package)
        at.package = elide(std::string(group) + ":" + at.package, 300);
    fields::put(at.version, library["version"].str());
    at.ecosystem = fields::ecosystem_of(ecosystem_word(library["type"].str()));
    std::string_view file = v["locations"].at(0)["path"].str();
    if (file.empty()) file = v["sourceFiles"].at(0)["localPath"].str();
    at.file = fields::normal_path(file.empty() ? library["filename"].str() : file);
    read_fix(v["topFix"], finding);
    fields::set_vulnerability(finding, v["name"].str(), report.limits);
    report.text(finding.description, v["description"].str());
    fields::add_link(finding, v["url"].str());
    fields::add_link(finding, v["topFix"]["url"].str());
    fields::CvssPick cvss;
    cvss.offer(v["scoreMetadataVector"].str(), v["cvss3_score"].number());
    cvss.offer({}, v["score"].number());
    cvss.put(finding);
    const std::string_view third = v["cvss3_severity"].str();
    fields::rate(finding, third.empty() ? v["severity"].str() : third, Severity::info, report.stats);
    fields::put(finding.asset, v["project"].str());
    report.emit();
}

void read_third(json::Value v, RawFinding& finding, DomReport& report) {
    const json::Value component = v["component"];
    const json::Value about = v["vulnerability"];
    Location& at = finding.location;
    fields::put(at.package, component.any({"artifactId", "name"}).str());
    fields::put(at.version, component["version"].str());
    fields::put(at.resource, component["name"].str());
    at.ecosystem = fields::ecosystem_of(ecosystem_word(component["libraryType"].str()));
    at.file = fields::normal_path(component["path"].str());
    if (at.file.empty()) at.file = fields::normal_path(v["locations"].at(0)["path"].str());
    read_fix(v["topFix"], finding);
    fields::set_vulnerability(finding, about["name"].str().empty() ? v["name"].str() : about["name"].str(),
                              report.limits);
    report.text(finding.description, about["description"].str());
    fields::add_link(finding, v["topFix"]["url"].str());
    fields::CvssPick cvss;
    cvss.offer(v["scoreMetadataVector"].str(), about["score"].number());
    for (const json::Value one : about["vulnerabilityScoring"].items())
        cvss.offer(one["scoreMetadataVector"].str(), one["score"].number());
    cvss.put(finding);
    if (const auto epss = v["threatAssessment"]["epssPercentage"].number()) fields::set_epss(finding, *epss / 100);
    fields::rate(finding, about["severity"].str(), Severity::info, report.stats);
    fields::put(finding.asset, v["project"]["name"].str());
    fields::put(finding.fingerprint, v["uuid"].str());
    const json::Value info = v.any({"alertInfo", "findingInfo"});
    const std::string_view status = info["status"].str();
    if (iequals(status, "IGNORED") || iequals(status, "SUPPRESSED")) {
        finding.suppressed = true;
        const std::string_view comment = info["comment"].any({"message", "comment"}).str();
        fields::put(finding.suppression, comment.empty() ? "ignored in Mend" : comment, 500);
    }
    finding.seen = parse_rfc3339(info["detectedAt"].str());
    report.emit();
}

// Of its scanner of source code.
void read_sast(json::Value v, RawFinding& finding, DomReport& report) {
    const json::Value type = v["type"];
    finding.identity = IdentityKind::code;
    finding.cause = Cause::code;
    fields::put(finding.rule, type.any({"commonId", "sarif", "name"}).str());
    fields::put(finding.rule_name, type["name"].str());
    fields::set_title(finding, {type["name"].str(), finding.rule}, report.limits);
    report.text(finding.description,
                v["description"].str().empty() ? type["description"].str() : v["description"].str());
    std::string advice;
    for (const json::Value one : type["recommendations"].items())
        advice += (advice.empty() ? "" : "\n") + elide(one.str(), 2000);
    report.text(finding.remediation, advice);
    fields::add_cwes_of(finding, type["cwe"]["id"].text());
    for (const json::Value link : type["references"].items())
        fields::add_link(finding, link.str());
    const json::Value step = v["sharedStep"];
    const json::Value flow = v["dataFlows"].at(0);
    Location& at = finding.location;
    at.file = fields::normal_path(step["file"].str().empty() ? flow["sinkFile"].str() : step["file"].str());
    at.line = fields::line_number(step["line"].integer() ? step["line"].integer() : flow["sinkLine"].integer());
    fields::put(at.snippet, step["snippet"].str().empty() ? flow["sinkSnippet"].str() : step["snippet"].str(), 2000);
    fields::put(at.function, step["name"].str().empty() ? flow["sink"].str() : step["name"].str());
    fields::rate(finding, v["severity"].str().empty() ? type["severity"].str() : v["severity"].str(), Severity::info,
                 report.stats);
    fields::put(finding.fingerprint, v["id"].text());
    finding.seen = parse_rfc3339(v["createdTime"].str());
    if (v["suppressed"].boolean().value_or(false)) {
        finding.suppressed = true;
        fields::put(finding.suppression, v["suppressionMessage"].str(), 500);
    }
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "Mend";
    scan.target_kind = "repository";
    fields::put(scan.target, root["projectVitals"]["name"].str());
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value v : root["vulnerabilities"].items())
        read_first(v, v["library"], report.record("/vulnerabilities", i++), report);
    i = 0;
    for (const json::Value library : root["libraries"].items()) { // of the unified agent's scan report
        std::size_t n = 0;
        for (const json::Value v : library["vulnerabilities"].items())
            read_first(v, library, report.record("/libraries", i, "vulnerabilities", n++), report);
        ++i;
    }
    i = 0;
    for (const json::Value v : root["response"].items()) {
        RawFinding& finding = report.record("/response", i++);
        if (v["type"].is_object())
            read_sast(v, finding, report);
        else
            read_third(v, finding, report);
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("response") && head.has_key("supportToken"))
        return {84, "top-level keys supportToken and response", "3"};
    if (head.has_key("response") && head.has_key("additionalData"))
        return {75, "top-level keys additionalData and response", "3"};
    if (head.has_key("vulnerabilities") && head.contains("\"cvss3_severity\"") && head.contains("\"library\""))
        return {84, "vulnerabilities with cvss3_severity and library", "1"};
    if (head.has_key("vulnerabilities") && head.contains("\"keyUuid\"") && head.contains("\"publishDate\""))
        return {80, "vulnerabilities with libraries that have a keyUuid", "1"};
    if (head.has_key("libraries") && head.contains("\"keyUuid\"")) return {75, "libraries with a keyUuid", "1"};
    if (head.has_key("libraries") &&
        (head.contains("\"topFix\"") || head.contains("\"cvss3_severity\"") || head.contains("\"libraryType\"")))
        return {75, "libraries with vulnerabilities that have a topFix", "1"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_mend_format{"mend-json",
                               FormatKind::findings,
                               "Mend",
                               "application/json",
                               "Mend (WhiteSource): vulnerable libraries (API 1 and 3), flaws in code",
                               sniff,
                               parse};

} // namespace parapet

// Grype's JSON: matches of packages and vulnerabilities.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/findings/grype/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_grype_format;

namespace {

void offer_cvss(json::Value vulnerability, fields::CvssPick& pick) {
    for (const json::Value cvss : vulnerability["cvss"].items())
        pick.offer(cvss["vector"].str(), cvss["metrics"]["baseScore"].number());
    for (const char* key : {"cvssV3", "cvssV2"}) // before 0.13
        pick.offer(vulnerability[key]["vector"].str(), vulnerability[key]["baseScore"].number());
}

void read_related(json::Value related, RawFinding& finding, fields::CvssPick& cvss) {
    for (const json::Value other : related.items()) {
        fields::add_alias(finding, other["id"].str());
        offer_cvss(other, cvss);
        fields::add_link(finding, other["dataSource"].str());
        for (const json::Value cwe : other["cwes"].items())
            fields::add_cwes_of(finding, cwe["cwe"].str());
    }
}

void read_package(json::Value artifact, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    Location& at = finding.location;
    fields::put(at.package, artifact["name"].str());
    fields::put(at.version, artifact["version"].str());
    fields::set_purl(at, artifact["purl"].str());
    if (at.ecosystem.empty()) fields::put(at.ecosystem, artifact["type"].str(), 40);
    fields::LocationCount count;
    bool first = true;
    for (const json::Value place : artifact["locations"].items()) {
        const std::string file = fields::normal_path(place["path"].str());
        if (first) {
            at.file = file;
        } else {
            Location more = at;
            more.file = file;
            fields::add_location(finding, std::move(more), count, limits);
        }
        first = false;
    }
    fields::finish_locations(count, finding.place.path, stats);
}

std::string remedy(const Location& at, std::string_view state) {
    if (!at.fixed_version.empty()) return fmt::format("Update {} to {}.", at.package, at.fixed_version);
    if (state == "wont-fix")
        return "The vendor will not fix it: replace the package, or accept the risk with a reason.";
    if (state == "not-fixed") return "There is no fixed version yet.";
    return {};
}

// "vex-status: not_affected, fix-state: wont-fix", of a rule that says no reason.
std::string words_of(json::Value rule) {
    std::string words;
    for (const json::Member m : rule.members()) {
        const json::Value value = m.value.is_object() ? m.value["name"] : m.value;
        if (value.str().empty()) continue;
        if (!words.empty()) words += ", ";
        words += fmt::format("{}: {}", elide(m.key, 60), elide(value.str(), 200));
        if (words.size() > 1000) break;
    }
    return words;
}

// What the configuration, a VEX document or the distribution says about it.
std::string suppression_of(json::Value rules) {
    std::string why;
    for (const json::Value rule : rules.items()) {
        const std::string_view reason = rule["reason"].str();
        const std::string one = reason.empty() ? words_of(rule) : elide(reason, 1000);
        if (one.empty()) continue;
        if (!why.empty()) why += "; ";
        why += one;
        if (why.size() > 2000) break;
    }
    return why.empty() ? "ignored by a rule of Grype" : why;
}

class GrypeReport final : public ListReport {
public:
    using ListReport::ListReport;

    // What was scanned stands behind the matches.
    bool enough(json::Value root, std::uint64_t /*waiting*/) override { return root["source"].is_object(); }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "Grype";
        fields::put(scan.tool_version, root["descriptor"]["version"].str(), 60);
        scan.finished = parse_rfc3339(root["descriptor"]["timestamp"].str());
        const json::Value source = root["source"];
        const std::string_view type = source["type"].str();
        const json::Value target = source["target"];
        const std::string_view name = target.is_string() ? target.str() : target["userInput"].str();
        fields::put(scan.target, name.substr(0, name.find("@sha256:")), 500);
        scan.target_kind = type == "image" ? "image" : type == "directory" || type == "file" ? "filesystem" : "other";
        const std::string digest = target["repoDigests"].at(0).text();
        if (const auto at = digest.find("sha256:"); at != std::string::npos) scan.digest = elide(digest.substr(at), 80);
        return scan;
    }

    bool read(json::Value match, const json::Element& element, RawFinding& finding) override {
        if (element.array == 1) {
            finding.suppressed = true;
            finding.suppression = suppression_of(match["appliedIgnoreRules"]);
        }
        const json::Value vulnerability = match["vulnerability"];
        finding.identity = IdentityKind::vuln;
        finding.cause = Cause::missing_patch;
        fields::put(finding.rule, vulnerability["id"].str());
        fields::add_alias(finding, finding.rule);
        for (const json::Value fixed : vulnerability["fix"]["versions"].items()) {
            if (!finding.location.fixed_version.empty()) finding.location.fixed_version += ", ";
            finding.location.fixed_version += elide(fixed.str(), 80);
            if (finding.location.fixed_version.size() > 200) break;
        }
        if (finding.location.fixed_version.empty()) // before 0.13
            fields::put(finding.location.fixed_version, vulnerability["fixedInVersion"].str(), 200);
        read_package(match["artifact"], finding, stats, limits);
        finding.title =
            elide(fmt::format("{} in {} {}", finding.rule, finding.location.package, finding.location.version),
                  limits.max_title_bytes);
        std::string_view text = vulnerability["description"].str();
        for (const json::Value related : match["relatedVulnerabilities"].items())
            if (text.empty()) text = related["description"].str();
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        finding.remediation = remedy(finding.location, vulnerability["fix"]["state"].str());
        fields::set_severity(finding, vulnerability["severity"].str(), grype::k_severities, stats);
        fields::CvssPick cvss;
        offer_cvss(vulnerability, cvss);
        for (const json::Value cwe : vulnerability["cwes"].items())
            fields::add_cwes_of(finding, cwe["cwe"].str());
        fields::add_link(finding, vulnerability["dataSource"].str());
        for (const json::Value advisory : vulnerability["advisories"].items()) {
            fields::add_id(finding, advisory["id"].str());
            fields::add_link(finding, advisory["link"].str());
        }
        read_related(match["relatedVulnerabilities"], finding, cvss);
        cvss.put(finding);
        for (const char* key : {"urls", "links"})
            for (const json::Value url : vulnerability[key].items())
                fields::add_link(finding, url.str());
        if (const auto epss = vulnerability["epss"].at(0)["epss"].number(); epss && *epss >= 0 && *epss <= 1)
            finding.epss = epss;
        if (vulnerability["knownExploited"].size() > 0) finding.kev = true;
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("matches")) return {};
    if (head.has_key("descriptor") || head.has_key("source") || head.has_key("distro"))
        return {90, "top-level keys matches, source and descriptor", {}};
    if (head.contains("\"vulnerability\"") && head.contains("\"artifact\""))
        return {85, "top-level key matches, of vulnerability and artifact", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<GrypeReport>(in, out, job, options, {{"matches"}, {"ignoredMatches"}});
}

} // namespace

const FormatInfo k_grype_format{"grype-json",
                                FormatKind::findings,
                                "Grype",
                                "application/json",
                                "Grype: vulnerable packages of images and folders",
                                sniff,
                                parse};

} // namespace parapet

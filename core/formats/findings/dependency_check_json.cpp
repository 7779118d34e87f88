// OWASP Dependency-Check's JSON.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_dependency_check_json_format;

namespace {

struct Metric {
    const char *name, *older, *key;
};

// First letters of the words of a CVSS that is written out.
std::string letters(json::Value cvss, std::initializer_list<Metric> metrics) {
    std::string out;
    for (const Metric& metric : metrics) {
        const std::string_view word = cvss.any({metric.name, metric.older}).str();
        if (word.empty()) return {};
        out += fmt::format("{}{}:{}", out.empty() ? "" : "/", metric.key, word.front());
    }
    return out;
}

void read_cvss(json::Value v, RawFinding& f) {
    fields::CvssPick cvss;
    const json::Value v4 = v["cvssv4"];
    if (v4["baseScore"].number()) cvss.offer(v4.any({"vectorString", "vector"}).str(), v4["baseScore"].number());
    const json::Value v3 = v["cvssv3"];
    if (v3["baseScore"].number()) {
        const std::string metrics = letters(v3, {{"attackVector", "", "AV"},
                                                 {"attackComplexity", "", "AC"},
                                                 {"privilegesRequired", "", "PR"},
                                                 {"userInteraction", "", "UI"},
                                                 {"scope", "", "S"},
                                                 {"confidentialityImpact", "", "C"},
                                                 {"integrityImpact", "", "I"},
                                                 {"availabilityImpact", "", "A"}});
        const std::string version = v3["version"].text().empty() ? "3.0" : v3["version"].text();
        cvss.offer(metrics.empty() ? metrics : fmt::format("CVSS:{}/{}", version, metrics), v3["baseScore"].number());
    }
    const json::Value v2 = v["cvssv2"];
    if (v2["score"].number()) {
        cvss.offer(letters(v2, {{"accessVector", "", "AV"},
                                {"accessComplexity", "", "AC"},
                                {"authenticationr", "authentication", "Au"},
                                {"confidentialityImpact", "confidentialImpact", "C"},
                                {"integrityImpact", "", "I"},
                                {"availabilityImpact", "", "A"}}),
                   v2["score"].number());
    }
    cvss.put(f);
}

void read_package(json::Value dependency, Location& at) {
    for (const json::Value package : dependency["packages"].items()) {
        fields::set_purl(at, package["id"].str());
        if (!at.purl.empty()) break;
    }
    if (at.package.empty()) fields::put(at.package, dependency["fileName"].str());
    at.file = fields::normal_path(dependency["filePath"].str());
    fields::put(at.resource, dependency["fileName"].str(), 500);
}

void read_related(json::Value dependency, RawFinding& f, DomReport& report) {
    fields::LocationCount count;
    for (const json::Value related : dependency["relatedDependencies"].items()) {
        Location at = f.location;
        at.file = fields::normal_path(related["filePath"].str());
        fields::put(at.resource, related["fileName"].str(), 500);
        fields::add_location(f, std::move(at), count, report.limits);
    }
    fields::finish_locations(count, f.place.path, report.stats);
}

void read_vulnerability(json::Value v, json::Value dependency, RawFinding& f, DomReport& report) {
    read_package(dependency, f.location);
    read_cvss(v, f);
    fields::set_vulnerability(f, v["name"].str(), report.limits);
    report.text(f.description, v["description"].str());
    std::string_view word = v["severity"].str(); // what is suppressed may leave it to its CVSS
    for (const auto& [cvss, key] :
         {std::pair{"cvssv4", "baseSeverity"}, {"cvssv3", "baseSeverity"}, {"cvssv2", "severity"}})
        if (word.empty()) word = v[cvss][key].str();
    fields::rate(f, word, Severity::info, report.stats);
    for (const json::Value cwe : v["cwes"].items())
        fields::add_cwes_of(f, cwe.str());
    for (const json::Value reference : v["references"].items()) {
        fields::add_link(f, reference["url"].str());
        fields::add_ids_of(f, reference["name"].str());
    }
    fields::add_tag(f, v["source"].str());
    if (v["knownExploitedVulnerability"].is_object()) f.kev = true;
    read_related(dependency, f, report);
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value dependencies = root["dependencies"];
    if (!dependencies.is_array()) return fail(Errc::malformed, "there is no list of dependencies", "/dependencies");
    ScanInfo scan;
    scan.tool = "OWASP Dependency-Check";
    fields::put(scan.tool_version, root["scanInfo"]["engineVersion"].str(), 40);
    fields::put(scan.target, root["projectInfo"]["name"].str());
    scan.target_kind = "repository";
    scan.finished = parse_rfc3339(root["projectInfo"]["reportDate"].str());
    report.tell(scan);
    std::size_t d = 0;
    for (const json::Value dependency : dependencies.items()) {
        if (!report.go_on()) return {};
        std::size_t i = 0;
        for (const json::Value v : dependency["vulnerabilities"].items()) {
            read_vulnerability(v, dependency, report.record("/dependencies", d, "vulnerabilities", i++), report);
            report.emit();
        }
        i = 0;
        for (const json::Value v : dependency["suppressedVulnerabilities"].items()) {
            // What is suppressed is no result any more.
            RawFinding& f = report.again(fmt::format("/dependencies/{}/suppressedVulnerabilities/{}", d, i++));
            read_vulnerability(v, dependency, f, report);
            f.suppressed = true;
            fields::put(f.suppression, v["notes"].str(), 2000);
            report.emit();
        }
        ++d;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("reportSchema") && (head.has_key("scanInfo") || head.has_key("projectInfo")))
        return {93, "top-level keys reportSchema, scanInfo and projectInfo", {}};
    if (head.has_key("dependencies") && (head.contains("\"evidenceCollected\"") || head.contains("\"engineVersion\"")))
        return {84, "dependencies with evidenceCollected", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_dependency_check_json_format{"dependency-check-json",
                                                FormatKind::findings,
                                                "OWASP Dependency-Check",
                                                "application/json",
                                                "OWASP Dependency-Check's JSON: vulnerable libraries",
                                                sniff,
                                                parse};

} // namespace parapet

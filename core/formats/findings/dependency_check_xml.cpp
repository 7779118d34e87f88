// OWASP Dependency-Check's XML.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/xml.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_dependency_check_xml_format;

namespace {

constexpr std::array<fields::SeverityWord, 7> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"MODERATE", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"NONE", Severity::info},
}};

bool is_vulnerability(xml::Node node) {
    return node.name() == "vulnerability" || node.name() == "suppressedVulnerability";
}

// First letters of the words of a CVSS that is written out.
std::string letters(xml::Node cvss, std::initializer_list<std::pair<const char*, const char*>> metrics) {
    std::string out;
    for (const auto& [element, key] : metrics) {
        const std::string_view word = cvss.child_text(element);
        if (word.empty()) return {};
        out += fmt::format("{}{}:{}", out.empty() ? "" : "/", key, word.front());
    }
    return out;
}

void read_cvss(xml::Node v, RawFinding& finding) {
    fields::CvssPick cvss;
    const xml::Node v4 = v.child("cvssV4");
    const xml::Node v3 = v.child("cvssV3");
    const xml::Node v2 = v.child("cvssV2");
    double score = 0;
    if (parse_double(v4.child_text("baseScore"), score)) {
        const std::string_view vector = v4.child_text("vectorString");
        cvss.offer(vector.empty() ? v4.child_text("vector") : vector, score);
    }
    if (parse_double(v3.child_text("baseScore"), score)) {
        const std::string metrics = letters(v3, {{"attackVector", "AV"},
                                                 {"attackComplexity", "AC"},
                                                 {"privilegesRequired", "PR"},
                                                 {"userInteraction", "UI"},
                                                 {"scope", "S"},
                                                 {"confidentialityImpact", "C"},
                                                 {"integrityImpact", "I"},
                                                 {"availabilityImpact", "A"}});
        const std::string_view version = v3.child_text("version").empty() ? "3.0" : v3.child_text("version");
        cvss.offer(metrics.empty() ? metrics : fmt::format("CVSS:{}/{}", version, metrics), score);
    }
    if (parse_double(v2.child_text("score"), score)) {
        cvss.offer(letters(v2, {{"accessVector", "AV"},
                                {"accessComplexity", "AC"},
                                {"authenticationr", "Au"},
                                {"confidentialImpact", "C"},
                                {"integrityImpact", "I"},
                                {"availabilityImpact", "A"}}),
                   score);
    }
    if (parse_double(v.child_text("cvssScore"), score)) { // before 4.0
        cvss.offer(letters(v, {{"cvssAccessVector", "AV"},
                               {"cvssAccessComplexity", "AC"},
                               {"cvssAuthenticationr", "Au"},
                               {"cvssConfidentialImpact", "C"},
                               {"cvssIntegrityImpact", "I"},
                               {"cvssAvailabilityImpact", "A"}}),
                   score);
    }
    cvss.put(finding);
}

// What is suppressed has no severity of its own, but its CVSS has one.
std::string_view severity_of(xml::Node v) {
    std::string_view word = v.child_text("severity");
    for (const auto& [cvss, element] :
         {std::pair{"cvssV4", "baseSeverity"}, {"cvssV3", "baseSeverity"}, {"cvssV2", "severity"}})
        if (word.empty()) word = v.child(cvss).child_text(element);
    return word;
}

void read_package(xml::Node dependency, Location& at) {
    for (const xml::Node package : dependency.child("identifiers").descendants("package")) {
        fields::set_purl(at, package.child_text("id"));
        if (!at.purl.empty()) break;
    }
    for (const xml::Node identifier : dependency.child("identifiers").children("identifier")) {
        const std::string_view type = identifier.attr("type");
        if (!at.package.empty() || type.empty() || type == "cpe") continue;
        const std::string_view name = identifier.child_text("name"); // group:artifact:version
        const auto last = name.rfind(':');
        if (last == std::string_view::npos) continue;
        fields::put(at.package, name.substr(0, last));
        fields::put(at.version, name.substr(last + 1));
        at.ecosystem = fields::ecosystem_of(type);
    }
    if (at.package.empty()) fields::put(at.package, dependency.child_text("fileName"));
    at.file = fields::normal_path(dependency.child_text("filePath"));
    fields::put(at.resource, dependency.child_text("fileName"), 500);
}

class DependencyCheck {
public:
    DependencyCheck(const xml::Document& document, RecordSink& out, ParseStats& stats, JobContext& job,
                    const Limits& limits)
        : document_(document)
        , out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> dependency(const xml::Record& at) {
        if (at.node.parent().name() != "dependencies") return {};
        if (auto ok = job_.check(); !ok) return ok;
        if (!told_) tell(root_of(at.node));
        for (const xml::Node v : at.node.child("vulnerabilities").children()) {
            if (!is_vulnerability(v)) continue;
            if (v.name() == "vulnerability") ++stats_.records; // what is suppressed is no result any more
            finding_.clear();
            const auto line = document_.line_of(v);
            finding_.place.line = line > 0 ? line : at.line;
            finding_.place.offset = at.offset;
            finding_.place.path = fmt::format("/analysis/dependency[{}]", elide(at.node.child_text("fileName"), 200));
            read(v, at.node);
            out_.finding(finding_);
        }
        return {};
    }
    void finish(xml::Node root) {
        if (!told_) tell(root);
    }

private:
    static xml::Node root_of(xml::Node node) {
        while (node.parent())
            node = node.parent();
        return node;
    }

    void tell(xml::Node root) {
        told_ = true;
        ScanInfo scan;
        scan.tool = stats_.tool = "OWASP Dependency-Check";
        fields::put(scan.tool_version, root.path({"scanInfo", "engineVersion"}).text(), 40);
        fields::put(scan.target, root.path({"projectInfo", "name"}).text());
        scan.target_kind = "repository";
        scan.finished = parse_rfc3339(root.path({"projectInfo", "reportDate"}).text());
        out_.scan(scan);
    }

    void read(xml::Node v, xml::Node dependency) {
        RawFinding& f = finding_;
        read_package(dependency, f.location);
        fields::set_vulnerability(f, v.child_text("name"), limits_);
        fields::set_text(f.description, v.child("description").all_text(), stats_, f.place.path, limits_);
        read_cvss(v, f);
        fields::rate(f, severity_of(v), k_severities, Severity::info, stats_);
        for (const xml::Node cwe : v.descendants("cwe"))
            fields::add_cwes_of(f, cwe.text());
        for (const xml::Node reference : v.child("references").children("reference")) {
            fields::add_link(f, reference.child_text("url"));
            fields::add_ids_of(f, reference.child_text("name"));
        }
        if (v.child("knownExploitedVulnerability")) f.kev = true;
        if (v.name() == "suppressedVulnerability") {
            f.suppressed = true;
            fields::put(f.suppression, v.child_text("notes"), 2000);
        }
        read_related(dependency);
    }

    void read_related(xml::Node dependency) {
        fields::LocationCount count;
        for (const xml::Node related : dependency.child("relatedDependencies").children("relatedDependency")) {
            Location at = finding_.location;
            at.file = fields::normal_path(related.child_text("filePath"));
            fields::put(at.resource, related.child_text("fileName"), 500);
            fields::add_location(finding_, std::move(at), count, limits_);
        }
        fields::finish_locations(count, finding_.place.path, stats_);
    }

    const xml::Document& document_;
    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    bool told_ = false;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "analysis") return {};
    // ".../DependencyCheck/dependency-check.2.5.xsd", of old ".../OWASP_Dependency_Check"
    const std::string space = replace_all(to_lower(head.xml_ns), "_", "-");
    if (space.find("dependency-check") != std::string::npos)
        return {95, "root element analysis of Dependency-Check's namespace", {}};
    if (head.contains("<engineVersion>") && head.contains("<projectInfo>"))
        return {80, "root element analysis with scanInfo and projectInfo", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    DependencyCheck report(document, out, stats, job, *options.limits);
    xml::Options reading;
    reading.discard = {"evidenceCollected", "vulnerableSoftware"};
    const auto on_record = [&](const xml::Record& at) { return report.dependency(at); };
    if (auto ok = document.stream(in, {"dependency"}, on_record, reading, *options.limits); !ok)
        return fail(ok.error());
    if (document.root().name() != "analysis") return fail(Errc::malformed, "the root element is not analysis", "/");
    report.finish(document.root());
    return stats;
}

} // namespace

const FormatInfo k_dependency_check_xml_format{"dependency-check-xml",
                                               FormatKind::findings,
                                               "OWASP Dependency-Check",
                                               "application/xml",
                                               "OWASP Dependency-Check's XML: vulnerable libraries",
                                               sniff,
                                               parse};

} // namespace parapet

// SPDX 3 as JSON-LD: a graph of elements. What vulnerabilities it tells of, which packages they bear on, how they are
// rated and what the supplier says of them are relationships of their own.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <unordered_map>
#include <vector>

namespace parapet {

extern const FormatInfo k_spdx3_json_format;

namespace {

using Elements = std::unordered_map<std::string_view, json::Value>;

// What is said of a vulnerability as such.
struct Rating {
    fields::CvssPick cvss;
    std::string severity;
    std::optional<double> epss;
    bool exploited = false;
};

std::string_view id_of(json::Value element) {
    return element.any({"spdxId", "@id", "id"}).str();
}
bool is(json::Value element, std::string_view type) {
    const std::string_view own = element.any({"type", "@type"}).str();
    return own == type || (own.size() > type.size() && own.ends_with(type) && own[own.size() - type.size() - 1] == '/');
}
bool ends(json::Value element, std::string_view tail) {
    return element.any({"type", "@type"}).str().ends_with(tail);
}

// The relationships that say that a package has, had or has not a vulnerability.
enum class Stand { affected, fixed, not_affected, none };
Stand stand_of(json::Value element) {
    if (ends(element, "VexAffectedVulnAssessmentRelationship")) return Stand::affected;
    if (ends(element, "VexUnderInvestigationVulnAssessmentRelationship")) return Stand::affected;
    if (ends(element, "VexFixedVulnAssessmentRelationship")) return Stand::fixed;
    if (ends(element, "VexNotAffectedVulnAssessmentRelationship")) return Stand::not_affected;
    if (element["relationshipType"].str() == "hasAssociatedVulnerability") return Stand::affected;
    return Stand::none;
}

class Graph {
public:
    Graph(json::Value graph, DomReport& report)
        : report_(report) {
        for (const json::Value element : graph.items()) {
            if (const auto id = id_of(element); !id.empty()) elements_.emplace(id, element);
            if (ends(element, "VulnAssessmentRelationship")) rate(element);
        }
    }

    Result<void> read(json::Value graph) {
        std::size_t i = 0;
        for (const json::Value element : graph.items()) {
            const std::size_t here = i++;
            const Stand stand = stand_of(element);
            if (stand == Stand::none) continue;
            if (!report_.go_on()) return {};
            // A plain relationship leads from the package, an assessment from the vulnerability.
            const bool plain = element["relationshipType"].str() == "hasAssociatedVulnerability";
            for (const json::Value to : element["to"].items()) {
                const json::Value vulnerability = find(plain ? to.str() : element["from"].str());
                const json::Value package = find(plain ? element["from"].str() : to.str());
                RawFinding& f = report_.record("/@graph", here);
                if (!is(vulnerability, "security_Vulnerability") && !is(vulnerability, "Vulnerability")) {
                    report_.skip("a relationship whose vulnerability is not in the document");
                    continue;
                }
                fill(vulnerability, package, element, stand, f);
                report_.emit();
            }
        }
        return {};
    }

private:
    json::Value find(std::string_view id) const {
        const auto at = elements_.find(id);
        return at == elements_.end() ? json::Value() : at->second;
    }

    void rate(json::Value element) {
        Rating& rating = ratings_[element["from"].str()];
        if (const json::Value vector = element["security_vectorString"]; vector)
            rating.cvss.offer(vector.str(), element["security_score"].number());
        if (const auto word = element["security_severity"].str(); !word.empty() && rating.severity.empty())
            rating.severity = elide(word, 40);
        if (const auto p = element["security_probability"].number(); p) rating.epss = p;
        if (element["security_exploited"].boolean().value_or(false)) rating.exploited = true;
    }

    void name(json::Value vulnerability, RawFinding& f) const {
        std::string id(vulnerability["name"].str());
        for (const json::Value external : vulnerability["externalIdentifier"].items()) {
            fields::add_id(f, external["identifier"].str());
            if (id.empty()) id = external["identifier"].str();
        }
        for (const json::Value external : vulnerability["externalRef"].items())
            for (const json::Value url : external["locator"].items())
                fields::add_link(f, url.str());
        if (id.empty() && !f.cve.empty()) id = f.cve.front();
        fields::set_vulnerability(f, id, report_.limits);
    }

    void fill(json::Value vulnerability, json::Value package, json::Value said, Stand stand, RawFinding& f) {
        fields::put(f.location.package, package["name"].str());
        fields::put(f.location.version, package["software_packageVersion"].str());
        fields::set_purl(f.location, package["software_packageUrl"].str());
        if (f.location.package.empty()) fields::put(f.location.resource, id_of(package), 500);
        name(vulnerability, f);
        report_.text(f.description, vulnerability.any({"description", "summary"}).str());
        report_.text(f.remediation, said["security_actionStatement"].str());
        const auto rating = ratings_.find(id_of(vulnerability));
        std::string word;
        if (rating != ratings_.end()) {
            rating->second.cvss.put(f);
            fields::set_epss(f, rating->second.epss);
            if (rating->second.exploited) f.kev = true;
            word = rating->second.severity;
        }
        fields::rate(f, word, Severity::medium, report_.stats);
        if (stand == Stand::fixed) fields::set_fixed(f);
        if (stand != Stand::not_affected) return;
        f.suppressed = true;
        std::string why(said["security_justificationType"].str());
        if (const auto impact = said["security_impactStatement"].str(); !impact.empty())
            why += fmt::format("{}{}", why.empty() ? "" : ": ", impact);
        f.suppression = why.empty() ? "not affected" : elide(why, 2000);
    }

    DomReport& report_;
    Elements elements_;
    std::unordered_map<std::string_view, Rating> ratings_;
};

Result<void> read(json::Value root, DomReport& report) {
    const json::Value graph = root["@graph"];
    if (!graph.is_array()) return fail(Errc::malformed, "there is no graph of SPDX 3", "/@graph");
    ScanInfo scan;
    scan.tool = "SPDX";
    scan.target_kind = "other";
    scan.complete = false; // it says nothing of what it does not name
    for (const json::Value element : graph.items()) {
        if (is(element, "SpdxDocument")) fields::put(scan.target, element["name"].str(), 500);
        if (!is(element, "CreationInfo") || scan.finished) continue;
        fields::put(scan.tool_version, element["specVersion"].str(), 20);
        scan.finished = parse_rfc3339(element["created"].str());
    }
    report.tell(scan);
    return Graph(graph, report).read(graph);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("@graph")) return {};
    if (head.contains("spdx.org/rdf/3")) return {93, "a graph in the context of SPDX 3", "3"};
    if (head.contains("\"SpdxDocument\"") && head.contains("\"spdxId\""))
        return {84, "a graph with SpdxDocument and spdxId", "3"};
    if (head.contains("\"spdxId\"")) return {76, "a graph of elements with spdxId", "3"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_spdx3_json_format{"spdx3-json",
                                     FormatKind::findings,
                                     "SPDX",
                                     "application/json",
                                     "SPDX 3 (JSON-LD): vulnerabilities of its packages and what is said of them",
                                     sniff,
                                     parse};

} // namespace parapet

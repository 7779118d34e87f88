// CycloneDX 1.2 to 1.7 in JSON: the vulnerabilities of a bill of materials, and VEX.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/findings/cyclonedx/bom.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_cyclonedx_json_format;

namespace {

constexpr int k_max_nesting = 64; // components in components

std::string name_of(json::Value component) {
    const std::string_view group = component["group"].str();
    const std::string_view name = component["name"].str();
    const bool maven = component["purl"].str().find("pkg:maven/") == 0;
    return group.empty() ? std::string(name) : fmt::format("{}{}{}", group, maven ? ":" : "/", name);
}

void read_components(json::Value list, cyclonedx::Components& out, int depth) {
    if (depth > k_max_nesting) return;
    for (const json::Value component : list.items()) {
        cyclonedx::Component c{
            name_of(component), std::string(component["version"].str()), std::string(component["purl"].str()), {}};
        for (const json::Value place : component["evidence"]["occurrences"].items())
            if (c.file.empty()) c.file = place["location"].str();
        out.add(component["bom-ref"].str(), std::move(c));
        read_components(component["components"], out, depth + 1);
    }
}

cyclonedx::Metadata metadata_of(json::Value root) {
    const json::Value metadata = root["metadata"];
    const json::Value tools = metadata["tools"];
    const json::Value tool = (tools.is_array() ? tools : tools["components"]).at(0);
    const json::Value component = metadata["component"];
    return {std::string(tool["name"].str()),          std::string(tool["version"].str()),
            std::string(metadata["timestamp"].str()), std::string(component["name"].str()),
            std::string(component["version"].str()),  std::string(component["type"].str())};
}

cyclonedx::Vulnerability vulnerability_of(json::Value value) {
    cyclonedx::Vulnerability v;
    v.id = value["id"].str();
    v.description = value["description"].str();
    v.detail = value["detail"].str();
    v.recommendation = value["recommendation"].str();
    v.source_url = value["source"]["url"].str();
    const json::Value analysis = value["analysis"];
    v.state = analysis["state"].str();
    v.justification = analysis["justification"].str();
    v.analysis = analysis["detail"].str();
    for (const json::Value rating : value["ratings"].items()) {
        v.ratings.push_back({std::string(rating["severity"].str()), std::string(rating["method"].str()),
                             std::string(rating["vector"].str()), rating["score"].number()});
    }
    for (const json::Value cwe : value["cwes"].items())
        if (const auto number = cwe.integer()) v.cwes.push_back(*number);
    for (const json::Value advisory : value["advisories"].items())
        v.links.emplace_back(advisory["url"].str());
    for (const json::Value reference : value["references"].items())
        v.references.emplace_back(reference["id"].str());
    for (const json::Value affected : value["affects"].items())
        v.affects.emplace_back(affected["ref"].str());
    return v;
}

class CycloneDxReport final : public ListReport {
public:
    using ListReport::ListReport;

    // Components stand before or behind the vulnerabilities.
    bool enough(json::Value document, std::uint64_t /*waiting*/) override {
        const json::Value root = bom_of(document);
        return root["components"].exists() && root["specVersion"].exists();
    }

protected:
    Result<ScanInfo> scan_of(json::Value document) override {
        const json::Value root = bom_of(document);
        const std::string version = root["specVersion"].text();
        if (!version.empty() && version.find("1.") != 0) {
            return fail(Errc::unsupported_version,
                        fmt::format("CycloneDX {} is not read; 1.2 to 1.7 are", visible(elide(version, 20))),
                        "/specVersion");
        }
        read_components(root["components"], components_, 0);
        const json::Value top = root["metadata"]["component"];
        components_.add(top["bom-ref"].str(),
                        {name_of(top), std::string(top["version"].str()), std::string(top["purl"].str()), {}});
        read_components(top["components"], components_, 0);
        return cyclonedx::scan_of(metadata_of(root), root["vulnerabilities"].is_array());
    }

    bool read(json::Value value, const json::Element& /*element*/, RawFinding& finding) override {
        cyclonedx::read(vulnerability_of(value), components_, finding, stats, limits);
        return true;
    }

public:
    Result<void> document(json::Value root, bool whole) override {
        if (auto done = ListReport::document(root, whole); !done) return done;
        if (!packages_told_) components_.tell(out);
        packages_told_ = true;
        return {};
    }

private:
    // An in-toto statement holds it as its predicate.
    static json::Value bom_of(json::Value document) {
        return document["predicate"].is_object() ? document["predicate"] : document;
    }

    bool packages_told_ = false;
    cyclonedx::Components components_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("bomFormat") || (head.has_key("specVersion") && head.contains("\"CycloneDX\"")))
        return {92, "top-level keys bomFormat and specVersion", {}};
    if (head.has_key("predicateType") && head.contains("cyclonedx.org/bom"))
        return {90, "an in-toto statement with a predicate of cyclonedx.org", {}};
    // Where bomFormat stands behind long lists.
    if (head.has_key("vulnerabilities") && head.contains("\"ratings\"") && head.contains("\"affects\"") &&
        head.contains("\"ref\""))
        return {84, "vulnerabilities with ratings, and affects with ref", {}};
    if (head.has_key("components") && head.contains("\"bom-ref\"") && head.contains("\"purl\""))
        return {70, "components with bom-ref and purl", {}};
    if (head.has_key("$schema") && head.contains("cyclonedx.org/schema")) return {85, "a CycloneDX schema", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<CycloneDxReport>(in, out, job, options, {{"vulnerabilities"}, {"predicate/vulnerabilities"}});
}

} // namespace

const FormatInfo k_cyclonedx_json_format{"cyclonedx-json",
                                         FormatKind::findings,
                                         "CycloneDX",
                                         "application/vnd.cyclonedx+json",
                                         "CycloneDX 1.2 to 1.7: vulnerabilities of a bill of materials, VEX",
                                         sniff,
                                         parse};

} // namespace parapet

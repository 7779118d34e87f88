// mix deps.audit --format json.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_mix_audit_format;

namespace {

class MixReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value /*root*/) override {
        ScanInfo scan;
        scan.tool = "mix_audit";
        scan.target_kind = "repository";
        return scan;
    }

    bool read(json::Value value, const json::Element& /*element*/, RawFinding& finding) override {
        const json::Value advisory = value["advisory"];
        const json::Value dependency = value["dependency"];
        Location& at = finding.location;
        fields::put(at.package, dependency["package"].str());
        fields::put(at.version, dependency["version"].str());
        at.ecosystem = "hex";
        at.file = fields::normal_path(dependency["lockfile"].str());
        for (const json::Value version : advisory["first_patched_versions"].items())
            fields::add_fixed(at, version.str());
        fields::set_title(finding, {advisory["title"].str()}, limits);
        fields::set_vulnerability(finding, advisory["id"].str(), limits);
        if (const auto cve = advisory["cve"].str(); !cve.empty())
            fields::add_alias(finding, istarts_with(cve, "CVE-") ? std::string(cve) : "CVE-" + std::string(cve));
        fields::set_text(finding.description, advisory["description"].str(), stats, finding.place.path, limits);
        fields::add_link(finding, advisory["url"].str());
        fields::rate(finding, advisory["severity"].str(), Severity::medium, stats);
        fields::set_update_remedy(finding);
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("vulnerabilities")) return {};
    if (head.has_key("pass") && head.json_keys.size() == 2)
        return {80, "just the top-level keys pass and vulnerabilities", {}};
    if (head.contains("\"lockfile\"") && head.contains("\"first_patched_versions\""))
        return {70, "vulnerabilities with lockfile and first_patched_versions", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<MixReport>(in, out, job, options, {{"vulnerabilities"}});
}

} // namespace

const FormatInfo k_mix_audit_format{"mix-audit-json",
                                    FormatKind::findings,
                                    "mix_audit",
                                    "application/json",
                                    "mix deps.audit: advisories for Elixir packages",
                                    sniff,
                                    parse};

} // namespace parapet

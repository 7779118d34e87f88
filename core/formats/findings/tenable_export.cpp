// Tenable's cloud: chunks of the export of vulnerabilities, each result with its asset and its plug-in.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/installed_version.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_tenable_export_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    {"none", Severity::info},
}};

std::string_view asset_of(json::Value asset) {
    return asset.any({"fqdn", "hostname", "ipv4", "ipv6", "netbios_name", "uuid"}).str();
}

class TenableExport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value /*root*/) override {
        ScanInfo scan;
        scan.tool = "Nessus";
        scan.target_kind = "host";
        return scan;
    }

    bool read(json::Value item, const json::Element& /*element*/, RawFinding& f) override {
        const json::Value plugin = item["plugin"];
        if (!plugin.is_object()) {
            stats.skip("a result without its plug-in");
            return false;
        }
        fields::put(f.rule, plugin["id"].text(), 40);
        fields::put(f.rule_name, plugin["name"].str());
        fields::set_title(f, {f.rule_name, f.rule}, limits);
        fields::set_severity(f, item["severity"].str(), k_severities, stats);
        std::string text(plugin["synopsis"].str());
        fields::append_text(text, plugin["description"].str());
        fields::set_text(f.description, text, stats, f.place.path, limits);
        if (const std::string_view remedy = plugin["solution"].str(); !iequals(remedy, "n/a"))
            fields::set_text(f.remediation, remedy, stats, f.place.path, limits);
        fields::set_text(f.evidence, item["output"].str(), stats, f.place.path, limits);
        for (const json::Value link : plugin["see_also"].items())
            fields::add_link(f, link.str());
        fields::add_tag(f, plugin["family"].str());
        ids(plugin, f);
        place(item, f);
        state(item, f);
        if (!f.cve.empty()) f.identity = IdentityKind::vuln;
        return true;
    }

private:
    static void ids(json::Value plugin, RawFinding& f) {
        for (const json::Value cve : plugin["cve"].items())
            fields::add_id(f, cve.str());
        for (const json::Value cwe : plugin["cwe"].items())
            fields::add_cwe(f, cwe.integer().value_or(0));
        for (const json::Value reference : plugin["xrefs"].items())
            if (iequals(reference["type"].str(), "CWE"))
                fields::add_cwes_of(f, fmt::format("CWE-{}", reference["id"].text()));
        if (plugin["cisa_kev"].boolean().value_or(false)) f.kev = true;
        fields::CvssPick cvss;
        for (const auto& [key, prefix] :
             {std::pair("cvss4", "CVSS:4.0/"), std::pair("cvss3", "CVSS:3.0/"), std::pair("cvss", "")}) {
            const json::Value vector = plugin[fmt::format("{}_vector", key)];
            std::string raw(vector.is_object() ? vector["raw"].str() : vector.str());
            if (!raw.empty() && raw.find("CVSS") != 0) raw.insert(0, prefix);
            cvss.offer(raw, plugin[fmt::format("{}_base_score", key)].number());
        }
        cvss.put(f);
        if (const auto epss = plugin["epss_score"].number(); epss && *epss >= 0 && *epss <= 1) f.epss = epss;
    }

    static void place(json::Value item, RawFinding& f) {
        const json::Value asset = item["asset"];
        fields::put(f.asset, asset_of(asset));
        const std::string_view address = asset.any({"ipv4", "ipv6"}).str();
        fields::put(f.location.host, address.empty() ? std::string_view(f.asset) : address, 100);
        const json::Value port = item["port"];
        const auto number = port["port"].integer();
        if (number && *number > 0 && *number < 65536) {
            f.location.port = *number;
            f.location.resource = elide(fmt::format("{}/{}", *number, to_lower(port["protocol"].str())), 200);
        }
        const json::Value cpe = item["plugin"]["cpe"];
        fields::set_cpe(f.location, cpe.is_array() ? cpe.at(0).str() : cpe.str());
        fields::set_installed_version(f.location, item["output"].str());
        f.seen = parse_rfc3339(item.any({"last_found", "last_seen"}).str());
    }

    static void state(json::Value item, RawFinding& f) {
        if (iequals(item["state"].str(), "FIXED")) fields::set_fixed(f);
        if (!iequals(item["severity_modification_type"].str(), "ACCEPTED")) return;
        f.suppressed = true;
        f.suppression = "its risk was accepted in Tenable";
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("asset") && head.has_element_key("plugin") && head.has_element_key("severity"))
        return {85, "an array of objects with the keys asset, plugin and severity", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<TenableExport>(in, out, job, options, {{""}});
}

} // namespace

const FormatInfo k_tenable_export_format{"tenable-export-json",
                                         FormatKind::findings,
                                         "Nessus",
                                         "application/json",
                                         "Tenable's cloud: export of vulnerabilities",
                                         sniff,
                                         parse};

} // namespace parapet

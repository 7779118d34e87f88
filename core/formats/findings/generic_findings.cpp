// DefectDojo's generic findings, JSON: what teams write for tools that nothing reads.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_generic_findings_format;

namespace {

constexpr std::array<std::string_view, 72> k_known{{
    "title",
    "severity",
    "description",
    "date",
    "cwe",
    "cwes",
    "cve",
    "epss_score",
    "epss_percentile",
    "known_exploited",
    "ransomware_used",
    "kev_date",
    "cvssv3",
    "cvssv3_score",
    "cvssv4",
    "cvssv4_score",
    "mitigation",
    "fix_available",
    "fix_version",
    "impact",
    "steps_to_reproduce",
    "severity_justification",
    "references",
    "active",
    "verified",
    "false_p",
    "out_of_scope",
    "risk_accepted",
    "under_review",
    "is_mitigated",
    "thread_id",
    "mitigated",
    "numerical_severity",
    "param",
    "payload",
    "line",
    "file_path",
    "component_name",
    "component_version",
    "static_finding",
    "dynamic_finding",
    "scanner_confidence",
    "unique_id_from_tool",
    "vuln_id_from_tool",
    "sast_source_object",
    "sast_sink_object",
    "sast_source_line",
    "sast_source_file_path",
    "nb_occurences",
    "publish_date",
    "service",
    "planned_remediation_date",
    "planned_remediation_version",
    "effort_for_fixing",
    "tags",
    "endpoints",
    "endpoints_to_add",
    "vulnerability_ids",
    "files",
    "hash_code",
    "duplicate",
    "reporter",
    "notes",
    "has_finding_group",
    "component_purl",
    "purl",
    "locations",
    "impact_score",
    "cvss",
    "product",
    "created",
    "id",
}};

class GenericReport final : public ListReport {
public:
    using ListReport::ListReport;

    // A field that the format lacks is a mistake of who wrote it, which would lose what it says.
    Result<void> result(json::Value value, const json::Element& element) override {
        for (const json::Member m : value.members()) {
            if (std::find(k_known.begin(), k_known.end(), m.key) != k_known.end()) continue;
            return fail(Errc::malformed,
                        fmt::format("the generic findings format has no field \"{}\"", visible(elide(m.key, 60))),
                        element.pointer(), "Leave it out, or put its content into description or tags");
        }
        return ListReport::result(value, element);
    }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_object()) return fail(Errc::malformed, "generic findings are an object with findings", "/");
        ScanInfo scan;
        fields::put(scan.tool, root.any({"type", "name"}).str(), 100);
        if (scan.tool.empty()) scan.tool = "Generic findings";
        fields::put(scan.tool_version, root["version"].str(), 40);
        scan.target_kind = "other";
        return scan;
    }

    bool read(json::Value v, const json::Element& /*element*/, RawFinding& f) override {
        fields::set_title(f, {v["title"].str(), v["description"].str(), "Unnamed"}, limits);
        read_texts(v, f);
        fields::set_severity(f, v["severity"].str(), fields::common_severities(), stats);
        read_ids(v, f);
        read_place(v, f);
        read_state(v, f);
        fields::put(f.fingerprint, v["unique_id_from_tool"].text());
        fields::put(f.rule, v["vuln_id_from_tool"].text());
        if (f.rule.empty() && !f.cve.empty()) f.rule = f.cve.front();
        for (const json::Value tag : v["tags"].items())
            fields::add_tag(f, tag.str());
        f.seen = parse_rfc3339(v["date"].str());
        return true;
    }

private:
    void read_texts(json::Value v, RawFinding& f) {
        std::string text(v["description"].str());
        for (const auto& [key, head] : {std::pair("impact", "Impact"), std::pair("steps_to_reproduce", "To reproduce"),
                                        std::pair("severity_justification", "Why this severity")})
            if (const auto more = v[key].str(); !more.empty()) text += fmt::format("\n\n{}: {}", head, more);
        fields::set_text(f.description, text, stats, f.place.path, limits);
        fields::set_text(f.remediation, v["mitigation"].str(), stats, f.place.path, limits);
        fields::set_text(f.evidence, v["payload"].str(), stats, f.place.path, limits);
        for (const std::string_view line : split(v["references"].str(), '\n'))
            fields::add_link(f, line);
    }

    static void read_ids(json::Value v, RawFinding& f) {
        fields::add_cwe(f, v["cwe"].integer().value_or(0));
        for (const json::Value cwe : v["cwes"].items())
            fields::add_cwe(f, cwe.integer().value_or(0));
        fields::add_cwes_of(f, v["cwe"].str());
        fields::add_alias(f, v["cve"].str());
        for (const json::Value id : v["vulnerability_ids"].items())
            fields::add_alias(f, id.str());
        fields::CvssPick cvss;
        cvss.offer(v["cvssv4"].str(), v["cvssv4_score"].number());
        cvss.offer(v["cvssv3"].str(), v["cvssv3_score"].number());
        cvss.put(f);
        if (const auto epss = v["epss_score"].number(); epss && *epss >= 0 && *epss <= 1) f.epss = epss;
        f.kev = v["known_exploited"].boolean();
        if (!f.cve.empty()) f.identity = IdentityKind::vuln;
    }

    static void read_place(json::Value v, RawFinding& f) {
        const IdentityKind kind = f.identity;
        fields::set_code(f, v.any({"file_path", "sast_source_file_path"}).str(), fields::line_number(v["line"]));
        if (f.location.line == 0) f.location.line = fields::line_number(v["sast_source_line"]);
        if (kind == IdentityKind::vuln || f.location.file.empty()) f.identity = kind;
        fields::put(f.location.package, v["component_name"].str());
        fields::put(f.location.version, v["component_version"].text());
        fields::put(f.location.fixed_version, v["fix_version"].text());
        if (!f.location.package.empty() && !f.cve.empty()) f.cause = Cause::missing_patch;
        fields::put(f.location.parameter, v["param"].str(), 200);
        fields::put(f.location.function, v["sast_sink_object"].str());
        fields::put(f.asset, v["service"].str());
        for (const json::Value endpoint : v["endpoints"].items()) {
            std::string url(endpoint.str());
            if (endpoint.is_object()) {
                url = endpoint["host"].str();
                if (const auto protocol = endpoint["protocol"].str(); !protocol.empty() && !url.empty())
                    url = fmt::format("{}://{}", protocol, url);
                if (const auto port = endpoint["port"].integer(); port && *port > 0 && !url.empty())
                    url += fmt::format(":{}", *port);
                if (std::string_view path = endpoint["path"].str(); !path.empty()) {
                    while (!path.empty() && path.front() == '/')
                        path.remove_prefix(1);
                    url += fmt::format("/{}", path);
                }
            }
            if (url.empty()) continue;
            if (!f.location.url.empty()) {
                fields::add_link(f, url);
                continue;
            }
            fields::set_url(f.location, url);
            if (f.identity == IdentityKind::other) f.identity = IdentityKind::web;
        }
    }

    static void read_state(json::Value v, RawFinding& f) {
        if (v["is_mitigated"].boolean().value_or(false)) fields::set_fixed(f);
        std::string why;
        for (const auto& [key, word] :
             {std::pair("false_p", "false positive"), std::pair("out_of_scope", "out of scope"),
              std::pair("risk_accepted", "risk accepted"), std::pair("duplicate", "duplicate")})
            if (v[key].boolean().value_or(false)) why += fmt::format("{}{}", why.empty() ? "" : ", ", word);
        if (why.empty()) return;
        f.suppressed = true;
        f.suppression = why;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("findings")) return {};
    for (const char* foreign : {"meta", "scan", "project", "components", "_embedded", "hosts", "paging", "profiles"})
        if (head.has_key(foreign)) return {};
    if (head.contains("\"title\"") && head.contains("\"severity\"") && head.contains("\"description\"") &&
        !head.contains("\"AwsAccountId\"") && !head.contains("\"finding_details\"") &&
        !head.contains("\"awsAccountId\""))
        return {48, "findings with title, severity and description", {}};
    if (head.truncated) return {};
    for (const std::string& key : head.json_keys)
        if (key != "findings" && key != "name" && key != "type" && key != "version" && key != "description" &&
            key != "static_tool" && key != "dynamic_tool" && key != "soc" && key != "title")
            return {};
    if (fields::folded(head.text).find("\"findings\": [ ]") != std::string::npos || head.contains("[]"))
        return {41, "an empty list of findings and nothing else", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<GenericReport>(in, out, job, options, {{"findings"}});
}

} // namespace

const FormatInfo k_generic_findings_format{"generic-json",
                                           FormatKind::findings,
                                           "Generic findings",
                                           "application/json",
                                           "DefectDojo's generic findings, for tools of one's own",
                                           sniff,
                                           parse};

} // namespace parapet

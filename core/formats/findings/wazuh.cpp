// Wazuh: vulnerabilities and configuration checks (SCA) of its API, states and alerts of vulnerabilities of its
// indexer.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framework_ids.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_wazuh_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"None", Severity::info},
    // "Untriaged" and "-" are its own words for what nobody rated.
}};

std::string title_of(const RawFinding& f) {
    return fmt::format("{} in {} {}", f.rule, f.location.package, f.location.version);
}

class Wazuh {
public:
    explicit Wazuh(RecordRun& run)
        : run_(run) {}

    void one(const JsonRecord& record) {
        RawFinding& f = run_.next(record.path, record.line);
        const json::Value v = record.value["_source"].is_object() ? record.value["_source"] : record.value;
        if (!v.is_object()) return run_.stats.skip("a result that is no object");
        const json::Value alert = v["data"]["vulnerability"];
        const json::Value sca = v["data"]["sca"];
        if (v["vulnerability"].is_object())
            state(v, f);
        else if (alert.is_object())
            alerted(v, alert, f);
        else if (v["cve"])
            listed(v, f);
        else if (sca["check"].is_object())
            checked(sca["check"], sca.any({"policy_id", "policy"}).text(), v["timestamp"].str(), f);
        else if (v["check"].is_object() && v["policy"].is_object())
            checked(v["check"], v["policy"].any({"id", "name"}).text(), v["timestamp"].str(), f);
        else if (v["policy_id"] || v["result"])
            check(v, f);
        else
            return run_.stats.skip("an entry that is neither a vulnerability nor a check");
        const json::Value agent = v["agent"];
        for (const std::string_view name : {agent["name"].str(), v["agent_name"].str(), v["agent_ip"].str()})
            if (f.asset.empty()) fields::put(f.asset, name);
        run_.emit();
    }

private:
    void begin(RawFinding& f) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        fields::add_alias(f, f.rule);
        fields::set_title(f, {title_of(f)}, run_.limits);
    }

    // Where nobody wrote a word, the score speaks.
    void rate(std::string_view word, RawFinding& f) {
        const bool none = trim(word).empty() || trim(word) == "-" || iequals(word, "Untriaged");
        if (!none || !f.score || *f.score <= 0) return fields::set_severity(f, word, k_severities, run_.stats);
        f.severity = severity_of_score(*f.score);
        f.severity_raw = fmt::format("CVSS {}", *f.score);
        f.severity_known = true;
    }

    // 4.x: /vulnerability/{agent}
    void listed(json::Value v, RawFinding& f) {
        fields::put(f.rule, v["cve"].str());
        fields::put(f.location.package, v["name"].str());
        fields::put(f.location.version, v["version"].str());
        begin(f);
        fields::CvssPick cvss;
        cvss.offer({}, v["cvss3_score"].number());
        if (v["cvss3_score"].number().value_or(0) <= 0) cvss.offer({}, v["cvss2_score"].number());
        cvss.put(f);
        rate(v["severity"].str(), f);
        fields::set_text(f.description, v.any({"description", "title"}).str(), run_.stats, f.place.path, run_.limits);
        fields::put(f.evidence, v["condition"].str(), 1000);
        fixed_in(v["condition"].str(), f);
        for (const json::Value url : v["external_references"].items())
            fields::add_link(f, url.str());
        f.seen = parse_rfc3339(v["detection_time"].str());
        fields::put(f.location.host, v["agent_ip"].str(), 100);
        if (v["status"].str() == "OBSOLETE" || v["status"].str() == "SOLVED") {
            f.suppressed = true;
            f.suppression = "solved where it was found";
        }
    }

    // "Package less than 1.2.3"
    static void fixed_in(std::string_view condition, RawFinding& f) {
        static constexpr std::string_view k_less = "Package less than ";
        if (condition.starts_with(k_less)) fields::put(f.location.fixed_version, condition.substr(k_less.size()));
    }

    // 4.8 and later: index wazuh-states-vulnerabilities
    void state(json::Value v, RawFinding& f) {
        const json::Value vulnerability = v["vulnerability"];
        const json::Value package = v["package"];
        fields::put(f.rule, vulnerability["id"].str());
        fields::put(f.location.package, package["name"].str());
        fields::put(f.location.version, package["version"].str());
        fields::put(f.location.ecosystem, package["type"].str(), 40);
        f.location.file = fields::normal_path(package["path"].str());
        begin(f);
        fields::CvssPick cvss;
        cvss.offer({}, vulnerability["score"]["base"].number());
        cvss.put(f);
        rate(vulnerability["severity"].str(), f);
        fields::set_text(f.description, vulnerability["description"].str(), run_.stats, f.place.path, run_.limits);
        for (const std::string_view url : split(vulnerability["reference"].str(), ','))
            fields::add_link(f, url);
        const json::Value scanner = vulnerability["scanner"];
        fields::add_link(f, scanner["reference"].str());
        fields::put(f.evidence, scanner["condition"].str(), 1000);
        fixed_in(scanner["condition"].str(), f);
        f.seen = parse_rfc3339(vulnerability["detected_at"].str());
        fields::put(f.location.host, v["agent"]["ip"].str(), 100);
    }

    // An alert of the detector.
    void alerted(json::Value v, json::Value vulnerability, RawFinding& f) {
        const json::Value package = vulnerability["package"];
        fields::put(f.rule, vulnerability["cve"].str());
        fields::put(f.location.package, package["name"].str());
        fields::put(f.location.version, package["version"].str());
        begin(f);
        fields::CvssPick cvss;
        for (const char* version : {"cvss3", "cvss2"})
            cvss.offer({}, vulnerability["cvss"][version]["base_score"].number());
        cvss.put(f);
        rate(vulnerability["severity"].str(), f);
        fields::set_text(f.description, vulnerability.any({"rationale", "title"}).str(), run_.stats, f.place.path,
                         run_.limits);
        fields::add_cwes_of(f, vulnerability["cwe_reference"].str());
        for (const json::Value url : vulnerability["references"].items())
            fields::add_link(f, url.str());
        fixed_in(package["condition"].str(), f);
        f.seen = parse_rfc3339(v["timestamp"].str());
        if (iequals(vulnerability["status"].str(), "Solved")) fields::set_fixed(f);
    }

    // /sca/{agent}/checks/{policy}
    void check(json::Value v, RawFinding& f) {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, fmt::format("{} {}", v["policy_id"].str(), v["id"].text()));
        fields::set_title(f, {fields::folded(v["title"].str()), f.rule}, run_.limits);
        fields::set_text(f.description, fmt::format("{}\n\n{}", v["description"].str(), v["rationale"].str()),
                         run_.stats, f.place.path, run_.limits);
        fields::set_text(f.remediation, v["remediation"].str(), run_.stats, f.place.path, run_.limits);
        fields::put(f.evidence, v["reason"].str(), 2000);
        const std::string_view result = v["result"].str();
        f.outcome = result == "failed"   ? CheckOutcome::fail
                    : result == "passed" ? CheckOutcome::pass
                                         : CheckOutcome::not_applicable;
        f.severity = Severity::medium; // SCA rates nothing
        f.severity_known = false;
        for (const json::Value control : v["compliance"].items())
            for (const std::string_view id : split(control["value"].str(), ','))
                fields::add_framework_control(f, control["key"].str(), id);
        for (const std::string_view url : split(v["references"].str(), ','))
            fields::add_link(f, url);
    }

    // An alert of SCA, and the index wazuh-states-sca.
    void checked(json::Value v, const std::string& policy, std::string_view when, RawFinding& f) {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, fmt::format("{} {}", policy, v["id"].text()));
        fields::set_title(f, {fields::folded(v.any({"title", "name"}).str()), f.rule}, run_.limits);
        fields::set_text(f.description, fmt::format("{}\n\n{}", v["description"].str(), v["rationale"].str()),
                         run_.stats, f.place.path, run_.limits);
        fields::set_text(f.remediation, v["remediation"].str(), run_.stats, f.place.path, run_.limits);
        fields::put(f.evidence, v["reason"].str(), 2000);
        const std::string_view result = v["result"].str();
        f.outcome = iequals(result, "failed")   ? CheckOutcome::fail
                    : iequals(result, "passed") ? CheckOutcome::pass
                                                : CheckOutcome::not_applicable;
        f.severity = Severity::medium; // SCA rates nothing
        f.severity_known = false;
        for (const json::Member control : v["compliance"].members())
            for (const std::string_view id : split(control.value.str(), ','))
                fields::add_framework_control(f, control.key, id);
        std::sort(f.controls.begin(), f.controls.end()); // an object has no order
        for (const std::string_view url : split(v["references"].str(), ','))
            fields::add_link(f, url);
        f.seen = parse_rfc3339(when);
    }

    RecordRun& run_;
};

// What the first of them says of all.
ScanInfo scan_of(const std::vector<JsonRecord>& records, bool complete) {
    ScanInfo scan;
    scan.tool = "Wazuh";
    scan.target_kind = "host";
    scan.complete = complete;
    if (records.empty()) return scan;
    const json::Value first = records.front().value;
    const json::Value v = first["_source"].is_object() ? first["_source"] : first;
    for (const std::string_view name : {v["agent"]["name"].str(), v["agent_name"].str(), v["agent_ip"].str()})
        if (scan.target.empty()) fields::put(scan.target, name);
    fields::put(scan.tool_version, v["agent"]["version"].str(), 40);
    fields::put(scan.policy, v["policy_id"].str(), 100);
    return scan;
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object && head.shape != Shape::json_lines) return {};
    const bool api = head.contains("\"affected_items\"") && head.contains("\"total_affected_items\"");
    if (head.has_key("data") && (api || (head.contains("\"affected_items\"") && head.contains("\"cve\""))))
        return {88, "data.affected_items, as Wazuh's API gives it", {}};
    if (head.has_key("hits") && (head.contains("wazuh-states-vulnerabilities") ||
                                 (head.contains("\"wazuh\"") && head.contains("\"vulnerability\""))))
        return {90, "hits of the index wazuh-states-vulnerabilities", {}};
    if (head.has_key("hits") && head.contains("wazuh-states-sca"))
        return {90, "hits of the index wazuh-states-sca", {}};
    if (head.has_key("rule") && head.has_key("agent") && head.has_key("data") && head.contains("\"sca\"") &&
        head.contains("\"check\""))
        return {84, "alerts of the configuration assessment", {}};
    if (head.contains("\"vulnerability-detector\"") && head.contains("\"vulnerability\""))
        return {86, "alerts of the vulnerability detector", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"data/affected_items", "hits/hits"}, stats, *options.limits); !ok)
        return fail(ok.error());
    const json::Value root = records.root();
    if (records.single() && !root["data"]["vulnerability"] && !root["vulnerability"] && !root["data"]["sca"])
        return fail(Errc::malformed, "it holds neither affected_items nor hits of Wazuh", "/");
    // A page of many closes nothing.
    auto total = root["data"]["total_affected_items"].integer();
    if (const json::Value hits = root["hits"]["total"]; !total && hits)
        total = hits.is_object() ? hits["value"].integer() : hits.integer();
    const bool complete =
        total && *total >= 0 && static_cast<std::uint64_t>(*total) <= records.records().size() && !records.cut();
    RecordRun run(out, stats, job, options);
    run.tell(scan_of(records.records(), complete));
    Wazuh report(run);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        report.one(record);
    }
    return stats;
}

} // namespace

const FormatInfo k_wazuh_format{"wazuh-json",
                                FormatKind::findings,
                                "Wazuh",
                                "application/json",
                                "Wazuh: vulnerabilities and configuration checks of API and indexer",
                                sniff,
                                parse};

} // namespace parapet

// Google Cloud Security Command Center: notifications (Pub/Sub), lists of the API and of gcloud, and exports.

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

extern const FormatInfo k_gcp_scc_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"MINIMAL", Severity::info},
    // "SEVERITY_UNSPECIFIED" is its own word for none.
}};

// "PUBLIC_BUCKET_ACL" -> "Public bucket acl"; detections have a name in words already: "Brute Force: SSH".
std::string title_of(std::string_view category) {
    if (category.find('_') == std::string_view::npos) return std::string(category);
    std::string out = to_lower(category);
    for (char& c : out)
        if (c == '_') c = ' ';
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
    return out;
}

std::string_view without_slashes(std::string_view name) {
    return name.starts_with("//") ? name.substr(2) : name;
}

class Scc {
public:
    explicit Scc(RecordRun& run)
        : run_(run) {}

    void one(const JsonRecord& record) {
        RawFinding& f = run_.next(record.path, record.line);
        if (!record.value.is_object()) return run_.stats.skip("a result that is no object");
        const json::Value v = record.value["finding"].is_object() ? record.value["finding"] : record.value;
        if (!v["category"] && !v["name"]) return run_.stats.skip("an entry that is no finding");
        const json::Value resource = record.value["resource"].is_object() ? record.value["resource"] : v["resource"];
        const json::Value properties = v["sourceProperties"];
        fields::put(f.rule, v["category"].str());
        fields::put(f.rule_name, properties["detectionCategory"]["ruleName"].str());
        const std::string title = title_of(f.rule);
        fields::set_title(f, {title, v["name"].str()}, run_.limits);
        fields::put(f.fingerprint, v.any({"canonicalName", "name"}).str(), 500);
        read_class(v, f);
        read_texts(v, properties, f);
        read_severity(v, properties, f);
        read_state(v, f);
        const std::string_view name = v.any({"resourceName"}).str();
        fields::put(f.location.resource, without_slashes(name.empty() ? resource["name"].str() : name), 500);
        for (const json::Value compliance : v["compliances"].items())
            for (const json::Value id : compliance["ids"].items())
                fields::add_framework_control(f, compliance["standard"].str(), id.str());
        if (!v["compliances"])
            for (const json::Member standard : properties["compliance_standards"].members())
                for (const json::Value part : standard.value.items())
                    for (const json::Value id : part["ids"].items())
                        fields::add_framework_control(f, standard.key, id.str());
        std::sort(f.controls.begin(), f.controls.end()); // an object has no order
        read_vulnerability(v["vulnerability"], f);
        f.seen = parse_rfc3339(v["eventTime"].str());
        run_.emit();
    }

private:
    static void read_class(json::Value v, RawFinding& f) {
        const std::string_view word = v["findingClass"].str();
        fields::add_tag(f, word);
        f.identity = IdentityKind::other;
        f.cause = Cause::other;
        const bool scanner = v["sourceProperties"]["ScannerName"].exists();
        if (word == "MISCONFIGURATION" || word == "POSTURE_VIOLATION" || (word.empty() && scanner)) {
            f.identity = IdentityKind::config;
            f.cause = Cause::configuration;
        }
    }

    void read_texts(json::Value v, json::Value properties, RawFinding& f) {
        std::string_view text = v["description"].str();
        if (text.empty()) text = properties["Explanation"].str();
        fields::set_text(f.description, text, run_.stats, f.place.path, run_.limits);
        std::string_view steps = v["nextSteps"].str();
        if (steps.empty()) steps = properties["Recommendation"].str();
        fields::set_text(f.remediation, steps, run_.stats, f.place.path, run_.limits);
        fields::add_link(f, v["externalUri"].str());
        fields::add_link(f, properties["contextUris"]["mitreUri"]["url"].str());
        const json::Value attack = v["mitreAttack"];
        fields::add_tag(f, attack.any({"primaryTactic", "primary_tactic"}).str());
        for (const json::Value technique : attack.any({"primaryTechniques", "primary_techniques"}).items())
            fields::add_tag(f, technique.str());
        fields::add_tag(f, v["sourceDisplayName"].str());
    }

    void read_severity(json::Value v, json::Value properties, RawFinding& f) {
        for (const std::string_view word :
             {v["severity"].str(), properties["SeverityLevel"].str(), properties["severityLevel"].str(),
              properties["severity_level"].str(), properties["detectionPriority"].str()})
            if (!word.empty()) return fields::set_severity(f, word, k_severities, run_.stats);
        fields::set_severity(f, {}, k_severities, run_.stats);
    }

    static void read_state(json::Value v, RawFinding& f) {
        if (v["state"].str() == "INACTIVE") {
            f.suppressed = true;
            f.suppression = "inactive: it was fixed or no longer holds";
        }
        if (v["mute"].str() == "MUTED") {
            f.suppressed = true;
            f.suppression = "muted in Security Command Center";
        }
    }

    static void read_package(json::Value package, std::string& name, std::string& version) {
        fields::put(name, package["packageName"].str());
        fields::put(version, package["packageVersion"].str());
    }

    static void read_vulnerability(json::Value vulnerability, RawFinding& f) {
        const json::Value cve = vulnerability["cve"];
        if (!cve) return;
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        fields::add_alias(f, cve["id"].str());
        if (const auto score = cve["cvssv3"]["baseScore"].number(); score && *score >= 0 && *score <= 10)
            f.score = score;
        for (const json::Value cwe : vulnerability["cwes"].items())
            fields::add_cwes_of(f, cwe["id"].str());
        for (const json::Value reference : cve["references"].items())
            fields::add_link(f, reference["uri"].str());
        std::string ignored;
        read_package(vulnerability["offendingPackage"], f.location.package, f.location.version);
        read_package(vulnerability["fixedPackage"], ignored, f.location.fixed_version);
    }

    RecordRun& run_;
};

ScanInfo scan_of(const std::vector<JsonRecord>& records, bool complete) {
    ScanInfo scan;
    scan.tool = "Security Command Center";
    scan.target_kind = "account";
    scan.complete = complete;
    for (const JsonRecord& record : records) {
        const json::Value v = record.value["finding"].is_object() ? record.value["finding"] : record.value;
        const json::Value resource = record.value["resource"].is_object() ? record.value["resource"] : v["resource"];
        for (const json::Value place :
             {resource.any({"project_display_name", "projectDisplayName"}),
              resource["gcpMetadata"].any({"projectDisplayName", "project"}), v["sourceProperties"]["ProjectId"],
              v["sourceProperties"]["properties"].any({"projectId", "project_id"})})
            if (scan.target.empty()) fields::put(scan.target, place.str());
        const auto when = parse_rfc3339(v["eventTime"].str());
        if (when && (!scan.finished || *when > *scan.finished)) scan.finished = when;
    }
    return scan;
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object && head.shape != Shape::json_array && head.shape != Shape::json_lines)
        return {};
    if (head.has_key("listFindingsResults")) return {88, "top-level key listFindingsResults", {}};
    const bool words = head.contains("\"category\"") && head.contains("/findings/") &&
                       (head.contains("\"resourceName\"") || head.contains("\"findingClass\"") ||
                        head.contains("\"sourceProperties\"") || head.contains("\"eventTime\""));
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (words && (has("finding") || has("category")))
        return {88, "a finding with name, category and eventTime of Security Command Center", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"listFindingsResults", "findings"}, stats, *options.limits); !ok)
        return fail(ok.error());
    const json::Value root = records.root();
    if (records.single() && !root["finding"].is_object() && !root["category"])
        return fail(Errc::malformed, "it holds no finding of Security Command Center", "/");
    RecordRun run(out, stats, job, options);
    // One notification, or one page of many, tells nothing of the rest.
    const bool complete = !records.single() && !records.cut() && root["nextPageToken"].str().empty();
    run.tell(scan_of(records.records(), complete));
    Scc scc(run);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        scc.one(record);
    }
    return stats;
}

} // namespace

const FormatInfo k_gcp_scc_format{"gcp-scc-json",
                                  FormatKind::findings,
                                  "Security Command Center",
                                  "application/json",
                                  "Google Cloud Security Command Center: notifications, lists and exports",
                                  sniff,
                                  parse};

} // namespace parapet

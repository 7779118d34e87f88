// Wiz's command line (wizcli): what a scan of an image, a folder or of infrastructure as code found.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/findings/wiz/words.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_wiz_cli_format;

namespace {

// Those that hold vulnerabilities of packages, in all of its versions.
constexpr std::array<std::string_view, 3> k_packages{"osPackages", "libraries", "cpes"};

void fill_vulnerability(json::Value v, RawFinding& f, DomReport& report) {
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    fields::put(f.rule, v["name"].str());
    fields::add_alias(f, f.rule);
    fields::put(f.location.fixed_version, v["fixedVersion"].str());
    wiz::set_vulnerability_title(f, report.limits);
    report.severity(f, v["severity"].str(), wiz::severities());
    report.text(f.description, v["description"].str());
    fields::add_link(f, v["source"].str());
    fields::add_ids_of(f, v["source"].str());
    wiz::read_risk(v, f);
    fields::set_update_remedy(f);
    if (v["ignoredPolicyMatches"].size() > 0) {
        f.suppressed = true;
        f.suppression = "an ignore rule of Wiz's covers it";
    }
}

void read_packages(json::Value list, std::string_view name, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value package : list.items()) {
        std::size_t n = 0;
        for (const json::Value v : package["vulnerabilities"].items()) {
            if (!report.go_on()) return;
            RawFinding& f = report.record(fmt::format("/result/{}", name), i, "vulnerabilities", n++);
            fields::put(f.location.package, package["name"].str());
            fields::put(f.location.version, package["version"].str());
            f.location.file = fields::normal_path(package["path"].str());
            fill_vulnerability(v, f, report);
            report.emit();
        }
        ++i;
    }
}

// An application names its version at each vulnerability.
void read_applications(json::Value list, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value application : list.items()) {
        std::size_t n = 0;
        for (const json::Value v : application["vulnerabilities"].items()) {
            if (!report.go_on()) return;
            RawFinding& f = report.record("/result/applications", i, "vulnerabilities", n++);
            fields::put(f.location.package, application["name"].str());
            fields::put(f.location.version, v["version"].str());
            f.location.file = fields::normal_path(v["path"].str());
            fill_vulnerability(v["vulnerability"].is_object() ? v["vulnerability"] : v, f, report);
            report.emit();
        }
        ++i;
    }
}

// Since version 1: packages with the ids of what is wrong with them.
void read_artifacts(json::Value list, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value artifact : list.items()) {
        const json::Value findings = artifact["vulnerabilityFindings"];
        std::size_t n = 0;
        for (const json::Value v : findings["findings"].items()) {
            if (!report.go_on()) return;
            RawFinding& f = report.record("/result/vulnerableSBOMArtifactsByNameVersion", i, "findings", n++);
            fields::put(f.location.package, artifact["name"].str());
            fields::put(f.location.version, artifact["version"].str());
            f.location.file = fields::normal_path(artifact["filePath"].str());
            const json::Value type = artifact["type"];
            f.location.ecosystem = fields::ecosystem_of(type.any({"codeLibraryLanguage", "osPackageManager"}).str());
            fill_vulnerability(v, f, report);
            fields::put(f.rule, v.any({"vulnerabilityExternalId", "name"}).str());
            fields::add_alias(f, f.rule);
            if (f.location.fixed_version.empty()) fields::put(f.location.fixed_version, findings["fixedVersion"].str());
            wiz::set_vulnerability_title(f, report.limits);
            if (!findings["remediation"].str().empty()) report.text(f.remediation, findings["remediation"].str());
            report.emit();
        }
        ++i;
    }
}

void read_secrets(json::Value list, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value v : list.items()) {
        if (!report.go_on()) return;
        RawFinding& f = report.record("/result/secrets", i++);
        fields::set_secret(f, {}); // its text is blacked out, and its snippet is not shown
        f.phase = Phase::code;
        fields::put(f.rule, v["type"].str());
        fields::set_title(f, {fields::folded(v["description"].str()), f.rule, "Secret"}, report.limits);
        f.location.file = fields::normal_path(v["path"].str());
        f.location.line = fields::line_number(v["lineNumber"].integer());
        f.remediation = "Revoke the secret first; then take it out of the file and keep it in a secret store.";
        fields::add_cwe(f, 798);
        if (v["severity"].is_string()) {
            report.severity(f, v["severity"].str(), wiz::severities());
        } else {
            f.severity = Severity::high; // older versions rate no secret
        }
        report.emit();
    }
}

// Infrastructure as code, a match each.
void read_rules(json::Value list, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value match : list.items()) {
        const json::Value rule = match["rule"];
        std::size_t n = 0;
        for (const json::Value v : match["matches"].items()) {
            if (!report.go_on()) return;
            RawFinding& f = report.record("/result/ruleMatches", i, "matches", n++);
            f.identity = IdentityKind::config;
            f.cause = Cause::configuration;
            fields::put(f.rule, rule.any({"shortId", "id"}).str());
            fields::set_title(f, {fields::folded(rule["name"].str()), f.rule}, report.limits);
            fields::put(f.rule_name, f.title);
            report.severity(f, match["severity"].str(), wiz::severities());
            f.location.file = fields::normal_path(v["fileName"].str());
            f.location.line = fields::line_number(v["lineNumber"].integer());
            fields::put(f.location.resource, v["resourceName"].str(), 500);
            std::string text(rule["description"].str());
            if (const auto found = v["found"].str(); !found.empty())
                text += fmt::format("{}{}\n\nExpected: {}", text.empty() ? "" : "\n\n", found, v["expected"].str());
            report.text(f.description, text);
            report.text(f.remediation, v["remediationInstructions"].str());
            fields::add_tag(f, v["fileType"].str());
            report.emit();
        }
        ++i;
    }
}

// Settings of the host in the image, passed ones too.
void read_host(json::Value list, DomReport& report) {
    std::size_t i = 0;
    for (const json::Value v : list.items()) {
        if (!report.go_on()) return;
        RawFinding& f = report.record("/result/hostConfiguration/hostConfigurationFindings", i++);
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, v["rule"].any({"shortId", "id"}).str());
        fields::set_title(f, {fields::folded(v["rule"]["name"].str()), f.rule}, report.limits);
        report.text(f.description, v["rule"]["description"].str());
        report.severity(f, v["severity"].str(), wiz::severities());
        const std::string_view status = v["status"].str();
        if (iequals(status, "PASS") || iequals(status, "PASSED")) f.outcome = CheckOutcome::pass;
        if (iequals(status, "NOT_ASSESSED")) f.outcome = CheckOutcome::not_reviewed;
        if (iequals(status, "ERROR")) f.outcome = CheckOutcome::error;
        report.emit();
    }
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value result = root["result"];
    if (!result.is_object()) return fail(Errc::malformed, "it holds no result of wizcli", "/result");
    ScanInfo scan;
    scan.tool = "Wiz";
    const json::Value origin = root["scanOriginResource"];
    const std::string_view kind = origin["__typename"].str();
    // A scan of infrastructure as code is only named by its time.
    if (kind != "CICDScanOriginIAC") fields::put(scan.target, origin["name"].str());
    scan.target_kind = kind.ends_with("Image") ? "image" : kind.ends_with("Machine") ? "host" : "repository";
    scan.finished = parse_rfc3339(root["createdAt"].str());
    scan.failed = root["status"]["state"].is_string() && root["status"]["state"].str() != "SUCCESS";
    scan.complete = !scan.failed;
    report.tell(scan);
    for (const std::string_view name : k_packages)
        read_packages(result[name], name, report);
    read_applications(result["applications"], report);
    read_artifacts(result["vulnerableSBOMArtifactsByNameVersion"], report);
    read_secrets(result["secrets"], report);
    read_rules(result["ruleMatches"], report);
    read_host(result["hostConfiguration"]["hostConfigurationFindings"], report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("scanOriginResource") && (head.has_key("result") || head.has_key("policies")))
        return {90, "top-level keys scanOriginResource, policies and result", {}};
    // Its policies may be long, and stand in front.
    if (head.has_key("policies") && head.contains("\"cicdscanpolicyparams"))
        return {85, "top-level key policies, of wizcli", {}};
    if (head.has_key("result") && (head.contains("\"CICDDiskScanResult\"") || head.contains("\"CICDIACScanResult\"")))
        return {85, "a result of wizcli", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_wiz_cli_format{"wiz-cli-json",
                                  FormatKind::findings,
                                  "Wiz",
                                  "application/json",
                                  "wizcli: images, folders and infrastructure as code",
                                  sniff,
                                  parse};

} // namespace parapet

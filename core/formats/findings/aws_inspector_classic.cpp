// Amazon Inspector Classic, as describe-findings of its API wrote it. (Inspector 2: aws_inspector.cpp)

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_aws_inspector_classic_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Informational", Severity::info},
    {"Undefined", Severity::info},
}};

// "bind-libs-32:9.8.2-0.62": name, epoch and version.
void read_package(std::string_view text, Location& at) {
    const auto colon = text.find(':');
    const auto dash = text.substr(0, colon).rfind('-');
    if (dash == std::string_view::npos) {
        fields::put(at.package, text);
        return;
    }
    fields::put(at.package, text.substr(0, dash));
    std::string_view version = text.substr(dash + 1);
    if (version.starts_with("0:")) version.remove_prefix(2);
    fields::put(at.version, version);
}

void read_attributes(json::Value v, RawFinding& f) {
    std::optional<double> v3;
    std::optional<double> v2;
    for (const json::Value attribute : v["attributes"].items()) {
        const std::string_view key = attribute["key"].str();
        const std::string_view value = attribute["value"].str();
        double score = 0;
        if (key == "CVE_ID") fields::add_id(f, value);
        if (key == "package_name") read_package(value, f.location);
        if (key == "CVSS3_SCORE" && parse_double(value, score)) v3 = score;
        if (key == "CVSS2_SCORE" && parse_double(value, score)) v2 = score;
        if (key == "BENCHMARK_RULE_ID" || key == "CIS_BENCHMARK_PROFILE") fields::add_tag(f, elide(value, 200));
        std::int64_t port = 0;
        if (key == "PORT" && parse_int(value, port) && port > 0 && port < 65536) f.location.port = port;
    }
    fields::CvssPick cvss; // scores without vectors
    cvss.offer({}, v3);
    cvss.offer({}, v2);
    cvss.put(f);
}

void read_asset(json::Value v, RawFinding& f) {
    const json::Value asset = v["assetAttributes"];
    fields::put(f.asset, asset["hostname"].str());
    if (f.asset.empty()) fields::put(f.asset, asset["agentId"].str());
    fields::put(f.location.resource, asset["agentId"].str());
    fields::put(f.location.host, asset["ipv4Addresses"].at(0).str(), 100);
}

void read_finding(json::Value v, RawFinding& f, DomReport& report) {
    fields::put(f.rule, v["id"].str());
    fields::set_title(f, {fields::folded(v["title"].str()), f.rule, "Unnamed finding"}, report.limits);
    report.text(f.description, v["description"].str());
    report.text(f.remediation, v["recommendation"].str());
    report.severity(f, v["severity"].str(), k_severities);
    fields::put(f.fingerprint, v["arn"].str(), 500);
    read_asset(v, f);
    read_attributes(v, f);
    fields::add_id(f, f.rule);
    const bool vulnerable = !f.cve.empty();
    f.identity = vulnerable ? IdentityKind::vuln : IdentityKind::config;
    f.cause = vulnerable ? Cause::missing_patch : Cause::configuration;
    if (const auto when = v["updatedAt"].number(); when && *when > 0 && *when < 4e9)
        f.seen = from_unix_seconds(static_cast<std::int64_t>(*when));
    else
        f.seen = parse_rfc3339(v["updatedAt"].str());
}

Result<void> read(json::Value root, DomReport& report) {
    const json::Value findings = root["findings"];
    if (!findings.is_array()) return fail(Errc::malformed, "there is no list of findings", "/findings");
    ScanInfo scan;
    scan.tool = "Amazon Inspector Classic";
    scan.target_kind = "host";
    const json::Value run = findings.at(0)["serviceAttributes"];
    fields::put(scan.target, findings.at(0)["assetAttributes"]["hostname"].str());
    fields::put(scan.policy, run["rulesPackageArn"].str(), 300);
    scan.complete = false; // a page of what was asked for
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value v : findings.items()) {
        if (!report.go_on()) return {};
        read_finding(v, report.record("/findings", i++), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("findings")) return {};
    if (head.contains("\"assetAttributes\"") && (head.contains("\"numericSeverity\"") || head.contains(":inspector:")))
        return {90, "findings with assetAttributes and numericSeverity", {}};
    if (head.has_key("failedItems")) return {55, "top-level keys findings and failedItems", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_aws_inspector_classic_format{"aws-inspector-classic-json",
                                                FormatKind::findings,
                                                "Amazon Inspector",
                                                "application/json",
                                                "Amazon Inspector Classic: findings of its API",
                                                sniff,
                                                parse};

} // namespace parapet

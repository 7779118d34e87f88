// Amazon Inspector's own JSON (inspector2 list-findings, and its export to S3).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/aws_inspector/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_aws_inspector_format;

namespace {

using aws_inspector::k_severities;

// "0:4.19.232-1": an epoch of nought says nothing.
std::string version_of(std::string_view epoch, std::string_view version, std::string_view release) {
    std::string out(version);
    if (!release.empty()) out += fmt::format("-{}", release);
    return epoch.empty() || epoch == "0" ? out : fmt::format("{}:{}", epoch, out);
}

void read_package(json::Value package, Location& at) {
    fields::put(at.package, package["name"].str());
    fields::put(at.version, version_of(package["epoch"].text(), package["version"].str(), package["release"].str()));
    std::string_view fixed = package["fixedInVersion"].str();
    if (istarts_with(fixed, "0:")) fixed.remove_prefix(2);
    if (!iequals(fixed, "NotAvailable")) fields::put(at.fixed_version, fixed);
    at.file = fields::normal_path(package["filePath"].str());
    const std::string_view manager = package["packageManager"].str();
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> k_managers{{
        {"BUNDLER", "gem"},
        {"CARGO", "cargo"},
        {"COMPOSER", "composer"},
        {"DOTNET_CORE", "nuget"},
        {"GOBINARY", "golang"},
        {"GOMOD", "golang"},
        {"JAR", "maven"},
        {"NODEPKG", "npm"},
        {"NPM", "npm"},
        {"NUGET", "nuget"},
        {"PIP", "pypi"},
        {"PIPENV", "pypi"},
        {"POETRY", "pypi"},
        {"PYTHON", "pypi"},
        {"PYTHONPKG", "pypi"},
        {"GEMSPEC", "gem"},
        {"POM", "maven"},
        {"YARN", "npm"},
    }};
    for (const auto& [word, type] : k_managers)
        if (manager == word) at.ecosystem = type;
}

class Inspector {
public:
    explicit Inspector(RecordRun& run)
        : run_(run) {}

    void one(const JsonRecord& record) {
        RawFinding& f = run_.next(record.path, record.line);
        const json::Value v = record.value;
        if (!v.is_object()) return run_.stats.skip("a result that is no object");
        fields::put(f.fingerprint, v["findingArn"].str(), 500);
        fields::set_title(f, {fields::folded(v["title"].str()), v["type"].str(), f.fingerprint}, run_.limits);
        fields::set_text(f.description, v["description"].str(), run_.stats, f.place.path, run_.limits);
        const json::Value advice = v["remediation"]["recommendation"];
        if (!iequals(advice["text"].str(), "None Provided"))
            fields::set_text(f.remediation, advice["text"].str(), run_.stats, f.place.path, run_.limits);
        fields::add_link(f, advice["Url"].str());
        fields::set_severity(f, v["severity"].str(), k_severities, run_.stats);
        fields::add_tag(f, v["type"].str());
        for (const json::Value cwe : v["cwes"].items())
            fields::add_cwes_of(f, cwe.str());
        read_resources(v["resources"], f);
        fields::CvssPick cvss;
        const std::string_view type = v["type"].str();
        if (const json::Value details = v["packageVulnerabilityDetails"]; details)
            read_vulnerability(details, f, cvss);
        else if (const json::Value code = v["codeVulnerabilityDetails"]; code)
            read_code(code, f);
        else if (type == "NETWORK_REACHABILITY" || v["networkReachabilityDetails"])
            read_network(v["networkReachabilityDetails"], f);
        const json::Value adjusted = v["inspectorScoreDetails"]["adjustedCvss"];
        cvss.offer(adjusted["scoringVector"].str(), adjusted["score"].number());
        cvss.put(f);
        if (const auto epss = v["epss"]["score"].number(); epss && *epss >= 0 && *epss <= 1) f.epss = epss;
        if (v["exploitAvailable"].str() == "YES") fields::add_tag(f, "exploit available");
        f.seen = parse_rfc3339(v.any({"lastObservedAt", "updatedAt"}).str());
        const std::string_view status = v["status"].str();
        if (status == "CLOSED") fields::set_fixed(f); // Inspector closes what it no longer sees
        if (status == "SUPPRESSED") {
            f.suppressed = true;
            f.suppression = "suppressed in Inspector";
        }
        run_.emit();
    }

private:
    void read_vulnerability(json::Value details, RawFinding& f, fields::CvssPick& cvss) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        fields::put(f.rule, details["vulnerabilityId"].str());
        fields::add_alias(f, f.rule);
        for (const json::Value id : details["relatedVulnerabilities"].items())
            fields::add_alias(f, id.str());
        for (const json::Value score : details["cvss"].items())
            cvss.offer(score["scoringVector"].str(), score["baseScore"].number());
        fields::add_link(f, details["sourceUrl"].str());
        for (const json::Value url : details["referenceUrls"].items())
            fields::add_link(f, url.str());
        fields::LocationCount dropped;
        bool first = true;
        for (const json::Value package : details["vulnerablePackages"].items()) {
            if (first) {
                read_package(package, f.location);
                if (f.remediation.empty()) fields::put(f.remediation, package["remediation"].str(), 2000);
            } else {
                Location more;
                more.resource = f.location.resource;
                read_package(package, more);
                fields::add_location(f, std::move(more), dropped, run_.limits);
            }
            first = false;
        }
        fields::finish_locations(dropped, f.place.path, run_.stats);
    }

    static void read_code(json::Value code, RawFinding& f) {
        f.identity = IdentityKind::code;
        f.cause = Cause::code;
        fields::put(f.rule, code.any({"ruleId", "detectorId"}).str());
        fields::put(f.rule_name, code["detectorName"].str());
        for (const json::Value cwe : code["cwes"].items())
            fields::add_cwes_of(f, cwe.str());
        for (const json::Value url : code["referenceUrls"].items())
            fields::add_link(f, url.str());
        const json::Value place = code["filePath"];
        f.location.file = fields::normal_path(place.any({"filePath", "fileName"}).str());
        const auto line = place["startLine"].integer().value_or(0);
        const auto end = place["endLine"].integer().value_or(0);
        if (line > 0 && line < (1LL << 31)) f.location.line = line;
        if (end >= line && end < (1LL << 31)) f.location.end_line = end;
    }

    static void read_network(json::Value network, RawFinding& f) {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        f.rule = "network-reachability";
        const json::Value range = network["openPortRange"];
        const auto port = range["begin"].integer().value_or(0);
        if (port > 0 && port < 65536) f.location.port = port;
        fields::add_tag(f, network["protocol"].str());
    }

    void read_resources(json::Value resources, RawFinding& f) {
        const json::Value resource = resources.at(0);
        fields::put(f.location.resource, resource["id"].str(), 500);
        const json::Value image = resource["details"]["awsEcrContainerImage"];
        if (image) {
            std::string name(image["repositoryName"].str());
            if (const auto tag = image["imageTags"].at(0).str(); !tag.empty()) name += fmt::format(":{}", tag);
            fields::put(f.asset, name, 300);
        }
        fields::put(f.location.host, resource["details"]["awsEc2Instance"]["ipV4Addresses"].at(0).str(), 100);
        fields::add_tag(f, resource["type"].str());
    }

    RecordRun& run_;
};

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object && head.shape != Shape::json_array && head.shape != Shape::json_lines)
        return {};
    if (head.contains("\"findingArn\"") && (head.has_key("findings") || head.has_key("findingArn") ||
                                            head.has_element_key("findingArn") || head.has_key("detail")))
        return {90, "findings with findingArn", {}};
    if (head.shape == Shape::json_object && head.has_key("findings") && head.has_key("nextToken") && !head.truncated)
        return {45, "keys findings and nextToken, as Inspector's list is", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"findings"}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = records.root();
    if (records.single() && !root["findingArn"] && !root["detail"]["findingArn"])
        return fail(Errc::malformed, "it holds no findings of Amazon Inspector", "/");
    RecordRun run(out, stats, job, options);
    ScanInfo scan;
    scan.tool = "Amazon Inspector";
    scan.target_kind = "account";
    scan.complete = !records.single() && !records.cut() && root["nextToken"].str().empty();
    for (const JsonRecord& record : records.records()) {
        if (scan.target.empty()) fields::put(scan.target, record.value["awsAccountId"].str(), 80);
        const auto seen = parse_rfc3339(record.value["updatedAt"].str());
        if (seen && (!scan.finished || *seen > *scan.finished)) scan.finished = seen;
    }
    run.tell(scan);
    Inspector inspector(run);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        const json::Value detail = record.value["detail"];
        inspector.one(detail.is_object() ? JsonRecord{detail, record.path, record.line} : record);
    }
    return stats;
}

} // namespace

const FormatInfo k_aws_inspector_format{"aws-inspector-json",
                                        FormatKind::findings,
                                        "Amazon Inspector",
                                        "application/json",
                                        "Amazon Inspector 2: packages, code and reachable networks",
                                        sniff,
                                        parse};

} // namespace parapet

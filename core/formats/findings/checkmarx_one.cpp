// Checkmarx One's results, JSON, as its API and command line write them: SAST, SCA, KICS, containers in one list.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/checkmarx_fields.h"
#include "core/formats/common/code_place.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_checkmarx_one_format;

namespace {

void read_details(json::Value v, RawFinding& f) {
    const json::Value details = v["vulnerabilityDetails"];
    fields::add_cwe(f, details["cweId"].integer().value_or(0));
    fields::add_cwes_of(f, details["cweId"].str());
    fields::add_alias(f, details["cveName"].str());
    fields::add_tags(f, details["compliances"]);
    fields::CvssPick cvss;
    cvss.offer({}, details["cvssScore"].number());
    cvss.put(f);
}

void read_sca(json::Value v, json::Value data, RawFinding& f, WholeReport& report) {
    fields::put(f.location.version, data["packageVersion"].str());
    std::string_view package = data["packageIdentifier"].str();
    if (package.empty()) package = data["packageName"].str();
    checkmarx::read_package(package, f);
    if (const auto name = data["packageName"].str(); !name.empty()) fields::put(f.location.package, name);
    fields::put(f.location.fixed_version, data["recommendedVersion"].str());
    fields::put(f.location.file, data["scaPackageData"]["locations"].at(0).str(), 1000);
    fields::add_link(f, data["scaPackageData"]["fixLink"].str());
    for (const json::Value link : data["packageData"].items())
        fields::add_link(f, link["url"].str());
    std::string id(v["vulnerabilityDetails"]["cveName"].str());
    if (id.empty()) id = v["similarityId"].text();
    if (id.empty()) id = v["id"].text();
    fields::put(f.rule, id);
    fields::add_alias(f, id);
    fields::set_title(f, {fmt::format("{} in {}", id, f.location.package)}, report.limits);
    if (!f.location.fixed_version.empty())
        report.text(f.remediation, fmt::format("Upgrade to {}.", f.location.fixed_version));
}

void read_query(json::Value v, json::Value data, RawFinding& f, WholeReport& report) {
    fields::put(f.rule, data["queryId"].text());
    fields::put(f.rule_name, checkmarx::spaced(data["queryName"].str()));
    if (f.rule.empty()) f.rule = f.rule_name;
    fields::set_title(f, {f.rule_name, v["description"].str(), f.rule, "Unnamed result"}, report.limits);
    fields::add_tag(f, data["languageName"].str());
    fields::add_tag(f, checkmarx::spaced(data["group"].str()));
}

void read_config(json::Value data, RawFinding& f, WholeReport& report) {
    fields::set_config(f, data.any({"filename", "fileName"}).str(), fields::line_number(data["line"]));
    fields::add_tag(f, data["platform"].str());
    fields::add_tag(f, data["issueType"].str());
    if (const auto actual = data["value"].str(); !actual.empty())
        report.text(f.description, fmt::format("{}\n\nFound: {}", f.description, actual));
    if (const auto expected = data["expectedValue"].str(); !expected.empty())
        report.text(f.remediation, fmt::format("Expected: {}", expected));
}

void read_result(json::Value v, RawFinding& f, WholeReport& report) {
    const std::string type = to_lower(v["type"].str());
    const json::Value data = v["data"];
    report.text(f.description, v["description"].str());
    if (istarts_with(type, "sca") || istarts_with(type, "container") || data["packageName"] ||
        data["packageIdentifier"]) {
        read_sca(v, data, f, report);
    } else {
        read_query(v, data, f, report);
        if (type == "kics" || data["filename"])
            read_config(data, f, report);
        else
            checkmarx::read_nodes(data["nodes"], f, report.limits);
        if (istarts_with(type, "sscs") && icontains(type, "secret")) fields::set_secret(f, {});
    }
    checkmarx::read_severity(v, f, report);
    read_details(v, f);
    checkmarx::read_state(v, f);
    fields::add_tag(f, v["label"].str());
    fields::put(f.fingerprint, v["similarityId"].text());
    if (!f.fingerprint.empty()) f.fingerprint = elide(fmt::format("{}:{}", type, f.fingerprint), 300);
    f.seen = parse_rfc3339(v["foundAt"].str());
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "results of Checkmarx One are an object", "/");
    ScanInfo info;
    info.tool = "Checkmarx One";
    info.target_kind = "repository";
    const json::Value results = root["results"];
    const auto total = root["totalCount"].integer().value_or(0);
    if (total > static_cast<std::int64_t>(results.size())) {
        info.complete = false;
        report.stats.warn("/totalCount", "these are not all results of the scan: nothing is closed by it");
    }
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : results.items()) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("/results/{}", n++));
        if (!v.is_object()) {
            report.skip("a result that is no object");
            continue;
        }
        read_result(v, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("results")) return {};
    if (head.has_key("scanID") && (head.has_key("totalCount") || head.contains("\"similarityId\"")))
        return {88, "top-level keys results, totalCount and scanID", {}};
    if (!head.truncated && head.json_keys.size() == 2 && head.has_key("totalCount") && head.text.size() < 200)
        return {50, "empty results with a totalCount", {}};
    if (head.contains("\"similarityId\"") && head.contains("\"firstScanId\""))
        return {85, "results with similarityId and firstScanId", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_checkmarx_one_format{"checkmarx-one-json",
                                        FormatKind::findings,
                                        "Checkmarx One",
                                        "application/json",
                                        "Checkmarx One's results: source code, packages, infrastructure as code",
                                        sniff,
                                        parse};

} // namespace parapet

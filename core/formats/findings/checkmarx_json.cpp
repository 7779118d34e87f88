// Checkmarx One's scan report, JSON: SAST by language and query, SCA by package, KICS by platform; and the improved
// report with its list of results.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/checkmarx_fields.h"
#include "core/formats/common/code_place.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_checkmarx_json_format;

namespace {

using checkmarx::spaced;

void tell(json::Value root, WholeReport& report) {
    ScanInfo info;
    info.tool = "Checkmarx One";
    const json::Value header = root["reportHeader"];
    fields::put(info.target, header["projectName"].str());
    info.target_kind = "repository";
    fields::put(info.branch, header.any({"branchName"}).str());
    if (info.branch.empty()) fields::put(info.branch, root["executiveSummary"]["branchName"].str());
    info.finished = parse_rfc3339(root["reportCreationDate"].str());
    if (!info.finished) info.finished = parse_rfc3339(root["scanSummary"]["scanCompletedDate"].str().substr(0, 19));
    report.tell(info);
}

std::string_view first_text(std::initializer_list<json::Value> values) {
    for (const json::Value v : values)
        if (!v.str().empty()) return v.str();
    return {};
}

// ---- SAST ----

// Where the flow ends. The nodes may be a part of the flow, so that the named place is believed.
void read_sink(json::Value v, RawFinding& f) {
    const std::string_view file = first_text({v["destinationFileName"], v["sourceFileName"]});
    const std::int64_t line = fields::line_number(v.any({"destinationLine", "sourceLine"}));
    const std::string path = fields::normal_path(file);
    if (file.empty() || (f.location.file == path && (line == 0 || f.location.line == line))) return;
    if (!f.location.file.empty()) f.more_locations.push_back(std::move(f.location));
    f.location = {};
    fields::set_code(f, file, line);
    fields::put(f.location.function, first_text({v["destinationMethod"], v["sourceMethod"]}), 500);
    fields::set_snippet(f.location, first_text({v["destinationCode"], v["sourceCode"]}));
}

void read_weakness(json::Value query, json::Value v, std::string_view language, RawFinding& f, WholeReport& report) {
    checkmarx::read_nodes(v["nodes"], f, report.limits);
    read_sink(v, f);
    fields::put(f.rule, query["queryId"].text());
    fields::put(f.rule_name, spaced(query["queryName"].str()));
    if (f.rule.empty()) f.rule = f.rule_name;
    if (fields::is_about_secrets(f.rule_name)) {
        f.location.snippet.clear();
        for (Location& step : f.more_locations)
            step.snippet.clear();
    }
    const std::string path = spaced(query["queryPath"].str());
    fields::set_title(f, {f.rule_name, path, "Unnamed query"}, report.limits);
    std::string text(first_text({v["description"], query["description"]}));
    if (!path.empty()) text += fmt::format("{}{}", text.empty() ? "" : "\n\n", path);
    report.text(f.description, text);
    checkmarx::read_severity(v, f, report);
    fields::add_cwe(f, v.any({"cweId"}).integer().value_or(query["cweId"].integer().value_or(0)));
    fields::add_tags(f, v["compliance"]);
    for (const json::Value category : query["categories"].items())
        fields::add_tag(f, category["name"].str());
    fields::add_tag(f, language);
    fields::put(f.fingerprint, v["similarityId"].text());
    checkmarx::read_state(v, f);
}

void read_queries(json::Value queries, std::string_view language, const std::string& path, WholeReport& report) {
    std::size_t n = 0;
    for (const json::Value query : queries.items()) {
        std::size_t m = 0;
        for (const json::Value v : query["vulnerabilities"].items()) {
            if (!report.go_on()) return;
            RawFinding& f = report.next(fmt::format("{}/{}/vulnerabilities/{}", path, n, m++));
            read_weakness(query, v, language, f, report);
            report.emit();
        }
        ++n;
    }
}

// ---- SCA ----

void read_vulnerability(std::string_view package, json::Value v, RawFinding& f, WholeReport& report) {
    if (const auto version = v.any({"version", "packageVersion"}).str(); !version.empty())
        fields::put(f.location.version, version);
    checkmarx::read_package(package, f);
    const std::string_view id = first_text({v["cveId"], v["cveName"], v["cve"], v["id"]});
    fields::add_alias(f, id);
    fields::put(f.rule, id);
    fields::set_title(f, {fmt::format("{} in {}", id, f.location.package)}, report.limits);
    report.text(f.description, v["description"].str());
    checkmarx::read_severity(v, f, report);
    fields::add_cwe(f, v["cwe"].integer().value_or(0));
    fields::add_cwes_of(f, v["cwe"].str());
    fields::CvssPick cvss;
    cvss.offer(v["cvssVector"].str(), v.any({"cvssScore", "score"}).number());
    cvss.put(f);
    fields::put(f.location.fixed_version, v["recommendedVersion"].str());
    fields::put(f.fingerprint, v["id"].str());
    checkmarx::read_state(v, f);
}

// ---- KICS ----

void read_config(json::Value query, json::Value v, std::string_view platform, RawFinding& f, WholeReport& report) {
    fields::set_config(f, v.any({"fileName", "filename"}).str(), fields::line_number(v["line"]));
    const json::Value name = v["queryName"].exists() ? v["queryName"] : query["queryName"];
    fields::put(f.rule_name, name.str());
    fields::put(f.rule, v["queryId"].exists() ? v["queryId"].text() : query["queryId"].text());
    if (f.rule.empty()) f.rule = f.rule_name;
    std::string text(first_text({v["description"], query["description"]}));
    fields::set_title(f, {f.rule_name, text, "Unnamed query"}, report.limits);
    if (const auto actual = v.any({"actualValue", "value"}).str(); !actual.empty())
        text += fmt::format("\n\nFound: {}", actual);
    report.text(f.description, text);
    if (const auto expected = v["expectedValue"].str(); !expected.empty())
        report.text(f.remediation, fmt::format("Expected: {}", expected));
    checkmarx::read_severity(v["severity"].exists() ? v : query, f, report);
    fields::add_cwe(f, v.any({"cweId"}).integer().value_or(query["cweId"].integer().value_or(0)));
    fields::add_tag(f, platform);
    fields::add_tag(f, first_text({v["category"], query["category"]}));
    fields::add_tag(f, v["issueType"].str());
    fields::put(f.fingerprint, v["similarityId"].text());
    checkmarx::read_state(v, f);
}

// Packages of SCA: their vulnerabilities, or categories of them in the improved report.
void read_packages(json::Value packages, const std::string& path, WholeReport& report) {
    std::size_t n = 0;
    for (const json::Value package : packages.items()) {
        const std::string_view name = first_text({package["packageName"], package["name"], package["packageId"]});
        const std::string here = fmt::format("{}/{}", path, n++);
        const auto one = [&](json::Value v) {
            RawFinding& f = report.next(here);
            fields::put(f.location.version, package["packageVersion"].str());
            read_vulnerability(name, v, f, report);
            report.emit();
        };
        for (const json::Value v : package["vulnerabilities"].items())
            one(v);
        for (const json::Value category : package["packageCategory"].items())
            for (const json::Value v : category["categoryResults"].items())
                one(v);
        if (!report.go_on()) return;
    }
}

// Platforms of KICS: their vulnerabilities, or queries with results in the improved report.
void read_platforms(json::Value platforms, const std::string& path, WholeReport& report) {
    std::size_t n = 0;
    for (const json::Value platform : platforms.items()) {
        const std::string_view name = platform["name"].str();
        const std::string here = fmt::format("{}/{}", path, n++);
        for (const json::Value v : platform["vulnerabilities"].items()) {
            read_config(v, v, name, report.next(here), report);
            report.emit();
        }
        for (const json::Value query : platform["queries"].items()) {
            for (const char* list : {"resultsList", "results", "vulnerabilities"}) {
                for (const json::Value v : query[list].items()) {
                    read_config(query, v, name, report.next(here), report);
                    report.emit();
                }
            }
        }
        if (!report.go_on()) return;
    }
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of Checkmarx One is an object", "/");
    tell(root, report);
    const json::Value results = root["scanResults"];
    std::size_t n = 0;
    for (const json::Value language : results["sast"]["languages"].items()) {
        read_queries(language["queries"], language["languageName"].str(),
                     fmt::format("/scanResults/sast/languages/{}/queries", n), report);
        ++n;
    }
    read_queries(results["resultsList"], {}, "/scanResults/resultsList", report);
    read_queries(results["sast"]["resultsList"], {}, "/scanResults/sast/resultsList", report);
    read_packages(results["sca"]["packages"], "/scanResults/sca/packages", report);
    read_platforms(results["kics"]["results"], "/scanResults/kics/results", report);
    read_platforms(root["iacScanResults"]["technology"], "/iacScanResults/technology", report);
    read_packages(root["scaScanResults"]["packages"], "/scaScanResults/packages", report);
    read_packages(root["containerScanResults"]["packages"], "/containerScanResults/packages", report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("scanResults") && (head.has_key("reportHeader") || head.has_key("scanSummary")))
        return {90, "top-level keys reportHeader and scanResults", {}};
    if (head.has_key("scanResults") && head.contains("\"queryName\"") && head.contains("\"similarityId\""))
        return {80, "scanResults with queryName and similarityId", {}};
    if (head.has_key("reportHeader") && head.has_key("executiveSummary") && head.contains("\"resultsTriage\""))
        return {80, "top-level keys reportHeader and executiveSummary", {}};
    // Of a long report the results lie far behind its overviews.
    if (head.has_key("reportHeader") && head.has_key("scanInformation") &&
        (head.has_key("scannerOverview") || head.has_key("severityOverview") || head.has_key("vulnerabilitiesTable")))
        return {85, "top-level keys reportHeader, scanInformation and scannerOverview", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_checkmarx_json_format{"checkmarx-json",
                                         FormatKind::findings,
                                         "Checkmarx One",
                                         "application/json",
                                         "Checkmarx One's scan report: source code, packages, infrastructure as code",
                                         sniff,
                                         parse};

} // namespace parapet

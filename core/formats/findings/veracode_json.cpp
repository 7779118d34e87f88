// Veracode's findings as its REST API writes them (static, dynamic, SCA), and the issues of its SCA agent.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_veracode_json_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"5", Severity::critical},
    {"4", Severity::high},
    {"3", Severity::medium},
    {"2", Severity::low},
    {"1", Severity::info},
    {"0", Severity::info},
}};

// "AV:N/AC:L/PR:L/..." is version 3, whose prefix the API leaves out.
std::string vector_3(std::string_view vector) {
    if (vector.empty() || vector.substr(0, 5) == "CVSS:") return std::string(vector);
    return fmt::format("CVSS:3.0/{}", vector);
}

void read_state(json::Value status, RawFinding& f) {
    const std::string word = to_lower(status["status"].str());
    const std::string resolution = to_lower(status["resolution"].str());
    if (!word.empty()) fields::add_tag(f, fmt::format("status: {}", elide(word, 60)));
    const bool approved = to_lower(status["resolution_status"].str()) == "approved";
    if (word == "closed" && resolution == "fixed") {
        fields::set_fixed(f);
        return;
    }
    if (word != "closed" && !(approved && resolution != "unresolved")) return;
    f.suppressed = true;
    f.suppression = resolution.empty() || resolution == "unresolved" ? word : elide(resolution, 200);
}

void read_static(json::Value d, RawFinding& f) {
    fields::set_code(f, d.any({"file_path", "file_name"}).str(), fields::line_number(d["file_line_number"]));
    fields::put(f.location.function, d["procedure"].str());
    fields::add_tag(f, d["module"].str());
}

void read_dynamic(json::Value d, RawFinding& f) {
    std::string url(d["url"].str());
    if (url.empty()) url = fmt::format("https://{}{}", d["hostname"].str(), d["path"].str());
    fields::set_url(f.location, url);
    fields::put(f.location.parameter, d["vulnerable_parameter"].str(), 200);
    f.identity = IdentityKind::web;
    f.phase = Phase::test;
}

void read_component(json::Value d, RawFinding& f) {
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    std::string name(d["component_filename"].str());
    fields::put(f.location.version, d["version"].text());
    // "spring-core-5.3.1.jar": the version stands beside it
    const auto tail = name.rfind("-" + f.location.version);
    if (!f.location.version.empty() && tail != std::string::npos && tail > 0) name.erase(tail);
    fields::put(f.location.package, name);
    fields::put(f.location.file, d["component_path"].at(0)["path"].str(), 1000);
    const json::Value cve = d["cve"];
    const std::string_view id = cve["name"].str();
    fields::add_alias(f, id);
    fields::put(f.rule, id);
    fields::CvssPick cvss;
    cvss.offer(vector_3(cve["cvss3"]["vector"].str()), cve["cvss3"]["score"].number());
    cvss.offer(cve["vector"].str(), cve["cvss"].number());
    cvss.put(f);
    fields::add_link(f, cve["href"].str());
    fields::add_tag(f, d["language"].str());
}

void read_finding(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value d = v["finding_details"];
    const std::string_view type = v["scan_type"].str();
    if (iequals(type, "SCA"))
        read_component(d, f);
    else if (iequals(type, "DYNAMIC"))
        read_dynamic(d, f);
    else
        read_static(d, f);
    const json::Value cwe = d["cwe"];
    fields::add_cwe(f, cwe["id"].integer().value_or(0));
    if (f.rule.empty() && !f.cwe.empty()) f.rule = fmt::format("CWE-{}", f.cwe.front());
    const std::string_view category = d["finding_category"]["name"].str();
    std::string title(category.empty() ? cwe["name"].str() : category);
    if (!f.location.package.empty())
        title = fmt::format("{}{}{} in {}", title, title.empty() ? "" : ": ", f.rule, f.location.package);
    fields::set_title(f, {title, f.rule, "Unnamed finding"}, report.limits);
    report.text(f.description, text_of_html(v["description"].str()));
    report.severity(f, d["severity"].text(), k_severities);
    const std::string issue = v["issue_id"].text();
    if (!issue.empty()) f.fingerprint = elide(fmt::format("veracode:{}:{}", v["context_guid"].str(), issue), 200);
    fields::add_tag(f, type);
    f.seen = parse_rfc3339(v["finding_status"]["first_found_date"].str());
    read_state(v["finding_status"], f);
}

// A flaw of the pipeline scan.
void read_pipeline(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value at = v["files"]["source_file"];
    fields::set_code(f, at["file"].str(), fields::line_number(at["line"]));
    fields::put(f.location.function, at.any({"qualified_function_name", "function_name"}).str(), 500);
    std::int64_t cwe = 0;
    if (parse_int(v["cwe_id"].text(), cwe)) fields::add_cwe(f, cwe);
    f.rule = f.cwe.empty() ? elide(v["issue_type_id"].str(), 200) : fmt::format("CWE-{}", f.cwe.front());
    fields::put(f.rule_name, v["issue_type"].str());
    fields::set_title(f, {v["issue_type"].str(), v["title"].str(), "Unnamed flaw"}, report.limits);
    report.text(f.description, text_of_html(v["display_text"].str()));
    report.severity(f, v["severity"].text(), k_severities);
    const json::Value match = v["flaw_match"];
    if (match.is_object())
        f.fingerprint = elide(fmt::format("veracode:{}:{}:{}", match["procedure_hash"].text(),
                                          match["flaw_hash"].text(), match["cause_hash"].text()),
                              200);
    fields::add_link(f, v["flaw_details_link"].str());
}

// An issue of the SCA agent.
void read_issue(json::Value v, RawFinding& f, WholeReport& report) {
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    const json::Value library = v["library"];
    const auto parts = split(library["id"].str(), ':'); // "maven:com.amazonaws:aws-java-sdk-s3:1.11.951:"
    fields::put(f.location.package, library["name"].str());
    if (parts.size() >= 4) {
        fields::put(f.location.ecosystem, parts[0], 40);
        fields::put(f.location.package,
                    parts[2].empty() ? std::string(parts[1]) : fmt::format("{}:{}", parts[1], parts[2]));
    }
    fields::put(f.location.version, library["version"].text());
    const json::Value known = v["vulnerability"];
    std::string id(known["cve"].str()); // without its head: "2022-31159"
    if (!id.empty() && !istarts_with(id, "CVE-")) id = fmt::format("CVE-{}", id);
    if (id.empty()) id = fmt::format("SRCCLR-SID-{}", known["id"].text());
    fields::add_alias(f, id);
    fields::put(f.rule, id);
    fields::set_title(f, {fmt::format("{}: {} in {}", known["title"].str(), id, f.location.package)}, report.limits);
    report.text(f.description, fmt::format("{} in {} {} ({})", known["title"].str(), library["name"].str(),
                                           f.location.version, v["project_name"].str()));
    fields::add_cwes_of(f, known["cwe_id"].str());
    fields::CvssPick cvss;
    cvss.offer(vector_3(known["cvss3_vector"].str()), known["cvss3_score"].number());
    cvss.offer(known["cvss2_vector"].str(), known["cvss2_score"].number());
    cvss.put(f);
    const auto score = v["severity"].number(); // a CVSS score
    f.severity_known = score.has_value();
    f.severity = severity_of_score(score.value_or(0));
    f.severity_raw = v["severity"].text().substr(0, 40);
    fields::put(f.asset, v["project_name"].str());
    f.fingerprint = elide(v["id"].text(), 200);
    fields::add_link(f, v["_links"]["html"]["href"].str());
    const std::string_view status = v["issue_status"].str();
    if (status == "fixed") fields::set_fixed(f);
    if (v["ignored"].boolean().value_or(false)) {
        f.suppressed = true;
        f.suppression = "ignored in Veracode";
    }
    f.reachable = v["vulnerable_method"].boolean();
}

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value inner = root["_embedded"].is_object() ? root["_embedded"] : root;
    const json::Value findings = inner["findings"];
    const json::Value issues = inner["issues"];
    if (!findings.is_array() && !issues.is_array())
        return fail(Errc::malformed, "there are neither findings nor issues", "/");
    ScanInfo info;
    info.tool = "Veracode";
    fields::put(info.target, issues.at(0)["project_name"].str());
    info.target_kind = "repository";
    const bool pipeline = root["scan_status"].exists() || findings.at(0)["flaw_match"].exists();
    info.complete = pipeline || root["page"]["total_pages"].integer().value_or(0) == 1;
    if (pipeline) {
        info.failed = root["scan_status"].exists() && root["scan_status"].str() != "SUCCESS";
        fields::put(info.target, root["modules"].at(0).str());
        fields::put(info.tool_version, root["pipeline_scan"].str(), 40);
    }
    if (!info.complete) report.stats.warn("/page", "this may be one page of several: nothing is closed by it");
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : findings.items()) {
        if (!report.go_on()) return {};
        RawFinding& f = report.next(fmt::format("/findings/{}", n++));
        if (pipeline)
            read_pipeline(v, f, report);
        else
            read_finding(v, f, report);
        report.emit();
    }
    n = 0;
    for (const json::Value v : issues.items()) {
        if (!report.go_on()) return {};
        RawFinding& f = report.next(fmt::format("/issues/{}", n++));
        if (!v["vulnerability"].is_object()) {
            report.skip("an issue about a licence or an old library");
            continue;
        }
        read_issue(v, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.contains("\"finding_details\"") || (head.contains("\"scan_type\"") && head.contains("\"context_guid\"")))
        return {90, "findings with scan_type and finding_details", {}};
    if (head.has_key("findings") && (head.has_key("pipeline_scan") || head.contains("\"flaw_match\"")))
        return {90, "findings with flaw_match of the pipeline scan", {}};
    if (head.has_key("_embedded") && (head.contains("srcclr") || head.contains("veracode")))
        return {85, "_embedded issues of Veracode's SCA agent", {}};
    if (head.has_key("_embedded") && head.contains("\"issue_status\"") && head.contains("\"vulnerable_method\""))
        return {80, "_embedded issues with issue_status", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_veracode_json_format{"veracode-json",
                                        FormatKind::findings,
                                        "Veracode",
                                        "application/json",
                                        "Veracode's findings and SCA issues, from its API, and its pipeline scan",
                                        sniff,
                                        parse};

} // namespace parapet

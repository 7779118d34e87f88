// GitLab's vulnerability report as CSV: what its security reports found, with what became of it.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/loose_time.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_gitlab_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    {"unknown", Severity::info},
}};

void read_identifiers(const CsvTable& row, RawFinding& f) {
    fields::add_ids_of(f, row.get("CVE"));
    fields::add_cwes_of(f, row.get("CWE"));
    for (const std::string_view part : split(row.get("Other Identifiers"), ';')) {
        const std::string_view id = trim(part);
        if (id.empty() || fields::add_id(f, id)) continue;
        const auto colon = id.find(":20"); // "A03:2021 - Injection" is a class of OWASP, no rule
        if (f.rule.empty() && (id.front() != 'A' || colon > 3))
            fields::put(f.rule, id);
        else
            fields::add_tag(f, id);
    }
    if (f.rule.empty() && !f.cve.empty()) f.rule = f.cve.front();
    if (f.rule.empty() && !f.aliases.empty()) f.rule = f.aliases.front();
    for (const std::string_view part : split(row.get("CVSS Vectors"), ';')) {
        fields::CvssPick cvss;
        const auto vector = part.find("CVSS:");
        cvss.offer(vector == std::string_view::npos ? trim(part) : trim(part.substr(vector)), std::nullopt);
        if (f.cvss_vector.empty()) cvss.put(f);
    }
}

// A hash as Ruby writes it, {"file"=>"a.rb", "start_line"=>3, "x"=>nil}, or JSON.
std::string json_of(std::string_view text) {
    std::string out = replace_all(std::string(text), "\"=>", "\":");
    return replace_all(std::move(out), ":nil", ":null");
}

void read_location(json::Value at, RawFinding& f) {
    fields::set_code(f, at["file"].str(), fields::line_number(at["start_line"]), fields::line_number(at["end_line"]));
    const json::Value dependency = at["dependency"];
    fields::put(f.location.package, dependency["package"]["name"].str());
    fields::put(f.location.version, dependency["version"].text(), 80);
    if (!f.location.package.empty()) f.identity = IdentityKind::vuln;
    if (!f.location.package.empty()) f.location.line = 0;
    if (const std::string_view image = at["image"].str(); !image.empty()) fields::put(f.asset, image, 500);
    if (const std::string_view host = at["hostname"].str(); !host.empty()) {
        std::string url(host);
        if (url.find("://") == std::string::npos) url.insert(0, "https://");
        fields::set_url(f.location, url + std::string(at["path"].str()));
        fields::put(f.location.method, at["method"].str(), 20);
        fields::put(f.location.parameter, at["param"].str(), 200);
        f.identity = IdentityKind::web;
    }
}

void read_status(const CsvTable& row, RawFinding& f) {
    const std::string_view status = row.get("Status");
    if (iequals(status, "resolved")) fields::set_fixed(f);
    if (!iequals(status, "dismissed")) return;
    f.suppressed = true;
    const std::string_view reason = row.get("Dismissal Reason");
    f.suppression = elide(fmt::format("dismissed in GitLab{}{}", reason.empty() ? "" : ": ", reason), 600);
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    read_identifiers(row, f);
    fields::set_title(f, {row.get("Vulnerability"), row.get("Details"), f.rule, "Unnamed"}, limits);
    std::string text(row.get({"Details", "Basic Details"}));
    if (const std::string_view more = row.get("Additional Info"); !more.empty()) text += fmt::format("\n\n{}", more);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_severity(f, row.get("Severity"), k_severities, stats);
    if (iequals(f.severity_raw, "unknown")) f.severity_known = false;
    std::string_view project = row.get("Full Path");
    if (project.empty()) project = row.get("Project Name");
    fields::put(f.asset, project, 500);
    json::Document document;
    const std::string location = json_of(row.get("Location"));
    if (auto at = document.parse(location, limits); at && at->is_object()) read_location(*at, f);
    if (row.get("Tool") == "secret_detection") {
        f.identity = IdentityKind::secret;
        f.cause = Cause::secret;
    }
    if (f.identity == IdentityKind::other && !f.cve.empty()) f.identity = IdentityKind::vuln;
    fields::add_tag(f, row.get("Tool"));
    fields::add_tag(f, row.get("Scanner Name"));
    f.seen = loose_time(row.get("Detected At"));
    read_status(row, f);
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"Tool", "Scanner Name", "Status", "Vulnerability", "Severity"}))
        return {92, "a CSV header with Tool, Scanner Name, Status and Vulnerability", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"Scanner Name", "Vulnerability"}}, "GitLab", "repository", read_row});
}

} // namespace

const FormatInfo k_gitlab_csv_format{
    "gitlab-csv", FormatKind::findings, "GitLab", "text/csv", "GitLab's vulnerability report, exported", sniff, parse};

} // namespace parapet

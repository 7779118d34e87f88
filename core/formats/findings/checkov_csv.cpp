// Checkov's CSV: a table of resources with their misconfigurations, or one of packages with their vulnerabilities.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_checkov_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 7> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MODERATE", Severity::medium},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"NONE", Severity::info},
}};

void read_severity(std::string_view word, RawFinding& f, ParseStats& stats) {
    if (!word.empty()) return fields::set_severity(f, word, k_severities, stats);
    f.severity = Severity::medium; // Checkov rates only when it is connected to its platform
    f.severity_known = false;
}

// "/main.tf" is below the scanned folder; "/Dockerfile (sha256:...)" is an image.
std::string_view path_of(std::string_view path) {
    path = trim(path.substr(0, path.find(" (sha256:")));
    while (!path.empty() && path.front() == '/')
        path.remove_prefix(1);
    return path;
}

bool read_package(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    const std::string_view id = row.get("Vulnerability");
    if (id.empty()) {
        stats.skip("a package without a vulnerability");
        return false;
    }
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    Location& at = f.location;
    fields::put(at.package, row.get("Package"));
    fields::put(at.version, row.get("Version"));
    std::string_view fix = row.get("Fix Version");
    if (const auto note = fix.find(" (Public)"); note != std::string_view::npos) fix = fix.substr(0, note);
    if (!iequals(fix, "N/A")) fields::put(at.fixed_version, fix);
    at.file = fields::normal_path(path_of(row.get("Path")));
    at.line = fields::first_line_number(row.get("Line(s)"));
    fields::put(f.rule, id);
    if (!fields::add_id(f, id)) fields::add_alias(f, id);
    fields::set_title(f, {fmt::format("{} in {}", id, at.package)}, limits);
    fields::set_text(f.description, row.get("Description"), stats, f.place.path, limits);
    read_severity(row.get("Severity"), f, stats);
    return true;
}

bool read_resource(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    const std::string_view check = row.get("Misconfigurations");
    if (check.empty()) {
        stats.skip("a resource without a misconfiguration");
        return false;
    }
    fields::set_config(f, path_of(row.get("Path")), 0);
    fields::put(f.location.resource, row.get("Resource"), 500);
    fields::put(f.rule, check);
    fields::set_title(f, {row.get({"Policy title", "Details"}), fmt::format("{} in {}", check, row.get("Resource"))},
                      limits);
    fields::set_text(f.description, row.get({"Details", "Policy title"}), stats, f.place.path, limits);
    fields::add_link(f, row.get("Guideline"));
    read_severity(row.get("Severity"), f, stats);
    return true;
}

bool read_row(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    if (row.has("Misconfigurations")) return read_resource(row, f, stats, limits);
    return read_package(row, f, stats, limits);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const CsvHeader header = csv_header(head);
    if (header.has_all({"Resource", "Path", "Git Org", "Git Repository", "Misconfigurations", "Severity"}))
        return {92, "a CSV header with Resource, Path, Misconfigurations and Severity", {}};
    if (header.has_all({"Package", "Version", "Path", "Git Org", "Git Repository", "Vulnerability", "Severity"}))
        return {90, "a CSV header with Package, Version, Git Repository and Vulnerability", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(
        in, out, options, {{.header_has = {"Path", "Git Repository", "Severity"}}, "Checkov", "repository", read_row});
}

} // namespace

const FormatInfo k_checkov_csv_format{
    "checkov-csv", FormatKind::findings, "Checkov", "text/csv", "Checkov: infrastructure as code and packages", sniff,
    parse};

} // namespace parapet

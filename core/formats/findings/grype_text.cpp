// What Grype prints: a table set with spaces.

#include "core/base/text.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_columns.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/findings/grype/severities.h"

#include <optional>

namespace parapet {

extern const FormatInfo k_grype_text_format;

namespace {

constexpr std::string_view k_nothing = "No vulnerabilities found";

bool is_header(std::string_view line) {
    return line.starts_with("NAME ") && line.find(" INSTALLED ") != std::string_view::npos &&
           line.find(" VULNERABILITY ") != std::string_view::npos && line.find(" SEVERITY") != std::string_view::npos;
}

// "2.4% (84th)"
std::optional<double> epss_of(std::string_view text) {
    double percent = 0;
    const auto sign = text.find('%');
    if (sign == std::string_view::npos || !parse_double(text.substr(0, sign), percent)) return std::nullopt;
    return percent / 100;
}

void read_row(const TextColumns& columns, std::string_view line, RawFinding& f, WholeReport& report) {
    Location& at = f.location;
    fields::put(at.package, columns.get(line, {"NAME"}));
    fields::put(at.version, columns.get(line, {"INSTALLED"}));
    const std::string_view fixed = columns.get(line, {"FIXED-IN", "FIXED IN"});
    if (fixed == "(won't fix)")
        f.remediation = "The vendor will not fix it: replace the package, or accept the risk with a reason.";
    else
        fields::put(at.fixed_version, fixed);
    at.ecosystem = fields::ecosystem_of(columns.get(line, {"TYPE"}));
    at.file = fields::normal_path(columns.get(line, {"LOCATION"}));
    fields::set_vulnerability(f, columns.get(line, {"VULNERABILITY"}), report.limits);
    fields::set_update_remedy(f);
    std::string_view severity = columns.get(line, {"SEVERITY"});
    if (const auto open = severity.find(" (suppressed"); open != std::string_view::npos) {
        f.suppressed = true;
        f.suppression = severity.find("VEX", open) == std::string_view::npos
                            ? "ignored by a rule of Grype"
                            : "a VEX document says that it is no concern";
        severity = severity.substr(0, open);
    }
    report.severity(f, severity, grype::k_severities);
    fields::set_epss(f, epss_of(columns.get(line, {"EPSS"})));
    if (columns.get(line, {"RISK"}).find("kev") != std::string_view::npos) f.kev = true;
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    std::optional<TextColumns> columns;
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        if (is_header(lines[i])) {
            columns.emplace(lines[i]);
            known = true;
            continue;
        }
        known = known || trim(lines[i]) == k_nothing;
        if (!columns) continue;
        if (trim(lines[i]).empty() || columns->get(lines[i], {"VULNERABILITY"}).empty()) {
            columns.reset(); // the table has ended
            continue;
        }
        read_row(*columns, lines[i], next_of_line(report, i), report);
        report.emit();
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (is_header(line)) return {90, "a table with NAME, INSTALLED, VULNERABILITY and SEVERITY", {}};
    // Alone the words are bundler-audit's, too.
    if (head.contains(k_nothing) && head.contains(" vulnerability matches"))
        return {80, "no vulnerabilities found, and how many matches there are", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Grype", "package"}, read);
}

} // namespace

const FormatInfo k_grype_text_format{
    "grype-text", FormatKind::findings, "Grype", "text/plain", "Grype: what it prints of images and folders", sniff,
    parse};

} // namespace parapet

// What Safety 2 and 3 print (safety check): "-> Vulnerability found in NAME version VERSION" and what is said of it.

#include "core/base/text.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/vuln_fields.h"

#include <string>

namespace parapet {

extern const FormatInfo k_safety_text_format;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view k_found = "-> Vulnerability found in ",
                           k_perhaps = "-> Vulnerability may be present given that your ";

bool is_scanning(std::string_view line) {
    return trim(line).starts_with("Safety v") && line.find("is scanning for Vulnerabilities") != std::string_view::npos;
}

// "kettle version 1.2.3", "kettle install specifier is >=1.0"
bool begins(std::string_view line, Location& at) {
    line = trim(line);
    const bool found = line.starts_with(k_found);
    if (!found && !line.starts_with(k_perhaps)) return false;
    line.remove_prefix(found ? k_found.size() : k_perhaps.size());
    const std::string_view between = found ? " version " : " install specifier is ";
    const auto gap = line.find(between);
    fields::put(at.package, line.substr(0, gap));
    if (gap != std::string_view::npos) fields::put(at.version, line.substr(gap + between.size()));
    return true;
}

// Gives the first line behind the paragraph.
std::size_t read_paragraph(const Lines& lines, std::size_t i, WholeReport& report) {
    RawFinding& f = next_of_line(report, i);
    Location& at = f.location;
    begins(lines[i], at);
    at.ecosystem = "pypi";
    std::string_view id;
    std::string text;
    bool advisory = false;
    std::size_t next = i + 1;
    Location other;
    for (; next < lines.size() && !trim(lines[next]).empty() && !begins(lines[next], other); ++next) {
        const std::string_view line = trim(lines[next]);
        const bool cve = istarts_with(line, "CVE-") || istarts_with(line, "PVE-");
        if (const auto value = after_key(line, "Vulnerability ID:")) {
            id = *value;
        } else if (const auto range = after_key(line, "Affected spec:")) {
            fields::add_tag(f, "affected: " + elide(*range, 200));
        } else if (const auto fixed = after_key(line, "Fixed versions:")) {
            if (*fixed != "No known fix") fields::put(at.fixed_version, *fixed, 200);
        } else if (const auto words = after_key(line, "ADVISORY:")) {
            text = *words;
            advisory = true;
        } else if (line.starts_with("This vulnerability is being ignored")) {
            f.suppressed = true;
            f.suppression = elide(line, 500);
        } else if (const auto why = after_key(line, "Reason:"); why && f.suppressed) {
            fields::put(f.suppression, *why, 1000);
        } else if (cve || line.starts_with("For more information")) {
            advisory = false;
            fields::add_ids_of(f, line);
        } else if (line.starts_with("http") && !advisory) {
            fields::add_link(f, line);
        } else if (advisory && text.size() < report.limits.max_field_bytes) {
            text += " " + std::string(line);
        }
        if (const auto link = line.find("visit http"); link != std::string_view::npos)
            fields::add_link(f, line.substr(link + 6));
    }
    report.text(f.description, text);
    fields::set_vulnerability(f, id, report.limits);
    fields::set_update_remedy(f);
    fields::rate(f, "", Severity::medium, report.stats);
    report.emit(f);
    return next;
}

bool read(const Lines& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_scanning(lines[i]);
        Location at;
        if (begins(lines[i], at)) i = read_paragraph(lines, i, report) - 1;
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains(k_found) && head.contains("Vulnerability ID: "))
        return {90, "paragraphs of Vulnerability found in and Vulnerability ID", {}};
    for (const std::string_view line : head.lines)
        if (is_scanning(line)) return {88, "Safety says that it is scanning for vulnerabilities", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Safety", "package"}, read);
}

} // namespace

const FormatInfo k_safety_text_format{
    "safety-text", FormatKind::findings, "Safety", "text/plain", "Safety 2 and 3: what safety check prints", sniff,
    parse};

} // namespace parapet

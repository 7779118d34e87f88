#include "core/views/issue_text.h"

#include "core/base/text.h"
#include "core/views/export_parts.h"
#include "core/views/gate_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::views {
namespace {

constexpr std::size_t k_most_text = 4000, k_most_links = 8;

std::string ids_of(const FindingDetail& d) {
    std::vector<std::string> ids = d.cve;
    for (const std::string& alias : d.aliases)
        if (std::find(ids.begin(), ids.end(), alias) == ids.end()) ids.push_back(alias);
    for (const int cwe : d.cwe)
        ids.push_back(fmt::format("CWE-{}", cwe));
    return join(ids, ", ");
}

std::string package_of(const Location& l) {
    std::string out = l.package;
    if (!l.version.empty()) out += (out.empty() ? "" : " ") + l.version;
    if (!l.fixed_version.empty()) out += ", fixed in " + l.fixed_version;
    return out;
}

} // namespace

std::string issue_markdown(const FindingDetail& d, const std::string& zone) {
    const FindingRow& r = d.row;
    std::string severity(name_of(r.severity));
    severity.front() = static_cast<char>(severity.front() - 'a' + 'A');
    std::string out = fmt::format("# {}: {}\n\n", severity, markdown_text(r.title));
    const auto line = [&out](std::string_view name, const std::string& text) {
        if (!text.empty()) out += fmt::format("- **{}**: {}\n", name, markdown_text(elide(text, 500)));
    };
    line("Finding", fmt::format("F-{}", r.id.value));
    line("Known as", ids_of(d));
    line("Rule", export_rule(d));
    line("Asset", r.asset);
    line("Where", r.where);
    line("Package", package_of(d.location));
    line("Score", r.score ? fmt::format("{:.1f}{}", *r.score, d.cvss_vector.empty() ? "" : " " + d.cvss_vector) : "");
    line("Exploited", r.kev.value_or(false) ? "listed as known exploited" : "");
    line("Under attack", r.under_attack ? "attacks of this kind were seen on the asset in the last 7 days" : "");
    line("First seen", export_time(r.first_seen, zone));
    line("To be fixed by", export_time(r.due, zone));
    line("Owner", r.owner);
    line("Found by", join(r.tools, ", "));
    const auto section = [&out](std::string_view title, const std::string& text) {
        if (!text.empty()) out += fmt::format("\n## {}\n\n{}\n", title, markdown_text(elide(text, k_most_text)));
    };
    section("What it is", d.description == r.title ? std::string() : d.description);
    section("How to fix it", d.remediation);
    if (!d.links.empty()) out += "\n## Read more\n\n";
    for (std::size_t i = 0; i < d.links.size() && i < k_most_links; ++i)
        if (d.links[i].find_first_of("<> \n\r\t\"`") == std::string::npos) out += fmt::format("- <{}>\n", d.links[i]);
    return out;
}

} // namespace parapet::views

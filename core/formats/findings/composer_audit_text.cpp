// What composer audit prints: a table for each advisory, or with --format=plain lines parted by "--------".

#include "core/base/text.h"
#include "core/formats/common/drawn_table.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/vuln_fields.h"

#include <algorithm>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_composer_audit_text_format;

namespace {

using Lines = std::vector<std::string_view>;

bool is_total(std::string_view line) {
    return line.find("security vulnerability advisor") != std::string_view::npos &&
           (line.starts_with("Found ") || line.starts_with("No "));
}
bool is_advisory(const DrawnPairs& p) {
    return !p.get({"Package"}).empty() && !p.get({"Affected versions"}).empty();
}

void read_advisory(const DrawnPairs& p, WholeReport& report) {
    RawFinding& f = next_of_line(report, p.line);
    fields::put(f.location.package, p.get({"Package"}));
    f.location.ecosystem = "composer";
    f.location.file = "composer.lock";
    fields::set_title(f, {p.get({"Title"})}, report.limits);
    const std::string_view cve = p.get({"CVE"}), advisory = p.get({"Advisory ID"}), link = p.get({"URL"});
    const bool has_cve = istarts_with(cve, "CVE-");
    fields::set_vulnerability(f, has_cve ? cve : advisory, report.limits);
    fields::add_alias(f, advisory);
    fields::add_ids_of(f, link);
    if (f.rule.empty() && !f.aliases.empty()) f.rule = f.aliases.front();
    fields::add_link(f, link);
    fields::add_tag(f, "affected: " + elide(p.get({"Affected versions"}), 200));
    fields::rate(f, p.get({"Severity"}), Severity::medium, report.stats);
    const std::string_view why = p.get({"Ignore reason"});
    if (!why.empty()) {
        f.suppressed = true;
        if (why != "None specified") fields::put(f.suppression, why, 2000);
        if (f.suppression.empty()) f.suppression = "ignored in composer.json";
    }
    report.emit(f);
}

// "Package: tea/pot", "CVE: ...", down to an empty line or "--------".
DrawnPairs plain_at(const Lines& lines, std::size_t i) {
    DrawnPairs out;
    out.line = i;
    for (; i < lines.size() && !lines[i].empty() && !lines[i].starts_with("---"); ++i) {
        const auto colon = lines[i].find(": ");
        if (colon == std::string_view::npos || out.pairs.size() > 20) break;
        out.pairs.emplace_back(lines[i].substr(0, colon), trim(lines[i].substr(colon + 2)));
    }
    out.end = std::max(i, out.line + 1);
    return out;
}

bool read(const Lines& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        const bool total = is_total(lines[i]);
        const bool nothing = total && lines[i].starts_with("No ");
        known = known || nothing || (total && !lines[i].ends_with('.')); // a mere summary lists nothing
        const bool drawn = is_drawn(lines[i]);
        if (!drawn && !lines[i].starts_with("Package: ")) continue;
        const DrawnPairs advisory = drawn ? drawn_pairs(lines, i) : plain_at(lines, i);
        if (is_advisory(advisory)) read_advisory(advisory, report);
        i = advisory.end - 1;
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (std::size_t i = 0; i < head.lines.size(); ++i) {
        if (is_total(head.lines[i]))
            return {90, "a count of security vulnerability advisories, as Composer says it", {}};
        if (!head.lines[i].starts_with("Package: ")) continue;
        const DrawnPairs advisory = plain_at(head.lines, i);
        if (is_advisory(advisory) && !advisory.get({"Reported at"}).empty())
            return {86, "lines with Package, Affected versions and Reported at", {}};
    }
    for (std::size_t i = 0; i < head.lines.size(); ++i) {
        if (!is_drawn(head.lines[i])) continue;
        const DrawnPairs advisory = drawn_pairs(head.lines, i);
        if (is_advisory(advisory) && !advisory.get({"Reported at"}).empty())
            return {86, "tables with Package, Affected versions and Reported at", {}};
        i = advisory.end - 1;
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Composer audit", "advisory"}, read);
}

} // namespace

const FormatInfo k_composer_audit_text_format{"composer-audit-text",
                                              FormatKind::findings,
                                              "Composer audit",
                                              "text/plain",
                                              "composer audit: what it prints, as table or plain",
                                              sniff,
                                              parse};

} // namespace parapet

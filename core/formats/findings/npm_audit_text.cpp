// What the package managers of JavaScript print: a table for each advisory (npm 6, yarn 1, pnpm), paragraphs (npm 7
// and later), or a tree (yarn 2 and later).

#include "core/base/text.h"
#include "core/formats/common/drawn_table.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/vuln_fields.h"

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_npm_audit_text_format;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::array<std::string_view, 5> k_words{"critical", "high", "moderate", "low", "info"};

bool is_word(std::string_view word) {
    return std::any_of(k_words.begin(), k_words.end(), [&](std::string_view known) { return iequals(known, word); });
}

// ">=1.2.3" as what to update to; a range of several is no version.
void put_patched(std::string_view text, RawFinding& f) {
    if (text.starts_with(">=")) text.remove_prefix(2);
    if (text.find_first_not_of("0123456789.-abcdefghijklmnopqrstuvwxyz+") == std::string_view::npos)
        fields::put(f.location.fixed_version, text);
}

void finish(std::string_view title, std::string_view severity, std::string_view link, RawFinding& f,
            WholeReport& report) {
    f.location.ecosystem = "npm";
    fields::set_title(f, {title}, report.limits);
    fields::add_link(f, link);
    const std::string_view id = link.substr(link.rfind('/') == std::string_view::npos ? 0 : link.rfind('/') + 1);
    fields::set_vulnerability(f, id, report.limits);
    fields::add_ids_of(f, link);
    fields::set_update_remedy(f);
    fields::rate(f, severity, Severity::medium, report.stats);
    report.emit(f);
}

// ---- a table an advisory ----

bool read_table(const DrawnPairs& t, WholeReport& report) {
    if (t.pairs.empty()) return false;
    const auto& [severity, title] = t.pairs.front();
    if (!is_word(severity) || t.get({"Package"}).empty()) return false;
    RawFinding& f = next_of_line(report, t.line);
    fields::put(f.location.package, t.get({"Package"}));
    const std::string_view range = t.get({"Vulnerable versions"});
    if (!range.empty()) fields::add_tag(f, "affected: " + elide(range, 200));
    put_patched(t.get({"Patched in", "Patched versions"}), f);
    fields::put(f.location.resource, t.get({"Path", "Paths"}), 1000);
    finish(title, severity, t.get({"More info"}), f, report);
    return true;
}

// ---- npm 7: "kettle  <1.2", "Severity: high", "Spilling - https://...", "fix available via ...",
// "node_modules/kettle"

struct Package {
    std::string_view name, range, severity = "low"; // of which nothing is said
    std::string_view file, fix;
    std::size_t end = 0;
};
bool is_heading(std::string_view line) {
    const auto gap = line.find("  ");
    return !line.empty() && line.front() != ' ' && gap != std::string_view::npos && line.find(' ') == gap &&
           !trim(line.substr(gap)).empty();
}
Package package_at(const Lines& lines, std::size_t i) {
    Package p;
    const auto gap = lines[i].find("  ");
    p.name = lines[i].substr(0, gap);
    p.range = trim(lines[i].substr(gap));
    std::size_t at = i + 1;
    for (; at < lines.size() && !trim(lines[at]).empty() && lines[at].front() != ' '; ++at) {
        if (const auto severity = after_key(lines[at], "Severity:")) p.severity = *severity;
        if (lines[at].starts_with("node_modules/") && p.file.empty()) p.file = lines[at];
        if (lines[at].starts_with("Will install ")) p.fix = lines[at];
    }
    p.end = at;
    return p;
}

// The advisories of a package; false where these are not npm's lines.
bool read_package(const Lines& lines, std::size_t i, const Package& p, WholeReport& report) {
    bool any = false;
    for (std::size_t at = i + 1; at < p.end && report.go_on(); ++at) {
        const auto link = lines[at].rfind(" - http");
        if (link == std::string_view::npos) continue;
        any = true;
        RawFinding& f = next_of_line(report, at);
        fields::put(f.location.package, p.name);
        fields::put(f.location.file, p.file);
        fields::add_tag(f, "affected: " + elide(p.range, 200));
        fields::put(f.remediation, p.fix);
        finish(lines[at].substr(0, link), p.severity, trim(lines[at].substr(link + 3)), f, report);
    }
    return any;
}

// ---- yarn 2: a tree of packages with "Issue:", "URL:", "Severity:" ... ----

// Behind the lines of the tree.
std::string_view leaf(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size() && (line[at] == ' ' || static_cast<unsigned char>(line[at]) >= 0x80))
        ++at;
    return trim(line.substr(at));
}

struct Leaf {
    std::string_view package, issue, link, severity, range, version;
    std::size_t line = 0;
};
void emit_leaf(Leaf& l, WholeReport& report) {
    if (!l.issue.empty() && !l.severity.empty()) {
        RawFinding& f = next_of_line(report, l.line);
        const auto colon = l.package.find(": "); // "kettle: 1.0.0", of yarn 2 and 3
        fields::put(f.location.package, l.package.substr(0, colon));
        fields::put(f.location.version, colon == std::string_view::npos ? l.version : l.package.substr(colon + 2));
        if (!l.range.empty()) fields::add_tag(f, "affected: " + elide(l.range, 200));
        finish(l.issue, l.severity, l.link, f, report);
    }
    const std::string_view package = l.package;
    l = {};
    l.package = package;
}

void read_tree(const Lines& lines, std::size_t i, WholeReport& report) {
    Leaf l;
    bool versions = false;
    for (; i < lines.size() && report.go_on(); ++i) {
        const std::string_view text = leaf(lines[i]);
        const auto begins = [&](std::string_view key, std::string_view& field) {
            const auto value = after_key(text, key);
            if (value) field = *value;
            return value.has_value();
        };
        if (text.starts_with("ID: ")) {
            emit_leaf(l, report);
            l.line = i;
        } else if (begins("Issue: ", l.issue)) {
            if (l.line == 0) l.line = i;
        } else if (begins("URL: ", l.link) || begins("Severity: ", l.severity) ||
                   begins("Vulnerable Versions: ", l.range) || text.empty()) {
            continue;
        } else if (text == "Tree Versions" || text == "Dependents") {
            versions = text == "Tree Versions";
        } else if (i + 1 < lines.size() &&
                   (leaf(lines[i + 1]).starts_with("ID: ") || leaf(lines[i + 1]).starts_with("Issue: "))) {
            emit_leaf(l, report);
            l = {};
            l.package = text;
        } else if (versions && l.version.empty()) {
            l.version = text;
        }
    }
    emit_leaf(l, report);
}

bool is_tree(const Lines& lines) {
    std::size_t issues = 0, severities = 0;
    for (const std::string_view line : lines) {
        if (line.find("\xE2\x94\x9C\xE2\x94\x80") == std::string_view::npos) continue;
        issues += leaf(line).starts_with("Issue: ") ? 1 : 0;
        severities += leaf(line).starts_with("Severity: ") ? 1 : 0;
    }
    return issues > 0 && severities > 0;
}

// ----

bool says_that_nothing_is_found(std::string_view line) {
    line = trim(line);
    return line == "found 0 vulnerabilities" || line.starts_with("0 vulnerabilities found") ||
           line.ends_with("No audit suggestions") || line == "No known vulnerabilities found" ||
           (line.starts_with("found 0 vulnerabilities") && line.ends_with("scanned packages"));
}
bool is_npms(std::string_view line) {
    return line.starts_with("# npm audit report") ||
           line.find("=== npm audit security report ===") != std::string_view::npos;
}

bool read(const Lines& lines, WholeReport& report) {
    if (is_tree(lines)) {
        read_tree(lines, 0, report);
        return true;
    }
    bool known = false, npm7 = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_npms(lines[i]) || says_that_nothing_is_found(lines[i]);
        npm7 = npm7 || lines[i].starts_with("# npm audit report");
        if (is_drawn(lines[i])) {
            const DrawnPairs table = drawn_pairs(lines, i);
            known = read_table(table, report) || known;
            i = table.end - 1;
        } else if (npm7 && is_heading(lines[i])) {
            const Package p = package_at(lines, i);
            known = read_package(lines, i, p, report) || known;
            i = p.end - 1;
        }
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (std::size_t i = 0; i < head.lines.size(); ++i) {
        if (is_npms(head.lines[i])) return {92, "the heading of npm's audit", {}};
        const auto cells = is_drawn(head.lines[i]) ? drawn_cells(head.lines[i]) : Lines();
        if (cells.size() != 2 || !is_word(cells[0])) continue;
        const DrawnPairs table = drawn_pairs(head.lines, i);
        if (!table.get({"Package"}).empty() &&
            (!table.get({"Patched in", "Patched versions"}).empty() || !table.get({"More info"}).empty()))
            return {90, "tables of a severity with Package, Patched and More info", {}};
    }
    if (is_tree(head.lines)) return {84, "a tree with Issue, URL and Severity, as yarn draws it", {}};
    for (const std::string_view line : head.lines)
        if (says_that_nothing_is_found(line) && line.find("No known") == std::string_view::npos)
            return {60, "no vulnerabilities found, as npm, yarn and pnpm say it", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"npm audit", "advisory"}, read);
}

} // namespace

const FormatInfo k_npm_audit_text_format{"npm-audit-text",
                                         FormatKind::findings,
                                         "npm audit",
                                         "text/plain",
                                         "npm, yarn and pnpm audit: what they print",
                                         sniff,
                                         parse};

} // namespace parapet

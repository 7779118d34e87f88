// What Snyk prints of dependencies, images, code and infrastructure: paragraphs, each with its severity, and behind
// (or before) them what was tested.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/vuln_fields.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_snyk_text_format;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view k_cross = "\xE2\x9C\x97", k_times = "\xC3\x97";
constexpr std::array<std::string_view, 4> k_words{"critical", "high", "medium", "low"};

bool is_word(std::string_view word) {
    return std::any_of(k_words.begin(), k_words.end(), [&](std::string_view known) { return iequals(known, word); });
}

struct Issue {
    enum class Kind : std::uint8_t { dependency, container, code, infrastructure } kind = Kind::code;
    std::string_view severity, title, link, package;
};

std::string_view behind_cross(std::string_view line) {
    for (const std::string_view cross : {k_cross, k_times})
        if (line.starts_with(cross)) return trim(line.substr(cross.size()));
    return {};
}

// "High severity vulnerability found in expat/libexpat1"
std::optional<Issue> container_issue(std::string_view text) {
    constexpr std::string_view k_found = " severity vulnerability found in ";
    const auto at = text.find(k_found);
    if (at == std::string_view::npos || !is_word(text.substr(0, at))) return std::nullopt;
    return Issue{Issue::Kind::container, text.substr(0, at), {}, {}, trim(text.substr(at + k_found.size()))};
}

// "Title [High Severity][https://...] in kettle@1.2.3", "Title [High Severity] in ..."
std::optional<Issue> dependency_issue(std::string_view text) {
    const auto rating = text.find(" Severity]");
    const auto open = rating == std::string_view::npos ? rating : text.rfind('[', rating);
    const auto in = rating == std::string_view::npos ? rating : text.rfind(" in ");
    if (open == std::string_view::npos || in == std::string_view::npos || in < rating) return std::nullopt;
    Issue issue{Issue::Kind::dependency, text.substr(open + 1, rating - open - 1), trim(text.substr(0, open)), {}, {}};
    if (!is_word(issue.severity)) return std::nullopt;
    issue.link = text.substr(rating + 10, in - rating - 10);
    if (issue.link.starts_with('[') && issue.link.ends_with(']'))
        issue.link = issue.link.substr(1, issue.link.size() - 2);
    issue.package = trim(text.substr(in + 4));
    return issue;
}

// "[High] Title", with a cross of code, without of infrastructure.
std::optional<Issue> rated_issue(std::string_view text, Issue::Kind kind) {
    const auto close = text.find("] ");
    if (!text.starts_with('[') || close == std::string_view::npos || !is_word(text.substr(1, close - 1)))
        return std::nullopt;
    return Issue{kind, text.substr(1, close - 1), trim(text.substr(close + 2)), {}, {}};
}

std::optional<Issue> issue_at(const Lines& lines, std::size_t i) {
    const std::string_view line = trim(lines[i]);
    if (const std::string_view text = behind_cross(line); !text.empty()) {
        if (auto issue = container_issue(text)) return issue;
        if (auto issue = dependency_issue(text)) return issue;
        return rated_issue(text, Issue::Kind::code);
    }
    // Its paragraph must have a rule: "[High] ..." alone is anybody's.
    for (std::size_t at = i + 1; line.starts_with('[') && at < lines.size() && at < i + 12; ++at) {
        if (trim(lines[at]).empty()) break;
        if (after_key(lines[at], "Rule:")) return rated_issue(line, Issue::Kind::infrastructure);
    }
    return std::nullopt;
}

struct Project {
    std::string_view manager, file, name, image, path, testing;
};

void read_project(const Lines& lines, std::size_t from, std::size_t to, Project& p) {
    for (std::size_t i = from; i < to; ++i) {
        const std::string_view line = trim(lines[i]);
        for (const auto& [key, field] : {std::pair{"Package manager:", &p.manager},
                                         {"Target file:", &p.file},
                                         {"Project name:", &p.name},
                                         {"Docker image:", &p.image},
                                         {"Project path:", &p.path}})
            if (const auto value = after_key(line, key); value && field->empty()) *field = *value;
        if (line.starts_with("Testing ") && line.ends_with("...")) p.testing = trim(line.substr(8, line.size() - 11));
    }
}

void tell(const Project& p, WholeReport& report) {
    ScanInfo scan;
    scan.tool = "Snyk";
    scan.target_kind = p.image.empty() ? "repository" : "image";
    for (const std::string_view target : {p.image, p.name, p.path, p.testing})
        if (scan.target.empty()) fields::put(scan.target, target);
    fields::put(scan.policy, p.file);
    report.tell(scan);
}

// "kettle@1.2.3", "@tea/cup@2"
void put_package(std::string_view text, Location& at) {
    const auto sign = text.rfind('@');
    const bool version = sign != std::string_view::npos && sign > 0;
    fields::put(at.package, version ? text.substr(0, sign) : text);
    if (version) fields::put(at.version, text.substr(sign + 1));
}

std::string_view last_part(std::string_view link) {
    const auto slash = link.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : link.substr(slash + 1);
}

// "Path: app.js, line 12"
void read_code_place(std::string_view text, RawFinding& f) {
    const auto comma = text.rfind(", line ");
    fields::set_code(f, text.substr(0, comma),
                     comma == std::string_view::npos ? 0 : fields::line_number(text.substr(comma + 7)));
}

// The lines under an issue, up to the next; gives the first that is none of them.
std::size_t read_details(const Lines& lines, std::size_t i, std::size_t to, const Issue& issue, RawFinding& f,
                         std::string& rule, WholeReport& report) {
    using Kind = Issue::Kind;
    std::size_t at = i + 1;
    for (; at < to && !trim(lines[at]).empty() && !issue_at(lines, at); ++at) {
        const std::string_view line = trim(lines[at]);
        if (const auto info = after_key(line, "Info:")) {
            if (info->starts_with("http")) {
                fields::add_link(f, *info);
                rule = last_part(*info);
            } else {
                report.text(f.description, *info);
            }
        } else if (const auto link = after_key(line, "Rule:")) {
            fields::add_link(f, *link);
            rule = last_part(*link);
        } else if (const auto text = after_key(line, "Description:")) {
            fields::set_title(f, {*text}, report.limits);
        } else if (const auto from = after_key(line, "From:")) {
            if (f.location.resource.empty()) fields::put(f.location.resource, *from, 1000);
            if (f.location.version.empty()) put_package(from->substr(from->rfind('>') + 1), f.location);
        } else if (const auto by = after_key(line, "introduced by ")) {
            fields::put(f.location.resource, *by, 1000);
        } else if (const auto in = after_key(line, "This issue was fixed in versions:")) {
            fields::put(f.location.fixed_version, *in, 200);
        } else if (const auto fixed = after_key(line, "Fixed in:")) {
            fields::put(f.location.fixed_version, *fixed, 200);
        } else if (const auto path = after_key(line, "Path:"); path && issue.kind == Kind::code) {
            read_code_place(*path, f);
        } else if (path) {
            fields::put(f.location.resource, *path, 1000);
        } else if (const auto file = after_key(line, "File:")) {
            f.location.file = fields::normal_path(*file);
        } else if (const auto remedy = after_key(line, "Resolve:")) {
            report.text(f.remediation, *remedy);
        } else if (line.starts_with("Upgrade ") || line.starts_with("Pin ")) {
            break; // the heading of the next ones
        }
    }
    return at;
}

void finish(const Issue& issue, const Project& p, std::string_view upgrade, const std::string& rule, RawFinding& f,
            WholeReport& report) {
    using Kind = Issue::Kind;
    if (f.title.empty()) fields::set_title(f, {issue.title, rule}, report.limits);
    if (issue.kind == Kind::dependency || issue.kind == Kind::container) {
        Location& at = f.location;
        const std::string package = trimmed(std::string(issue.package));
        if (issue.kind == Kind::dependency) put_package(package, at);
        if (issue.kind == Kind::container) fields::put(at.package, package);
        at.ecosystem = fields::ecosystem_of(p.manager);
        at.file = fields::normal_path(p.file);
        if (!at.package.empty()) f.title = elide(f.title + " in " + at.package, report.limits.max_title_bytes);
        if (!upgrade.empty()) fields::put(f.remediation, upgrade);
        fields::set_vulnerability(f, rule, report.limits);
        fields::set_update_remedy(f);
    } else {
        fields::put(f.rule, rule.empty() ? issue.title : std::string_view(rule));
        if (issue.kind == Kind::infrastructure) {
            f.identity = IdentityKind::config;
            f.cause = Cause::configuration;
        }
    }
    fields::add_ids_of(f, f.title);
    report.severity(f, issue.severity, fields::common_severities());
    report.emit(f);
}

void read_section(const Lines& lines, std::size_t from, std::size_t to, WholeReport& report) {
    Project p;
    read_project(lines, from, to, p);
    tell(p, report);
    std::string_view upgrade;
    for (std::size_t i = from; i < to && report.go_on(); ++i) {
        const std::string_view line = trim(lines[i]);
        if ((line.starts_with("Upgrade ") || line.starts_with("Pin ")) && line.ends_with(" to fix"))
            upgrade = line.substr(0, line.size() - 7);
        else if (line.empty())
            upgrade = {};
        const auto issue = issue_at(lines, i);
        if (!issue) continue;
        RawFinding& f = next_of_line(report, i);
        std::string rule(last_part(issue->link));
        fields::add_link(f, issue->link);
        i = read_details(lines, i, to, *issue, f, rule, report) - 1;
        finish(*issue, p, upgrade, rule, f, report);
    }
}

bool is_parting(std::string_view line) {
    line = trim(line);
    return line.size() >= 20 && line.find_first_not_of('-') == std::string_view::npos;
}
bool is_tested(std::string_view line) {
    return line.find("Tested ") != std::string_view::npos &&
           (line.find(" for known issues") != std::string_view::npos ||
            line.find(" for known vulnerabilities") != std::string_view::npos);
}
bool is_known(std::string_view line) {
    return is_tested(line) || line.find("Static code analysis") != std::string_view::npos ||
           trim(line) == "Snyk Infrastructure as Code";
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    bool known = false, issue = false;
    for (std::size_t i = 0; i < head.lines.size(); ++i) {
        known = known || is_known(head.lines[i]);
        issue = issue || issue_at(head.lines, i).has_value();
    }
    const bool named = head.contains("snyk.io/") || head.contains("Snyk") || head.contains("snyk");
    if (issue && (known || named)) return {90, "issues with their severity, as Snyk writes them", {}};
    if (known && (named || head.contains("Organization:"))) return {85, "what Snyk says of what it tested", {}};
    if (known && head.contains("no vulnerable paths found")) return {85, "no vulnerable paths found", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool known = false;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= lines.size() && report.go_on(); ++i) {
        if (i < lines.size()) known = known || is_known(lines[i]);
        if (i < lines.size() && !is_parting(lines[i])) continue;
        const bool blank = std::all_of(lines.begin() + static_cast<std::ptrdiff_t>(from),
                                       lines.begin() + static_cast<std::ptrdiff_t>(i),
                                       [](std::string_view line) { return trim(line).empty(); });
        if (!blank) read_section(lines, from, i, report);
        from = i + 1;
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "nothing that Snyk tested", read);
}

} // namespace

const FormatInfo k_snyk_text_format{"snyk-text",
                                    FormatKind::findings,
                                    "Snyk",
                                    "text/plain",
                                    "Snyk: what it prints of dependencies, images, code and infrastructure",
                                    sniff,
                                    parse};

} // namespace parapet

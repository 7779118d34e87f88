#include "core/formats/common/vuln_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace parapet::fields {

namespace {

// The letter of a metric: "AV:N/AC:L" has N for AV.
char metric(std::string_view vector, std::string_view name) {
    for (std::string_view part : split(vector, '/')) {
        if (part.size() == name.size() + 2 && part.substr(0, name.size()) == name && part[name.size()] == ':')
            return part.back();
    }
    return '\0';
}

std::optional<double> weight(char letter, std::initializer_list<std::pair<char, double>> table) {
    for (const auto& [known, value] : table)
        if (known == letter) return value;
    return std::nullopt;
}

// Specification 3.1, appendix A.
double round_up(double value) {
    const auto whole = static_cast<std::int64_t>(std::llround(value * 100000));
    if (whole % 10000 == 0) return static_cast<double>(whole) / 100000.0;
    return (std::floor(static_cast<double>(whole) / 10000.0) + 1) / 10.0;
}

std::optional<double> score_v3(std::string_view v) {
    const bool changed = metric(v, "S") == 'C';
    const auto impact_table = {std::pair{'H', 0.56}, std::pair{'L', 0.22}, std::pair{'N', 0.0}};
    const auto av = weight(metric(v, "AV"), {{'N', 0.85}, {'A', 0.62}, {'L', 0.55}, {'P', 0.2}});
    const auto ac = weight(metric(v, "AC"), {{'L', 0.77}, {'H', 0.44}});
    const auto pr = weight(metric(v, "PR"), {{'N', 0.85}, {'L', changed ? 0.68 : 0.62}, {'H', changed ? 0.5 : 0.27}});
    const auto ui = weight(metric(v, "UI"), {{'N', 0.85}, {'R', 0.62}});
    const auto c = weight(metric(v, "C"), impact_table);
    const auto i = weight(metric(v, "I"), impact_table);
    const auto a = weight(metric(v, "A"), impact_table);
    if (!av || !ac || !pr || !ui || !c || !i || !a || (!changed && metric(v, "S") != 'U')) return std::nullopt;
    const double iss = 1 - (1 - *c) * (1 - *i) * (1 - *a);
    const double impact = changed ? 7.52 * (iss - 0.029) - 3.25 * std::pow(iss - 0.02, 15) : 6.42 * iss;
    if (impact <= 0) return 0.0;
    const double exploitability = 8.22 * *av * *ac * *pr * *ui;
    return round_up(std::min(changed ? 1.08 * (impact + exploitability) : impact + exploitability, 10.0));
}

std::optional<double> score_v2(std::string_view v) {
    const auto impact_table = {std::pair{'C', 0.66}, std::pair{'P', 0.275}, std::pair{'N', 0.0}};
    const auto av = weight(metric(v, "AV"), {{'N', 1.0}, {'A', 0.646}, {'L', 0.395}});
    const auto ac = weight(metric(v, "AC"), {{'L', 0.71}, {'M', 0.61}, {'H', 0.35}});
    const auto au = weight(metric(v, "Au"), {{'N', 0.704}, {'S', 0.56}, {'M', 0.45}});
    const auto c = weight(metric(v, "C"), impact_table);
    const auto i = weight(metric(v, "I"), impact_table);
    const auto a = weight(metric(v, "A"), impact_table);
    if (!av || !ac || !au || !c || !i || !a) return std::nullopt;
    const double impact = 10.41 * (1 - (1 - *c) * (1 - *i) * (1 - *a));
    const double exploitability = 20 * *av * *ac * *au;
    const double score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact <= 0 ? 0 : 1.176);
    return std::round(std::max(score, 0.0) * 10) / 10;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 70> k_ecosystems{{
    {"pip", "pypi"},
    {"python", "pypi"},
    {"python-pkg", "pypi"},
    {"poetry", "pypi"},
    {"pipenv", "pypi"},
    {"pypi", "pypi"},
    {"conda", "conda"},
    {"yarn", "npm"},
    {"pnpm", "npm"},
    {"node", "npm"},
    {"node.js", "npm"},
    {"nodejs", "npm"},
    {"node-pkg", "npm"},
    {"javascript", "npm"},
    {"js", "npm"},
    {"npm", "npm"},
    {"go", "golang"},
    {"gomod", "golang"},
    {"gobinary", "golang"},
    {"go-module", "golang"},
    {"golang", "golang"},
    {"go_stdlib", "golang"},
    {"ruby", "gem"},
    {"rubygems", "gem"},
    {"bundler", "gem"},
    {"gem", "gem"},
    {"gemspec", "gem"},
    {"java", "maven"},
    {"jar", "maven"},
    {"gradle", "maven"},
    {"sbt", "maven"},
    {"pom", "maven"},
    {"maven", "maven"},
    {"gav", "maven"},
    {"java-archive", "maven"},
    {"rust", "cargo"},
    {"crates.io", "cargo"},
    {"crates", "cargo"},
    {"cargo", "cargo"},
    {"rust-crate", "cargo"},
    {"php", "composer"},
    {"packagist", "composer"},
    {"composer", "composer"},
    {"dotnet", "nuget"},
    {".net", "nuget"},
    {"nuget", "nuget"},
    {"dotnet-core", "nuget"},
    {"debian", "deb"},
    {"ubuntu", "deb"},
    {"dpkg", "deb"},
    {"deb", "deb"},
    {"alpine", "apk"},
    {"apkg", "apk"},
    {"apk", "apk"},
    {"wolfi", "apk"},
    {"redhat", "rpm"},
    {"red hat", "rpm"},
    {"centos", "rpm"},
    {"rhel", "rpm"},
    {"amazon", "rpm"},
    {"rocky linux", "rpm"},
    {"almalinux", "rpm"},
    {"suse", "rpm"},
    {"rpm", "rpm"},
    {"hex", "hex"},
    {"erlang", "hex"},
    {"elixir", "hex"},
    {"pub", "pub"},
    {"swift", "swift"},
    {"cocoapods", "cocoapods"},
}};

} // namespace

std::optional<double> cvss_base_score(std::string_view vector) {
    vector = trim(vector);
    if (vector.size() > 400 || vector.substr(0, 7) == "CVSS:4.") return std::nullopt;
    return vector.find("Au:") != std::string_view::npos ? score_v2(vector) : score_v3(vector);
}

Severity severity_of_score(double score) {
    if (score >= 9.0) return Severity::critical;
    if (score >= 7.0) return Severity::high;
    if (score >= 4.0) return Severity::medium;
    return score > 0.0 ? Severity::low : Severity::info;
}

void rate(RawFinding& finding, std::string_view word, std::span<const SeverityWord> table, Severity presumed,
          ParseStats& stats) {
    word = trim(word);
    if (!finding.score && !finding.cvss_vector.empty()) finding.score = cvss_base_score(finding.cvss_vector);
    bool unrated = word.empty();
    for (const char* none : {"unknown", "unassigned", "undefined", "unspecified", "n/a", "null", "none"})
        unrated = unrated || iequals(word, none);
    for (const SeverityWord& known : table)
        unrated = unrated && !iequals(word, known.word);
    if (!unrated) {
        set_severity(finding, word, table, stats);
        if (finding.severity_known) return;
    }
    finding.severity_raw = elide(word, 64);
    finding.severity_known = finding.score.has_value();
    finding.severity = finding.score ? severity_of_score(*finding.score) : presumed;
}

void rate(RawFinding& finding, std::string_view word, Severity presumed, ParseStats& stats) {
    const auto table = common_severities();
    // "None" is what a tool says that did not rate.
    rate(finding, iequals(trim(word), "none") ? std::string_view() : word, table, presumed, stats);
}

std::string ecosystem_of(std::string_view word) {
    word = trim(word);
    word = word.substr(0, word.find(':'));
    for (const auto& [theirs, ours] : k_ecosystems)
        if (iequals(word, theirs)) return std::string(ours);
    return to_lower(elide(word, 40));
}

void set_vulnerability(RawFinding& finding, std::string_view id, const Limits& limits) {
    finding.identity = IdentityKind::vuln;
    finding.cause = Cause::missing_patch;
    put(finding.rule, id);
    add_alias(finding, finding.rule);
    if (!finding.title.empty()) return;
    const Location& at = finding.location;
    std::string title = finding.rule.empty() ? std::string("A vulnerability") : finding.rule;
    if (!at.package.empty()) title += " in " + at.package;
    if (!at.package.empty() && !at.version.empty()) title += " " + at.version;
    finding.title = elide(folded(title), limits.max_title_bytes);
}

void add_fixed(Location& at, std::string_view version) {
    version = trim(version);
    if (version.empty() || at.fixed_version.size() > 200) return;
    if (!at.fixed_version.empty()) at.fixed_version += ", ";
    at.fixed_version += elide(version, 80);
}

void set_update_remedy(RawFinding& finding) {
    const Location& at = finding.location;
    if (!finding.remediation.empty() || at.fixed_version.empty() || at.package.empty()) return;
    finding.remediation = fmt::format("Update {} to {}.", at.package, at.fixed_version);
}

void set_epss(RawFinding& finding, std::optional<double> probability) {
    if (probability && *probability >= 0 && *probability <= 1) finding.epss = probability;
}

std::int64_t line_number(std::optional<std::int64_t> line) {
    return line && *line > 0 && *line < (1LL << 31) ? *line : 0;
}

} // namespace parapet::fields

#include "core/formats/common/vuln_fields.h"

#include "core/analysis/cvss.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace parapet::fields {

namespace {

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
    const auto scores = cvss::score(vector);
    return scores ? std::optional<double>(scores->base) : std::nullopt;
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
    for (const char* none :
         {"unknown", "unassigned", "undefined", "unspecified", "n/a", "null", "none", "untriaged", "not yet assigned"})
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
    const std::int64_t number = line.value_or(0);
    return number > 0 && number < (1LL << 31) ? number : 0;
}

} // namespace parapet::fields

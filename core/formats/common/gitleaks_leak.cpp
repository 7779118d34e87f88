#include "core/formats/common/gitleaks_leak.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

namespace parapet::gitleaks {

namespace {

// `--redact` writes this instead of the secret, whole or with a part of it left.
bool is_redacted(std::string_view secret) {
    return secret.empty() || secret.find("REDACTED") != std::string_view::npos ||
           secret.find("***") != std::string_view::npos ||
           (secret.size() > 3 && secret.substr(secret.size() - 3) == "...");
}

Leak leak_of(json::Value v) {
    Leak leak;
    const bool old = !v["RuleID"].exists() && v["rule"].exists();
    leak.rule = old ? v["rule"].str() : v["RuleID"].str();
    leak.title = old ? v["rule"].str() : v["Description"].str();
    leak.secret = old ? v["offender"].str() : v["Secret"].str();
    leak.match = old ? v["line"].str() : v["Match"].str();
    leak.file = old ? v["file"].str() : v["File"].str();
    leak.commit = old ? v["commit"].str() : v["Commit"].str();
    leak.author = old ? v["author"].str() : v["Author"].str();
    leak.date = old ? v["date"].str() : v["Date"].str();
    leak.url = old ? v["leakURL"].str() : v["Link"].str();
    leak.fingerprint = v["Fingerprint"].str();
    leak.line = fields::line_number(old ? v["lineNumber"] : v["StartLine"]);
    leak.end_line = fields::line_number(v["EndLine"]);
    leak.column = fields::line_number(v["StartColumn"]);
    return leak;
}

// Who writes rules may rate them with a tag: "HIGH".
void rate(std::string_view tag, RawFinding& finding) {
    for (const fields::SeverityWord& known : fields::common_severities()) {
        if (!iequals(known.word, trim(tag))) continue;
        finding.severity = known.severity;
        finding.severity_raw = trim(tag);
    }
}

void read_tags(json::Value tags, RawFinding& finding) {
    for (const std::string_view tag : split(tags.str(), ',')) // version 7 writes "key, AWS"
        fields::add_tag(finding, tag);
    for (const json::Value tag : tags.items()) {
        fields::add_tag(finding, tag.str());
        rate(tag.str(), finding);
    }
}

} // namespace

void read_leak(const Leak& leak, RawFinding& finding, const Limits& limits) {
    fields::put(finding.rule, leak.rule);
    fields::put(finding.rule_name, leak.title);
    const std::string file = fields::normal_path(leak.file);
    const std::string_view kind = leak.title.empty() ? leak.rule : leak.title;
    finding.title = elide(fmt::format("Secret in the code: {}", trim(kind)), limits.max_title_bytes);
    finding.description = fmt::format("Gitleaks' rule {} matches in {}", finding.rule, file);
    if (!leak.commit.empty()) finding.description += fmt::format(", commit {}", elide(leak.commit, 64));
    if (!leak.author.empty()) finding.description += fmt::format(", by {}", elide(leak.author, 100));
    finding.description += '.';
    finding.remediation =
        "Revoke the secret first; then take it out of the code and keep it in a secret store. It stays "
        "readable in the history until that is rewritten.";
    finding.severity = Severity::high; // Gitleaks rates nothing: a secret that anyone can read is high
    finding.severity_known = true;
    finding.phase = Phase::code;
    fields::add_cwe(finding, 798);
    fields::add_link(finding, leak.url);
    const bool redacted = is_redacted(leak.secret);
    fields::set_secret(finding, redacted ? std::string_view() : leak.secret);
    std::string match =
        redacted ? std::string(leak.match) : fields::without_secret(std::string(leak.match), leak.secret);
    if (redacted || match != leak.match) finding.evidence = elide(trim(match), 500);
    if (finding.fingerprint.empty()) fields::put(finding.fingerprint, leak.fingerprint, 500);
    finding.location.file = file;
    finding.location.line = leak.line;
    finding.location.end_line = leak.end_line;
    finding.location.column = leak.column;
}

void read_leak(json::Value leak, RawFinding& finding, const Limits& limits) {
    read_leak(leak_of(leak), finding, limits);
    read_tags(leak.any({"Tags", "tags"}), finding);
}

} // namespace parapet::gitleaks

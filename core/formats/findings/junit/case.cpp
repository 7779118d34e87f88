#include "core/formats/findings/junit/case.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/gitleaks_leak.h"
#include "core/formats/findings/hadolint/severities.h"

#include <fmt/format.h>

#include <array>

namespace parapet::junit {

namespace {

constexpr std::array<fields::SeverityWord, 13> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"ERROR", Severity::high},
    {"MEDIUM", Severity::medium},
    {"MODERATE", Severity::medium},
    {"WARNING", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"INFORMATION", Severity::info},
    {"NEGLIGIBLE", Severity::info},
    {"UNKNOWN", Severity::info},
    {"NONE", Severity::info},
    {"STYLE", Severity::info}, // Hadolint
}};

bool is_severity(std::string_view word) {
    word = trim(word);
    for (const auto& known : k_severities)
        if (iequals(known.word, word)) return true;
    return false;
}

// What follows "Severity: " in a text, up to the end of the field.
std::string_view field_of(std::string_view text, std::string_view name) {
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n' && text[at - 1] != ',' && text[at - 1] != '\t')
            continue;
        std::string_view rest = text.substr(at + name.size());
        if (rest.empty() || rest.front() != ':') continue;
        rest.remove_prefix(1);
        return trim(rest.substr(0, rest.find_first_of(",\n)")));
    }
    return {};
}

// A word in square brackets: "[HIGH] CVE-2020-1 ...".
std::string_view bracketed(std::string_view text) {
    for (auto open = text.find('['); open != std::string_view::npos; open = text.find('[', open + 1)) {
        const auto close = text.find(']', open);
        if (close == std::string_view::npos) return {};
        if (const auto word = text.substr(open + 1, close - open - 1); is_severity(word)) return word;
    }
    return {};
}

void read_severity(const Case& c, RawFinding& f) {
    for (const std::string_view word :
         {c.test.attr("severity"), bracketed(c.name), field_of(c.text, "Severity"), field_of(c.message, "Severity"),
          c.failure.attr("type"), bracketed(c.message), field_of(c.text, "severity")}) {
        if (!is_severity(word)) continue;
        if (iequals(trim(word), "NONE")) break; // Checkov without its platform rates nothing
        ParseStats quiet;
        const std::string_view id = c.failure.attr("id");
        if (id.starts_with("DL") || id.starts_with("SC")) // Hadolint, whose "info" is more than nothing
            fields::set_severity(f, word, hadolint::k_severities, quiet);
        else
            fields::set_severity(f, word, k_severities, quiet);
        if (iequals(trim(word), "UNKNOWN")) f.severity_known = false;
        return;
    }
    f.severity = Severity::medium; // a failed test that tells no severity
    f.severity_known = false;
}

// gosec: "[/srv/a.go:12] - G104 (CWE-703): Errors unhandled. (Confidence: HIGH, Severity: LOW)"
bool read_bracketed_place(const Case& c, RawFinding& f) {
    const std::string_view text = c.text;
    const auto open = text.find('[');
    const auto close = text.find("] - ", open == std::string_view::npos ? 0 : open);
    std::string_view file;
    std::int64_t line = 0;
    if (open == std::string_view::npos || close == std::string_view::npos ||
        !split_place(text.substr(open + 1, close - open - 1), file, line))
        return false;
    fields::set_code(f, file, line);
    const std::string_view rest = text.substr(close + 4);
    fields::put(f.rule, rest.substr(0, rest.find_first_of(" :\n")), 100);
    if (const auto colon = rest.find("): "); colon != std::string_view::npos) {
        const std::string_view what = rest.substr(colon + 3);
        fields::put(f.rule_name, what.substr(0, what.find_first_of("(\n")));
    }
    return true;
}

void read_place(const Case& c, RawFinding& f) {
    if (read_bracketed_place(c, f)) return;
    std::string_view file = c.test.attr("file");
    std::int64_t line = fields::line_number(c.test.attr("line"));
    if (file.empty() && !split_place(c.cls, file, line)) file = {};
    if (file.empty()) file = field_of(c.message, "File");
    if (file.empty()) file = field_of(c.text, "File");
    if (line == 0) {
        std::string_view path; // "File: /main.tf: 2-8" beside the attribute
        std::int64_t there = 0;
        if (split_place(field_of(c.text, "File"), path, there)) line = there;
    }
    if (line == 0) line = fields::first_line_number(field_of(c.message, "Line"));
    if (line == 0) line = fields::first_line_number(field_of(c.text, "Line"));
    if (file.empty() && !split_place(c.name, file, line)) file = {};
    if (!file.empty()) {
        // "main.tf:12" may stand in the field, too.
        std::string_view path;
        std::int64_t there = 0;
        if (split_place(file, path, there)) {
            file = path;
            if (line == 0) line = there;
        }
        fields::set_code(f, file, line);
    }
    const std::string_view resource = field_of(c.message, "Resource Name");
    fields::put(f.location.resource, resource.empty() ? field_of(c.text, "Resource") : resource, 500);
    const std::string_view host = field_of(c.text, "Host");
    if (host.find("://") != std::string_view::npos) {
        fields::set_url(f.location, fmt::format("{}{}", host, field_of(c.text, "Path")));
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
    }
}

// Trivy: class "libssl1.1-1.1.1c-r0", name "[MEDIUM] CVE-2019-1551".
void read_package(const Case& c, RawFinding& f) {
    if (f.cve.empty() && f.aliases.empty()) return;
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    f.rule = f.cve.empty() ? f.aliases.front() : f.cve.front();
    if (!f.location.file.empty() || c.cls.empty()) return;
    std::size_t cut = std::string_view::npos;
    for (std::size_t at = c.cls.find('-'); at != std::string_view::npos; at = c.cls.find('-', at + 1)) {
        if (at + 1 >= c.cls.size() || c.cls[at + 1] < '0' || c.cls[at + 1] > '9') continue;
        cut = at;
        break;
    }
    fields::put(f.location.package, c.cls.substr(0, cut));
    if (cut != std::string_view::npos) fields::put(f.location.version, c.cls.substr(cut + 1));
}

// Bandit: "Test ID: B102 Severity: HIGH Confidence: LOW\nCWE: ...\nUse of exec.\nLocation src/a.py:9"
void read_bandit(const Case& c, RawFinding& f) {
    const auto word_after = [&](std::string_view key) {
        const auto at = c.text.find(key);
        if (at == std::string::npos) return std::string_view();
        const std::string_view rest = trim(std::string_view(c.text).substr(at + key.size()));
        return rest.substr(0, rest.find_first_of(" \n"));
    };
    fields::put(f.rule, word_after("Test ID:"), 100);
    fields::put(f.rule_name, c.name);
    std::string_view file;
    std::int64_t line = 0;
    if (!split_place(word_after("\nLocation"), file, line)) file = c.cls;
    fields::set_code(f, file, line);
    fields::add_tag(f, fmt::format("confidence: {}", to_lower(word_after("Confidence:"))));
    fields::add_link(f, c.failure.attr("more_info"));
}

// Gitleaks writes its JSON of the leak into the failure, with the secret. What cannot be read is not shown.
void read_gitleaks(const Case& c, RawFinding& f, WholeReport& report) {
    json::Document document;
    const auto leak = document.parse(c.text, report.limits);
    if (leak && leak->is_object()) return gitleaks::read_leak(*leak, f, report.limits);
    fields::set_secret(f, {});
    fields::set_code(f, c.test.attr("file"), 0);
    f.severity = Severity::high;
    f.severity_known = true;
    fields::put(f.rule, c.cls);
    fields::set_title(f, {c.message, c.cls, "Unnamed rule"}, report.limits);
    report.text(f.description, c.message);
}

// Brakeman: classname="Brakeman::CheckSQL", and <failure message type brakeman:file brakeman:line ...>.
void read_brakeman(const Case& c, RawFinding& f, WholeReport& report) {
    fields::set_code(f, c.failure.attr("file"), fields::line_number(c.failure.attr("line")));
    const std::string_view type = c.failure.attr("type"), prefix = "Brakeman::Check";
    fields::put(f.rule, c.cls.starts_with(prefix) ? c.cls.substr(prefix.size()) : type);
    fields::put(f.rule_name, type);
    fields::set_title(f, {fmt::format("{}: {}", type, c.message)}, report.limits);
    report.text(f.description, c.message);
    const std::string_view confidence = c.failure.attr("confidence"); // how sure it is, as in its JSON
    f.severity = confidence == "0" ? Severity::high : confidence == "1" ? Severity::medium : Severity::low;
    f.severity_known = !confidence.empty();
    fields::put(f.fingerprint, c.failure.attr("fingerprint"));
    fields::set_snippet(f.location, c.failure.attr("code"));
    fields::add_ids_of(f, c.message);
    if (!f.cve.empty()) f.cause = Cause::missing_patch;
}

// cfn-lint: name="E3012 Check resource properties", message="... at stack.yaml:12:5", type="..."
void read_cfn_lint(const Case& c, RawFinding& f, WholeReport& report) {
    const std::string_view id = c.name.substr(0, c.name.find(' '));
    fields::put(f.rule, id);
    if (c.name.size() > id.size()) fields::put(f.rule_name, trim(c.name.substr(id.size())));
    const auto at = c.message.rfind(" at ");
    std::string_view file;
    std::int64_t line = 0;
    if (at != std::string_view::npos && split_place(c.message.substr(at + 4), file, line))
        fields::set_config(f, file, line);
    const std::string_view said = c.message.substr(0, file.empty() ? std::string_view::npos : at);
    fields::set_title(f, {said, f.rule_name, id, "Unnamed rule"}, report.limits);
    report.text(f.description, said);
    f.severity = id.starts_with("W")   ? Severity::medium
                 : id.starts_with("I") ? Severity::info
                                       : Severity::high; // as its JSON calls them: Error, Warning, Informational
    f.severity_known = true;
    fields::add_link(f, c.test.attr("url"));
}

// Popeye: <testcase classname="namespace" name="pod"><failure message="[POP-106] ..." type="warn">, in a suite of pods
void read_popeye(const Case& c, RawFinding& f, WholeReport& report) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    std::string_view message = trim(c.message);
    if (const auto end = message.find("] "); message.starts_with("[") && end != std::string_view::npos) {
        fields::put(f.rule, message.substr(1, end - 1));
        message = trim(message.substr(end + 2));
    }
    const std::string_view kind = c.test.parent().attr("name");
    if (f.rule.empty()) fields::put(f.rule, kind);
    fields::set_title(f, {message, f.rule}, report.limits);
    std::string name(c.cls);
    name += fmt::format("{}{}", name.empty() ? "" : "/", c.name);
    fields::put(f.location.resource, fmt::format("{}/{}", kind, name), 500);
    report.text(f.description, fmt::format("{}: {}", f.location.resource, message));
    f.severity = c.failure.name() == "error" ? Severity::high : Severity::low; // as in its JSON
    f.severity_known = true;
}

} // namespace

bool split_place(std::string_view text, std::string_view& file, std::int64_t& line) {
    const auto colon = text.find(':', text.size() > 2 && text[1] == ':' ? 2 : 0);
    if (colon == std::string_view::npos || text.find("://") != std::string_view::npos) return false;
    line = fields::first_line_number(text.substr(colon + 1).substr(0, 10));
    file = text.substr(0, colon);
    return line > 0 && file.find_first_of("./\\") != std::string_view::npos && file.find(' ') == std::string_view::npos;
}

void read_name(Case& c) {
    c.plain = trim(c.name);
    while (!c.plain.empty() && c.plain.front() == '[') {
        const auto close = c.plain.find(']');
        if (close == std::string_view::npos || close + 1 >= c.plain.size()) return;
        const std::string_view word = c.plain.substr(1, close - 1);
        if (!is_severity(word) && word.find(' ') == std::string_view::npos) c.rule = word;
        c.plain = trim(c.plain.substr(close + 1));
        if (c.plain.substr(0, 2) == "- ") c.plain = trim(c.plain.substr(2));
    }
}

void read_failure(const Case& c, RawFinding& f, WholeReport& report) {
    if (c.tool == Tool::gitleaks) return read_gitleaks(c, f, report);
    if (c.tool == Tool::brakeman) return read_brakeman(c, f, report);
    if (c.tool == Tool::cfn_lint) return read_cfn_lint(c, f, report);
    if (c.tool == Tool::popeye) return read_popeye(c, f, report);
    f.identity = IdentityKind::other;
    fields::add_ids_of(f, c.name);
    read_package(c, f);
    if (c.tool == Tool::bandit)
        read_bandit(c, f);
    else
        read_place(c, f);
    std::string_view id = field_of(c.message, "Rule ID");
    if (id.empty()) id = field_of(c.text, "ID");
    if (id.empty()) id = c.rule;
    if (id.empty()) id = c.failure.attr("id"); // Hadolint
    if (f.rule.empty()) fields::put(f.rule, id.empty() ? c.plain : id);
    const std::string_view described = field_of(c.message, "Description");
    fields::set_title(f,
                      {described, c.tool == Tool::bandit ? c.message : f.rule_name, f.cve.empty() ? c.plain : c.message,
                       c.plain, c.message, c.text, "Unnamed test"},
                      report.limits);
    std::string text(c.message);
    if (!c.text.empty() && c.text != c.message) text += fmt::format("{}{}", text.empty() ? "" : "\n\n", c.text);
    report.text(f.description, text);
    read_severity(c, f);
    fields::add_cwes_of(f, c.text);
    fields::add_cwes_of(f, c.message);
    fields::add_tag(f, c.test.attr("category"));
    for (const std::string_view word : split(f.description, ' '))
        if (f.links.size() < 20) fields::add_link(f, word);
}

} // namespace parapet::junit

// What cargo audit prints: paragraphs of "Crate:", "Version:", "Title:", "ID:" ... of vulnerabilities and of warnings.

#include "core/base/text.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/vuln_fields.h"

#include <string>

namespace parapet {

extern const FormatInfo k_cargo_audit_text_format;

namespace {

using Lines = std::vector<std::string_view>;

struct Advisory {
    std::string_view crate, version, title, id, link, severity, solution, warning;
};

// False for what is no line of an advisory.
bool read_line(std::string_view line, Advisory& a) {
    const auto is = [&](std::string_view key, std::string_view& field) {
        const auto value = after_key(line, key);
        if (value) field = *value;
        return value.has_value();
    };
    return is("Crate:", a.crate) || is("Version:", a.version) || is("Title:", a.title) || is("ID:", a.id) ||
           is("URL:", a.link) || is("Severity:", a.severity) || is("Solution:", a.solution) ||
           is("Warning:", a.warning) || after_key(line, "Date:").has_value();
}

void read_advisory(const Advisory& a, RawFinding& f, WholeReport& report) {
    Location& at = f.location;
    fields::put(at.package, a.crate);
    fields::put(at.version, a.version);
    at.ecosystem = "cargo";
    at.file = "Cargo.lock";
    fields::set_title(f, {a.title}, report.limits);
    fields::add_link(f, a.link);
    fields::put(f.remediation, a.solution, 500);
    std::string_view fixed = a.solution; // "Upgrade to >=1.2.3, <2.0.0"
    if (fixed.starts_with("Upgrade to ")) {
        fixed.remove_prefix(11);
        fields::put(at.fixed_version, fixed.starts_with(">=") ? fixed.substr(2) : fixed, 100);
    }
    const auto open = a.severity.find('('); // "7.5 (high)"
    double score = 0;
    if (parse_double(a.severity.substr(0, open), score) && score >= 0 && score <= 10) f.score = score;
    std::string_view word = open == std::string_view::npos ? std::string_view() : a.severity.substr(open + 1);
    if (word.ends_with(')')) word.remove_suffix(1);
    fields::set_vulnerability(f, a.id, report.limits);
    if (a.warning.empty()) {
        fields::rate(f, word, Severity::high, report.stats); // as in its JSON
    } else {                                                 // unmaintained, unsound, yanked
        fields::put(f.rule_name, a.warning);
        if (f.rule.empty()) fields::put(f.rule, a.warning);
        if (a.title.empty())
            fields::set_title(f, {std::string(a.crate) + " is " + std::string(a.warning)}, report.limits);
        if (a.warning == "unmaintained") f.cause = Cause::other;
        f.severity = a.warning == "unsound" ? Severity::medium : Severity::low;
        f.severity_known = true;
        f.severity_raw = f.rule_name;
    }
    report.emit(f);
}

bool is_total(std::string_view line) {
    return line.find("crate dependencies") != std::string_view::npos &&
           line.find("Scanning Cargo.lock") != std::string_view::npos;
}

bool read(const Lines& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_total(lines[i]);
        if (!lines[i].starts_with("Crate:")) continue;
        Advisory a;
        const std::size_t begin = i;
        while (i < lines.size() && read_line(lines[i], a) && (i == begin || !lines[i].starts_with("Crate:")))
            ++i;
        if (!a.crate.empty() && !a.version.empty() && (!a.id.empty() || !a.warning.empty()))
            read_advisory(a, next_of_line(report, begin), report);
        if (i > begin) --i;
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (std::size_t i = 0; i < head.lines.size(); ++i) {
        if (is_total(head.lines[i])) return {90, "Cargo.lock is scanned for vulnerabilities", {}};
        if (head.lines[i].starts_with("Crate: ") && i + 1 < head.lines.size() &&
            head.lines[i + 1].starts_with("Version: "))
            return {86, "paragraphs with Crate, Version and ID", {}};
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"cargo-audit", "crate"}, read);
}

} // namespace

const FormatInfo k_cargo_audit_text_format{"cargo-audit-text",
                                           FormatKind::findings,
                                           "cargo-audit",
                                           "text/plain",
                                           "cargo audit: what it prints about Rust crates",
                                           sniff,
                                           parse};

} // namespace parapet

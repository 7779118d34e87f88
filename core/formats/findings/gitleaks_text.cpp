// What Gitleaks prints with --verbose: "Finding: ...", "Secret: ...", "RuleID: ...", "File: ...". The secret, which may
// have many lines, is masked while it is read.

#include "core/base/text.h"
#include "core/formats/common/gitleaks_leak.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_gitleaks_text_format;

namespace {

void read_field(std::string_view line, gitleaks::Leak& leak) {
    struct Field {
        std::string_view key;
        std::string_view& value;
    };
    std::string_view number;
    const std::array<Field, 8> known{{{"RuleID:", leak.rule},
                                      {"File:", leak.file},
                                      {"Line:", number},
                                      {"Commit:", leak.commit},
                                      {"Author:", leak.author},
                                      {"Date:", leak.date},
                                      {"Link:", leak.url},
                                      {"Fingerprint:", leak.fingerprint}}};
    for (const Field& field : known)
        if (const auto value = after_key(line, field.key)) field.value = *value;
    if (!number.empty()) leak.line = fields::line_number(number);
}

// From "Finding:" to the empty line behind its fields.
void read_leak(const std::vector<std::string_view>& lines, std::size_t& i, gitleaks::Leak& leak, std::string& match,
               std::string& secret) {
    match = trim(trim(lines[i]).substr(8));
    std::string* at = &match;
    while (i + 1 < lines.size() && !lines[i + 1].starts_with("Finding:")) {
        const std::string_view line = trim(lines[i + 1]);
        if (line.empty() && at == nullptr) return;
        ++i;
        if (const auto found = after_key(line, "Secret:"); found && at == &match) {
            secret = *found;
            at = &secret;
        } else if (line.starts_with("RuleID:")) {
            at = nullptr;
        } else if (at != nullptr && at->size() < 100'000) {
            *at += fmt::format("\n{}", line);
        }
        if (at == nullptr) read_field(line, leak);
    }
}

void tell(WholeReport& report) {
    if (report.told()) return;
    ScanInfo scan;
    scan.tool = "Gitleaks";
    scan.target_kind = "repository";
    report.tell(scan);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Finding: ") && head.contains("Secret: ") && head.contains("RuleID: "))
        return {90, "lines of Finding, Secret and RuleID", {}};
    if (head.contains("INF no leaks found") || (head.contains("INF ") && head.contains("WRN leaks found: ")))
        return {82, "Gitleaks' count of leaks", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool none = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        none = none || trim(lines[i]).ends_with("no leaks found");
        if (!lines[i].starts_with("Finding:")) continue;
        const std::size_t first = i;
        gitleaks::Leak leak;
        std::string match, secret;
        read_leak(lines, i, leak, match, secret);
        leak.match = match;
        leak.secret = secret;
        tell(report);
        RawFinding& f = next_of_line(report, first);
        if (leak.rule.empty()) {
            report.skip("a finding without a rule");
            continue;
        }
        gitleaks::read_leak(leak, f, report.limits);
        report.emit();
    }
    // Without --verbose it only counts them.
    if (none) tell(report);
    return none;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no finding of Gitleaks", read);
}

} // namespace

const FormatInfo k_gitleaks_text_format{"gitleaks-text",
                                        FormatKind::findings,
                                        "Gitleaks",
                                        "text/plain",
                                        "Gitleaks 8: what it prints of secrets with --verbose",
                                        sniff,
                                        parse};

} // namespace parapet

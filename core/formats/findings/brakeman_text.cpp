// What Brakeman prints: paragraphs of "Confidence: High", "Category: SQL Injection", "Message: ...", "File: ...".

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_brakeman_text_format;

namespace {

// As in its JSON: how sure Brakeman is.
constexpr std::array<fields::SeverityWord, 3> k_confidences{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Weak", Severity::low},
}};

struct Warning {
    std::string_view confidence, category, check, message, code, file, line;
};

void read_line(std::string_view line, Warning& w) {
    if (const auto category = after_key(line, "Category:")) w.category = *category;
    if (const auto check = after_key(line, "Check:")) w.check = *check;
    if (const auto message = after_key(line, "Message:")) w.message = *message;
    if (const auto code = after_key(line, "Code:")) w.code = *code;
    if (const auto file = after_key(line, "File:")) w.file = *file;
    if (const auto number = after_key(line, "Line:")) w.line = *number;
}

void read_warning(const Warning& w, RawFinding& f, WholeReport& report) {
    fields::set_code(f, w.file, fields::line_number(w.line));
    fields::put(f.rule, w.check.empty() ? w.category : w.check);
    fields::put(f.rule_name, w.category);
    const std::string_view colon = w.category.empty() || w.message.empty() ? "" : ": ";
    fields::set_title(f, {fmt::format("{}{}{}", w.category, colon, w.message), w.check, "Unnamed warning"},
                      report.limits);
    report.text(f.description, w.message);
    report.severity(f, w.confidence, k_confidences);
    fields::add_ids_of(f, w.message);
    if (!f.cve.empty()) f.cause = Cause::missing_patch;
    fields::set_snippet(f.location, w.code);
}

// True where the line was of the report's beginning.
bool read_scan(std::string_view line, ScanInfo& scan) {
    if (const auto path = after_key(line, "Application Path:"))
        fields::put(scan.target, *path);
    else if (const auto version = after_key(line, "Brakeman Version:"))
        fields::put(scan.tool_version, *version, 40);
    else
        return line.starts_with("== Brakeman Report") || line.starts_with("== Warning");
    return true;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("== Brakeman Report ==")) return {92, "the heading of Brakeman's report", {}};
    if (head.contains("== Warnings ==") && head.contains("Confidence") && head.contains("Category"))
        return {84, "warnings with Confidence and Category", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    ScanInfo scan;
    scan.tool = "Brakeman";
    scan.target_kind = "repository";
    bool known = false;
    std::size_t i = 0;
    for (; i < lines.size() && !trim(lines[i]).starts_with("Confidence:"); ++i) {
        known = read_scan(trim(lines[i]), scan) || known;
        if (trim(lines[i]) != "== Errors ==") continue;
        scan.complete = false; // what it could not read, it did not check
        report.stats.warn(fmt::format("/{}", i + 1),
                          "Brakeman could not read every file: nothing is closed by this scan");
    }
    if (!known) return false;
    report.tell(scan);
    for (; i < lines.size() && report.go_on(); ++i) {
        const auto confidence = after_key(trim(lines[i]), "Confidence:");
        if (!confidence) continue;
        RawFinding& f = next_of_line(report, i);
        Warning w;
        w.confidence = *confidence;
        while (i + 1 < lines.size() && !trim(lines[i + 1]).empty())
            read_line(trim(lines[++i]), w);
        read_warning(w, f, report);
        report.emit();
    }
    return true;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no heading of Brakeman", read);
}

} // namespace

const FormatInfo k_brakeman_text_format{"brakeman-text",
                                        FormatKind::findings,
                                        "Brakeman",
                                        "text/plain",
                                        "Brakeman: what it prints about Ruby on Rails",
                                        sniff,
                                        parse};

} // namespace parapet

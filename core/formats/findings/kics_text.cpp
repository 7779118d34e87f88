// What KICS prints: "Name of the query, Severity: HIGH, Results: 2", its fields, and "[1]: main.tf:25" for each place.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/kics/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

extern const FormatInfo k_kics_text_format;

namespace {

using kics::k_severities;

struct Query {
    std::string_view name, severity, description, platform, cwe, url;
};

// "ALB protocol is HTTP, Severity: HIGH, Results: 2"
std::optional<Query> query_of(std::string_view line) {
    line = trim(line);
    const auto severity = line.find(", Severity: ");
    const auto results = line.rfind(", Results: ");
    if (severity == std::string_view::npos || results == std::string_view::npos || results < severity + 12)
        return std::nullopt;
    Query query;
    query.name = line.substr(0, severity);
    query.severity = line.substr(severity + 12, results - severity - 12);
    return query;
}

void read_line(std::string_view line, Query& query) {
    if (const auto text = after_key(line, "Description:")) query.description = *text;
    if (const auto platform = after_key(line, "Platform:")) query.platform = *platform;
    if (const auto cwe = after_key(line, "CWE:")) query.cwe = *cwe;
    if (const auto url = after_key(line, "Learn more about this vulnerability:")) query.url = *url;
}

// "[1]: main.tf:25", older "main.tf:25"; the lines of code below have spaces.
bool read_place(std::string_view line, std::string_view& file, std::int64_t& number) {
    if (line.empty() || (line[0] != ' ' && line[0] != '\t')) return false;
    line = trim(line);
    if (line[0] == '[') {
        const auto close = line.find("]: ");
        if (close == std::string_view::npos) return false;
        line = trim(line.substr(close + 3));
    } else if (line.find(' ') != std::string_view::npos) {
        return false;
    }
    const auto colon = line.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !parse_int(line.substr(colon + 1), number)) return false;
    file = line.substr(0, colon);
    return true;
}

void read_match(const Query& query, std::string_view file, std::int64_t line, RawFinding& f, WholeReport& report) {
    fields::set_config(f, file, line > 0 ? line : 0);
    const auto slash = query.url.rfind('/'); // its last part is the id of the query
    fields::put(f.rule, slash == std::string_view::npos ? query.name : query.url.substr(slash + 1));
    fields::put(f.rule_name, query.name);
    fields::set_title(f, {query.name, f.rule}, report.limits);
    std::string text(query.description);
    if (!query.platform.empty()) text += fmt::format("\n\nPlatform: {}", query.platform);
    report.text(f.description, text);
    report.severity(f, query.severity, k_severities);
    std::int64_t cwe = 0;
    if (parse_int(query.cwe, cwe)) fields::add_cwe(f, cwe);
    fields::add_link(f, query.url);
    fields::add_tag(f, query.platform);
    if (query.name.find("Passwords And Secrets") != std::string_view::npos) fields::set_secret(f, {});
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (query_of(line)) return {84, "queries with Severity and Results", {}};
    if (head.contains("Queries loaded: ") && head.contains("Queries failed to execute: "))
        return {82, "KICS' counts of queries", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    std::optional<Query> query;
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        const std::string_view line = trim(lines[i]);
        if (auto next = query_of(line)) query = next;
        known = known || line.starts_with("Results Summary:");
        if (line.starts_with("Results Summary:")) query.reset();
        if (!query) continue;
        read_line(line, *query);
        std::string_view file;
        std::int64_t place = 0;
        if (!read_place(lines[i], file, place)) continue;
        read_match(*query, file, place, next_of_line(report, i), report);
        report.emit();
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"KICS", "query"}, read_report);
}

} // namespace

const FormatInfo k_kics_text_format{
    "kics-text", FormatKind::findings, "KICS", "text/plain", "KICS: what it prints about infrastructure as code", sniff,
    parse};

} // namespace parapet

// Brakeman's tables (-f table) and its Markdown: warnings of classes, controllers, models and views, and ignored ones.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/drawn_table.h"
#include "core/formats/common/printed_report.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace parapet {

extern const FormatInfo k_brakeman_table_format;

namespace {

using Lines = std::vector<std::string_view>;

// As in its JSON: how sure Brakeman is.
constexpr std::array<fields::SeverityWord, 3> k_confidences{{
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Weak", Severity::low},
}};

bool is_heading(std::string_view line) {
    line = trim(line);
    return line == "+BRAKEMAN REPORT+" || line == "# BRAKEMAN REPORT";
}
bool is_table(const DrawnTable& t) {
    return t.has("Confidence") && t.has("Warning Type") && t.has("Message");
}

// "... near line 12: ..."
std::int64_t line_of(std::string_view message) {
    constexpr std::string_view k_near = "near line ";
    const auto at = message.find(k_near);
    return at == std::string_view::npos ? 0 : fields::first_line_number(message.substr(at + k_near.size()));
}

void read_row(const DrawnTable& t, std::size_t row, bool ignored, RawFinding& f, WholeReport& report) {
    const std::string message = fields::folded(t.get(row, {"Message"}));
    const std::string place = fields::folded(t.get(row, {"Class", "Controller", "Model", "Template"}));
    const std::string_view method = t.get(row, {"Method"}), kind = t.get(row, {"Warning Type"});
    fields::set_code(f, t.get(row, {"File"}), line_of(message));
    fields::put(f.location.function, method.empty() ? place : fmt::format("{}.{}", place, method));
    fields::put(f.rule, kind.substr(kind.starts_with('[') ? 1 : 0, kind.find("](")));
    if (f.rule.ends_with(']')) f.rule.pop_back();
    f.rule_name = f.rule;
    fields::set_title(f, {message.empty() ? f.rule : fmt::format("{}: {}", f.rule, message)}, report.limits);
    report.text(f.description, message);
    std::int64_t cwe = 0;
    for (const std::string_view one : split(t.get(row, {"CWE ID"}), ','))
        if (parse_int(one, cwe)) fields::add_cwe(f, cwe);
    report.severity(f, t.get(row, {"Confidence"}), k_confidences);
    fields::add_ids_of(f, message);
    if (!f.cve.empty()) f.cause = Cause::missing_patch;
    if (!ignored) return;
    f.suppressed = true;
    f.suppression = "ignored in Brakeman's configuration";
}

bool read(const Lines& lines, WholeReport& report) {
    bool known = false, ignored = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_heading(lines[i]);
        if (!is_drawn(lines[i]) || is_heading(lines[i])) {
            if (icontains(lines[i], "warnings")) ignored = icontains(lines[i], "ignored warnings");
            continue;
        }
        const DrawnTable table = drawn_table(lines, i, {.rules = false, .key = "Confidence"});
        for (std::size_t row = 0; is_table(table) && row < table.rows() && report.go_on(); ++row) {
            read_row(table, row, ignored, next_of_line(report, table.line_of(row)), report);
            report.emit();
        }
        i = table.end() - 1;
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (is_heading(line)) return {92, "the heading of Brakeman's tables", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Brakeman", "warning"}, read);
}

} // namespace

const FormatInfo k_brakeman_table_format{"brakeman-table",
                                         FormatKind::findings,
                                         "Brakeman",
                                         "text/plain",
                                         "Brakeman: its tables and its Markdown about Ruby on Rails",
                                         sniff,
                                         parse};

} // namespace parapet

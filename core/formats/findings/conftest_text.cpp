// What Conftest prints: "FAIL - pod.yaml - main - Name who is to drink", also as a table.

#include "core/base/text.h"
#include "core/formats/common/drawn_table.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/findings/conftest/result.h"

#include <algorithm>
#include <optional>

namespace parapet {

extern const FormatInfo k_conftest_text_format;

namespace {

using conftest::Kind;
using Lines = std::vector<std::string_view>;

std::optional<Kind> kind_of(std::string_view word) {
    if (iequals(word, "FAIL") || iequals(word, "failure")) return Kind::failure;
    if (iequals(word, "WARN") || iequals(word, "warning")) return Kind::warning;
    if (iequals(word, "EXCP") || iequals(word, "exception")) return Kind::exception;
    if (iequals(word, "SKIP") || iequals(word, "skipped")) return Kind::skipped;
    if (iequals(word, "PASS") || iequals(word, "success")) return Kind::success;
    return std::nullopt;
}

// "FAIL - pod.yaml - main - words"; before 0.21 without the namespace.
struct Row {
    Kind kind = Kind::failure;
    conftest::Verdict verdict;
};
std::optional<Row> row_of(std::string_view line) {
    const auto first = line.find(" - ");
    if (first != 4) return std::nullopt;
    const auto kind = kind_of(line.substr(0, first));
    if (!kind) return std::nullopt;
    Row row;
    row.kind = *kind;
    std::string_view rest = line.substr(first + 3);
    const auto second = rest.find(" - ");
    if (second == std::string_view::npos) return std::nullopt;
    row.verdict.file = rest.substr(0, second);
    rest.remove_prefix(second + 3);
    const auto third = rest.find(" - ");
    const bool policy = third != std::string_view::npos && rest.substr(0, third).find(' ') == std::string_view::npos;
    if (policy) row.verdict.policy = rest.substr(0, third);
    row.verdict.message = trim(policy ? rest.substr(third + 3) : rest);
    return row;
}

// "3 tests, 1 passed, 1 warning, 1 failure, 0 exceptions"
bool is_total(std::string_view line) {
    return line.find(" test") != std::string_view::npos && line.find(" passed, ") != std::string_view::npos &&
           line.find(" warning") != std::string_view::npos && line.find(" failure") != std::string_view::npos;
}

void read_table(const DrawnTable& t, WholeReport& report) {
    for (std::size_t row = 0; row < t.rows() && report.go_on(); ++row) {
        const auto kind = kind_of(t.get(row, {"Result"}));
        if (!kind) continue;
        RawFinding& f = next_of_line(report, t.line_of(row));
        const std::string message = fields::folded(t.get(row, {"Message"}));
        conftest::read(*kind, {t.get(row, {"File"}), t.get(row, {"Namespace"}), message, {}}, f, report);
        report.emit();
    }
}
bool is_table(const DrawnTable& t) {
    return t.has("Result") && t.has("File") && t.has("Message");
}

bool read(const Lines& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_total(lines[i]);
        if (is_drawn(lines[i])) {
            const DrawnTable table = drawn_table(lines, i, {.rules = false, .key = "Result"});
            if (is_table(table)) {
                read_table(table, report);
                known = true;
            }
            i = table.end() - 1;
        } else if (const auto row = row_of(lines[i])) {
            conftest::read(row->kind, row->verdict, next_of_line(report, i), report);
            report.emit();
        }
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    bool total = false, row = false;
    for (std::size_t i = 0; i < head.lines.size(); ++i) {
        total = total || is_total(head.lines[i]);
        row = row || row_of(head.lines[i]).has_value();
        if (!is_drawn(head.lines[i])) continue;
        const DrawnTable table = drawn_table(head.lines, i, {.rules = false, .key = "Result"});
        if (is_table(table) && table.has("Namespace"))
            return {84, "a table with result, file, namespace and message", {}};
        i = table.end() - 1;
    }
    if (total) return {row ? 88 : 82, "a total of tests, warnings and failures, as Conftest says it", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Conftest", "result"}, read);
}

} // namespace

const FormatInfo k_conftest_text_format{"conftest-text",
                                        FormatKind::findings,
                                        "Conftest",
                                        "text/plain",
                                        "Conftest: what it prints, in lines or as a table",
                                        sniff,
                                        parse};

} // namespace parapet

// What ESLint prints: a file, below it "  12:1  warning  Unexpected tea  no-tea", and the sum behind a cross.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/format.h"

#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_eslint_text_format;

namespace {

// 2 fails the build, 1 warns: what the project's own configuration says of the rule.
constexpr std::array<fields::SeverityWord, 2> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
}};

struct Message {
    std::string_view level, text, rule;
    std::int64_t line = 0, column = 0;
};

std::optional<Message> message_of(std::string_view line) {
    if (!line.starts_with("  ")) return std::nullopt;
    line = trim(line);
    Message m;
    const auto end = line.find(' ');
    const std::string_view place = line.substr(0, end);
    const auto colon = place.find(':');
    if (end == std::string_view::npos || colon == std::string_view::npos ||
        !parse_int(place.substr(0, colon), m.line) || !parse_int(place.substr(colon + 1), m.column))
        return std::nullopt;
    const std::string_view rest = trim(line.substr(end));
    m.level = rest.substr(0, rest.find(' '));
    if (m.level != "error" && m.level != "warning") return std::nullopt;
    m.text = trim(rest.substr(m.level.size()));
    // The rule stands behind the widest message and two spaces; what could not be read has none.
    const auto gap = m.text.rfind("  ");
    if (gap == std::string_view::npos) return m;
    m.rule = trim(m.text.substr(gap));
    m.text = trim(m.text.substr(0, gap));
    return m;
}

void read_message(const Message& m, std::string_view file, RawFinding& f, WholeReport& report) {
    fields::set_code(f, file, m.line > 0 ? m.line : 0, 0, m.column > 0 ? m.column : 0);
    fields::put(f.rule, m.rule);
    if (f.rule.empty()) f.rule = m.text.starts_with("Parsing error") ? "fatal" : "eslint";
    fields::set_title(f, {m.text, f.rule}, report.limits);
    report.text(f.description, m.text);
    report.severity(f, m.level, k_severities);
    if (m.rule.empty() && m.text.starts_with("File ignored ")) f.outcome = CheckOutcome::informational;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    // A path, and the first message below it.
    for (std::size_t i = 0; i + 1 < head.lines.size(); ++i)
        if (!head.lines[i].empty() && head.lines[i].front() != ' ' && message_of(head.lines[i + 1]))
            return {76, "a file and messages of ESLint below it", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    std::string_view file;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        if (!trim(lines[i]).empty() && lines[i].front() != ' ') file = trim(lines[i]);
        const auto message = message_of(lines[i]);
        if (!message || file.empty()) continue;
        read_message(*message, file, next_of_line(report, i), report);
        report.emit();
    }
    return false;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"ESLint", "message"}, read_report);
}

} // namespace

const FormatInfo k_eslint_text_format{"eslint-text",
                                      FormatKind::findings,
                                      "ESLint",
                                      "text/plain",
                                      "ESLint: what it prints about JavaScript and TypeScript",
                                      sniff,
                                      parse};

} // namespace parapet

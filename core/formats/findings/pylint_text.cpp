// What Pylint prints: "src/a.py:1:0: C0301: Line too long (120/100) (line-too-long)".

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_pylint_text_format;

namespace {

// The first letter of an id.
constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"F", Severity::high},
    {"E", Severity::high},
    {"W", Severity::medium},
    {"R", Severity::low},
    {"C", Severity::low},
    {"I", Severity::info},
}};

struct Message {
    std::string_view file, id, text, symbol;
    std::int64_t line = 0, column = 0;
};

bool is_id(std::string_view word) {
    if (word.size() != 5 || std::string_view("FEWRCI").find(word.front()) == std::string_view::npos) return false;
    return word.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::optional<Message> message_of(std::string_view line) {
    line = trim(line);
    if (line.empty() || line.back() != ')') return std::nullopt;
    for (auto at = line.find(": "); at != std::string_view::npos; at = line.find(": ", at + 2)) {
        Message m;
        std::string_view rest = line.substr(at + 2);
        m.id = rest.substr(0, 5);
        if (!is_id(m.id) || rest.substr(5, 2) != ": ") continue;
        rest.remove_prefix(7);
        const auto open = rest.rfind('(');
        if (open == std::string_view::npos) return std::nullopt;
        m.symbol = rest.substr(open + 1, rest.size() - open - 2);
        m.text = trim(rest.substr(0, open));
        std::string_view place = line.substr(0, at);
        std::int64_t column = 0;
        const auto colon = place.rfind(':');
        if (colon == std::string_view::npos || !parse_int(place.substr(colon + 1), column)) return std::nullopt;
        place = place.substr(0, colon);
        m.column = column + 1;
        const auto before = place.rfind(':');
        if (before == std::string_view::npos) return std::nullopt;
        m.line = fields::line_number(place.substr(before + 1));
        m.file = place.substr(0, before);
        if (m.line == 0 || m.symbol.find(' ') != std::string_view::npos) return std::nullopt;
        return m;
    }
    return std::nullopt;
}

void read_message(const Message& m, RawFinding& f, WholeReport& report) {
    fields::set_code(f, m.file, m.line, 0, m.column);
    fields::put(f.rule, m.id);
    fields::put(f.rule_name, m.symbol);
    fields::set_title(f, {m.text, m.symbol}, report.limits);
    report.text(f.description, fmt::format("{}({}): {}", m.id, m.symbol, m.text));
    report.severity(f, m.id.substr(0, 1), k_severities);
}

bool is_rating(std::string_view line) {
    return trim(line).starts_with("Your code has been rated at ");
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (message_of(line) || is_rating(line))
            return {74, "lines with file, line, column and a message of Pylint", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool rated = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        rated = rated || is_rating(lines[i]);
        const auto found = message_of(lines[i]);
        if (!found) continue;
        read_message(*found, next_of_line(report, i), report);
        report.emit();
    }
    return rated;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Pylint", "message"}, read_report);
}

} // namespace

const FormatInfo k_pylint_text_format{
    "pylint-text", FormatKind::findings, "Pylint", "text/plain", "Pylint: what it prints about Python", sniff, parse};

} // namespace parapet

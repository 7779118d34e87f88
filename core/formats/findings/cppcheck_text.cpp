// What Cppcheck prints: "src/pot.c:12:5: error: text [nullPointer]", before 1.90 "[src/pot.c:12]: (error) text".

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_cppcheck_text_format;

namespace {

// As in its XML.
constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"portability", Severity::low},
    {"performance", Severity::low},
    {"style", Severity::low},
    {"information", Severity::info},
}};

struct Message {
    std::string_view file, level, text, id;
    std::int64_t line = 0, column = 0;
};

// Compilers and other linters print in the same way, of other languages or with other ids ("-Wall", "SC2086").
bool is_source(std::string_view file) {
    if (file == "nofile") return true;
    const auto dot = file.rfind('.');
    if (dot == std::string_view::npos) return false;
    static constexpr std::array<std::string_view, 10> k_ends{"c", "cc", "cpp", "cxx", "c++",
                                                             "h", "hh", "hpp", "hxx", "ipp"};
    return std::any_of(k_ends.begin(), k_ends.end(),
                       [&](std::string_view end) { return iequals(file.substr(dot + 1), end); });
}

bool is_id(std::string_view id) {
    return !id.empty() && id[0] >= 'a' && id[0] <= 'z' && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// "src/pot.c:12:5" or "src/pot.c:12"
bool read_place(std::string_view place, Message& m) {
    std::array<std::int64_t, 2> numbers{};
    std::size_t n = 0;
    while (n < 2) {
        const auto colon = place.rfind(':');
        if (colon == std::string_view::npos || colon == 0 || !parse_int(place.substr(colon + 1), numbers[n])) break;
        ++n;
        place = place.substr(0, colon);
    }
    m.file = place;
    m.line = n == 2 ? numbers[1] : numbers[0];
    m.column = n == 2 ? numbers[0] : 0;
    return n > 0 && is_source(place);
}

// "[src/pot.c:12]: (error) text", also "[src/pot.c:12] -> [src/cup.c:3]: (style, inconclusive) text"
std::optional<Message> older_of(std::string_view line) {
    Message m;
    const auto colon = line.find("]: (");
    const auto close = line.find(") ", colon == std::string_view::npos ? line.size() : colon);
    if (line.empty() || line.front() != '[' || close == std::string_view::npos) return std::nullopt;
    const std::string_view places = line.substr(0, colon);
    if (!read_place(places.substr(places.rfind('[') + 1), m)) return std::nullopt;
    m.level = line.substr(colon + 4, close - colon - 4);
    m.level = m.level.substr(0, m.level.find(','));
    m.text = trim(line.substr(close + 2));
    return m;
}

std::optional<Message> newer_of(std::string_view line) {
    if (line.empty() || line.back() != ']') return std::nullopt;
    for (const auto& known : k_severities) {
        const auto at = line.find(fmt::format(": {}: ", known.word));
        const auto open = line.rfind(" [");
        Message m;
        if (at == std::string_view::npos || open == std::string_view::npos || open < at) continue;
        if (!read_place(line.substr(0, at), m)) return std::nullopt;
        m.level = known.word;
        m.id = line.substr(open + 2, line.size() - open - 3);
        m.text = trim(line.substr(at + known.word.size() + 4, open - at - known.word.size() - 4));
        if (is_id(m.id)) return m;
    }
    return std::nullopt;
}

std::optional<Message> message_of(std::string_view line) {
    line = trim(line);
    auto m = older_of(line);
    if (!m) m = newer_of(line);
    if (!m) return std::nullopt;
    const bool known = std::any_of(k_severities.begin(), k_severities.end(),
                                   [&](const fields::SeverityWord& word) { return word.word == m->level; });
    return known ? m : std::nullopt;
}

// "Checking src/pot.c ..."
bool is_progress(std::string_view line) {
    line = trim(line);
    return line.starts_with("Checking ") && line.ends_with(" ...") && is_source(line.substr(9, line.size() - 13));
}

void read_message(const Message& m, RawFinding& f, WholeReport& report) {
    fields::set_code(f, m.file == "nofile" ? std::string_view() : m.file, m.line > 0 ? m.line : 0, 0, m.column);
    fields::put(f.rule, m.id.empty() ? m.level : m.id);
    fields::set_title(f, {m.text, f.rule}, report.limits);
    report.text(f.description, m.text);
    report.severity(f, m.level, k_severities);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text && head.shape != Head::Shape::json_array) return {};
    for (const std::string_view line : head.lines)
        if (message_of(line) || is_progress(line)) return {74, "lines of Cppcheck", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || is_progress(lines[i]);
        const auto message = message_of(lines[i]);
        if (!message) continue;
        read_message(*message, next_of_line(report, i), report);
        report.emit();
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Cppcheck", "message", true}, read_report);
}

} // namespace

const FormatInfo k_cppcheck_text_format{"cppcheck-text",
                                        FormatKind::findings,
                                        "Cppcheck",
                                        "text/plain",
                                        "Cppcheck: what it prints about C and C++",
                                        sniff,
                                        parse};

} // namespace parapet

// What cfn_nag prints: the template between two lines of dashes, then "| WARN W28", resources, lines and the message.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_cfn_nag_text_format;

namespace {

// As in its JSON.
constexpr std::array<fields::SeverityWord, 2> k_severities{{
    {"FAIL", Severity::high},
    {"WARN", Severity::medium},
}};

struct Violation {
    std::string_view type, id;
    std::vector<std::string> resources, lines;
    std::string message;
};

bool is_dashes(std::string_view line) {
    line = trim(line);
    return line.size() >= 20 && line.find_first_not_of('-') == std::string_view::npos;
}

// "| WARN W28"
std::optional<Violation> violation_of(std::string_view line) {
    const auto rest = after_key(trim(line), "|");
    if (!rest) return std::nullopt;
    Violation v;
    v.type = rest->substr(0, rest->find(' '));
    if ((v.type != "FAIL" && v.type != "WARN") || rest->size() == v.type.size()) return std::nullopt;
    v.id = trim(rest->substr(v.type.size()));
    if (v.id.empty() || v.id.find(' ') != std::string_view::npos) return std::nullopt;
    return v;
}

// "["BillingAlarm", "Topic"]", "[54, 60]"
std::vector<std::string> list_of(std::string_view text) {
    std::vector<std::string> out;
    for (std::string_view word : split(text, ',')) {
        const auto begin = word.find_first_not_of("[]\" ");
        const auto end = word.find_last_not_of("[]\" ");
        if (begin != std::string_view::npos && out.size() < 1000) out.emplace_back(word.substr(begin, end - begin + 1));
    }
    return out;
}

void read_line(std::string_view text, Violation& v) {
    std::optional<std::string_view> resources = after_key(text, "Resources:");
    if (!resources) resources = after_key(text, "Resource:");
    std::optional<std::string_view> numbers = after_key(text, "Line Numbers:");
    if (!numbers) numbers = after_key(text, "Line numbers:");
    if (resources)
        v.resources = list_of(*resources);
    else if (numbers)
        v.lines = list_of(*numbers);
    else if (!text.empty() && v.message.size() < 20'000)
        v.message += fmt::format("{}{}", v.message.empty() ? "" : "\n", text);
}

void read_place(const Violation& v, std::size_t i, std::string_view file, RawFinding& f, WholeReport& report) {
    fields::set_config(f, file, i < v.lines.size() ? fields::line_number(v.lines[i]) : 0);
    fields::put(f.rule, v.id);
    fields::set_title(f, {v.message, v.id}, report.limits);
    report.text(f.description, v.message);
    report.severity(f, v.type, k_severities);
    if (i < v.resources.size()) fields::put(f.location.resource, v.resources[i], 300);
}

void emit(const Violation& v, std::int64_t line, std::string_view file, WholeReport& report) {
    // A violation names each resource that has it, with its line.
    const std::size_t places = std::max({std::size_t{1}, v.resources.size(), v.lines.size()});
    for (std::size_t i = 0; i < places && report.go_on(); ++i) {
        read_place(v, i, file, report.next(fmt::format("/{}", line), line), report);
        report.emit();
    }
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const bool listed = head.contains("| FAIL ") || head.contains("| WARN ");
    if (listed && (head.contains("| Line Numbers: [") || head.contains("| Resource")))
        return {88, "violations of cfn_nag", {}};
    if (head.contains("Failures count: ") && head.contains("Warnings count: ") && head.contains("--------------------"))
        return {80, "cfn_nag's counts of failures and warnings", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    std::string_view file;
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || trim(lines[i]).starts_with("Warnings count:");
        if (i > 0 && i + 1 < lines.size() && is_dashes(lines[i - 1]) && is_dashes(lines[i + 1]) &&
            !trim(lines[i]).starts_with("|"))
            file = trim(lines[i]);
        auto violation = violation_of(lines[i]);
        if (!violation) continue;
        const auto number = static_cast<std::int64_t>(i + 1);
        while (i + 1 < lines.size() && trim(lines[i + 1]).starts_with("|") && !violation_of(lines[i + 1]))
            read_line(trim(trim(lines[++i]).substr(1)), *violation);
        emit(*violation, number, file, report);
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"cfn_nag", "violation"}, read_report);
}

} // namespace

const FormatInfo k_cfn_nag_text_format{"cfn-nag-text",
                                       FormatKind::findings,
                                       "cfn_nag",
                                       "text/plain",
                                       "cfn_nag: what it prints about CloudFormation templates",
                                       sniff,
                                       parse};

} // namespace parapet

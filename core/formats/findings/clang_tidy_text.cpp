// What clang-tidy prints: "src/a.cpp:3:4: warning: text [bugprone-foo]", with the source line and notes behind it.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_clang_tidy_text_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"remark", Severity::info},
}};

// The groups of its checks; compilers put other words into the brackets.
constexpr std::array<std::string_view, 26> k_groups{{
    "abseil-",      "altera-", "android-",           "boost-",   "bugprone-", "cert-",   "clang-",       "concurrency-",
    "core-",        "darwin-", "cppcoreguidelines-", "fuchsia-", "google-",   "hicpp-",  "linuxkernel-", "llvm-",
    "llvmlibc-",    "misc-",   "modernize-",         "mpi-",     "objc-",     "openmp-", "performance-", "portability-",
    "readability-", "zircon-",
}};

struct Diagnostic {
    std::string_view file, level, text, check;
    std::int64_t line = 0, column = 0;
};

bool is_check(std::string_view name) {
    return std::any_of(k_groups.begin(), k_groups.end(),
                       [&](std::string_view group) { return name.starts_with(group); });
}

std::optional<Diagnostic> diagnostic_of(std::string_view line) {
    line = trim(line);
    for (const std::string_view level : {"warning", "error", "remark"}) {
        const auto at = line.find(fmt::format(": {}: ", level));
        if (at == std::string_view::npos) continue;
        Diagnostic d;
        d.level = level;
        std::string_view place = line.substr(0, at);
        for (std::int64_t* number : {&d.column, &d.line}) {
            const auto colon = place.rfind(':');
            if (colon == std::string_view::npos || colon == 0) return std::nullopt;
            *number = fields::line_number(place.substr(colon + 1));
            place = place.substr(0, colon);
        }
        d.file = place;
        d.text = line.substr(at + level.size() + 4);
        const auto open = d.text.rfind('[');
        if (d.line == 0 || d.text.empty() || d.text.back() != ']' || open == std::string_view::npos)
            return std::nullopt;
        d.check = d.text.substr(open + 1, d.text.size() - open - 2);
        d.check = d.check.substr(0, d.check.find(",-warnings-as-errors"));
        d.text = trim(d.text.substr(0, open));
        if (is_check(d.check)) return d;
    }
    return std::nullopt;
}

void read_diagnostic(const Diagnostic& d, RawFinding& f, WholeReport& report) {
    fields::set_code(f, d.file, d.line, 0, d.column);
    fields::put(f.rule, d.check);
    fields::set_title(f, {d.text, f.rule}, report.limits);
    report.text(f.description, d.text);
    report.severity(f, d.level, k_severities);
    fields::add_cwes_of(f, d.text);
}

// "12 warnings generated." and "Suppressed 12 warnings (12 in non-user code).": what is left when nothing is wrong.
bool is_summary(std::string_view line) {
    line = trim(line);
    return line.starts_with("Suppressed ") && line.find(" warnings (") != std::string_view::npos &&
           (line.find("in non-user code") != std::string_view::npos || line.find("NOLINT") != std::string_view::npos);
}

Sniff sniff(const Head& head) {
    // What a build prints may begin with "[1/20]".
    const bool listed = head.shape == Head::Shape::json_array && head.element_keys.empty();
    if (head.shape != Head::Shape::text && !listed) return {};
    for (const std::string_view line : head.lines)
        if (diagnostic_of(line) || is_summary(line))
            return {72, "lines with file, line, column and a check of clang-tidy", {}};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool summary = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        summary = summary || is_summary(lines[i]);
        const auto found = diagnostic_of(lines[i]);
        if (!found) continue;
        read_diagnostic(*found, next_of_line(report, i), report);
        report.emit();
    }
    return summary;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"clang-tidy", "line with a check", true}, read_report);
}

} // namespace

const FormatInfo k_clang_tidy_text_format{"clang-tidy-text",
                                          FormatKind::findings,
                                          "clang-tidy",
                                          "text/plain",
                                          "clang-tidy: what it prints about C and C++",
                                          sniff,
                                          parse};

} // namespace parapet

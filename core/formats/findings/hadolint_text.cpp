// What Hadolint prints: "Dockerfile:3 DL3006 warning: Always tag ...", before 1.19 without the severity.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/hadolint/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace parapet {

extern const FormatInfo k_hadolint_text_format;

namespace {

// As in its JSON.
struct Remark {
    std::string_view file, code, severity, message;
    std::int64_t line = 0;
    bool unread = false; // the file is no Dockerfile to Hadolint
};

// "DL3006", "SC2086"
bool is_code(std::string_view word) {
    return word.size() == 6 && (word.starts_with("DL") || word.starts_with("SC")) &&
           std::all_of(word.begin() + 2, word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "pot/Dockerfile:3"
bool read_place(std::string_view place, Remark& r) {
    const auto colon = place.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !parse_int(place.substr(colon + 1), r.line)) return false;
    r.file = place.substr(0, colon);
    return true;
}

std::optional<Remark> remark_of(std::string_view line) {
    Remark r;
    line = trim(line);
    const auto space = line.find(' ');
    if (space == std::string_view::npos || line.size() < space + 9) return std::nullopt;
    const std::string_view place = line.substr(0, space);
    if (line.substr(space + 1).starts_with("unexpected ")) { // "Dockerfile:3:1 unexpected 'B' expecting ..."
        r.unread = true;
        r.message = line.substr(space + 1);
        r.code = "DL1000";
        if (!read_place(place.substr(0, place.rfind(':')), r) ||
            r.message.find(" expecting ") == std::string_view::npos)
            return std::nullopt;
        return r;
    }
    if (!is_code(line.substr(space + 1, 6)) || !read_place(place, r)) return std::nullopt;
    r.code = line.substr(space + 1, 6);
    r.message = trim(line.substr(space + 7));
    for (const auto& known : hadolint::k_severities) {
        const auto told = after_key(r.message, fmt::format("{}:", known.word));
        if (!told) continue;
        r.severity = known.word;
        r.message = *told;
        break;
    }
    return r;
}

void read_remark(const Remark& r, RawFinding& f, WholeReport& report) {
    fields::set_config(f, r.file, r.line);
    fields::put(f.rule, r.code);
    fields::set_title(f, {r.message, r.code}, report.limits);
    report.text(f.description, r.message);
    f.severity = Severity::medium; // of versions that do not tell it
    f.severity_known = false;
    if (!r.severity.empty()) report.severity(f, r.severity, hadolint::k_severities);
    if (r.unread) f.outcome = CheckOutcome::error;
    fields::add_link(f, r.code.starts_with("DL") ? fmt::format("https://github.com/hadolint/hadolint/wiki/{}", r.code)
                                                 : fmt::format("https://www.shellcheck.net/wiki/{}", r.code));
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (!trim(line).empty()) return remark_of(line) ? Sniff{86, "a remark of Hadolint", {}} : Sniff{};
    return {};
}

bool read_report(const std::vector<std::string_view>& lines, WholeReport& report) {
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        const auto remark = remark_of(lines[i]);
        if (!remark) continue;
        read_remark(*remark, next_of_line(report, i), report);
        report.emit();
    }
    return false;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"Hadolint", "remark"}, read_report);
}

} // namespace

const FormatInfo k_hadolint_text_format{"hadolint-text",
                                        FormatKind::findings,
                                        "Hadolint",
                                        "text/plain",
                                        "Hadolint: what it prints about Dockerfiles",
                                        sniff,
                                        parse};

} // namespace parapet

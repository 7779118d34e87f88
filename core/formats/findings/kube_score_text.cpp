// What kube-score prints: an object, under it "[CRITICAL] Container Resources", under that what is amiss.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/kube_score/severities.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace parapet {

extern const FormatInfo k_kube_score_text_format;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view k_dot = "\xC2\xB7"; // before each comment

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

// "    [WARNING] Deployment has host PodAntiAffinity"
struct Check {
    std::string_view grade, name;
};
std::optional<Check> check_at(std::string_view line) {
    if (indent_of(line) != 4 || line[4] != '[') return std::nullopt;
    const auto close = line.find("] ", 4);
    if (close == std::string_view::npos) return std::nullopt;
    Check check{line.substr(5, close - 5), trim(line.substr(close + 2))};
    for (const auto& known : kube_score::k_severities)
        if (known.word == check.grade) return check;
    return std::nullopt;
}

// "apps/v1/Deployment pot in kitchen      (mark)" -> "Deployment/kitchen/pot"
std::string resource_of(std::string_view line) {
    std::size_t end = 0; // the mark behind it is no ASCII
    while (end < line.size() && static_cast<unsigned char>(line[end]) < 0x80)
        ++end;
    line = trim(line.substr(0, end));
    const auto gap = line.find(' ');
    if (gap == std::string_view::npos) return elide(line, 400);
    std::string_view kind = line.substr(0, gap), name = trim(line.substr(gap));
    if (const auto slash = kind.rfind('/'); slash != std::string_view::npos) kind.remove_prefix(slash + 1);
    const auto in = name.rfind(" in ");
    if (in == std::string_view::npos) return elide(fmt::format("{}/{}", kind, name), 400);
    return elide(fmt::format("{}/{}/{}", kind, trim(name.substr(in + 4)), trim(name.substr(0, in))), 400);
}

// Gives the first line behind it.
std::size_t read_check(const Lines& lines, std::size_t i, const Check& check, const std::string& resource,
                       WholeReport& report) {
    RawFinding& f = next_of_line(report, i);
    fields::set_config(f, {}, 0);
    f.location.resource = resource;
    fields::put(f.rule, check.name);
    std::string title(check.name), text;
    std::size_t next = i + 1;
    for (; next < lines.size() && indent_of(lines[next]) >= 8 && !trim(lines[next]).empty(); ++next) {
        std::string_view line = trim(lines[next]);
        if (const auto link = after_key(line, "More information:")) {
            fields::add_link(f, *link);
            continue;
        }
        if (line.starts_with(k_dot)) {
            line = trim(line.substr(k_dot.size()));
            if (title.size() < 200) title += fmt::format("{}{}", title.size() == check.name.size() ? ": " : "; ", line);
        }
        if (text.size() < report.limits.max_field_bytes) text += std::string(line) + "\n";
    }
    fields::set_title(f, {title}, report.limits);
    report.text(f.description, trim(text));
    report.severity(f, check.grade, kube_score::k_severities);
    if (check.grade == "OK") f.outcome = CheckOutcome::pass;
    if (check.grade == "SKIPPED") f.outcome = CheckOutcome::not_applicable;
    report.emit();
    return next;
}

bool is_object(std::string_view line) {
    const auto gap = line.find(' ');
    return !line.empty() && line.front() != ' ' && gap != std::string_view::npos &&
           line.substr(0, gap).find('/') != std::string_view::npos && !line.ends_with(':') &&
           static_cast<unsigned char>(line.back()) >= 0x80;
}

bool read(const Lines& lines, WholeReport& report) {
    std::string resource;
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        if (const auto check = check_at(lines[i])) {
            i = read_check(lines, i, *check, resource, report) - 1;
        } else if (is_object(lines[i])) {
            resource = resource_of(lines[i]);
            known = true;
        }
    }
    return known;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    bool object = false;
    for (const std::string_view line : head.lines) {
        if (object && check_at(line)) return {86, "an object, and under it checks with a grade in brackets", {}};
        object = object || is_object(line);
    }
    // Nothing is amiss: objects alone, each with its mark.
    bool all = object;
    for (const std::string_view line : head.lines)
        all = all && (trim(line).empty() || (is_object(line) && line.find("\xE2\x9C\x85") != std::string_view::npos));
    if (all) return {62, "objects of Kubernetes, each with a mark", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_printed(in, out, job, options, {"kube-score", "check"}, read);
}

} // namespace

const FormatInfo k_kube_score_text_format{"kube-score-text",
                                          FormatKind::findings,
                                          "kube-score",
                                          "text/plain",
                                          "kube-score: what it prints of manifests",
                                          sniff,
                                          parse};

} // namespace parapet

// What Flawfinder prints: "src/pot.c:12:  [4] (buffer) strcpy:" and the text, on the same line or indented below it.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

extern const FormatInfo k_flawfinder_text_format;

namespace {

struct Hit {
    std::string_view file, category, name, text;
    std::int64_t line = 0, column = 0, level = 0;
};

// "src/pot.c:12:", and "src/pot.c:12:5:" with --columns
bool read_place(std::string_view place, Hit& hit) {
    std::int64_t last = 0, before = 0;
    if (place.empty() || place.back() != ':') return false;
    place.remove_suffix(1);
    const auto colon = place.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !parse_int(place.substr(colon + 1), last)) return false;
    hit.file = place.substr(0, colon);
    hit.line = last;
    const auto second = hit.file.rfind(':');
    if (second == std::string_view::npos || second == 0 || !parse_int(hit.file.substr(second + 1), before)) return true;
    hit.file = hit.file.substr(0, second);
    hit.line = before;
    hit.column = last;
    return true;
}

std::optional<Hit> hit_of(std::string_view line) {
    Hit hit;
    const auto open = line.find("  [");
    if (open == std::string_view::npos || line.size() < open + 8) return std::nullopt;
    const std::string_view rest = line.substr(open + 3); // "4] (buffer) strcpy:  text"
    const auto close = rest.find(") ");
    if (rest.substr(1, 3) != "] (" || close == std::string_view::npos) return std::nullopt;
    if (!parse_int(rest.substr(0, 1), hit.level) || hit.level > 5) return std::nullopt;
    if (!read_place(line.substr(0, open), hit)) return std::nullopt;
    hit.category = rest.substr(4, close - 4);
    const std::string_view named = rest.substr(close + 2);
    const auto colon = named.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    hit.name = named.substr(0, colon);
    hit.text = trim(named.substr(colon + 1));
    return hit;
}

// As in its CSV: 0 is very low, 5 very high.
Severity severity_of(std::int64_t level) {
    if (level >= 5) return Severity::critical;
    if (level == 4) return Severity::high;
    if (level == 3) return Severity::medium;
    return level == 2 ? Severity::low : Severity::info;
}

void read_hit(const Hit& hit, const std::string& text, RawFinding& f, WholeReport& report) {
    fields::set_code(f, hit.file, hit.line, 0, hit.column);
    fields::put(f.rule, hit.name);
    fields::put(f.rule_name, hit.name);
    // The first sentences up to "(CWE-120)." tell the weakness, what follows them what to do.
    const auto end = text.find(").", text.find("(CWE-") == std::string::npos ? text.size() : text.find("(CWE-"));
    const std::string_view warning = std::string_view(text).substr(0, end == std::string::npos ? end : end + 2);
    fields::set_title(f, {fmt::format("{}: {}", hit.name, warning)}, report.limits);
    report.text(f.description, warning);
    report.text(f.remediation, trim(std::string_view(text).substr(warning.size())));
    f.severity = severity_of(hit.level);
    f.severity_known = true;
    fields::put(f.severity_raw, fmt::format("{}", hit.level), 40);
    fields::add_cwes_of(f, text);
    fields::add_tag(f, hit.category);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Flawfinder version ") && !head.contains("File,Line,"))
        return {88, "\"Flawfinder version\" in the first lines", {}};
    for (const std::string_view line : head.lines)
        if (hit_of(line)) return {84, "hits of Flawfinder", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    ScanInfo scan;
    scan.tool = "Flawfinder";
    scan.target_kind = "repository";
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        if (const auto version = after_key(lines[i], "Flawfinder version"))
            fields::put(scan.tool_version, version->substr(0, version->find(',')), 40);
        known = known || trim(lines[i]) == "No hits found.";
        const auto hit = hit_of(lines[i]);
        if (!hit) continue;
        if (!report.told()) report.tell(scan);
        const std::size_t first = i;
        std::string about(hit->text);
        while (i + 1 < lines.size() && about.size() < 20'000 && lines[i + 1].starts_with("  ") &&
               !hit_of(lines[i + 1])) {
            about += about.empty() ? "" : " ";
            about += trim(lines[++i]);
        }
        read_hit(*hit, about, next_of_line(report, first), report);
        report.emit();
    }
    if (known && !report.told()) report.tell(scan);
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no hit of Flawfinder", read);
}

} // namespace

const FormatInfo k_flawfinder_text_format{"flawfinder-text",
                                          FormatKind::findings,
                                          "Flawfinder",
                                          "text/plain",
                                          "Flawfinder: what it prints about C and C++",
                                          sniff,
                                          parse};

} // namespace parapet

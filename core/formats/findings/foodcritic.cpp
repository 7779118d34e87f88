// What Foodcritic prints: "FC002: Avoid string interpolation where not required: ./recipes/default.rb:10". Its
// successor Cookstyle writes RuboCop's JSON.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

extern const FormatInfo k_foodcritic_format;

namespace {

struct Match {
    std::string_view rule, words, file;
    std::int64_t line = 0;
};

// "FC" and digits; rules of one's own have other letters ("CUSTOM001").
bool is_rule(std::string_view text) {
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'A' && text[letters] <= 'Z')
        ++letters;
    const std::string_view digits = text.substr(letters);
    return letters >= 2 && letters <= 20 && digits.size() >= 2 && digits.size() <= 5 &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<Match> match_of(std::string_view line) {
    line = trim(line);
    const auto first = line.find(": ");
    const auto last = line.rfind(": ");
    const auto colon = line.rfind(':');
    if (first == std::string_view::npos || last <= first || colon <= last + 1) return std::nullopt;
    Match match;
    match.rule = line.substr(0, first);
    match.words = trim(line.substr(first + 2, last - first - 2));
    match.file = trim(line.substr(last + 2, colon - last - 2));
    match.line = fields::line_number(line.substr(colon + 1));
    if (!is_rule(match.rule) || match.words.empty() || match.file.empty() || match.line == 0) return std::nullopt;
    return match;
}

// "Checking 3 files", and below a dot for each that is clean and an x for each that is not.
bool is_progress(std::string_view line) {
    line = trim(line);
    if (line.starts_with("Checking ") && (line.ends_with(" files") || line.ends_with(" file"))) return true;
    return !line.empty() && line.find_first_not_of(".x") == std::string_view::npos;
}

void fill(const Match& match, RawFinding& f, RecordRun& run) {
    fields::set_code(f, match.file, match.line);
    fields::put(f.rule, match.rule);
    fields::set_title(f, {match.words}, run.limits);
    run.text(f.description, match.words);
    // It rates nothing: its rules are about correctness and style of cookbooks.
    f.severity = Severity::low;
    f.severity_known = false;
    fields::add_tag(f, "chef");
    if (f.rule.starts_with("FC")) fields::add_link(f, fmt::format("http://www.foodcritic.io/#{}", f.rule));
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text || head.lines.empty()) return {};
    std::size_t ours = 0;
    std::size_t others = 0;
    std::size_t progress = 0;
    for (const std::string_view line : head.lines) {
        if (is_progress(line))
            ++progress;
        else if (!trim(line).empty())
            ++(match_of(line) ? ours : others);
    }
    if (ours == 0 && others == 0 && progress >= 2 && trim(head.lines.front()).starts_with("Checking "))
        return {70, "the lines \"Checking N files\" and dots", {}};
    if (ours > 0 && others <= ours / 4) return {82, "lines of a rule (FC001), its words, a file and a line number", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    ScanInfo scan;
    scan.tool = "Foodcritic";
    scan.target_kind = "repository";
    RecordRun run(out, stats, job, options);
    std::int64_t number = 0;
    for (const std::string_view line : text.lines()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        ++number;
        const std::optional<Match> match = match_of(line);
        if (!match && trim(line).starts_with("Checking ") && is_progress(line)) run.tell(scan);
        if (!match) continue;
        if (!run.told()) run.tell(scan);
        fill(*match, run.next(fmt::format("line {}", number), number), run);
        run.emit();
    }
    if (!run.told()) return not_the_report("there is no line of a rule, its words, a file and a line number");
    return stats;
}

} // namespace

const FormatInfo k_foodcritic_format{
    "foodcritic-txt", FormatKind::findings, "Foodcritic", "text/plain", "Foodcritic: Chef cookbooks", sniff, parse};

} // namespace parapet

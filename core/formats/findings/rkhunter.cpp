// Rootkit Hunter's log, or what it prints: a check a line with its result in brackets, warnings in lines below it.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_rkhunter_format;

namespace {

struct ResultWord {
    std::string_view word;
    CheckOutcome outcome;
};
constexpr std::array<ResultWord, 16> k_results{{
    {"Warning", CheckOutcome::fail},
    {"BAD", CheckOutcome::fail},
    {"Infected", CheckOutcome::fail},
    {"Not allowed", CheckOutcome::pass},
    {"OK", CheckOutcome::pass},
    {"None found", CheckOutcome::pass},
    {"Not found", CheckOutcome::pass},
    {"Not set", CheckOutcome::pass},
    {"Allowed", CheckOutcome::pass},
    {"Whitelisted", CheckOutcome::pass},
    {"Clean", CheckOutcome::pass},
    {"Skipped", CheckOutcome::not_reviewed},
    {"Disabled", CheckOutcome::not_reviewed},
    {"Found", CheckOutcome::informational},
    {"Unset", CheckOutcome::informational},
    {"Updated", CheckOutcome::informational},
}};

struct Check {
    std::string_view title, word;
    std::string said;
    CheckOutcome outcome = CheckOutcome::informational;
    std::int64_t line = 0;
};

struct Report {
    std::vector<Check> checks;
    ScanInfo scan;
    bool ours = false;
};

bool is_stamp(std::string_view text) {
    return text.size() >= 10 && text[0] == '[' && text[3] == ':' && text[6] == ':' && text[9] == ']';
}

// "Checking for x     [ Warning ]" in its two parts.
bool read_check(std::string_view line, Check& check) {
    if (!line.ends_with(" ]")) return false;
    const auto open = line.rfind("[ ");
    if (open == std::string_view::npos || open == 0) return false;
    check.word = trim(line.substr(open + 2, line.size() - open - 4));
    check.title = trim(line.substr(0, open));
    if (istarts_with(check.title, "Warning:")) check.title = trim(check.title.substr(8));
    if (check.title.empty() || check.word.empty()) return false;
    for (const ResultWord& known : k_results)
        if (iequals(known.word, check.word)) check.outcome = known.outcome;
    return true;
}

// Warnings that nothing else writes; where only warnings are reported its name stands nowhere.
constexpr std::array<std::string_view, 6> k_warnings{
    "Warning: Hidden directory found: ",     "Warning: Hidden file found: ",
    "has been replaced by a script: ",       "Warning: The file properties have changed",
    "Warning: The SSH configuration option", "Warning: Suspicious file types found"};

bool in_its_words(std::string_view text) {
    for (const std::string_view words : k_warnings)
        if (text.find(words) != std::string_view::npos && text.find("Warning: ") != std::string_view::npos) return true;
    return false;
}

class Reader {
public:
    Report read(const std::vector<std::string_view>& lines) {
        for (const std::string_view raw : lines) {
            ++number_;
            const bool stamped = is_stamp(raw);
            one(stamped ? raw.substr(10) : raw);
        }
        return std::move(report_);
    }

private:
    void one(std::string_view body) {
        const std::string_view line = trim(body);
        header(line);
        Check check;
        if (read_check(line, check)) {
            check.line = number_;
            report_.checks.push_back(std::move(check));
            if (report_.checks.back().outcome == CheckOutcome::fail) warned_ = report_.checks.size();
            in_warning_ = line.starts_with("Warning:");
            return;
        }
        if (line.starts_with("Warning:")) {
            in_warning_ = true;
            warn(trim(line.substr(8)));
        } else if (in_warning_ && !line.empty() && body.starts_with(only_warnings_ ? "    " : "          ")) {
            say(line); // indented below the warning
        } else {
            in_warning_ = false;
        }
    }

    // A warning belongs to the last check that failed, whatever lines stand in between. Where only warnings are
    // reported (--rwo, the daily mail) each stands for its check.
    void warn(std::string_view text) {
        if (report_.checks.empty() || only_warnings_) {
            only_warnings_ = true;
            Check check;
            check.title = text;
            check.word = "Warning";
            check.outcome = CheckOutcome::fail;
            check.line = number_;
            report_.checks.push_back(std::move(check));
            warned_ = report_.checks.size();
            return;
        }
        say(text);
    }

    void say(std::string_view text) {
        if (warned_ == 0) return;
        std::string& said = report_.checks[warned_ - 1].said;
        if (said.size() < 8000) said += fmt::format("{}\n", text);
    }

    void header(std::string_view line) {
        for (const std::string_view key : {"Running Rootkit Hunter version ", "[ Rootkit Hunter version "}) {
            if (!line.starts_with(key)) continue;
            report_.ours = true;
            const std::string_view rest = line.substr(key.size());
            const auto space = rest.find(' ');
            fields::put(report_.scan.tool_version, rest.substr(0, space), 20);
            if (const auto on = rest.find(" on "); on != std::string_view::npos)
                fields::put(report_.scan.target, rest.substr(on + 4));
        }
        if (line.find("Rootkit Hunter") != std::string_view::npos || in_its_words(line)) report_.ours = true;
        if (line.starts_with("Info: End date is") || line.starts_with("The system checks took")) ended_ = true;
        report_.scan.complete = ended_;
    }

    Report report_;
    std::size_t warned_ = 0; // number of the last check that failed
    bool in_warning_ = false, ended_ = false, only_warnings_ = false;
    std::int64_t number_ = 0;
};

void fill(const Check& check, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::other;
    fields::set_title(f, {fields::folded(check.title)}, run.limits);
    f.rule = elide(f.title, 200);
    f.outcome = check.outcome;
    f.severity = check.outcome == CheckOutcome::fail ? Severity::medium : Severity::info;
    if (iequals(check.word, "Infected")) f.severity = Severity::critical;
    fields::put(f.severity_raw, check.word, 40);
    f.severity_known = true;
    const std::string text = check.said.empty() ? fmt::format("{}: {}", check.title, check.word) : check.said;
    // "Hidden directory found: /etc/.sea", where a warning stands for its check
    if (const auto at = check.title.find(" found: /"); at != std::string_view::npos) {
        fields::put(f.location.file, check.title.substr(at + 8, check.title.substr(at + 8).find(": ")), 500);
        f.rule = elide(check.title.substr(0, at + 6), 200);
    }
    fields::set_text(f.description, text, run.stats, f.place.path, run.limits);
    if (!check.title.empty() && check.title.front() == '/') { // properties of a program
        fields::put(f.location.file, check.title, 500);
        f.rule = "file-properties";
        f.title = elide(fmt::format("Properties of {}", check.title), run.limits.max_title_bytes);
    }
    fields::put(f.location.resource, check.title, 300);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text && head.shape != Head::Shape::json_array) return {};
    if (head.contains("Rootkit Hunter version") || head.contains("Running Rootkit Hunter"))
        return {92, "Rootkit Hunter's version in its first lines", {}};
    if (head.contains("rkhunter") && head.contains("Checking for") && head.contains("[ Not found ]"))
        return {75, "checks with their results in brackets, and rkhunter", {}};
    const auto first = head.lines.empty() ? std::string_view() : trim(head.lines.front());
    if (first.starts_with("Warning: ") && in_its_words(head.text))
        return {72, "warnings in Rootkit Hunter's words", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    Report report = Reader().read(text.lines());
    if (!report.ours) return not_the_report("it is no log of Rootkit Hunter");
    report.scan.tool = "Rootkit Hunter";
    report.scan.target_kind = "host";
    if (report.scan.target.empty()) report.scan.target = options.default_host;
    RecordRun run(out, stats, job, options);
    run.tell(report.scan);
    for (const Check& check : report.checks) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        fill(check, run.next(fmt::format("line {}", check.line), check.line), run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_rkhunter_format{"rkhunter-log",
                                   FormatKind::findings,
                                   "Rootkit Hunter",
                                   "text/plain",
                                   "Rootkit Hunter: its log, or what it prints",
                                   sniff,
                                   parse};

} // namespace parapet

// Tripwire's integrity check (tripwire --check, twprint): what each rule says was added, removed and modified.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <unordered_map>

namespace parapet {

extern const FormatInfo k_tripwire_format;

namespace {

struct Entry {
    std::string_view kind, rule, level, path;
    std::int64_t line = 0;
    std::string details; // its properties, expected and observed
};

struct Report {
    std::vector<Entry> entries;
    ScanInfo scan;
    std::int64_t violations = -1; // as its summary counts them
    std::string_view top_level;   // the highest of what was found, where only that is told
    bool ours = false, ended = false, errors = false;
};

// Of the default policy: SIG_HI 100, SIG_MED 66, SIG_LOW 33; a policy may use other numbers.
Severity severity_of(std::int64_t level) {
    if (level >= 90) return Severity::high;
    return level >= 50 ? Severity::medium : Severity::low;
}

void read_header(std::string_view line, Report& report) {
    if (line.find("Tripwire") != std::string_view::npos &&
        line.find("Integrity Check Report") != std::string_view::npos) {
        report.ours = true;
        for (const std::string_view word : split(line, ' '))
            if (!word.empty() && word.front() >= '0' && word.front() <= '9')
                fields::put(report.scan.tool_version, word, 20);
    }
    if (const auto host = after_key(line, "Host name:")) fields::put(report.scan.target, *host);
    if (const auto when = after_key(line, "Report created on:")) report.scan.finished = time_of_ctime(*when);
    if (const auto policy = after_key(line, "Policy file used:")) fields::put(report.scan.policy, *policy, 200);
    if (line.find("*** End of report ***") != std::string_view::npos) report.ended = true;
}

// Level 0 of twprint: "TWReport pier 20260101100000 V:4 S:66 A:1 R:1 C:2", how many and how bad.
void read_counts(std::string_view line, Report& report) {
    const auto words = split(line, ' ');
    if (words.size() < 5 || words[0] != "TWReport") return;
    report.ours = report.ended = true;
    fields::put(report.scan.target, words[1]);
    const std::string_view at = words[2];
    if (at.size() == 14)
        report.scan.finished =
            parse_rfc3339(fmt::format("{}-{}-{} {}:{}:{}", at.substr(0, 4), at.substr(4, 2), at.substr(6, 2),
                                      at.substr(8, 2), at.substr(10, 2), at.substr(12, 2)));
    for (const std::string_view word : words) {
        if (word.starts_with("V:") && !parse_int(word.substr(2), report.violations)) report.violations = -1;
        if (word.starts_with("S:")) report.top_level = word.substr(2);
    }
}

class Reader {
public:
    Report read(const std::vector<std::string_view>& lines) {
        for (const std::string_view raw : lines) {
            ++number_;
            const std::string_view line = trim(raw);
            read_header(line, report_);
            read_counts(line, report_);
            read_part(line);
        }
        return std::move(report_);
    }

private:
    enum class Part { none, summary, details, errors };

    void read_part(std::string_view line) {
        if (line == "Object Summary:") {
            part_ = Part::summary;
        } else if (line == "Error Report:") {
            part_ = Part::errors;
        } else if (line == "Object Detail:") {
            part_ = Part::details;
        } else if (line == "Rule Summary:" || line == "Report Summary:") {
            part_ = Part::none;
        } else if (part_ == Part::summary) {
            read_object(line);
        } else if (part_ == Part::details) {
            read_detail(line);
        } else if (part_ == Part::none) {
            read_brief(line);
        } else if (part_ == Part::errors && !line.empty() && line != "No Errors" && line.find("---") != 0 &&
                   line.find("===") != 0 && line.find("***") != 0 && !report_.ended) {
            report_.errors = true;
        }
    }

    void read_object(std::string_view line) {
        if (const auto rule = after_key(line, "Rule Name:")) {
            rule_ = *rule;
            kind_ = {};
        } else if (const auto level = after_key(line, "Severity Level:")) {
            level_ = *level;
        } else if (line == "Added:" || line == "Removed:" || line == "Modified:") {
            kind_ = line.substr(0, line.size() - 1);
        } else if (!kind_.empty() && line.size() > 2 && line.front() == '"' && line.back() == '"') {
            add(kind_, line.substr(1, line.size() - 2));
        }
    }

    // "Modified object name:  /a/b" and its properties. A report of level 3 names what it found only here.
    void read_detail(std::string_view line) {
        if (const auto rule = after_key(line, "Rule Name:")) rule_ = *rule;
        if (const auto level = after_key(line, "Severity Level:")) level_ = *level;
        for (const std::string_view kind : {"Added", "Removed", "Modified"}) {
            if (!line.starts_with(kind)) continue;
            const auto name = after_key(line, fmt::format("{} object name:", kind));
            if (name && !name->empty()) return add(kind, *name);
        }
        if (current_ == nullptr || line.size() < 3 || line.front() != '*' || line[1] != ' ') return;
        if (current_->details.size() < 8000) current_->details += fmt::format("{}\n", fields::folded(line.substr(2)));
    }

    // Level 1: "Added:   \"/a/b\"" and nothing else.
    void read_brief(std::string_view line) {
        for (const std::string_view kind : {"Added", "Removed", "Modified"}) {
            const auto path = after_key(line, fmt::format("{}:", kind));
            if (!path || path->size() < 3 || path->front() != '"' || path->back() != '"') continue;
            report_.ours = true;
            add(kind, path->substr(1, path->size() - 2));
        }
        if (const auto count = after_key(line, "Total violations found:"))
            if (!parse_int(*count, report_.violations)) report_.violations = -1;
    }

    void add(std::string_view kind, std::string_view path) {
        const auto [at, fresh] = known_.emplace(fmt::format("{} {}", kind, path), report_.entries.size());
        if (fresh) report_.entries.push_back({kind, rule_, level_, path, number_, {}});
        current_ = &report_.entries[at->second];
    }

    Report report_;
    Part part_ = Part::none;
    std::unordered_map<std::string, std::size_t> known_; // entries by kind and path
    Entry* current_ = nullptr;
    std::string_view rule_, level_, kind_;
    std::int64_t number_ = 0;
};

void fill(const Entry& entry, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::other;
    fields::put(f.rule,
                entry.rule.empty() ? fmt::format("tripwire-{}", to_lower(entry.kind)) : std::string(entry.rule));
    const std::string kind = to_lower(entry.kind);
    const std::string title = fmt::format("{}: {}", entry.kind, entry.path);
    fields::set_title(f, {title}, run.limits);
    fields::put(f.location.file, entry.path, 1000);
    fields::put(f.location.resource, entry.path, 500);
    f.description = fmt::format("{} was {} since the database was made.", elide(entry.path, 1000), kind);
    if (!entry.rule.empty()) f.description += fmt::format(" Rule: {}", f.rule);
    run.text(f.evidence, entry.details);
    f.remediation = "Find out who changed it. If it was meant, update the database with tripwire --update.";
    fields::add_tag(f, kind);
    std::int64_t level = 0;
    f.severity_known = parse_int(entry.level, level);
    f.severity = severity_of(f.severity_known ? level : 66);
    fields::put(f.severity_raw, entry.level, 20);
}

void tell_unnamed(const Report& report, RecordRun& run) {
    RawFinding& f = run.next("summary");
    f.identity = IdentityKind::config;
    f.cause = Cause::other;
    f.rule = "tripwire-differs";
    f.title = fmt::format("{} objects differ from Tripwire's database", report.violations);
    f.description = "The report does not name them.";
    f.remediation = "Print the report with twprint at level 1 or higher to see what was changed.";
    std::int64_t level = 0;
    f.severity_known = parse_int(report.top_level, level);
    f.severity = severity_of(f.severity_known ? level : 66);
    fields::put(f.severity_raw, report.top_level, 20);
    run.emit();
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Tripwire") && head.contains("Integrity Check Report"))
        return {95, "Tripwire's Integrity Check Report", {}};
    // Level 1 of twprint: what was added, removed and modified, a quoted name each.
    std::size_t names = 0;
    std::size_t others = 0;
    for (const std::string_view raw : head.lines)
        if (raw.starts_with("TWReport ") && raw.find(" V:") != std::string_view::npos)
            return {85, "a line of counts that begins with TWReport", {}};
    for (const std::string_view raw : head.lines) {
        const std::string_view line = trim(raw);
        if (line.empty() || line.starts_with("Note: Report is not encrypted")) continue;
        const bool kind =
            line.starts_with("Added:\t\"") || line.starts_with("Removed:\t\"") || line.starts_with("Modified:\t\"");
        (kind ? names : others) += 1;
    }
    if (names > 0 && others <= (head.truncated ? 1U : 0U))
        return {70, "lines of added, removed and modified names", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    Report report = Reader().read(text.lines());
    if (!report.ours) return not_the_report("it is no integrity check of Tripwire");
    report.scan.tool = "Tripwire";
    report.scan.target_kind = "host";
    const bool named = report.violations < 0 || static_cast<std::size_t>(report.violations) <= report.entries.size();
    report.scan.complete = report.ended && !report.errors && named;
    if (!named) stats.warn("Rule Summary", "it counts more violations than it names: nothing is closed by this scan");
    if (report.errors)
        stats.warn("Error Report", "Tripwire could not check everything: nothing is closed by this scan");
    RecordRun run(out, stats, job, options);
    run.tell(report.scan);
    for (const Entry& entry : report.entries) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("line {}", entry.line), entry.line);
        fill(entry, f, run);
        run.emit();
    }
    if (!named && report.entries.empty()) tell_unnamed(report, run);
    return stats;
}

} // namespace

const FormatInfo k_tripwire_format{
    "tripwire-txt", FormatKind::findings, "Tripwire", "text/plain", "Tripwire: integrity checks", sniff, parse};

} // namespace parapet

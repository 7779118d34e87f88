// Tripwire's integrity check (tripwire --check, twprint): what each rule says was added, removed and modified.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_tripwire_format;

namespace {

struct Entry {
    std::string_view kind, rule, level, path;
    std::int64_t line = 0;
};

struct Report {
    std::vector<Entry> entries;
    ScanInfo scan;
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

class Reader {
public:
    Report read(const std::vector<std::string_view>& lines) {
        for (const std::string_view raw : lines) {
            ++number_;
            const std::string_view line = trim(raw);
            read_header(line, report_);
            read_part(line);
        }
        return std::move(report_);
    }

private:
    enum class Part { none, summary, errors };

    void read_part(std::string_view line) {
        if (line == "Object Summary:") {
            part_ = Part::summary;
        } else if (line == "Error Report:") {
            part_ = Part::errors;
        } else if (line == "Object Detail:" || line == "Rule Summary:" || line == "Report Summary:") {
            part_ = Part::none;
        } else if (part_ == Part::summary) {
            read_object(line);
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
            report_.entries.push_back({kind_, rule_, level_, line.substr(1, line.size() - 2), number_});
        }
    }

    Report report_;
    Part part_ = Part::none;
    std::string_view rule_, level_, kind_;
    std::int64_t number_ = 0;
};

void fill(const Entry& entry, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::other;
    fields::put(f.rule, entry.rule);
    const std::string kind = to_lower(entry.kind);
    const std::string title = fmt::format("{}: {}", entry.kind, entry.path);
    fields::set_title(f, {title}, run.limits);
    fields::put(f.location.file, entry.path, 1000);
    fields::put(f.location.resource, entry.path, 500);
    f.description =
        fmt::format("{} was {} since the database was made. Rule: {}", elide(entry.path, 1000), kind, f.rule);
    f.remediation = "Find out who changed it. If it was meant, update the database with tripwire --update.";
    fields::add_tag(f, kind);
    std::int64_t level = 0;
    f.severity_known = parse_int(entry.level, level);
    f.severity = severity_of(f.severity_known ? level : 66);
    fields::put(f.severity_raw, entry.level, 20);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Tripwire") && head.contains("Integrity Check Report"))
        return {95, "Tripwire's Integrity Check Report", {}};
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
    report.scan.complete = report.ended && !report.errors;
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
    return stats;
}

} // namespace

const FormatInfo k_tripwire_format{
    "tripwire-txt", FormatKind::findings, "Tripwire", "text/plain", "Tripwire: integrity checks", sniff, parse};

} // namespace parapet

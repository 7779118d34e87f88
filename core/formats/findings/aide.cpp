// AIDE's report: what was added, removed and changed since its database was made. Versions 0.15 to 0.19.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/aide/entry.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_aide_format;

namespace {

using aide::Entry;

struct Report {
    std::vector<Entry> entries;
    std::map<std::string, std::string, std::less<>> details; // by path
    ScanInfo scan;
    aide::Summary summary;
    bool ours = false, ended = false;
};

// "Added entries:"; of what is not grouped, "Added, removed and changed entries:", the flags tell the rest.
std::string_view kind_of(std::string_view heading) {
    if (heading.find(',') != std::string_view::npos) return "changed";
    for (const std::string_view kind : {"added", "removed", "changed"})
        if (istarts_with(heading, kind)) return kind;
    return {};
}

// "f++++++++++++++++: /a/b", "d > ... ....H : /a", and "added: /a/b" of old versions.
bool read_entry(std::string_view line, std::string_view kind, Entry& entry) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) return false;
    entry.flags = trim(line.substr(0, colon));
    entry.path = trim(line.substr(colon + 2));
    entry.kind = kind;
    for (const std::string_view word : {"added", "removed", "changed"})
        if (entry.flags == word) entry.kind = word;
    // Entries of all kinds may stand in one section.
    if (entry.flags.find("++++") == 1) entry.kind = "added";
    if (entry.flags.find("----") == 1) entry.kind = "removed";
    return !entry.path.empty() && (entry.path.front() == '/' || entry.path.find(":\\") == 1);
}

void read_stamp(std::string_view line, Report& report) {
    if (const auto start = after_key(line, "Start timestamp:")) {
        const auto paren = start->find(" (AIDE");
        report.scan.started = aide::time_of(start->substr(0, paren));
        if (paren != std::string_view::npos)
            fields::put(report.scan.tool_version, start->substr(paren + 6, start->find(')') - paren - 6), 20);
        report.ours = report.ours || paren != std::string_view::npos;
    }
    if (line.find("found differences") != std::string_view::npos && line.find("AIDE") != std::string_view::npos)
        report.summary.differs = true;
    for (const char* key : {"Added", "Removed", "Changed"}) {
        if (!istarts_with(line, key)) continue; // "Added entries:   2", of old versions "Added files: 2"
        const auto colon = line.find(':');
        std::int64_t number = 0;
        if (colon < 20 && parse_int(trim(line.substr(colon + 1)), number) && number > 0)
            report.summary.counted += number;
    }
    if (line.starts_with("End timestamp:") || line.find("Looks okay") != std::string_view::npos) report.ended = true;
    if (line.find("AIDE") != std::string_view::npos && (line.find("found differences") != std::string_view::npos ||
                                                        line.find("found NO differences") != std::string_view::npos ||
                                                        line.find("All files match AIDE") != std::string_view::npos))
        report.ours = true;
}

Report read_report(const std::vector<std::string_view>& lines) {
    Report report;
    std::string_view kind; // of the section
    std::string* detail = nullptr;
    std::int64_t number = 0;
    for (const std::string_view raw : lines) {
        ++number;
        const std::string_view line = trim(raw);
        read_stamp(line, report);
        if (line.starts_with("Detailed information about changes")) {
            kind = {};
        } else if (line.starts_with("The attributes of the")) {
            detail = nullptr;
            kind = {};
            report.ended = report.ended || !report.entries.empty();
        } else if (line.ends_with("entries:") || line.ends_with("files:")) {
            kind = kind_of(line); // "Added entries:"; a number behind it is the summary's
        } else if (line.starts_with("File: ") || line.starts_with("Directory: ") || line.starts_with("Link: ")) {
            detail = &report.details[std::string(trim(line.substr(line.find(' '))))];
        } else if (detail != nullptr && !line.empty() && !line.starts_with("---")) {
            if (detail->size() < 8000) *detail += fmt::format("{}\n", line);
        } else if (Entry entry; !kind.empty() && read_entry(line, kind, entry)) {
            entry.line = number;
            report.entries.push_back(entry);
        }
    }
    return report;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("AIDE") && (head.contains("differences between database and filesystem") ||
                                  head.contains("All files match AIDE database")))
        return {92, "AIDE's line about differences between database and filesystem", {}};
    if (head.contains("(AIDE ") && head.contains("Start timestamp:"))
        return {85, "Start timestamp, and AIDE's version", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    Report report = read_report(text.lines());
    if (!report.ours) return not_the_report("it is no report of AIDE");
    report.scan.tool = "AIDE";
    report.scan.target_kind = "host";
    report.scan.target = options.default_host;
    report.scan.complete = report.ended && aide::names_all(report.summary, report.entries.size());
    RecordRun run(out, stats, job, options);
    run.tell(report.scan);
    for (const Entry& entry : report.entries) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("line {}", entry.line), entry.line);
        const auto details = report.details.find(entry.path);
        aide::fill(entry, details == report.details.end() ? std::string_view() : details->second, f, stats, run.limits);
        run.emit();
    }
    aide::tell_unnamed(report.summary, report.entries.size(), run);
    return stats;
}

} // namespace

const FormatInfo k_aide_format{
    "aide-txt", FormatKind::findings, "AIDE", "text/plain", "AIDE: changes of watched files", sniff, parse};

} // namespace parapet

// ClamAV (clamscan, clamdscan, clamd's log): files that a signature matched.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_clamav_format;

namespace {

// "/a/b: Name.Of.It(md5:12) FOUND", with "Tue Mar  5 10:00:00 2024 -> " in front in clamd's log.
struct Match {
    std::string_view file, signature;
    std::optional<Time> when;
};

std::optional<Match> read_match(std::string_view line) {
    line = trim(line);
    if (!line.ends_with(" FOUND")) return std::nullopt;
    Match match;
    line.remove_suffix(6);
    if (const auto arrow = line.find(" -> "); arrow == 24) {
        match.when = time_of_ctime(line.substr(0, arrow));
        line = line.substr(arrow + 4);
    }
    const auto colon = line.rfind(": ");
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    match.file = trim(line.substr(0, colon));
    match.signature = trim(line.substr(colon + 2));
    if (const auto hash = match.signature.find('('); hash != std::string_view::npos)
        match.signature = match.signature.substr(0, hash);
    if (match.signature.empty() || match.signature.find(' ') != std::string_view::npos) return std::nullopt;
    return match;
}

// "2026:07:31 18:41:55"
std::optional<Time> read_date(std::string_view text) {
    std::string stamp(trim(text));
    if (stamp.size() < 10) return std::nullopt;
    stamp[4] = stamp[7] = '-';
    return parse_rfc3339(stamp);
}

struct Summary {
    ScanInfo scan;
    std::int64_t infected = 0;
    bool seen = false, errors = false;
};

void read_summary(std::string_view line, Summary& summary) {
    if (line.find("SCAN SUMMARY") != std::string_view::npos) summary.seen = true;
    if (const auto version = after_key(line, "Engine version:")) fields::put(summary.scan.tool_version, *version, 30);
    if (const auto count = after_key(line, "Infected files:"))
        if (std::int64_t number = 0; parse_int(*count, number) && number > 0) summary.infected += number;
    if (const auto start = after_key(line, "Start Date:")) summary.scan.started = read_date(*start);
    if (const auto end = after_key(line, "End Date:")) summary.scan.finished = read_date(*end);
    if (const auto errors = after_key(line, "Total errors:"))
        summary.errors = summary.errors || (!errors->empty() && *errors != "0");
}

void fill(const Match& match, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::other;
    f.cause = Cause::other;
    fields::put(f.rule, match.signature);
    f.title = elide(fmt::format("Malware {} in {}", match.signature, match.file), run.limits.max_title_bytes);
    f.description = fmt::format("The signature {} matches {}.", f.rule, elide(match.file, 2000));
    f.remediation = "Isolate the host, find out how the file came there, and remove it.";
    f.location.file = fields::normal_path(match.file);
    f.severity = Severity::high; // ClamAV rates nothing
    f.severity_raw = "FOUND";
    f.severity_known = true;
    fields::add_cwe(f, 506); // embedded malicious code
    f.seen = match.when;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const bool summary = head.contains("SCAN SUMMARY");
    if (summary && (head.contains("Infected files:") || head.contains("Known viruses:")))
        return {92, "ClamAV's scan summary", {}};
    std::size_t matches = 0;
    std::size_t lines = 0;
    for (const std::string_view line : head.lines) {
        if (trim(line).empty()) continue;
        ++lines;
        matches += read_match(line).has_value() || trim(line).ends_with(": OK");
    }
    if (lines > 0 && matches * 2 > lines && head.contains(" FOUND"))
        return {70, "lines of files that end in FOUND", {}};
    if (lines > 1 && matches == lines) return {45, "lines of files that end in OK", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    Summary summary;
    bool ours = false;
    std::int64_t matches = 0;
    for (const std::string_view line : text.lines()) {
        read_summary(line, summary);
        matches += read_match(line).has_value();
        const std::string_view body = trim(line);
        ours = ours || body.ends_with(": OK") || body.ends_with(" FOUND");
        summary.errors = summary.errors || body.ends_with(" ERROR");
    }
    if (!ours && !summary.seen) return not_the_report("it is no output of ClamAV");
    summary.scan.tool = "ClamAV";
    summary.scan.target_kind = "host";
    summary.scan.target = options.default_host;
    summary.scan.complete = summary.seen && !summary.errors && summary.infected <= matches;
    if (summary.infected > matches)
        stats.warn("SCAN SUMMARY",
                   fmt::format("it counts {} infected files and names {}: nothing is closed by this scan",
                               summary.infected, matches));
    RecordRun run(out, stats, job, options);
    run.tell(summary.scan);
    std::int64_t number = 0;
    for (const std::string_view line : text.lines()) {
        ++number;
        const auto match = read_match(line);
        if (!match) continue;
        if (auto ok = run.check(); !ok) return fail(ok.error());
        fill(*match, run.next(fmt::format("line {}", number), number), run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_clamav_format{
    "clamav-txt", FormatKind::findings, "ClamAV", "text/plain", "ClamAV: what its signatures matched", sniff, parse};

} // namespace parapet

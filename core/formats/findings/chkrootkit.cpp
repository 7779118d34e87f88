// chkrootkit's output: a check a line; of the quiet mode only the warnings.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace parapet {

extern const FormatInfo k_chkrootkit_format;

namespace {

struct Entry {
    std::string title, said, file;
    CheckOutcome outcome = CheckOutcome::pass;
    Severity severity = Severity::info;
    std::int64_t line = 0;
};

struct Word {
    std::string_view word;
    CheckOutcome outcome;
    Severity severity;
};
// Beginnings of results, the more specific first.
constexpr std::array<Word, 15> k_words{{
    {"not infected", CheckOutcome::pass, Severity::info},
    {"not found", CheckOutcome::not_applicable, Severity::info},
    {"not tested", CheckOutcome::not_reviewed, Severity::info},
    {"nothing", CheckOutcome::pass, Severity::info},
    {"no ", CheckOutcome::pass, Severity::info},
    {"none", CheckOutcome::pass, Severity::info},
    {"not promisc", CheckOutcome::pass, Severity::info},
    {"unable", CheckOutcome::error, Severity::info},
    {"done", CheckOutcome::pass, Severity::info},
    {"finished", CheckOutcome::pass, Severity::info},
    {"started", CheckOutcome::informational, Severity::info},
    {"INFECTED", CheckOutcome::fail, Severity::critical},
    {"Vulnerable", CheckOutcome::fail, Severity::high},
    {"Possible", CheckOutcome::fail, Severity::high},
    {"WARNING", CheckOutcome::fail, Severity::medium},
}};

void rate(std::string_view result, Entry& entry) {
    entry.outcome = CheckOutcome::informational;
    for (const Word& known : k_words) {
        if (!istarts_with(result, known.word)) continue;
        entry.outcome = known.outcome;
        entry.severity = known.severity;
        return;
    }
}

// "Checking `ls'...    not infected", "Searching for Ambient's rootkit (ark)...  nothing found"
bool read_check(std::string_view line, Entry& entry) {
    if (!line.starts_with("Checking ") && !line.starts_with("Searching for ")) return false;
    const auto dots = line.find("...");
    if (dots == std::string_view::npos) return false;
    entry.title = trim(line.substr(0, dots));
    entry.said = trim(line.substr(dots + 3));
    rate(entry.said, entry);
    return true;
}

bool read_warning(std::string_view line, Entry& entry) {
    const auto at = line.find("WARNING");
    const bool mixed = line.starts_with("Warning:") || line.starts_with("warning,");
    if (at > 40 && !mixed) return false; // or not at all
    entry.title = line;
    entry.said = line;
    entry.outcome = CheckOutcome::fail;
    // A part of the system was passed over: a weakness of the check, not of the host.
    entry.severity = line.find("Skipping") != std::string_view::npos ? Severity::low : Severity::medium;
    return true;
}

// What it says in its quiet mode, which names the program nowhere.
constexpr std::array<std::string_view, 3> k_quiet{"WARNING: The following suspicious files and directories were found",
                                                  "WARNING: Output from ifpromisc", "possible LKM Trojan installed"};

bool is_ours(std::string_view line) {
    for (const std::string_view words : k_quiet)
        if (icontains(line, words)) return true;
    for (const std::string_view program : {"chkrootkit", "chkdirs", "chkproc", "chkutmp"})
        if (line.find(program) != std::string_view::npos) return true;
    if (line.starts_with("ROOTDIR is `")) return true;
    return line.starts_with("Checking `") && icontains(line, "infected");
}

// What may come behind a check or a warning that ended its line.
enum class Open : std::uint8_t {
    no,
    result,  // its result, in lines of its own
    warning, // "WARNING: ..." below a check whose result is WARNING (since version 0.56)
    details, // what it found, up to an empty line
};

class Reader {
public:
    std::vector<Entry> read(const std::vector<std::string_view>& lines, bool& ours) {
        std::int64_t number = 0;
        for (const std::string_view raw : lines) {
            const std::string_view line = trim(raw);
            ours = ours || is_ours(line);
            one(line, ++number);
        }
        return std::move(entries_);
    }

private:
    void one(std::string_view line, std::int64_t number) {
        Entry entry;
        entry.line = number;
        if (read_check(line, entry)) {
            open_ = entry.said.empty() ? Open::result : entry.said == "WARNING" ? Open::warning : Open::no;
            entries_.push_back(std::move(entry));
        } else if (open_ == Open::warning && line.starts_with("WARNING: ")) {
            Entry& last = entries_.back();
            last.said = line;
            raise(line.substr(9), last);
            open_ = Open::details;
        } else if (read_warning(line, entry)) {
            if (line.starts_with("WARNING: ")) raise(line.substr(9), entry);
            open_ = Open::details;
            entries_.push_back(std::move(entry));
        } else if (line.empty()) {
            if (open_ == Open::details) open_ = Open::no;
        } else if (open_ == Open::result || open_ == Open::details) {
            add(line, entries_.back());
        }
    }

    // "Possible X installed", "INFECTED: ..."
    static void raise(std::string_view text, Entry& entry) {
        entry.outcome = CheckOutcome::fail;
        if (istarts_with(text, "INFECTED"))
            entry.severity = Severity::critical;
        else if (istarts_with(text, "Possible"))
            entry.severity = Severity::high;
    }

    void add(std::string_view line, Entry& last) const {
        if (last.said.empty()) rate(line, last);
        if (last.said.size() < 8000) last.said += fmt::format("{}{}", last.said.empty() ? "" : "\n", line);
        if (line.front() != '/') return;
        if (last.file.empty()) last.file = elide(line, 1000);
        if (open_ == Open::details) return;
        last.outcome = CheckOutcome::fail; // suspicious files and directories
        last.severity = Severity::medium;
    }

    std::vector<Entry> entries_;
    Open open_ = Open::no;
};

void fill(const Entry& entry, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::other;
    fields::set_title(f, {entry.title}, run.limits);
    f.rule = elide(entry.title, 200);
    f.outcome = entry.outcome;
    f.severity = entry.severity;
    fields::put(f.severity_raw, entry.said.substr(0, entry.said.find('\n')), 60);
    f.severity_known = true;
    fields::set_text(f.description, entry.said, run.stats, f.place.path, run.limits);
    fields::put(f.location.resource, entry.title, 300);
    f.location.file = fields::normal_path(entry.file); // the first of what it found
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const bool checks = head.contains("Checking `") && (head.contains("not infected") || head.contains("INFECTED"));
    if (head.contains("ROOTDIR is `")) return {92, "the line ROOTDIR is", {}};
    if (checks) return {85, "checks that say infected or not infected", {}};
    if ((head.contains("chkdirs:") || head.contains("chkproc:") || head.contains("chkutmp:")) &&
        (head.contains("WARNING") || head.contains("nothing")))
        return {80, "warnings of chkdirs or chkproc", {}};
    for (const std::string_view words : k_quiet)
        if (head.contains(words)) return {75, "a warning in chkrootkit's words", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    bool ours = false;
    const std::vector<Entry> entries = Reader().read(text.lines(), ours);
    if (!ours) return not_the_report("it is no output of chkrootkit");
    ScanInfo scan;
    scan.tool = "chkrootkit";
    scan.target_kind = "host";
    scan.target = options.default_host;
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const Entry& entry : entries) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        fill(entry, run.next(fmt::format("line {}", entry.line), entry.line), run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_chkrootkit_format{
    "chkrootkit-txt", FormatKind::findings, "chkrootkit", "text/plain", "chkrootkit: its output", sniff, parse};

} // namespace parapet

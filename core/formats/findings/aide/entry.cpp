#include "core/formats/findings/aide/entry.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::aide {

void fill(const Entry& entry, std::string_view details, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::other;
    f.rule = fmt::format("aide-{}", entry.kind);
    const std::string_view what = entry.flags.empty()          ? "Entry"
                                  : entry.flags.front() == 'd' ? "Directory"
                                  : entry.flags.front() == 'l' ? "Link"
                                                               : "File";
    const std::string title = fmt::format("{} {}: {}", what, entry.kind, entry.path);
    fields::set_title(f, {title}, limits);
    fields::put(f.location.file, entry.path, 1000);
    fields::put(f.location.resource, entry.path, 500);
    std::string text = fmt::format("{} was {} since the database was made.", entry.path, entry.kind);
    if (entry.flags.size() > 10) text += fmt::format("\n\nFlags: {}", entry.flags);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.evidence, details, stats, f.place.path, limits);
    f.remediation = "Find out who changed it. If it was meant, update the database with aide --update.";
    f.severity = Severity::medium; // AIDE rates nothing
    f.severity_raw = entry.kind;
    f.severity_known = true;
}

bool names_all(const Summary& summary, std::size_t listed) {
    return !summary.differs ||
           (listed > 0 && static_cast<std::size_t>(std::max<std::int64_t>(summary.counted, 0)) <= listed);
}

void tell_unnamed(const Summary& summary, std::size_t listed, RecordRun& run) {
    if (names_all(summary, listed)) return;
    run.stats.warn("summary", "AIDE found more differences than the report names: nothing is closed by this scan");
    if (listed > 0) return;
    RawFinding& f = run.next("summary");
    f.identity = IdentityKind::config;
    f.cause = Cause::other;
    f.rule = "aide-differs";
    f.title = summary.counted > 0 ? fmt::format("{} files differ from AIDE's database", summary.counted)
                                  : std::string("Files differ from AIDE's database");
    f.description = "The report does not name them.";
    f.remediation = "Run aide --check with report_level=list_entries or higher to see what was changed.";
    f.severity = Severity::medium; // AIDE rates nothing
    f.severity_known = true;
    run.emit();
}

std::optional<Time> time_of(std::string_view text) {
    std::string stamp(trim(text));
    if (const auto zone = stamp.rfind(' '); zone != std::string::npos && stamp.size() - zone == 6) {
        stamp.erase(zone, 1);
        stamp.insert(stamp.size() - 2, ":");
    }
    return parse_rfc3339(stamp);
}

} // namespace parapet::aide

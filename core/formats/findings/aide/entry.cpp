#include "core/formats/findings/aide/entry.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

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

std::optional<Time> time_of(std::string_view text) {
    std::string stamp(trim(text));
    if (const auto zone = stamp.rfind(' '); zone != std::string::npos && stamp.size() - zone == 6) {
        stamp.erase(zone, 1);
        stamp.insert(stamp.size() - 2, ":");
    }
    return parse_rfc3339(stamp);
}

} // namespace parapet::aide

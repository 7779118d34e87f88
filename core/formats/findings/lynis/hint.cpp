#include "core/formats/findings/lynis/hint.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

namespace parapet::lynis {

namespace {

std::string_view without_head(std::string_view text) {
    if (text.starts_with("text:")) text.remove_prefix(5);
    return trim(text);
}

} // namespace

void fill(const Hint& hint, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, hint.id);
    fields::set_title(f, {hint.text, f.rule}, limits);
    const std::string_view details = hint.details;
    fields::set_text(f.description,
                     details.empty() ? std::string(hint.text) : fmt::format("{}\n\n{}", hint.text, details), stats,
                     f.place.path, limits);
    fields::set_text(f.remediation, without_head(hint.solution), stats, f.place.path, limits);
    // One test may say several things.
    fields::put(f.location.resource, details.empty() ? hint.text : without_head(details), 300);
    fields::put(f.fingerprint, fmt::format("{} {} {}", f.rule, hint.text, details), 500);
    f.severity = hint.warning ? Severity::medium : Severity::low;
    f.severity_raw = hint.warning ? "warning" : "suggestion";
    f.severity_known = true;
    if (f.rule.find('-') != std::string::npos)
        fields::add_link(f, fmt::format("https://cisofy.com/lynis/controls/{}/", f.rule));
}

} // namespace parapet::lynis

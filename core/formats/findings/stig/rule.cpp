#include "core/formats/findings/stig/rule.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <array>

namespace parapet::stig {

namespace {

constexpr std::array<fields::SeverityWord, 9> k_severities{{
    {"critical", Severity::critical}, // heimdall writes it; DISA knows three
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"none", Severity::info},
    {"info", Severity::info},
    {"CAT I", Severity::high},
    {"CAT II", Severity::medium},
    {"CAT III", Severity::low},
}};

struct Status {
    std::string_view word;
    CheckOutcome outcome;
};
constexpr std::array<Status, 4> k_statuses{{
    {"open", CheckOutcome::fail},
    {"notafinding", CheckOutcome::pass},
    {"notapplicable", CheckOutcome::not_applicable},
    {"notreviewed", CheckOutcome::not_reviewed},
}};

} // namespace

std::string part_of(const Target& target) {
    return trimmed(fmt::format("{} {}", trim(target.site), trim(target.instance)));
}

ScanInfo scan_of(const Target& target, std::string_view stig) {
    ScanInfo scan;
    scan.tool = "STIG Viewer";
    scan.target_kind = "host";
    // A placeholder such as "=" is no name, and of several addresses the first does.
    for (std::string_view name : {target.fqdn, target.name, target.address}) {
        name = trim(name.substr(0, name.find('\n')));
        if (scan.target.empty() && name.find_first_not_of("=-_ ") != std::string_view::npos)
            fields::put(scan.target, name);
    }
    fields::put(scan.policy, trimmed(fmt::format("{} {}", stig, part_of(target))), 200);
    return scan;
}

void fill(const Rule& r, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, r.group.empty() ? r.id : r.group);
    fields::put(f.rule_name, r.version.empty() ? r.id : r.version);
    fields::set_title(f, {fields::folded(r.title), r.group_title, f.rule}, limits);
    for (const std::string_view id : {r.group, r.id, r.version})
        fields::add_control(f, "stig", id);
    if (istarts_with(r.group_title, "SRG-")) fields::add_control(f, "srg", r.group_title);
    std::string text(r.discussion);
    if (!trim(r.check).empty()) text += fmt::format("\n\nCheck: {}", trim(r.check));
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.remediation, r.fix, stats, f.place.path, limits);
    std::string said(trim(r.details));
    if (const auto more = trim(r.comments); !more.empty())
        said += fmt::format("{}{}", said.empty() ? "" : "\n\n", more);
    fields::set_text(f.evidence, said, stats, f.place.path, limits);
    const bool overridden = !trim(r.override_severity).empty();
    fields::set_severity(f, overridden ? r.override_severity : r.severity, k_severities, stats);
    if (overridden)
        fields::add_tag(f, elide(fmt::format("severity changed from {}: {}", r.severity, r.justification), 200));
    const std::string word = replace_all(replace_all(to_lower(trim(r.status)), "_", ""), " ", "");
    f.outcome = CheckOutcome::not_reviewed;
    bool known = false;
    for (const Status& status : k_statuses) {
        if (status.word != word) continue;
        f.outcome = status.outcome;
        known = true;
    }
    if (!known)
        stats.warn(f.place.path,
                   fmt::format("the status \"{}\" is not known; taken as not reviewed", visible(elide(r.status, 40))));
}

} // namespace parapet::stig

#include "core/formats/findings/prowler/result.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framework_ids.h"

#include <fmt/format.h>

#include <array>

namespace parapet::prowler {

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"informational", Severity::info},
    {"info", Severity::info},
}};

// The category of CWE that all misconfiguration is in: every result of Prowler is one.
constexpr int k_misconfiguration = 1032;

struct Status {
    std::string_view word;
    CheckOutcome outcome;
};
constexpr std::array<Status, 7> k_statuses{{
    {"PASS", CheckOutcome::pass},
    {"FAIL", CheckOutcome::fail},
    {"WARNING", CheckOutcome::not_reviewed}, // version 2: it could not look
    {"WARN", CheckOutcome::not_reviewed},
    {"MANUAL", CheckOutcome::not_reviewed},
    {"INFO", CheckOutcome::informational},
    {"MUTED", CheckOutcome::fail},
}};

} // namespace

void split_title(std::string_view text, ProwlerResult& result) {
    text = trim(text);
    const auto end = text.find(']');
    if (text.empty() || text.front() != '[' || end == std::string_view::npos) {
        result.title = text;
        return;
    }
    result.rule = trim(text.substr(1, end - 1));
    result.title = trim(text.substr(end + 1));
}

void add_compliance(std::string_view text, RawFinding& finding) {
    for (const std::string_view part : split(text, '|')) {
        const auto colon = part.find(": ");
        if (colon == std::string_view::npos) continue;
        for (const std::string_view id : split(part.substr(colon + 2), ','))
            fields::add_framework_control(finding, part.substr(0, colon), id);
    }
}

std::string_view cluster_of(std::string_view uid, std::string_view check) {
    for (const std::string_view head : {std::string_view("prowler-kubernetes-"), check, std::string_view("-")}) {
        if (!uid.starts_with(head)) return {};
        uid.remove_prefix(head.size());
    }
    const std::size_t end = uid.find("-namespace: ");
    return end == std::string_view::npos ? std::string_view() : uid.substr(0, end);
}

void fill(const ProwlerResult& r, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, r.rule);
    fields::set_title(f, {fields::folded(r.title), fields::folded(r.detail), f.rule}, limits);
    fields::put(f.fingerprint, r.uid, 500);
    fields::add_cwe(f, k_misconfiguration);
    std::string text(trim(r.detail));
    for (const std::string_view more : {r.description, r.risk})
        if (const auto said = trim(more); !said.empty() && said != r.detail)
            text += fmt::format("{}{}", text.empty() ? "" : "\n\n", said);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.remediation, r.remediation, stats, f.place.path, limits);
    fields::add_link(f, r.link);
    for (const std::string_view tag : {r.service, r.region, r.resource_type})
        fields::add_tag(f, tag);
    fields::put(f.location.resource, r.resource, 500);
    f.seen = parse_rfc3339(r.when);
    f.outcome = CheckOutcome::error;
    for (const Status& status : k_statuses)
        if (iequals(status.word, trim(r.status))) f.outcome = status.outcome;
    if (f.outcome == CheckOutcome::error)
        stats.warn(f.place.path, fmt::format("the status \"{}\" is not known", visible(elide(r.status, 40))));
    fields::set_severity(f, r.severity, k_severities, stats);
    if (r.muted || iequals(r.status, "MUTED")) {
        f.suppressed = true;
        f.suppression = "muted in Prowler";
    }
}

} // namespace parapet::prowler

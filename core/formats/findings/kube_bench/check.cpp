#include "core/formats/findings/kube_bench/check.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <array>

namespace parapet::kube_bench {

namespace {

struct Status {
    std::string_view word;
    CheckOutcome outcome;
};
constexpr std::array<Status, 4> k_statuses{{
    {"PASS", CheckOutcome::pass},
    {"FAIL", CheckOutcome::fail},
    {"WARN", CheckOutcome::not_reviewed}, // to be looked at by a person, or the audit could not be run
    {"INFO", CheckOutcome::informational},
}};

// The tool rates nothing: a check that is not scored weighs less.
void read_status(json::Value v, RawFinding& f, ParseStats& stats) {
    const std::string_view word = v["status"].str();
    f.outcome = CheckOutcome::error;
    fields::put(f.severity_raw, word, 40);
    for (const Status& status : k_statuses) {
        if (!iequals(status.word, word)) continue;
        f.outcome = status.outcome;
        f.severity = f.outcome == CheckOutcome::fail ? Severity::medium : Severity::info;
        f.severity_known = true;
        if (!v["scored"].boolean().value_or(true)) fields::add_tag(f, "not scored");
        return;
    }
    stats.warn(f.place.path, fmt::format("the status \"{}\" is not known", visible(f.severity_raw)));
}

} // namespace

void read_check(json::Value v, const Section& section, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, v["test_number"].text());
    fields::set_title(f, {fields::folded(v["test_desc"].str()), f.rule}, limits);
    fields::add_control(f, f.rule.starts_with("V-") ? "stig" : "cis", f.rule); // DISA's benchmark, or CIS'
    fields::add_tag(f, section.group);
    fields::add_tag(f, section.node);
    std::string text = fmt::format("{} ({})", section.group, section.text);
    for (const auto& [key, label] : {std::pair{"audit", "Audit"},
                                     {"AuditConfig", "Audit of the configuration"},
                                     {"expected_result", "Expected"},
                                     {"reason", "Reason"}})
        if (const auto said = trim(v[key].str()); !said.empty()) text += fmt::format("\n\n{}: {}", label, said);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.remediation, v["remediation"].str(), stats, f.place.path, limits);
    fields::set_text(f.evidence, v["actual_value"].str(), stats, f.place.path, limits);
    read_status(v, f, stats);
    const std::string_view where = section.node.empty() ? section.text : section.node;
    fields::put(f.location.resource, fmt::format("{} {}", where, f.rule), 300);
}

} // namespace parapet::kube_bench

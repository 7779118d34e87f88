#include "core/formats/findings/conftest/result.h"

#include "core/base/text.h"
#include "core/formats/common/code_place.h"

#include <array>

namespace parapet::conftest {

namespace {

// It has no severities; its policies deny or warn.
constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"failure", Severity::high},
    {"warning", Severity::medium},
    {"exception", Severity::info},
    {"skipped", Severity::info},
    {"success", Severity::info},
}};

} // namespace

void tell(WholeReport& report) {
    ScanInfo scan;
    scan.tool = "Conftest";
    scan.target_kind = "repository";
    report.tell(scan);
}

void read(Kind kind, const Verdict& verdict, RawFinding& f, WholeReport& report) {
    fields::set_config(f, verdict.file == "-" ? std::string_view() : verdict.file, 0);
    // "CKV-like-id: words" is how many policies name themselves; without one the policy's own name is all there is.
    fields::put(f.rule, verdict.rule.empty() ? verdict.policy : verdict.rule);
    fields::put(f.rule_name, verdict.policy);
    fields::set_title(f, {verdict.message, f.rule, "Unnamed policy"}, report.limits);
    report.text(f.description, verdict.message);
    report.severity(f, k_severities[static_cast<std::size_t>(kind)].word, k_severities);
    if (kind == Kind::skipped) f.outcome = CheckOutcome::not_applicable;
    if (kind == Kind::success) f.outcome = CheckOutcome::pass;
    if (kind != Kind::exception) return;
    f.suppressed = true;
    f.suppression = "an exception in the policies";
}

} // namespace parapet::conftest

#include "core/formats/findings/xccdf/verdict.h"

#include "core/formats/common/finding_fields.h"

#include <array>

namespace parapet::xccdf {

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    {"critical", Severity::critical}, // not of the standard, but written
    // "unknown" is its default.
}};

// XCCDF 1.2, 6.6.4.2.
constexpr std::array<Verdict, 9> k_verdicts{{
    {"pass", CheckOutcome::pass, true},
    {"fixed", CheckOutcome::pass, true}, // mended during the scan
    {"fail", CheckOutcome::fail, true},
    {"error", CheckOutcome::error, true},
    {"unknown", CheckOutcome::error, true},
    {"notapplicable", CheckOutcome::not_applicable, true},
    {"notchecked", CheckOutcome::not_reviewed, true},
    {"notselected", CheckOutcome::not_reviewed, false},
    {"informational", CheckOutcome::informational, false},
}};

} // namespace

const Verdict* verdict_of(std::string_view word) {
    for (const Verdict& verdict : k_verdicts)
        if (verdict.word == word) return &verdict;
    return nullptr;
}

void set_severity(RawFinding& finding, std::string_view word, ParseStats& stats) {
    fields::set_severity(finding, word, k_severities, stats);
}

} // namespace parapet::xccdf

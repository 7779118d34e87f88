#include "core/sample/attestations.h"

#include "core/base/hash.h"
#include "core/compliance/framework.h"
#include "core/compliance/rules.h"
#include "core/views/compliance.h"

#include <array>
#include <set>
#include <string>

namespace parapet::sample {
namespace {

using views::AttestedVerdict;

struct Row {
    int day; // of 90
    const char* subject;
    const char* statement;
    const char* by;
    const char* role;
    int valid_days;
    AttestedVerdict verdict = AttestedVerdict::met;
};

constexpr std::array<Row, 19> k_rows{{
    {4, "attestation.policy_review", "All policies were read again, two were shortened, the board approved them",
     "Aino Salo", "Head of risk", 365},
    {6, "attestation.risk_assessment", "The yearly risk assessment was done with all teams; the board took note of it",
     "Aino Salo", "Head of risk", 365},
    {9, "attestation.backup_restore",
     "The ledger was restored from last night's backup on spare machines in 52 minutes", "Ines Aho", "Platform lead",
     90},
    {12, "attestation.access_review", "All 214 accounts were gone through with their owners; 9 were removed",
     "Lena Roth", "Identity lead", 90},
    {15, "attestation.training", "137 of 139 people finished this year's training; two are on leave", "Sam Okoro",
     "Security", 365},
    {19, "attestation.physical", "The data centre's yearly report was read; no remark concerns us", "Tomas Berg",
     "Site operations", 365},
    {24, "attestation.personnel", "Screening and leaving were checked on a sample of 12 people", "Aino Salo",
     "Head of risk", 365},
    {28, "attestation.incident_review", "No incident was open longer than its target", "Sam Okoro", "Security", 90},
    {33, "attestation.contingency_exercise", "The second site took over for four hours", "Ines Aho", "Platform lead",
     365},
    {36, "attestation.architecture_review", "The network plan was compared with what runs; one route was closed",
     "Sam Okoro", "Security", 365},
    {41, "attestation.log_review", "Logs of the month were reviewed, three things were followed up", "Sam Okoro",
     "Security", 31},
    {47, "attestation.maintenance", "Maintenance windows and remote sessions match their tickets", "Tomas Berg",
     "Site operations", 365},
    {52, "attestation.key_management", "Two keys were older than the procedure allows", "Lena Roth", "Identity lead",
     365, AttestedVerdict::not_met},
    {55, "AC-18", "No wireless network reaches production", "Tomas Berg", "Site operations", 365,
     AttestedVerdict::not_applicable},
    {55, "AC-18(1)", "No wireless network reaches production", "Tomas Berg", "Site operations", 365,
     AttestedVerdict::not_applicable},
    {61, "attestation.media", "All removable media are encrypted and listed", "Tomas Berg", "Site operations", 365},
    {71, "attestation.log_review", "Logs of the month were reviewed, one thing was followed up", "Sam Okoro",
     "Security", 31},
    {78, "attestation.access_review", "All 209 accounts were gone through with their owners; 4 were removed",
     "Lena Roth", "Identity lead", 90},
    {84, "attestation.incident_exercise", "The plan was played through with a stolen signing key", "Sam Okoro",
     "Security", 365},
}};

Result<void> say(Workspace& workspace, Time at, const Row& row) {
    views::Attestation said;
    said.subject = row.subject;
    said.statement = row.statement;
    said.by = row.by;
    said.role = row.role;
    said.verdict = row.verdict;
    said.at = at;
    said.expires = at + std::chrono::hours(24) * row.valid_days;
    auto done = views::add_attestation(workspace, said);
    if (!done) return fail(std::move(done.error()));
    return {};
}

// The yearly review of what no machine can see: a family a day, some of it not there yet.
Result<void> yearly_review(Workspace& workspace, Time at, int day) {
    const compliance::Framework* framework = compliance::find_framework("nist-800-53-r5-moderate");
    if (!framework) return {};
    std::set<std::string> ruled;
    for (const compliance::EvidenceRule& rule : compliance::evidence_rules())
        for (const compliance::RuleControl& control : rule.controls)
            ruled.insert(control.id);
    for (std::size_t f = 0; f < framework->catalogue->families.size(); ++f) {
        if (static_cast<int>(f) + 20 != day) continue;
        for (const compliance::Control* control : framework->controls) {
            if (control->family != framework->catalogue->families[f].first || ruled.count(control->id) != 0) continue;
            const std::uint64_t dice = hash64(control->id) % 100;
            if (dice < 14) continue; // not reviewed yet
            const bool good = dice >= 20;
            const Row row{day,
                          control->id.c_str(),
                          good ? "Found in place in the yearly review" : "Described, but not done everywhere yet",
                          "Aino Salo",
                          "Head of risk",
                          365,
                          good ? AttestedVerdict::met : AttestedVerdict::not_met};
            if (auto done = say(workspace, at, row); !done) return done;
        }
    }
    return {};
}

} // namespace

Result<void> attest_days(Workspace& workspace, Time start, int from, int to, int days) {
    for (int day = from; day < to; ++day) {
        const Time at = start + std::chrono::hours(24 * day + 15);
        if (at >= workspace.now()) break;
        for (const Row& row : k_rows)
            if (row.day * days / 90 == day)
                if (auto done = say(workspace, at, row); !done) return done;
        if (auto done = yearly_review(workspace, at, day); !done) return done;
    }
    return {};
}

} // namespace parapet::sample

#pragma once
// Control status as the page, the CLI and the report show it (mock-up 05).

#include "core/views/chart_spec.h"
#include "core/views/findings.h"

#include <array>

namespace parapet::views {

struct FrameworkInfo {
    std::string id;    // "nist-800-53-r5-moderate"
    std::string title; // "NIST SP 800-53 rev 5, moderate"
    std::int64_t controls = 0;
};
[[nodiscard]] std::vector<FrameworkInfo> frameworks();

struct EvidenceItem {
    std::string type; // finding, telemetry, change, attestation, check
    std::string id;
    std::optional<Time> time;
    std::string source, sha256, summary;
};
enum class EvidenceFreshness : std::uint8_t { current, due, expired, missing };
struct ControlCheck { // one evidence rule evaluated
    std::string rule; // id of the rule
    std::string title, type;
    ControlStatus status = ControlStatus::not_assessed;
    std::string measured, target; // "5 of 12 are older", "0"
    std::optional<Time> as_of;
    EvidenceFreshness freshness = EvidenceFreshness::missing;
    bool required = true;
    std::string query; // filter that shows the rows behind it
    std::string page;  // where that query is shown
    std::int64_t population = 0;
    std::vector<double> trend; // 90 days, may be empty
    std::vector<EvidenceItem> evidence;
};
struct ControlRow {
    std::string framework, id, title, family; // id as the framework writes it: "AC-2(3)"
    ControlStatus status = ControlStatus::not_assessed;
    std::string reason; // one sentence
    std::optional<Time> since;
    std::int64_t findings = 0;
    std::vector<ControlCheck> checks;
};
struct FamilyRow {
    std::string id, title;
    std::array<std::int64_t, k_control_status_count> counts{};
};
struct ComplianceView {
    FrameworkInfo framework;
    std::array<std::int64_t, k_control_status_count> counts{};
    std::vector<FamilyRow> families;
    std::vector<ControlRow> controls; // in the framework's order, with checks
    ChartSpec trend;                  // controls by status, month ends
    Time as_of{};
};
// Deterministic: same workspace revision, same `as_of`, same result.
[[nodiscard]] Result<ComplianceView> compliance(const Workspace&, const std::string& framework, Time as_of,
                                                std::stop_token stop = {});
// Only how many controls have which status, of every framework at two times: one reading of the workspace, no records.
struct FrameworkCounts {
    FrameworkInfo framework;
    std::array<std::int64_t, k_control_status_count> now{}, before{};
};
[[nodiscard]] Result<std::vector<FrameworkCounts>> compliance_counts(const Workspace&, Time as_of, Time before,
                                                                     std::stop_token stop = {});

// What a person attests of a control ("AT-2") or of what an evidence rule asks ("attestation.training"). Append-only
// and journalled; the newest statement about a subject counts until it runs out.
enum class AttestedVerdict : std::uint8_t { met, not_met, not_applicable };
struct Attestation {
    std::string subject, statement, by, role, sha256; // sha256: of the evidence it speaks of, may be empty
    AttestedVerdict verdict = AttestedVerdict::met;
    Time at{};
    std::optional<Time> expires;
    std::string id; // "A-12", when read
};
// bad_argument: no such subject, no statement, nobody's name; not_applicable needs a reason and an end.
[[nodiscard]] Result<std::string> add_attestation(Workspace&, const Attestation&);
[[nodiscard]] Result<std::vector<Attestation>> attestations(const Workspace&, Time as_of,
                                                            std::stop_token stop = {}); // oldest first

// Findings that keep a control from being met, as a filter for the Findings page.
[[nodiscard]] std::string findings_query_for(const ControlRow& control);

} // namespace parapet::views

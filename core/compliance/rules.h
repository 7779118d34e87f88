#pragma once
// Evidence rules: what proves or disproves a control (resources/mappings/evidence_rules.tsv).

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/compliance/mapping.h"
#include "core/model/enums.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::compliance {

enum class RuleKind : std::uint8_t { findings, telemetry, pipeline, attestation };
[[nodiscard]] std::string_view name_of(RuleKind kind);

enum class Assertion : std::uint8_t {
    // findings: never prove anything without a scan of `scans` within max_age on every asset that has them
    none_open,           // not one is open
    within_deadline,     // none is past its fix date
    below_gate,          // none is of severity `gate` or worse, none past its fix date
    triaged,             // none waits for a first decision longer than `span`
    acceptances_current, // no acceptance has run out
    // telemetry
    reporting,      // who reported `events` in the last 90 days is still heard of within max_age
    both_outcomes,  // success and failure of `events` both occur within max_age
    sources_alive,  // every asset that sends events was heard of within max_age
    record_content, // share of the newest events that say who, what, when, where, with which outcome
    time_quality,   // share of the newest events whose time has year and zone
    retention,      // the oldest event is older than `span`
    // pipeline
    scanned,     // share of the assets that should have `scans` and had one within max_age
    each_change, // share of the changes within max_age that have `property`
    // attestation
    attested, // someone said so, and it has not run out
};
[[nodiscard]] std::optional<Assertion> parse_assertion(std::string_view name);

struct RuleControl {
    std::string id;
    bool required = true; // false: support
};

struct EvidenceRule {
    std::string id, title;
    RuleKind kind = RuleKind::findings;
    Assertion assertion = Assertion::none_open;
    std::uint16_t scans = 0;  // ScanKind bits
    std::uint32_t events = 0; // bits by EventKind; 0 with telemetry = any
    std::string property;     // of changes
    std::string query;        // which findings; cwe:@ID already replaced
    Duration max_age{};       // 0: does not age
    std::optional<Severity> gate;
    Duration span{};         // triaged, retention
    double target = 0;       // share that passes (telemetry, pipeline); findings: share that may violate (0)
    double partly = 0;       // findings: up to this share violating is partly met; else: from this share on
    Duration partly_span{};  // retention
    std::string target_text; // "95%", "0", "90 days"
    std::vector<RuleControl> controls;

    [[nodiscard]] bool about_events(EventKind event) const {
        return events == 0 || ((events >> static_cast<unsigned>(event)) & 1U) != 0;
    }
};

[[nodiscard]] Result<std::vector<EvidenceRule>> read_rules(std::string_view table);
// The embedded ones; empty only if the build is broken (a test holds that).
[[nodiscard]] const std::vector<EvidenceRule>& evidence_rules();

} // namespace parapet::compliance

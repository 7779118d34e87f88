#pragma once
// What the evaluation of controls knows of a workspace: plain numbers, read once (core/store/compliance_queries.h), so
// that any earlier day can be judged without asking the database again.

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/model/enums.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parapet::compliance {

inline constexpr Time k_never = Time::max();
inline constexpr Duration k_day = std::chrono::hours(24);
// What has not been seen for so long is no longer part of a population (images and hosts come and go).
inline constexpr Duration k_population_span = 90 * k_day;

// A change of status: by a person, by a scan, or because an acceptance ran out.
struct StatusStep {
    Time at{};
    FindingStatus status = FindingStatus::open;
    Time until = k_never; // end of an acceptance
    bool ran_out = false; // the acceptance before it came to its end
};

struct FindingFact {
    FindingId id{};
    AssetId asset{};
    Severity severity = Severity::info;
    Cause cause = Cause::other;
    Phase phase = Phase::build;
    FindingStatus status = FindingStatus::open; // before its first step
    bool suppressed = false;
    bool kev = false;
    float epss = -1;                         // unknown
    std::uint32_t cwe_set = 0;               // into Facts::cwe_sets
    std::uint32_t control_set = 0;           // into Facts::control_sets: named by the tool itself
    std::uint32_t first_step = 0, steps = 0; // into Facts::steps, ascending by time
    Time first_seen{};
    Time due = k_never;
};

struct AssetFact {
    AssetId id{};
    std::string name, kind; // image, repository, host ...
    Time first_seen{}, last_seen{};
};

struct ScanFact {
    ScanId id{};
    AssetId asset{};
    std::uint16_t kinds = 0; // ScanKind bits
    Time at{};
    bool complete = true, failed = false;
    ImportId import{};
    std::uint32_t tool = 0; // into Facts::tools
};

// One asset, one kind of event.
struct TelemetryFact {
    AssetId asset{};
    EventKind kind = EventKind::other;
    std::vector<std::int32_t> days; // since 1970, ascending, with at least one event
    Time last{};
    std::int64_t count = 0;
};
struct OutcomeFact {
    EventKind kind = EventKind::other;
    bool success = false;
    std::vector<std::int32_t> days;
};
// The newest events before a moment, looked at for what they say.
struct SampleFact {
    Time at{};
    std::int64_t events = 0, complete = 0, timed = 0;
};

enum class Verdict : std::uint8_t { met, not_met, not_applicable };
struct AttestationFact {
    std::string id;
    std::string subject; // id of a rule ("attestation.training") or of a control ("AT-2")
    Verdict verdict = Verdict::met;
    std::string statement, by, role, sha256;
    Time at{};
    Time expires = k_never;
};
struct ChangeFact {
    std::string id, title, source, sha256;
    Time at{};
    std::vector<std::string> properties; // reviewed, approved, tested, ticket, provenance, sbom
};

struct Facts {
    std::vector<FindingFact> findings; // by id
    std::vector<StatusStep> steps;
    std::vector<std::vector<int>> cwe_sets{{}}; // each ascending; 0 = none
    std::vector<std::vector<std::string>> control_sets{{}};
    std::vector<AssetFact> assets; // by id
    std::vector<ScanFact> scans;   // by time, then id
    std::vector<std::string> tools;
    std::vector<TelemetryFact> telemetry; // by asset, then kind
    std::vector<OutcomeFact> outcomes;
    std::vector<SampleFact> samples; // by time
    std::optional<Time> first_event;
    std::vector<AttestationFact> attestations; // by time, then id
    std::vector<ChangeFact> changes;           // by time, then id
};

} // namespace parapet::compliance

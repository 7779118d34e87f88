#pragma once
// The words of the field. Ids are stable: they stand in workspaces and in JSON (design/cli.md). Only append.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parapet {

enum class Severity : std::uint8_t { info = 0, low = 1, medium = 2, high = 3, critical = 4 };
inline constexpr std::size_t k_severity_count = 5;

enum class FindingStatus : std::uint8_t {
    open = 0,
    triaged = 1,
    in_progress = 2,
    risk_accepted = 3,
    false_positive = 4,
    fixed = 5,
};
inline constexpr std::size_t k_status_count = 6;

// Three buckets, and secrets and the rest beside them.
enum class Cause : std::uint8_t { configuration = 0, missing_patch = 1, code = 2, secret = 3, other = 4 };
inline constexpr std::size_t k_cause_count = 5;

// The phase of delivery that could have caught it.
enum class Phase : std::uint8_t { plan, code, build, test, release, deploy, operate, monitor };
inline constexpr std::size_t k_phase_count = 8;

// Which identity rule joins sightings of it (design/architecture.md, Records).
enum class IdentityKind : std::uint8_t { vuln = 0, code = 1, config = 2, secret = 3, web = 4, other = 5 };

// What a check said. Only `fail` makes a finding; the others are evidence of coverage.
enum class CheckOutcome : std::uint8_t { fail, pass, not_applicable, not_reviewed, error, informational };

enum class EventKind : std::uint8_t {
    ssh = 0,
    login = 1,
    password_reset = 2,
    account_change = 3,
    payment_change = 4,
    sql_injection = 5,
    xss = 6,
    attack_other = 7,
    malformed_request = 8,
    scan = 9,
    firewall_change = 10,
    infrastructure_change = 11,
    new_user = 12,
    file_change = 13,
    privilege_escalation = 14,
    outbound_connection = 15,
    intrusion_alert = 16,
    malware = 17,
    mode_change = 18,
    availability = 19,
    other = 20,
};
inline constexpr std::size_t k_event_kind_count = 21;

enum class Outcome : std::uint8_t { unknown = 0, success = 1, failure = 2, blocked = 3, allowed = 4 };
inline constexpr std::size_t k_outcome_count = 5;

// How sure the time of an event is (design/telemetry.md, section 2).
enum class TimeQuality : std::uint8_t { full, no_year, no_zone, ingest_only };

enum class ControlStatus : std::uint8_t { satisfied, not_satisfied, partial, not_assessed, not_applicable };
inline constexpr std::size_t k_control_status_count = 5;

// What a colour means; ui/theme maps it to light, dark and print. core never says a colour itself.
enum class ColorRole : std::uint8_t {
    none,
    accent,
    text,
    text2,
    text3,
    ok,
    warn,
    fail,
    neutral,
    usual_range,
    grid,
    critical,
    high,
    medium,
    low,
    info,
    kind_ssh,
    kind_login,
    kind_reset,
    kind_account,
    kind_billing,
    kind_sqli,
    kind_malformed,
    kind_xss,
    kind_firewall,
    kind_infra,
    kind_privesc,
    kind_attack_other,
    kind_scan,
    kind_new_user,
    kind_file_change,
    kind_outbound,
    kind_intrusion,
    kind_malware,
    kind_mode,
    kind_availability,
    kind_other,
};

// Stable names as in design/cli.md ("critical", "risk_accepted", "sql_injection" ...).
[[nodiscard]] std::string_view name_of(Severity v);
[[nodiscard]] std::string_view name_of(FindingStatus v);
[[nodiscard]] std::string_view name_of(Cause v);
[[nodiscard]] std::string_view name_of(Phase v);
[[nodiscard]] std::string_view name_of(IdentityKind v);
[[nodiscard]] std::string_view name_of(CheckOutcome v);
[[nodiscard]] std::string_view name_of(EventKind v);
[[nodiscard]] std::string_view name_of(Outcome v);
[[nodiscard]] std::string_view name_of(ControlStatus v);

// Titles for people, sentence case, English ("Malicious SQL", "SSH connections"); ui translates them by id.
[[nodiscard]] std::string_view title_of(EventKind v);
[[nodiscard]] ColorRole role_of(EventKind v);
[[nodiscard]] ColorRole role_of(Severity v);

template<class E>
[[nodiscard]] std::optional<E> parse_enum(std::string_view name); // exact stable name; specialised for the enums above
template<>
std::optional<Severity> parse_enum<Severity>(std::string_view name);
template<>
std::optional<FindingStatus> parse_enum<FindingStatus>(std::string_view name);
template<>
std::optional<Cause> parse_enum<Cause>(std::string_view name);
template<>
std::optional<Phase> parse_enum<Phase>(std::string_view name);
template<>
std::optional<EventKind> parse_enum<EventKind>(std::string_view name);
template<>
std::optional<Outcome> parse_enum<Outcome>(std::string_view name);
template<>
std::optional<ControlStatus> parse_enum<ControlStatus>(std::string_view name);

// Is an attack in itself (as against something that may be everyday work)?
[[nodiscard]] bool is_attack(EventKind v);

// CVSS qualitative rating scale (v3.1 section 5): 0 info, <4 low, <7 medium, <9 high, else critical.
[[nodiscard]] Severity severity_of_score(double score);

} // namespace parapet

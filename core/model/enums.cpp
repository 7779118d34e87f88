#include "core/model/enums.h"

namespace parapet {

namespace {

struct KindRow {
    std::string_view name, title;
    ColorRole role;
    bool attack;
};

constexpr std::array<KindRow, k_event_kind_count> k_kinds{{
    {"ssh", "SSH connections", ColorRole::kind_ssh, false},
    {"login", "User logins", ColorRole::kind_login, false},
    {"password_reset", "Password resets", ColorRole::kind_reset, false},
    {"account_change", "Account changes", ColorRole::kind_account, false},
    {"payment_change", "Billing changes", ColorRole::kind_billing, false},
    {"sql_injection", "Malicious SQL", ColorRole::kind_sqli, true},
    {"xss", "XSS attempts", ColorRole::kind_xss, true},
    {"attack_other", "Other web attacks", ColorRole::kind_attack_other, true},
    {"malformed_request", "Malformed requests", ColorRole::kind_malformed, true},
    {"scan", "Scans and probes", ColorRole::kind_scan, true},
    {"firewall_change", "Firewall changes", ColorRole::kind_firewall, false},
    {"infrastructure_change", "Infra changes", ColorRole::kind_infra, false},
    {"new_user", "New users", ColorRole::kind_new_user, false},
    {"file_change", "Changed files", ColorRole::kind_file_change, false},
    {"privilege_escalation", "Privilege escalation", ColorRole::kind_privesc, false},
    {"outbound_connection", "Outgoing connections", ColorRole::kind_outbound, false},
    {"intrusion_alert", "Intrusion alerts", ColorRole::kind_intrusion, true},
    {"malware", "Malware", ColorRole::kind_malware, true},
    {"mode_change", "Mode changes", ColorRole::kind_mode, false},
    {"availability", "Availability", ColorRole::kind_availability, false},
    {"other", "Other events", ColorRole::kind_other, false},
}};

constexpr std::array<std::string_view, k_severity_count> k_severities{"info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, k_status_count> k_statuses{"open",          "triaged",        "in_progress",
                                                                  "risk_accepted", "false_positive", "fixed"};
constexpr std::array<std::string_view, k_cause_count> k_causes{"configuration", "missing_patch", "code", "secret",
                                                               "other"};
constexpr std::array<std::string_view, k_phase_count> k_phases{"plan",    "code",   "build",   "test",
                                                               "release", "deploy", "operate", "monitor"};
constexpr std::array<std::string_view, 6> k_identities{"vuln", "code", "config", "secret", "web", "other"};
constexpr std::array<std::string_view, 6> k_checks{"fail",         "pass",  "not_applicable",
                                                   "not_reviewed", "error", "informational"};
constexpr std::array<std::string_view, k_outcome_count> k_outcomes{"unknown", "success", "failure", "blocked",
                                                                   "allowed"};
constexpr std::array<std::string_view, k_control_status_count> k_controls{"satisfied", "not_satisfied", "partial",
                                                                          "not_assessed", "not_applicable"};

template<class E, std::size_t N>
std::optional<E> find(const std::array<std::string_view, N>& names, std::string_view name) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == name) return static_cast<E>(i);
    }
    return std::nullopt;
}

template<std::size_t N, class E>
std::string_view pick(const std::array<std::string_view, N>& names, E value) {
    const auto i = static_cast<std::size_t>(value);
    return i < N ? names[i] : std::string_view();
}

const KindRow& row(EventKind kind) {
    const auto i = static_cast<std::size_t>(kind);
    return i < k_kinds.size() ? k_kinds[i] : k_kinds.back();
}

} // namespace

std::string_view name_of(Severity v) {
    return pick(k_severities, v);
}
std::string_view name_of(FindingStatus v) {
    return pick(k_statuses, v);
}
std::string_view name_of(Cause v) {
    return pick(k_causes, v);
}
std::string_view name_of(Phase v) {
    return pick(k_phases, v);
}
std::string_view name_of(IdentityKind v) {
    return pick(k_identities, v);
}
std::string_view name_of(CheckOutcome v) {
    return pick(k_checks, v);
}
std::string_view name_of(EventKind v) {
    return row(v).name;
}
std::string_view name_of(Outcome v) {
    return pick(k_outcomes, v);
}
std::string_view name_of(ControlStatus v) {
    return pick(k_controls, v);
}

std::string_view title_of(EventKind v) {
    return row(v).title;
}
ColorRole role_of(EventKind v) {
    return row(v).role;
}
bool is_attack(EventKind v) {
    return row(v).attack;
}

ColorRole role_of(Severity v) {
    switch (v) {
    case Severity::critical:
        return ColorRole::critical;
    case Severity::high:
        return ColorRole::high;
    case Severity::medium:
        return ColorRole::medium;
    case Severity::low:
        return ColorRole::low;
    case Severity::info:
        break;
    }
    return ColorRole::info;
}

template<>
std::optional<Severity> parse_enum<Severity>(std::string_view name) {
    return find<Severity>(k_severities, name);
}
template<>
std::optional<FindingStatus> parse_enum<FindingStatus>(std::string_view name) {
    return find<FindingStatus>(k_statuses, name);
}
template<>
std::optional<Cause> parse_enum<Cause>(std::string_view name) {
    return find<Cause>(k_causes, name);
}
template<>
std::optional<Phase> parse_enum<Phase>(std::string_view name) {
    return find<Phase>(k_phases, name);
}
template<>
std::optional<Outcome> parse_enum<Outcome>(std::string_view name) {
    return find<Outcome>(k_outcomes, name);
}
template<>
std::optional<ControlStatus> parse_enum<ControlStatus>(std::string_view name) {
    return find<ControlStatus>(k_controls, name);
}
template<>
std::optional<EventKind> parse_enum<EventKind>(std::string_view name) {
    for (std::size_t i = 0; i < k_kinds.size(); ++i) {
        if (k_kinds[i].name == name) return static_cast<EventKind>(i);
    }
    return std::nullopt;
}

Severity severity_of_score(double score) {
    if (score >= 9.0) return Severity::critical;
    if (score >= 7.0) return Severity::high;
    if (score >= 4.0) return Severity::medium;
    return score > 0.0 ? Severity::low : Severity::info;
}

} // namespace parapet

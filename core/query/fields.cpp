// The fields that a filter may name, for each domain.

#include "core/base/text.h"
#include "core/query/filter.h"

#include <array>

namespace parapet::query {
namespace {

constexpr std::array<std::string_view, 5> k_severities{"critical", "high", "medium", "low", "info"};
constexpr std::array<std::string_view, 6> k_statuses{"open",          "triaged",        "in_progress",
                                                     "risk_accepted", "false_positive", "fixed"};
constexpr std::array<std::string_view, 5> k_causes{"configuration", "missing_patch", "code", "secret", "other"};
constexpr std::array<std::string_view, 8> k_phases{"plan",    "code",   "build",   "test",
                                                   "release", "deploy", "operate", "monitor"};
constexpr std::array<std::string_view, 21> k_kinds{"ssh",
                                                   "login",
                                                   "password_reset",
                                                   "account_change",
                                                   "payment_change",
                                                   "sql_injection",
                                                   "xss",
                                                   "attack_other",
                                                   "malformed_request",
                                                   "scan",
                                                   "firewall_change",
                                                   "infrastructure_change",
                                                   "new_user",
                                                   "file_change",
                                                   "privilege_escalation",
                                                   "outbound_connection",
                                                   "intrusion_alert",
                                                   "malware",
                                                   "mode_change",
                                                   "availability",
                                                   "other"};
constexpr std::array<std::string_view, 5> k_outcomes{"success", "failure", "blocked", "allowed", "unknown"};

constexpr std::string_view k_severity_help = "critical, high, medium, low, info; also >=high";
constexpr std::string_view k_text_help = "text, * for any characters, none, any";
constexpr std::string_view k_flag_help = "yes, no";
constexpr std::string_view k_time_help = "2026-11-18, >=2026-11-01, -7d, 2026-11-01..2026-11-18, none, any";
constexpr std::string_view k_address_help = "203.0.113.7, 203.0.113.0/24, 203.0.113.*, a host name, none, any";
constexpr std::string_view k_count_help = "0, >0, 1..5";

constexpr std::string_view k_pair_help = "12..15: import 15 against import 12; 15: against the one before it";

using enum FieldType;

constexpr std::array k_findings{
    Field{"severity", enumeration, k_severity_help, k_severities, Ordering::falling},
    Field{"status", enumeration, "open, triaged, in_progress, risk_accepted, false_positive, fixed", k_statuses},
    Field{"cause", enumeration, "configuration, missing_patch, code, secret, other", k_causes},
    Field{"phase", enumeration, "plan, code, build, test, release, deploy, operate, monitor", k_phases,
          Ordering::rising},
    Field{"asset", text, k_text_help},
    Field{"group", text, k_text_help},
    Field{"env", text, k_text_help},
    Field{"owner", text, k_text_help},
    Field{"team", text, k_text_help},
    Field{"source", text, k_text_help},
    Field{"tool", text, k_text_help},
    Field{"rule", text, k_text_help},
    Field{"cve", text, "CVE-2024-38819, CVE-2024-*, GHSA-..., none, any"},
    Field{"cwe", integer, "79, CWE-79, none, any"},
    Field{"package", text, k_text_help},
    Field{"fix", text, "a fixed version, any, none"},
    Field{"cvss", number, "9.8, >=7, 5..9, none, any"},
    Field{"epss", percent, "0.5, 50%, >=0.1, none, any"},
    Field{"kev", flag, k_flag_help},
    Field{"age", duration, ">30d, <=2w, 7d..30d (h, d, w, mo)"},
    Field{"first", time, k_time_help},
    Field{"last", time, k_time_help},
    Field{"due", time, "<7d, 7d, 2026-11-18, none, any"},
    Field{"overdue", flag, k_flag_help},
    Field{"control", text, "AC-2(3), AC-*, none, any"},
    Field{"framework", text, "nist-800-53-r5-low, nist-*, none, any"},
    Field{"change", text, "a commit or its beginning: 4f2a91c; none, any"},
    Field{"suppressed", flag, k_flag_help},
    Field{"under_attack", flag, k_flag_help},
    Field{"file", text, k_text_help},
    Field{"title", text, k_text_help},
    Field{"id", integer, "12, F-12"},
    Field{"import", integer, "the number of an import"},
    Field{"new_in", pair, k_pair_help},
    Field{"gone_in", pair, k_pair_help},
    Field{"changed_in", pair, k_pair_help},
    Field{"still_in", pair, k_pair_help},
    Field{"text", text, "words, or a phrase in quotes"},
};

constexpr std::array k_events{
    Field{"kind", enumeration, "ssh, login, sql_injection, xss, scan, firewall_change ...", k_kinds},
    Field{"outcome", enumeration, "success, failure, blocked, allowed, unknown", k_outcomes},
    Field{"severity", enumeration, k_severity_help, k_severities, Ordering::falling},
    Field{"source", address, k_address_help},
    Field{"network", address, "203.0.113.0/24, at either end"},
    Field{"country", text, "DE, none, any"},
    Field{"target", address, k_address_help},
    Field{"user", text, k_text_help},
    Field{"asset", text, k_text_help},
    Field{"host", text, k_text_help},
    Field{"process", text, k_text_help},
    Field{"object", text, k_text_help},
    Field{"rule", text, k_text_help},
    Field{"flagged", flag, k_flag_help},
    Field{"text", text, "words, or a phrase in quotes"},
};

constexpr std::array k_changes{
    Field{"service", text, k_text_help},
    Field{"version", text, k_text_help},
    Field{"author", text, k_text_help},
    Field{"approver", text, k_text_help},
    Field{"gate", text, k_text_help},
    Field{"scan", text, k_text_help},
    Field{"type", text, k_text_help},
    Field{"introduced", integer, k_count_help},
    Field{"fixed", integer, k_count_help},
    Field{"ticket", text, k_text_help},
    Field{"text", text, "words, or a phrase in quotes"},
};

constexpr std::array<std::string_view, 6> k_weakness_kinds{"vuln", "code", "config", "secret", "web", "other"};

// The condition of a rule sees the finding itself, as core/store/rules/rule_match.cpp reads it.
constexpr std::array k_rules{
    Field{"severity", enumeration, k_severity_help, k_severities, Ordering::falling},
    Field{"cause", enumeration, "configuration, missing_patch, code, secret, other", k_causes},
    Field{"phase", enumeration, "plan, code, build, test, release, deploy, operate, monitor", k_phases,
          Ordering::rising},
    Field{"kind", enumeration, "vuln, code, config, secret, web, other", k_weakness_kinds},
    Field{"target", text, "image, filesystem, repository, host, url, cluster, account"},
    Field{"asset", text, k_text_help},
    Field{"tag", text, "a tag of the asset, from `assets` of the rules"},
    Field{"group", text, k_text_help},
    Field{"env", text, k_text_help},
    Field{"team", text, k_text_help},
    Field{"owner", text, k_text_help},
    Field{"tool", text, k_text_help},
    Field{"rule", text, k_text_help},
    Field{"cve", text, "CVE-2024-38819, CVE-2024-*, GHSA-..., none, any"},
    Field{"cwe", integer, "79, CWE-79, none, any"},
    Field{"package", text, k_text_help},
    Field{"fix", text, "a fixed version, any, none"},
    Field{"cvss", number, "9.8, >=7, 5..9, none, any"},
    Field{"epss", percent, "0.5, 50%, >=0.1, none, any"},
    Field{"kev", flag, k_flag_help},
    Field{"suppressed", flag, k_flag_help},
    Field{"control", text, "AC-2(3), AC-*, none, any"},
    Field{"file", text, k_text_help},
    Field{"resource", text, k_text_help},
    Field{"title", text, k_text_help},
    Field{"text", text, "words of the title or the place"},
};

} // namespace

std::span<const Field> fields(Domain domain) {
    switch (domain) {
    case Domain::findings:
        return k_findings;
    case Domain::events:
        return k_events;
    case Domain::changes:
        return k_changes;
    case Domain::rules:
        return k_rules;
    }
    return {};
}

const Field* find_field(Domain domain, std::string_view name) {
    for (const Field& field : fields(domain))
        if (iequals(field.name, name)) return &field;
    return nullptr;
}

} // namespace parapet::query

#pragma once
// The rules that are matched by hand-written code, because their lines are most of every auth.log. The long tail of
// other services is a table of patterns (auth_services.cpp).

#include "core/formats/common/event_rules.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace parapet {

enum class AuthRule : std::uint8_t {
    sshd_failed_password,
    sshd_failed_password_invalid_user,
    sshd_failed_auth,
    sshd_failed_auth_invalid_user,
    sshd_failed_publickey,
    sshd_accepted_password,
    sshd_accepted_publickey,
    sshd_accepted,
    sshd_key_found,
    sshd_invalid_user,
    sshd_invalid_user_request,
    sshd_user_not_allowed,
    sshd_account_locked,
    sshd_root_login_refused,
    sshd_max_attempts,
    sshd_too_many_failures,
    sshd_connection_refused,
    sshd_closed_authenticating,
    sshd_closed_invalid_user,
    sshd_closed_preauth,
    sshd_closed,
    sshd_disconnected_authenticating,
    sshd_disconnected_invalid_user,
    sshd_disconnected_user,
    sshd_disconnected,
    sshd_received_disconnect_preauth,
    sshd_received_disconnect,
    sshd_received_disconnect_auth_fail,
    sshd_no_identification,
    sshd_bad_protocol,
    sshd_banner_invalid,
    sshd_negotiation_failed,
    sshd_timeout,
    sshd_protocol_error,
    sshd_reverse_mapping,
    sshd_connection,
    sshd_postponed,
    sshd_postponed_invalid_user,
    sshd_pam_error,
    sshd_pam_error_invalid_user,
    sshd_pam_failure,
    sshd_pam_failure_unknown_user,
    sshd_pam_more_failures,
    sshd_pam_note,
    sshd_session_opened,
    sshd_session_closed,
    sshd_bad_permissions,
    sshd_magic_value,
    sshd_server,
    sshd_other,
    pam_failure,
    pam_more_failures,
    pam_success,
    pam_unknown_user,
    pam_session_opened,
    pam_session_closed,
    pam_password_changed,
    pam_password_refused,
    pam_account_locked,
    pam_access_denied,
    pam_note,
    sudo_command,
    sudo_denied,
    sudo_failure,
    sudo_session_opened,
    sudo_session_closed,
    sudo_note,
    cron_session_opened,
    cron_session_closed,
    cron_command,
    cron_note,
    count_ // not a rule
};

inline constexpr std::size_t k_auth_rule_count = static_cast<std::size_t>(AuthRule::count_);
extern const std::array<EventRule, k_auth_rule_count> k_auth_rules; // indexed by AuthRule

inline void set_rule(EventView& event, const EventRule& rule) {
    event.rule = rule.id;
    event.kind = rule.kind;
    event.outcome = rule.outcome;
    event.severity = rule.severity;
    event.counted_only = rule.counted_only;
}
inline void set_rule(EventView& event, AuthRule rule) {
    set_rule(event, k_auth_rules[static_cast<std::size_t>(rule)]);
}

} // namespace parapet

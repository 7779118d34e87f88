#include "core/formats/events/auditd/audit_event.h"

#include "core/base/text.h"
#include "core/formats/common/address.h"

#include <algorithm>
#include <array>

namespace parapet::audit_log {

namespace {

using K = EventKind;
using O = Outcome;
using S = Severity;

constexpr std::size_t k_max_message = 2048;

struct TypeRule {
    std::string_view type, rule;
    EventKind kind;
    Severity severity;
    bool counted_only = false;
};

// Records that stand alone. The outcome is the record's own (res=), unless a function below knows better.
constexpr std::array k_types{
    TypeRule{"USER_AUTH", "audit.user_auth", K::login, S::low},
    TypeRule{"USER_ERR", "audit.user_error", K::login, S::low},
    TypeRule{"USER_LOGIN", "audit.user_login", K::login, S::info},
    TypeRule{"USER_CMD", "audit.command", K::privilege_escalation, S::low},
    TypeRule{"USER_CHAUTHTOK", "audit.password", K::password_reset, S::low},
    TypeRule{"USER_ACCT", "audit.account_check", K::other, S::info, true},
    TypeRule{"USER_START", "audit.session_opened", K::other, S::info, true},
    TypeRule{"USER_END", "audit.session_closed", K::other, S::info, true},
    TypeRule{"USER_LOGOUT", "audit.logout", K::other, S::info},
    TypeRule{"ADD_USER", "audit.user_added", K::new_user, S::medium},
    TypeRule{"DEL_USER", "audit.user_deleted", K::account_change, S::medium},
    TypeRule{"USER_MGMT", "audit.user_changed", K::account_change, S::low},
    TypeRule{"ADD_GROUP", "audit.group_added", K::account_change, S::low},
    TypeRule{"DEL_GROUP", "audit.group_deleted", K::account_change, S::low},
    TypeRule{"GRP_MGMT", "audit.group_changed", K::account_change, S::low},
    TypeRule{"CHGRP_ID", "audit.group_changed", K::account_change, S::low},
    TypeRule{"CHUSER_ID", "audit.user_changed", K::account_change, S::low},
    TypeRule{"ACCT_LOCK", "audit.account_locked", K::account_change, S::medium},
    TypeRule{"ACCT_UNLOCK", "audit.account_unlocked", K::account_change, S::low},
    TypeRule{"ROLE_ASSIGN", "audit.role_changed", K::privilege_escalation, S::medium},
    TypeRule{"ROLE_REMOVE", "audit.role_changed", K::account_change, S::low},
    TypeRule{"DAEMON_START", "audit.daemon_started", K::availability, S::low},
    TypeRule{"DAEMON_END", "audit.daemon_stopped", K::availability, S::medium},
    TypeRule{"DAEMON_ABORT", "audit.daemon_stopped", K::availability, S::high},
    TypeRule{"DAEMON_CONFIG", "audit.daemon_configured", K::infrastructure_change, S::low},
    TypeRule{"SYSTEM_BOOT", "audit.boot", K::availability, S::info},
    TypeRule{"SYSTEM_SHUTDOWN", "audit.shutdown", K::availability, S::low},
    TypeRule{"SYSTEM_RUNLEVEL", "audit.runlevel", K::availability, S::info},
    TypeRule{"SERVICE_START", "audit.service_started", K::other, S::info, true},
    TypeRule{"SERVICE_STOP", "audit.service_stopped", K::other, S::info, true},
    TypeRule{"MAC_POLICY_LOAD", "audit.policy_loaded", K::infrastructure_change, S::medium},
    TypeRule{"MAC_STATUS", "audit.policy_mode", K::infrastructure_change, S::medium},
    TypeRule{"MAC_CONFIG_CHANGE", "audit.policy_changed", K::infrastructure_change, S::medium},
    TypeRule{"USYS_CONFIG", "audit.system_configured", K::infrastructure_change, S::low},
    TypeRule{"ANOM_LOGIN_FAILURES", "audit.too_many_failures", K::login, S::medium},
    TypeRule{"ANOM_LOGIN_ACCT", "audit.odd_login", K::intrusion_alert, S::medium},
    TypeRule{"ANOM_LOGIN_LOCATION", "audit.odd_login", K::intrusion_alert, S::medium},
    TypeRule{"ANOM_LOGIN_TIME", "audit.odd_login", K::intrusion_alert, S::medium},
    TypeRule{"ANOM_ROOT_TRANS", "audit.became_root", K::privilege_escalation, S::high},
    TypeRule{"ANOM_ABEND", "audit.crashed", K::availability, S::medium},
    TypeRule{"ANOM_PROMISCUOUS", "audit.promiscuous", K::intrusion_alert, S::medium},
    TypeRule{"NETFILTER_CFG", "audit.firewall_changed", K::firewall_change, S::low},
    TypeRule{"CONFIG_CHANGE", "audit.rules_changed", K::infrastructure_change, S::medium},
    TypeRule{"AVC", "audit.access_denied", K::other, S::medium},
    TypeRule{"USER_AVC", "audit.access_denied", K::other, S::medium},
    TypeRule{"SECCOMP", "audit.sandbox_denied", K::other, S::medium},
    TypeRule{"INTEGRITY_DATA", "audit.integrity", K::file_change, S::medium},
    TypeRule{"TTY", "audit.keystrokes", K::other, S::info, true},
    TypeRule{"USER_TTY", "audit.keystrokes", K::other, S::info, true},
};

Outcome outcome_of(std::string_view text) {
    std::string_view result = field(text, "res=");
    if (result.empty()) result = field(text, "success=");
    if (result == "success" || result == "1" || result == "yes") return O::success;
    if (result == "failed" || result == "0" || result == "no") return O::failure;
    return O::unknown;
}

std::string_view program_of(std::string_view exe) {
    const std::size_t slash = exe.rfind('/');
    return slash == std::string_view::npos ? exe : exe.substr(slash + 1);
}

// Programs that write USER_LOGIN once a login stands: their USER_AUTH comes once a method or module.
bool is_login_program(std::string_view program) {
    static constexpr std::array<std::string_view, 8> k_programs{"sshd", "login",   "sshd-session",       "sshd-auth",
                                                                "sddm", "lightdm", "gdm-session-worker", "remote"};
    return std::find(k_programs.begin(), k_programs.end(), program) != k_programs.end();
}

void set(EventView& event, std::string_view rule, EventKind kind, Outcome outcome, Severity severity) {
    event.rule = rule;
    event.kind = kind;
    event.outcome = outcome;
    event.severity = severity;
}

// One attempt gives several records: a failed USER_AUTH and a good USER_LOGIN count, what goes with them does not.
void settle_login(std::string_view type, EventView& event) {
    const bool by_sshd = event.process.starts_with("sshd");
    if (type == "USER_AUTH" && event.outcome == O::success && is_login_program(event.process)) {
        set(event, "audit.user_auth", by_sshd ? K::ssh : K::other, O::unknown, S::info);
    } else if (type == "USER_LOGIN" && event.outcome == O::failure && by_sshd) {
        set(event, "audit.user_login", K::ssh, O::unknown, S::info);
    } else if (type == "USER_AUTH" && event.process == "sudo") {
        set(event, "audit.user_auth", K::privilege_escalation, event.outcome == O::success ? O::unknown : event.outcome,
            S::low);
    }
}

void settle_kind(std::string_view type, std::string_view text, EventView& event) {
    if (type == "USER_AUTH" || type == "USER_LOGIN") settle_login(type, event);
    if (type == "USER_ACCT" && event.outcome == O::failure) {
        set(event, "audit.account_refused", K::login, O::blocked, S::low);
        event.counted_only = false;
    }
    if (type == "USER_CHAUTHTOK") {
        const std::string_view op = field(text, "op=");
        if (icontains(op, "user") || icontains(op, "group") || icontains(op, "home")) {
            set(event, "audit.user_changed", K::account_change, event.outcome, S::low);
        }
    }
    if (type == "USER_CMD" && event.outcome == O::failure) event.severity = S::high;
    if (type == "CONFIG_CHANGE" && field(text, "audit_enabled=") == "0") event.severity = S::high;
    if (type == "AVC" || type == "USER_AVC") {
        const bool denied =
            text.find("denied") != std::string_view::npos || text.find("DENIED") != std::string_view::npos;
        event.outcome = denied ? O::blocked : O::allowed;
        if (!denied) event.severity = S::info;
    }
    if (type == "ANOM_ABEND" || type == "ANOM_PROMISCUOUS" || type == "NETFILTER_CFG") {
        if (event.outcome == O::failure && type != "NETFILTER_CFG") event.outcome = O::unknown;
    }
}

void take_people(std::string_view text, EventView& event, Scratch& s) {
    const std::string account = text_field(text, "acct=");
    const std::string_view actor = user_field(text, "auid=", "AUID=");
    const bool about_account =
        event.kind == K::new_user || event.kind == K::account_change || event.kind == K::password_reset;
    if (about_account) {
        s.target = account.empty() ? std::string(user_field(text, "id=", "ID=")) : account;
        s.user = std::string(actor.empty() ? user_field(text, "uid=", "UID=") : actor);
    } else if (event.kind == K::privilege_escalation || account.empty()) {
        s.user = std::string(actor.empty() ? user_field(text, "uid=", "UID=") : actor);
        s.target = account;
    } else {
        s.user = account == "(invalid user)" || account == "(unknown user)" ? std::string() : account;
    }
    event.user = s.user;
    event.target_user = s.target;
}

void take_place(std::string_view text, EventView& event, Scratch& s) {
    std::string_view address = field(text, "addr=");
    if (address.empty()) address = field(text, "hostname=");
    AddressBuffer buffer;
    s.address = std::string(canonical_address(address, buffer));
    event.source_ip = s.address;
    std::int64_t port = 0;
    if (parse_int(field(text, "rport="), port) && port > 0 && port < 65536)
        event.source_port = static_cast<std::uint16_t>(port);
    std::int64_t pid = 0;
    if (parse_int(field(text, "pid="), pid) && pid > 0 && pid <= UINT32_MAX)
        event.pid = static_cast<std::uint32_t>(pid);
}

} // namespace

bool is_part_of_group(std::string_view type) {
    static constexpr std::array<std::string_view, 22> k_parts{
        "SYSCALL", "PATH",          "CWD",           "EXECVE",  "PROCTITLE",   "SOCKADDR",      "BPRM_FCAPS",
        "CAPSET",  "MMAP",          "FD_PAIR",       "OBJ_PID", "IPC",         "IPC_SET_PERM",  "SOCKETCALL",
        "MQ_OPEN", "NETFILTER_CFG", "CONFIG_CHANGE", "AVC",     "SELINUX_ERR", "UNKNOWN[1329]", "KERN_MODULE",
        "EOE"};
    return std::find(k_parts.begin(), k_parts.end(), type) != k_parts.end();
}

void describe_record(const Record& record, EventView& event, Scratch& s) {
    s.process = std::string(program_of(field(record.text, "exe=")));
    if (s.process.empty()) s.process = text_field(record.text, "comm=");
    event.process = s.process;
    event.time = record.time;
    event.host = record.node;
    s.message = std::string(record.type) + ": " + std::string(record.text.substr(0, k_max_message));
    std::replace(s.message.begin(), s.message.end(), '\x1d', ' ');
    event.message = s.message;
    const auto rule =
        std::find_if(k_types.begin(), k_types.end(), [&](const TypeRule& r) { return r.type == record.type; });
    if (rule == k_types.end()) {
        set(event, "audit.other", K::other, O::unknown, S::info);
        event.counted_only = true;
    } else {
        set(event, rule->rule, rule->kind, outcome_of(record.text), rule->severity);
        event.counted_only = rule->counted_only;
        settle_kind(record.type, record.text, event);
    }
    take_people(record.text, event, s);
    take_place(record.text, event, s);
    s.object = text_field(record.text, "cmd=");
    for (const char* name : {"unit=", "grp=", "key=", "name=", "table=", "op="}) {
        if (s.object.empty()) s.object = text_field(record.text, name);
    }
    event.object = s.object;
}

void Group::add(const Record& record) {
    constexpr std::size_t k_max_parts = 64; // a burst of PATH records says no more than its first ones
    if (parts.size() < k_max_parts)
        parts.push_back({std::string(record.type), std::string(record.text.substr(0, 4 * k_max_message))});
}

} // namespace parapet::audit_log

// Who became whom, and whose account changed: shadow-utils, util-linux, systemd-logind, polkit, doas.

#include "core/formats/common/auth_services.h"

#include <array>

namespace parapet {

namespace {

using K = EventKind;
using O = Outcome;
using S = Severity;

constexpr std::array k_su{
    ServicePattern{"su.success", K::privilege_escalation, O::success, S::low, "Successful su for {target} by {user}$"},
    ServicePattern{"su.failure", K::privilege_escalation, O::failure, S::medium, "FAILED su for {target} by {user}$"},
    ServicePattern{"su.failure", K::privilege_escalation, O::failure, S::medium,
                   "FAILED SU (to {target}) {user} on {w}$"},
    ServicePattern{"su.success", K::privilege_escalation, O::success, S::low, "(to {target}) {user} on {w}$"},
    ServicePattern{"su.failure", K::privilege_escalation, O::failure, S::medium, "BAD SU {user} to {target} on "},
    ServicePattern{"su.success", K::privilege_escalation, O::success, S::low, "{user} to {target} on /dev/"},
    ServicePattern{"su.success", K::privilege_escalation, O::success, S::low, "+ {w} {user}:{target}$"},
    ServicePattern{"su.failure", K::privilege_escalation, O::failure, S::medium, "- {w} {user}:{target}$"},
    ServicePattern{"su.failure", K::privilege_escalation, O::failure, S::medium, "'su {target}' failed for {user} on "},
    ServicePattern{"su.success", K::privilege_escalation, O::success, S::low, "'su {target}' succeeded for {user} on "},
};

// What sshd says seldom; its usual lines are matched by hand (auth_sshd.cpp).
constexpr std::array k_sshd{
    ServicePattern{"sshd.access_denied", K::ssh, O::failure, S::medium,
                   "Access denied for user {user} by PAM account configuration"},
    ServicePattern{"sshd.access_denied", K::ssh, O::failure, S::medium, "Login restricted for {user}: "},
    ServicePattern{"sshd.access_denied", K::ssh, O::failure, S::medium, "Account {user} has expired"},
    ServicePattern{"sshd.access_denied", K::ssh, O::failure, S::medium, "User {user} password has expired "},
    ServicePattern{"sshd.key_refused", K::ssh, O::failure, S::medium,
                   "Authentication tried for {user} with correct key but not from a permitted host (host={*}, ip={ip}"},
    ServicePattern{"sshd.key_refused", K::ssh, O::failure, S::medium,
                   "Authentication tried for {user} with {*}but not from a permitted host"},
    ServicePattern{"sshd.key_refused", K::ssh, O::failure, S::medium, "Certificate invalid: {object}"},
    ServicePattern{"sshd.key_refused", K::ssh, O::failure, S::medium,
                   "Refusing certificate ID {object} serial={*} signed by {*} CA {*}"},
    ServicePattern{"sshd.code_refused", K::ssh, O::failure, S::low, "Invalid verification code for {user}"},
    ServicePattern{"sshd.odd_name", K::ssh, O::unknown, S::low,
                   "Nasty PTR record \"{*}\" is set up for {ip}, ignoring"},
    ServicePattern{"sshd.throttled", K::ssh, O::blocked, S::low, "drop connection #{d} from {ip:port} on "},
    ServicePattern{"sshd.throttled", K::ssh, O::blocked, S::low, "srclimit_penalise: {*}new {ip}/"},
    ServicePattern{"sshd.partial", K::ssh, O::unknown, S::info, "Partial {w} for {user>} from {ip} port {port} ssh2"},
    ServicePattern{"sshd.request", K::ssh, O::unknown, S::info,
                   "Starting session: {object} for {user>} from {ip} port {port}"},
    ServicePattern{"sshd.request", K::ssh, O::unknown, S::info, "Close session: user {user>} from {ip} port {port}"},
    ServicePattern{"sshd.request", K::ssh, O::unknown, S::info, "subsystem request for {object} by user {user}"},
    ServicePattern{"sshd.request", K::ssh, O::unknown, S::info, "subsystem request for {object}"},
};

constexpr std::array k_sftp{
    ServicePattern{"sshd.request", K::ssh, O::unknown, S::info, "session {w} for local user {user>} from {ip}$"},
};

constexpr std::array k_doas{
    ServicePattern{"doas.command", K::privilege_escalation, O::success, S::low,
                   "{user} ran command {object} as {target} from "},
    ServicePattern{"doas.denied", K::privilege_escalation, O::failure, S::high,
                   "command not permitted for {user}: {object}$"},
    ServicePattern{"doas.failure", K::privilege_escalation, O::failure, S::medium, "failed auth for {user}$"},
    ServicePattern{"doas.failure", K::privilege_escalation, O::failure, S::medium,
                   "failed command for {user}: {object}$"},
};

constexpr std::array k_polkit{
    ServicePattern{
        "polkit.granted", K::privilege_escalation, O::success, S::low,
        "Operator of {w} successfully authenticated as unix-user:{target} to gain {w} authorization for action "
        "{object} for {*}owned by unix-user:{user})"},
    ServicePattern{
        "polkit.granted", K::privilege_escalation, O::success, S::low,
        "Operator of {w} successfully authenticated as unix-user:{target} to gain {w} authorization for action "
        "{object} for {*}"},
    ServicePattern{"polkit.failure", K::privilege_escalation, O::failure, S::medium,
                   "Operator of {w} FAILED to authenticate to gain authorization for action {object} for {*}owned by "
                   "unix-user:{user})"},
    ServicePattern{"polkit.failure", K::privilege_escalation, O::failure, S::medium,
                   "Operator of {w} FAILED to authenticate to gain authorization for action {object} for {*}"},
    ServicePattern{"polkit.command", K::privilege_escalation, O::success, S::low,
                   "{user}: Executing command [USER={target}] [TTY={*}] [CWD={*}] [COMMAND={object>}]$"},
    ServicePattern{"polkit.suspicious", K::privilege_escalation, O::failure, S::high,
                   "{user}: The value for {*}variable {*} [USER={target}] [TTY={*}] [CWD={*}] [COMMAND={object>}]$"},
    ServicePattern{"polkit.failure", K::privilege_escalation, O::failure, S::medium,
                   "{user}: Error executing command as another user: {*} [USER={target}] [TTY={*}] [CWD={*}] "
                   "[COMMAND={object>}]$"},
};

constexpr std::array k_login{
    ServicePattern{"login.failure", K::login, O::failure, S::low, "FAILED LOGIN ({d}) on '{w} FOR '{user>}', "},
    ServicePattern{"login.failure", K::login, O::failure, S::low,
                   "FAILED LOGIN ({d}) on '{*}' from '{ip}' FOR '{user>}', "},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "FAILED LOGIN SESSION FROM tty{w} FOR {user>}, "},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "FAILED LOGIN {w} FROM tty{w} FOR {user>}, "},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "FAILED LOGIN {w} FROM (null) FOR {user>}, "},
    ServicePattern{"login.failure", K::login, O::failure, S::low,
                   "invalid password for '{user>}' on '{*}' from '{ip}'"},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "invalid password for '{user>}' on '"},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "FAILED LOGIN SESSION FROM {ip} FOR {user>}, "},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "FAILED LOGIN {w} FROM {ip} FOR {user>}, "},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "FAILED LOGIN {w} ON {w} FOR {user>}, "},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "{d} LOGIN FAILURE{*} FROM {ip}, {user}$"},
    ServicePattern{"login.failure", K::login, O::failure, S::low, "{d} LOGIN FAILURE{*} ON {w}, {user}$"},
    ServicePattern{"login.failure", K::login, O::failure, S::medium, "TOO MANY LOGIN TRIES ({d}) {*} FOR '{user}'"},
    ServicePattern{"login.success", K::login, O::success, S::medium, "ROOT LOGIN ON {w} FROM {ip}", "root"},
    ServicePattern{"login.success", K::login, O::success, S::medium, "ROOT LOGIN {*}on '{w}", "root"},
    ServicePattern{"login.success", K::login, O::success, S::medium, "ROOT LOGIN ON {w}", "root"},
    ServicePattern{"login.success", K::login, O::success, S::info, "LOGIN ON {w} BY {user} FROM {ip}"},
    ServicePattern{"login.success", K::login, O::success, S::info, "LOGIN ON {w} BY {user}$"},
    ServicePattern{"login.success", K::login, O::success, S::info, "DIALUP AT {w} BY {user}$"},
    ServicePattern{"login.connection", K::other, O::unknown, S::info, "connect from {ip}"},
    ServicePattern{"login.refused", K::other, O::blocked, S::low, "refused connect from {ip}"},
};

// Whose members may become root, or are as good as root.
constexpr std::array k_admin_groups{
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high, "add '{target}' to {*}group 'sudo'$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high, "add '{target}' to {*}group 'wheel'$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high, "add '{target}' to {*}group 'admin'$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high, "add '{target}' to {*}group 'root'$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high, "add '{target}' to {*}group 'adm'$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high, "add '{target}' to {*}group 'docker'$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high, "add '{target}' to {*}group 'lxd'$"},
};

constexpr std::array k_admin_members{
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high,
                   "user {target} added by {user} to group sudo$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high,
                   "user {target} added by {user} to group wheel$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high,
                   "user {target} added by {user} to group admin$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high,
                   "user {target} added by {user} to group root$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high,
                   "user {target} added by {user} to group adm$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high,
                   "user {target} added by {user} to group docker$"},
    ServicePattern{"group.admin_added", K::account_change, O::success, S::high,
                   "user {target} added by {user} to group lxd$"},
};

constexpr std::array k_useradd{
    ServicePattern{"useradd.root_alias", K::new_user, O::success, S::high, "new user: name={target}, UID=0, {*}"},
    ServicePattern{"useradd.new_user", K::new_user, O::success, S::medium, "new user: name={target}, {*}"},
    ServicePattern{"useradd.new_user", K::new_user, O::success, S::medium, "new account added - account={target}, {*}"},
    ServicePattern{"useradd.new_user", K::new_user, O::success, S::medium, "~adding new user '{target}' ("},
    ServicePattern{"useradd.new_user", K::new_user, O::success, S::medium, "~adding new user `{target}' ("},
    ServicePattern{"useradd.new_user", K::new_user, O::success, S::medium, "~creating user '{target}' ("},
    ServicePattern{"useradd.new_user", K::new_user, O::success, S::medium, "~creating user {target} ("},
    ServicePattern{"useradd.new_user", K::new_user, O::success, S::medium, "request by {*}: create user '{target>}'"},
    ServicePattern{"useradd.failed", K::new_user, O::failure, S::low, "failed adding user '{target>}'"},
    ServicePattern{"useradd.failed", K::new_user, O::failure, S::low, "failed adding user `{target>}'"},
    ServicePattern{"group.member_added", K::account_change, O::success, S::medium,
                   "add '{target}' to {*}group '{object>}'"},
    ServicePattern{"group.member_added", K::account_change, O::success, S::medium,
                   "add `{target}' to {*}group `{object>}'"},
    ServicePattern{"group.created", K::account_change, O::success, S::low, "new group: name={object}, GID={*}"},
    ServicePattern{"group.created", K::account_change, O::success, S::low, "group added to {*}: name={object}, GID="},
    ServicePattern{"group.created", K::account_change, O::success, S::low, "group added to {*}: name={object}$"},
};

constexpr std::array k_userdel{
    ServicePattern{"group.member_removed", K::account_change, O::success, S::low,
                   "delete '{target}' from {*}group '{object>}'"},
    ServicePattern{"group.member_removed", K::account_change, O::success, S::low,
                   "delete `{target}' from {*}group `{object>}'"},
    ServicePattern{"userdel.deleted", K::account_change, O::success, S::medium, "delete user '{target>}'"},
    ServicePattern{"userdel.deleted", K::account_change, O::success, S::medium, "delete user `{target>}'"},
    ServicePattern{"group.deleted", K::account_change, O::success, S::low, "removed {*}group '{object>}' "},
    ServicePattern{"group.deleted", K::account_change, O::success, S::low, "removed {*}group '{object>}'"},
    ServicePattern{"group.deleted", K::account_change, O::success, S::low, "removed {*}group `{object>}'"},
};

constexpr std::array k_usermod{
    ServicePattern{"group.member_added", K::account_change, O::success, S::medium,
                   "add '{target}' to {*}group '{object>}'"},
    ServicePattern{"group.member_added", K::account_change, O::success, S::medium,
                   "add `{target}' to {*}group `{object>}'"},
    ServicePattern{"group.member_removed", K::account_change, O::success, S::low,
                   "delete '{target}' from {*}group '{object>}'"},
    ServicePattern{"usermod.password_changed", K::password_reset, O::success, S::low,
                   "change user '{target>}' password$"},
    ServicePattern{"usermod.locked", K::account_change, O::success, S::low, "lock user '{target>}' password"},
    ServicePattern{"usermod.unlocked", K::account_change, O::success, S::medium, "unlock user '{target>}' password"},
    ServicePattern{"usermod.renamed", K::account_change, O::success, S::medium,
                   "change user name '{user}' to '{target}'"},
    ServicePattern{"usermod.root_alias", K::account_change, O::success, S::high,
                   "change user '{target}' UID from '{d}' to '0'$"},
    ServicePattern{"usermod.changed", K::account_change, O::success, S::low, "change user '{target}' {*}"},
    ServicePattern{"usermod.changed", K::account_change, O::success, S::low, "change user `{target}' {*}"},
    ServicePattern{"usermod.changed", K::account_change, O::success, S::low, "change {w} '{target>}'"},
};

constexpr std::array k_groups{
    ServicePattern{"group.created", K::account_change, O::success, S::low, "new group: name={object}, GID={*}"},
    ServicePattern{"group.created", K::account_change, O::success, S::low, "new group added - group={object}, {*}"},
    ServicePattern{"group.created", K::account_change, O::success, S::low, "group added to {*}: name={object}, GID="},
    ServicePattern{"group.created", K::account_change, O::success, S::low, "group added to {*}: name={object}$"},
    ServicePattern{"group.deleted", K::account_change, O::success, S::low, "group '{object}' removed{*}"},
    ServicePattern{"group.deleted", K::account_change, O::success, S::low, "removed {*}group '{object>}'"},
    ServicePattern{"group.changed", K::account_change, O::success, S::low, "group changed in {*}(group {object>})"},
    ServicePattern{"group.member_added", K::account_change, O::success, S::medium,
                   "user {target} added by {user} to group {object}$"},
    ServicePattern{"group.member_removed", K::account_change, O::success, S::low,
                   "user {target} removed by {user} from group {object}$"},
    ServicePattern{"group.changed", K::account_change, O::success, S::low,
                   "members of group {object} set by {user} to {*}"},
    ServicePattern{"group.changed", K::account_change, O::success, S::low,
                   "change the password of group {object} by {user}$"},
};

constexpr std::array k_passwd{
    ServicePattern{"passwd.changed", K::password_reset, O::success, S::low,
                   "password for '{target}' changed by '{user}'"},
    ServicePattern{"passwd.changed", K::password_reset, O::success, S::low, "password for {target} changed by {user}$"},
    ServicePattern{"passwd.expiry", K::account_change, O::success, S::low, "changed password expiry for {target}$"},
    ServicePattern{"passwd.expiry", K::account_change, O::success, S::low, "password for '{target}' {*} by '{user}'"},
    ServicePattern{"passwd.refused", K::password_reset, O::failure, S::low,
                   "can't view or modify password information for {target}$"},
    ServicePattern{"passwd.note", K::other, O::unknown, S::info, "gkr-pam: {*}"},
};

constexpr std::array k_finger{
    ServicePattern{"account.shell_changed", K::account_change, O::success, S::low,
                   "changed user '{target}' shell to '{object}'"},
    ServicePattern{"account.details_changed", K::account_change, O::success, S::low,
                   "changed user '{target}' information$"},
};

constexpr std::array k_newgrp{
    ServicePattern{"newgrp.changed", K::privilege_escalation, O::success, S::info,
                   "user '{user}' {*}switched to group '{object}'$"},
    ServicePattern{"newgrp.changed", K::privilege_escalation, O::success, S::info,
                   "user `{user}' {*}switched to group `{object}'$"},
    ServicePattern{"newgrp.failure", K::privilege_escalation, O::failure, S::medium,
                   "Invalid password for group '{object}' from '{user}'$"},
    ServicePattern{"newgrp.failure", K::privilege_escalation, O::failure, S::medium,
                   "Invalid password for group `{object}' from `{user}'$"},
};

constexpr std::array k_check{
    ServicePattern{"pam.password_check_failed", K::login, O::failure, S::low,
                   "password check failed for user ({user>})"},
    ServicePattern{"pam.note", K::other, O::unknown, S::info, "could not obtain user info ({user>})"},
};

constexpr std::array k_logind{
    ServicePattern{"logind.session_opened", K::other, O::unknown, S::info, "New session '{w} of user '{user}'"},
    ServicePattern{"logind.session_opened", K::other, O::unknown, S::info, "New session {w} of user {user}."},
    ServicePattern{"logind.session_closed", K::other, O::unknown, S::info, "Removed session {w}"},
    ServicePattern{"logind.session_closed", K::other, O::unknown, S::info, "Session {w} logged out. "},
    ServicePattern{"logind.power", K::availability, O::unknown, S::low, "System is {*}"},
    ServicePattern{"logind.power", K::availability, O::unknown, S::low, "Power key pressed"},
};

constexpr std::array k_crontab{
    ServicePattern{"crontab.denied", K::other, O::blocked, S::low, "({user}) AUTH (crontab command not allowed)"},
    ServicePattern{"crontab.replaced", K::file_change, O::success, S::low, "({user}) REPLACE ({target})"},
    ServicePattern{"crontab.deleted", K::file_change, O::success, S::low, "({user}) DELETE ({target})"},
    ServicePattern{"crontab.note", K::other, O::unknown, S::info, "({user}) {*} ({target})"},
};

constexpr std::array k_groups_of_programs{
    ServiceGroup{"sshd", k_sshd},
    ServiceGroup{"sftp-server,internal-sftp", k_sftp},
    ServiceGroup{"su,su-l", k_su},
    ServiceGroup{"doas", k_doas},
    ServiceGroup{"polkitd,pkexec,polkit-agent-helper-1", k_polkit},
    ServiceGroup{"login,remote,agetty,rlogind,rshd,telnetd,in.telnetd,in.rlogind,in.rshd", k_login},
    ServiceGroup{"useradd,usermod,groupmems", k_admin_groups},
    ServiceGroup{"gpasswd", k_admin_members},
    ServiceGroup{"useradd,adduser,newusers,groupmems,systemd-sysusers,accounts-daemon", k_useradd},
    ServiceGroup{"userdel,deluser", k_userdel},
    ServiceGroup{"usermod", k_usermod},
    ServiceGroup{"groupadd,groupdel,groupmod,gpasswd,addgroup,delgroup", k_groups},
    ServiceGroup{"passwd,chpasswd,chage,shadow", k_passwd},
    ServiceGroup{"chsh,chfn", k_finger},
    ServiceGroup{"newgrp,sg", k_newgrp},
    ServiceGroup{"unix_chkpwd", k_check},
    ServiceGroup{"systemd-logind,elogind", k_logind},
    ServiceGroup{"crontab", k_crontab},
};

} // namespace

std::span<const ServiceGroup> account_service_groups() {
    return k_groups_of_programs;
}

} // namespace parapet

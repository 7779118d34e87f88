// Services that let people in over the network, each by the words of its own log.

#include "core/formats/common/auth_services.h"

#include <array>

namespace parapet {

namespace {

using K = EventKind;
using O = Outcome;
using S = Severity;

constexpr std::array k_dropbear{
    ServicePattern{"dropbear.failed_password", K::login, O::failure, S::low,
                   "~{*}bad password attempt for '{user>}' from {ip:port}"},
    ServicePattern{"dropbear.invalid_user", K::login, O::failure, S::low,
                   "~{*}login attempt for nonexistent user '{user>}' from {ip:port}"},
    ServicePattern{"dropbear.invalid_user", K::login, O::failure, S::low,
                   "~{*}login attempt for nonexistent user from {ip:port}"},
    ServicePattern{
        "dropbear.too_many_failures", K::ssh, O::failure, S::medium,
        "{*}Exit before auth (user '{user}', {d} fails): Max auth tries reached - user '{*>}' from {ip:port}"},
    ServicePattern{"dropbear.too_many_failures", K::ssh, O::failure, S::medium,
                   "{*}Exit before auth from <{ip:port}>: (user '{user}', {d} fails): Max auth tries reached"},
    ServicePattern{"dropbear.too_many_failures", K::ssh, O::failure, S::medium,
                   "{*}Exit before auth from <{ip:port}>: Max auth tries reached - user '{user>}'"},
    ServicePattern{"dropbear.closed_preauth", K::ssh, O::unknown, S::info, "{*}Exit before auth from <{ip:port}>"},
    ServicePattern{"dropbear.closed_preauth", K::ssh, O::unknown, S::info, "{*}Exit before auth"},
    ServicePattern{"dropbear.accepted", K::login, O::success, S::info,
                   "{*}auth succeeded for '{user}' with {*} from {ip:port}"},
    ServicePattern{"dropbear.accepted", K::login, O::success, S::info,
                   "{*}auth succeeded for '{user>}' from {ip:port}"},
    ServicePattern{"dropbear.connection", K::ssh, O::unknown, S::info, "{*}Child connection from {ip:port}"},
    ServicePattern{"dropbear.closed", K::ssh, O::unknown, S::info, "{*}Exit ({user})"},
};

constexpr std::array k_dovecot{
    ServicePattern{"dovecot.login", K::login, O::success, S::info, "{*}Login: user=<{user}>, {*}rip={ip}"},
    ServicePattern{"dovecot.failed", K::login, O::failure, S::low,
                   "{*}(auth failed, {n} attempt{*}user=<{user}>, {*}rip={ip}"},
    ServicePattern{"dovecot.failed", K::login, O::failure, S::low, "{*}(auth failed, {n} attempt{*}rip={ip}"},
    ServicePattern{"dovecot.plaintext_refused", K::login, O::failure, S::low,
                   "{*}(tried to use disa{*} auth){*}user=<{user}>, {*}rip={ip}"},
    ServicePattern{"dovecot.plaintext_refused", K::login, O::failure, S::low,
                   "{*}(tried to use disa{*} auth){*}rip={ip}"},
    ServicePattern{"dovecot.failed", K::login, O::failure, S::low,
                   "{*}(proxy dest auth failed){*}user=<{user}>, {*}rip={ip}"},
    ServicePattern{"dovecot.unfinished", K::login, O::failure, S::info,
                   "{*}(client didn't finish SASL auth{*}rip={ip}"},
    ServicePattern{"dovecot.no_attempt", K::other, O::unknown, S::info, "{*}(no auth attempts{*}rip={ip}"},
    ServicePattern{"dovecot.no_attempt", K::other, O::unknown, S::info, "{*}(disconnected {*}rip={ip}"},
    ServicePattern{"dovecot.no_attempt", K::other, O::unknown, S::info, "{*}-login: Disconnected{*}rip={ip}"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low, "({user},{ip},{*}: Password mismatch"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low, "({user},{ip},{*}: unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}): {*}pam({user},{ip}{*}): pam_authenticate() failed"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}pam({user},{ip}{*}): pam_authenticate() failed"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}pam({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low, "~{*}sql({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}sql({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low, "~{*}ldap({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}ldap({user},{ip}{*}): invalid credentials"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}ldap({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}passwd-file({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low,
                   "~{*}passwd-file({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}static({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}static({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low, "~{*}lua({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}lua({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}passwd({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}passwd({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}shadow({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}shadow({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low, "~{*}dict({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}dict({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}checkpassword({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low,
                   "~{*}checkpassword({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low,
                   "~{*}oauth2({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}oauth2({user},{ip}{*}): unknown user"},
    ServicePattern{"dovecot.auth_failed", K::login, O::failure, S::low, "~{*}imap({user},{ip}{*}): password mismatch"},
    ServicePattern{"dovecot.unknown_user", K::login, O::failure, S::low, "~{*}imap({user},{ip}{*}): unknown user"},
};

constexpr std::array k_exim{
    ServicePattern{"exim.auth_failed", K::login, O::failure, S::low,
                   "{*} authenticator failed for {*>}) [{ip}]{*}(set_id={user>})"},
    ServicePattern{"exim.auth_failed", K::login, O::failure, S::low, "{*} authenticator failed for {*>}) [{ip}]"},
    ServicePattern{"exim.auth_failed", K::login, O::failure, S::low,
                   "{*} authenticator failed for {w} [{ip}]{*}(set_id={user>})"},
    ServicePattern{"exim.auth_failed", K::login, O::failure, S::low, "{*} authenticator failed for {w} [{ip}]"},
    ServicePattern{"exim.auth_refused", K::login, O::failure, S::low,
                   "~{*}SMTP protocol error in \"AUTH {*>} [{ip}]{*}AUTH command used when not advertised"},
    ServicePattern{"exim.auth_refused", K::login, O::failure, S::low,
                   "~{*}SMTP protocol error in \"AUTH {*>} [{ip}]{*}authentication mechanism not supported"},
    ServicePattern{"exim.auth_refused", K::login, O::failure, S::low,
                   "{*}SMTP call from {*}[{ip}]{*}dropped: too many {*}(last command was \"AUTH"},
    ServicePattern{"exim.auth_failed", K::login, O::failure, S::low,
                   "{*}no MAIL in SMTP connection from {*}[{ip}]{*}C=EHLO,AUTH"},
    ServicePattern{"exim.probe", K::scan, O::blocked, S::low, "{*}SMTP protocol synchronization error ({*}H=[{ip}]"},
    ServicePattern{"exim.probe", K::scan, O::blocked, S::low,
                   "{*}SMTP protocol synchronization error ({*}H={w} [{ip}]"},
    ServicePattern{"exim.probe", K::scan, O::blocked, S::low, "{*}SMTP call from {*}[{ip}]{*}dropped: too many"},
    ServicePattern{"exim.rejected", K::other, O::blocked, S::low, "{*}H={*}[{ip}]{*}rejected RCPT {*}"},
    ServicePattern{"exim.rejected", K::other, O::blocked, S::low, "{*}H={*}[{ip}]{*}sender verify fail for {*}"},
    ServicePattern{"exim.rejected", K::other, O::blocked, S::low,
                   "{*}SMTP connection from {*}[{ip}]{*}closed by DROP in ACL"},
    ServicePattern{"exim.rejected", K::other, O::blocked, S::low, "{*}H={*}[{ip}]{*}dropped by '{w} ACL"},
    ServicePattern{"exim.probe", K::scan, O::unknown, S::info, "{*}no MAIL in SMTP connection from {*}[{ip}]"},
};

constexpr std::array k_postfix{
    ServicePattern{"postfix.auth_failed", K::login, O::failure, S::low,
                   "{*}warning: {*}[{ip}]: SASL {w} authentication failed{*}sasl_username={user}$"},
    ServicePattern{"postfix.auth_failed", K::login, O::failure, S::low,
                   "{*}warning: {*}[{ip}]: SASL {w} authentication failed"},
    ServicePattern{"postfix.login", K::login, O::success, S::info, "{*}client={*}[{ip}], {*}sasl_username={user}$"},
    ServicePattern{"postfix.login", K::login, O::success, S::info, "{*}client={*}[{ip}], {*}sasl_username={user}, "},
    ServicePattern{"postfix.lost_in_auth", K::login, O::unknown, S::low, "lost connection after AUTH from {*}[{ip}]"},
    ServicePattern{"postfix.lost_in_auth", K::login, O::unknown, S::low, "too many errors after AUTH from {*}[{ip}]"},
    ServicePattern{"postfix.sasl_note", K::other, O::unknown, S::info, "warning: SASL authentication failure: "},
    ServicePattern{"postfix.rejected", K::other, O::blocked, S::low, "{*}: reject: {w} from {*}[{ip}]: {d} "},
};

constexpr std::array k_sendmail{
    ServicePattern{"sendmail.auth_failed", K::login, O::failure, S::low,
                   "{*}AUTH failure ({*}): {*}user={user}, relay={*}[{ip}]"},
    ServicePattern{"sendmail.auth_failed", K::login, O::failure, S::low, "{*}AUTH failure ({*}): {*}relay={*}[{ip}]"},
    ServicePattern{"saslauthd.failed", K::login, O::failure, S::low,
                   "do_auth {*}: auth failure: [user={user}] [service="},
};

constexpr std::array k_imap{
    ServicePattern{"imap.failed", K::login, O::failure, S::low, "badlogin: {*}[{ip}] {w} {user} "},
    ServicePattern{"imap.login", K::login, O::success, S::info, "login: {*}[{ip}] {user} "},
    ServicePattern{"imap.failed", K::login, O::failure, S::low, "LOGIN FAILED, {*}user={user}, ip=[{ip}]"},
    ServicePattern{"imap.failed", K::login, O::failure, S::low, "LOGIN FAILED, {*}ip=[{ip}]"},
    ServicePattern{"imap.login", K::login, O::success, S::info, "LOGIN, user={user}, ip=[{ip}]"},
    ServicePattern{"imap.failed", K::login, O::failure, S::low, "Login failed user={user} auth={*}host={*}[{ip}]"},
    ServicePattern{"imap.login", K::login, O::success, S::info, "Login user={user} host={*}[{ip}]"},
    ServicePattern{"imap.failed", K::login, O::failure, S::low,
                   "{*}authentication failed: no such user: {user>} - {ip}$"},
    ServicePattern{"imap.failed", K::login, O::failure, S::low,
                   "{*}authentication failed: can't map user name: {user>} - {ip}$"},
    ServicePattern{"imap.failed", K::login, O::failure, S::low, "{*}authentication failed for {*}user {user>} - {ip}$"},
    ServicePattern{"imap.failed", K::login, O::failure, S::low, "root login not allowed - {ip}$"},
    ServicePattern{"imap.failed", K::login, O::failure, S::low, "can't find APOP secret for user {user>} - {ip}$"},
};

constexpr std::array k_ftp{
    ServicePattern{"ftp.failed", K::login, O::failure, S::low, "{*}({*}[{ip}]){*}USER {user>} (Login failed)"},
    ServicePattern{"ftp.failed", K::login, O::failure, S::low, "{*}({*}[{ip}]){*}USER {user}: no such user found"},
    ServicePattern{"ftp.failed", K::login, O::failure, S::medium,
                   "~{*}({*}[{ip}]){*}SECURITY VIOLATION: {user} login attempted"},
    ServicePattern{"ftp.too_many_failures", K::login, O::failure, S::medium, "{*}({*}[{ip}]){*}Maximum login attempts"},
    ServicePattern{"ftp.login", K::login, O::success, S::info, "{*}({*}[{ip}]){*}USER {user>}: Login successful"},
    ServicePattern{"ftp.login", K::login, O::success, S::info, "{*}({*}[{ip}]){*}ANON {user>}: Login successful"},
    ServicePattern{"ftp.login", K::login, O::success, S::info, "{*}OK LOGIN: Client \"{ip}\", anon password ",
                   "anonymous"},
    ServicePattern{"ftp.login", K::login, O::success, S::info, "[{user}] OK LOGIN: Client \"{ip}\""},
    ServicePattern{"ftp.failed", K::login, O::failure, S::low, "[{user}] FAIL LOGIN: Client \"{ip}\""},
    ServicePattern{"ftp.refused", K::other, O::blocked, S::low, "refused connect from {*}({ip})"},
    ServicePattern{"ftp.failed", K::login, O::failure, S::low,
                   "({*}@{ip}) [WARNING] Authentication failed for user [{user>}]"},
    ServicePattern{"ftp.login", K::login, O::success, S::info, "({*}@{ip}) [INFO] {user>} is now logged in"},
    ServicePattern{"ftp.login", K::login, O::success, S::info, "FTP LOGIN FROM {ip} as {user}$"},
    ServicePattern{"ftp.failed", K::login, O::failure, S::low, "FTP LOGIN FAILED FROM {ip}, {user}$"},
    ServicePattern{"ftp.failed", K::login, O::failure, S::low, "failed login from {*}[{ip}]"},
};

constexpr std::array k_asterisk{
    ServicePattern{"asterisk.failed", K::login, O::failure, S::low,
                   "{*}Registration from '\"{user}\"{*}' failed for '{ip:port}' - "},
    ServicePattern{"asterisk.failed", K::login, O::failure, S::low,
                   "{*}Registration from '{user}' failed for '{ip:port}' - "},
    ServicePattern{"asterisk.failed", K::login, O::failure, S::low,
                   "{*}Call from '{user}' ({ip:port}) to extension '{object}' rejected"},
    ServicePattern{"asterisk.failed", K::login, O::failure, S::low,
                   "{*}SecurityEvent=\"InvalidAccountID\"{*}AccountID=\"{user}\"{*}RemoteAddress=\"{w}/{ip}/{port}\""},
    ServicePattern{
        "asterisk.failed", K::login, O::failure, S::low,
        "{*}SecurityEvent=\"InvalidPassword\"{*}AccountID=\"{user}\"{*}RemoteAddress=\"{*}/{*}/{ip}/{port}\""},
    ServicePattern{
        "asterisk.failed", K::login, O::failure, S::low,
        "{*}SecurityEvent=\"ChallengeResponseFailed\"{*}AccountID=\"{user}\"{*}RemoteAddress=\"{*}/{*}/{ip}/{port}\""},
    ServicePattern{"asterisk.failed", K::login, O::failure, S::low, "{*}failed to authenticate as '{user}'{*}"},
};

constexpr std::array k_screensharing{
    ServicePattern{"screensharing.failed", K::login, O::failure, S::low,
                   "Authentication: FAILED :: User Name: {user>} :: Viewer Address: {ip} :: Type:"},
    ServicePattern{"screensharing.login", K::login, O::success, S::low,
                   "Authentication: SUCCEEDED :: User Name: {user>} :: Viewer Address: {ip} :: Type:"},
};

constexpr std::array k_samba{
    ServicePattern{
        "samba.failed", K::login, O::failure, S::low,
        "{*}Auth: [{*}] user [{*}]\\{*}[{user}] at {*} status [NT_STATUS_NO_SUCH_USER]{*}remote host [{w}:{ip:port}]"},
    ServicePattern{
        "samba.login", K::login, O::success, S::info,
        "{*}Auth: [{*}] user [{*}]\\{*}[{user}] at {*} status [NT_STATUS_OK]{*}remote host [ipv4:{ip:port}]"},
    ServicePattern{"samba.failed", K::login, O::failure, S::low,
                   "{*}Auth: [{*}] user [{*}]\\{*}[{user}] at {*} status [NT_STATUS_{*}remote host [ipv4:{ip:port}]"},
    ServicePattern{"samba.refused", K::other, O::blocked, S::low, "Denied connection from {*}({ip})"},
};

// Programs that keep others out.
constexpr std::array k_guards{
    ServicePattern{"fail2ban.banned", K::intrusion_alert, O::blocked, S::medium, "{*}[{object}] Ban {ip}"},
    ServicePattern{"fail2ban.unbanned", K::other, O::unknown, S::info, "{*}[{object}] Unban {ip}"},
    ServicePattern{"fail2ban.found", K::other, O::unknown, S::info, "{*}[{object}] Found {ip}"},
    ServicePattern{"lfd.blocked", K::intrusion_alert, O::blocked, S::medium,
                   "({object}) Failed {*}login from {ip} ({*}): {n} in the last {*}*Blocked in csf*"},
    ServicePattern{"lfd.noticed", K::login, O::failure, S::low, "({object}) Failed {*}login from {ip} ("},
    ServicePattern{"sshguard.blocked", K::intrusion_alert, O::blocked, S::medium, "Blocking \"{ip}/{d}\" for "},
    ServicePattern{"sshguard.blocked", K::intrusion_alert, O::blocked, S::medium, "Blocking {ip}/{d} for "},
    ServicePattern{"sshguard.noticed", K::other, O::unknown, S::info, "Attack from \"{ip}\" on service "},
};

// xrdp repeats in its own words what xrdp-sesman says for good.
constexpr std::array k_xrdp{
    ServicePattern{"xrdp.note", K::other, O::unknown, S::info, "{*}xrdp_wm_log_msg: login failed for user {user}"},
    ServicePattern{"xrdp.note", K::other, O::unknown, S::info, "{*}login failed for display "},
    ServicePattern{"xrdp.note", K::other, O::unknown, S::info, "{*}Access permitted for user: {user}$"},
};

// Virtual private networks, whose tunnels are logins.
constexpr std::array k_openvpn{
    ServicePattern{"openvpn.failed", K::login, O::failure, S::low,
                   "{*}{ip:port} TLS Auth Error: Auth Username/Password verification failed for peer"},
    ServicePattern{"openvpn.failed", K::login, O::failure, S::low, "{*}{ip:port} TLS Auth Error: {*}username '{user}'"},
    ServicePattern{"openvpn.failed", K::login, O::failure, S::low, "{*}user '{user>}' failed to authenticate"},
    ServicePattern{"openvpn.certificate_refused", K::login, O::failure, S::medium,
                   "{*}{ip:port} VERIFY ERROR: depth={d}, error={object}: {*}CN={user}, "},
    ServicePattern{"openvpn.certificate_refused", K::login, O::failure, S::medium,
                   "{*}{ip:port} VERIFY ERROR: depth={d}, error={object}: "},
    ServicePattern{"openvpn.login", K::login, O::success, S::info,
                   "{*}{ip:port} TLS: Username/Password authentication succeeded for username '{user>}'"},
    ServicePattern{"openvpn.login", K::login, O::success, S::info,
                   "{*}{ip:port} [{user}] Peer Connection Initiated with "},
    ServicePattern{"openvpn.tls_failed", K::other, O::failure, S::info, "{*}{ip:port} TLS Error: {*}"},
};

constexpr std::array k_ipsec{
    ServicePattern{"ipsec.failed", K::login, O::failure, S::low, "{*}[IKE] EAP method {w} failed for peer {user}$"},
    ServicePattern{"ipsec.failed", K::login, O::failure, S::low,
                   "{*}[IKE] {*}EAP-MS-CHAPv2 username: '{user}'{*}failed"},
    ServicePattern{"ipsec.login", K::login, O::success, S::info,
                   "{*}[IKE] authentication of '{user>}' with {*} successful"},
};

// Tickets and RADIUS. "Login incorrect" may carry the password that was tried behind the name.
constexpr std::array k_kerberos{
    ServicePattern{"kerberos.login", K::login, O::success, S::info,
                   "{*}AS_REQ {*}) {ip}: ISSUE: {*}}, {user} for {object}"},
    ServicePattern{"kerberos.failed", K::login, O::failure, S::low,
                   "{*}AS_REQ {*}) {ip}: PREAUTH_FAILED: {user} for {object},"},
    ServicePattern{"kerberos.unknown_user", K::login, O::failure, S::low,
                   "{*}AS_REQ {*}) {ip}: CLIENT_NOT_FOUND: {user} for {object},"},
    ServicePattern{"kerberos.locked", K::login, O::blocked, S::medium,
                   "{*}AS_REQ {*}) {ip}: LOCKED_OUT: {user} for {object},"},
    ServicePattern{"kerberos.locked", K::login, O::blocked, S::medium,
                   "{*}AS_REQ {*}) {ip}: CLIENT EXPIRED: {user} for {object},"},
    ServicePattern{"kerberos.note", K::other, O::unknown, S::info, "{*}AS_REQ {*}) {ip}: NEEDED_PREAUTH: {user} for "},
    ServicePattern{"kerberos.note", K::other, O::unknown, S::info, "{*}TGS_REQ {*}) {ip}: "},
};
constexpr std::array k_radius{
    ServicePattern{"radius.failed", K::login, O::failure, S::low, "{*}Login incorrect{*}: [{user}/"},
    ServicePattern{"radius.failed", K::login, O::failure, S::low, "{*}Login incorrect{*}: [{user}]"},
    ServicePattern{"radius.failed", K::login, O::failure, S::low, "{*}Invalid user{*}: [{user}/"},
    ServicePattern{"radius.failed", K::login, O::failure, S::low, "{*}Invalid user{*}: [{user}]"},
    ServicePattern{"radius.login", K::login, O::success, S::info, "{*}Login OK: [{user}/"},
    ServicePattern{"radius.login", K::login, O::success, S::info, "{*}Login OK: [{user}]"},
};
constexpr std::array k_directory{
    ServicePattern{"nslcd.failed", K::login, O::failure, S::low, "{*}<authc=\"{user}\"> {*}: Invalid credentials"},
};
constexpr std::array k_proxmox{
    ServicePattern{"proxmox.login", K::login, O::success, S::info, "{*}successful auth for user '{user>}'"},
    ServicePattern{"proxmox.failed", K::login, O::failure, S::low,
                   "{*}authentication failure; rhost={ip} user={user} msg="},
};

// Known by their words, whoever wrote them and whether there is a syslog header or not.
constexpr std::array k_anyone{
    ServicePattern{"vsftpd.failed", K::login, O::failure, S::low, "[pid {d}] [{user}] FAIL LOGIN: Client \"{ip}\""},
    ServicePattern{"vsftpd.login", K::login, O::success, S::info, "[pid {d}] [{user}] OK LOGIN: Client \"{ip}\""},
    ServicePattern{"vsftpd.connection", K::other, O::unknown, S::info, "[pid {d}] CONNECT: Client \"{ip}\""},
    ServicePattern{"nginx.auth_failed", K::login, O::failure, S::low,
                   "{*}[error] {*}: *{d} user \"{user>}: was not found in \"{*}, client: {ip}, server: "},
    ServicePattern{"nginx.auth_failed", K::login, O::failure, S::low,
                   "{*}[error] {*}: *{d} user \"{user>}\" was not found in \"{*}, client: {ip}, server: "},
    ServicePattern{"nginx.auth_failed", K::login, O::failure, S::low,
                   "{*}[error] {*}: *{d} user \"{user}\": password mismatch, client: {ip}, server: "},
    ServicePattern{"nginx.auth_failed", K::login, O::failure, S::low,
                   "{*}[error] {*}: *{d} PAM: user '{user}' - not authenticated: {*}, client: {ip}, server: "},
    ServicePattern{"nginx.tls_probe", K::malformed_request, O::failure, S::info,
                   "[crit] {*}: *{d} SSL_{*} failed (SSL: {*}, client: {ip}, server: "},
    ServicePattern{"mssql.failed", K::login, O::failure, S::low,
                   "Logon {*}Login failed for user '{user>}'. Reason: {*>}[CLIENT: {ip}]"},
    ServicePattern{"mssql.login", K::login, O::success, S::info,
                   "Logon {*}Login succeeded for user '{user>}'. {*>}[CLIENT: {ip}]"},
    ServicePattern{"xrdp.failed", K::login, O::failure, S::low, "[INFO ] AUTHFAIL: user={user} ip={*>} ip={ip} time="},
    ServicePattern{"xrdp.failed", K::login, O::failure, S::low, "[INFO ] AUTHFAIL: user={user} ip={ip} time="},
    ServicePattern{"xrdp.login", K::login, O::success, S::info,
                   "{*}created session (access granted): username {user}, ip {client}"},
    ServicePattern{"xrdp.login", K::login, O::success, S::info,
                   "{*}reconnected session: username {user}, {*}ip {client}"},
    ServicePattern{"openvpn.failed", K::login, O::failure, S::low,
                   "{ip:port} TLS Auth Error: Auth Username/Password verification failed for peer"},
    ServicePattern{"openvpn.login", K::login, O::success, S::info,
                   "{ip:port} TLS: Username/Password authentication succeeded for username '{user>}'"},
    ServicePattern{"openvpn.login", K::login, O::success, S::info,
                   "{ip:port} [{user}] Peer Connection Initiated with "},
    ServicePattern{"softether.failed", K::login, O::failure, S::low,
                   "{*}User authentication failed. The user name that has been provided was \"{user>}\", from {ip}."},
    ServicePattern{"routeros.failed", K::login, O::failure, S::low,
                   "{*} login failure for user {user>} from {ip} via "},
    ServicePattern{"routeros.login", K::login, O::success, S::info,
                   "{*},account user {user>} logged in from {ip} via "},
    ServicePattern{"webmin.failed", K::login, O::failure, S::low, "Invalid login as {user>} from {ip}"},
    ServicePattern{"webmin.failed", K::login, O::failure, S::low, "Non-existent login as {user>} from {ip}"},
    ServicePattern{"webmin.login", K::login, O::success, S::info, "Successful login as {user>} from {ip}"},
    ServicePattern{"horde.failed", K::login, O::failure, S::low, "{*}FAILED LOGIN for {user} [{ip}]"},
    ServicePattern{"drupal.session", K::other, O::unknown, S::info, "{*}|{d}|user|{ip}|{*>}||Session {*}"},
    ServicePattern{"drupal.failed", K::login, O::failure, S::low,
                   "{*}|{d}|user|{ip}|{*>}|Login attempt failed for {user>}.$"},
    ServicePattern{"drupal.failed", K::login, O::failure, S::low,
                   "{*}|{d}|user|{ip}|{*>}|Login attempt failed from {user>}.$"},
    ServicePattern{"directadmin.failed", K::login, O::failure, S::low,
                   "'{ip}' {n} failed login attempt{*}ccount '{user}'"},
    ServicePattern{"directadmin.login", K::login, O::success, S::info, "'{ip}' successful login to '{user}' after {d}"},
    ServicePattern{"gamed.failed", K::login, O::failure, S::low, "{*}Bad Rcon: \"{*>} from \"{ip:port}\""},
    ServicePattern{"monitorix.failed", K::login, O::failure, S::low, "- AUTHERR - [{ip}] {*}"},
    ServicePattern{"monitorix.failed", K::login, O::failure, S::low, "- NOTALLOWED - [{ip}] {*}"},
    ServicePattern{"monitorix.probe", K::scan, O::failure, S::low, "- NOTEXIST - [{ip}] {*}"},
    ServicePattern{"mysql.failed", K::login, O::failure, S::low,
                   "{*}Access denied for user '{user}'@'{ip}' (using password"},
    ServicePattern{"postgres.failed", K::login, O::failure, S::low,
                   "{*}password authentication failed for user \"{user>}\""},
    ServicePattern{"phpmyadmin.failed", K::login, O::failure, S::low, "{*}user denied: {user} ({*}) from {ip}"},
    ServicePattern{"nrpe.refused", K::login, O::failure, S::low, "Host {ip} is not allowed to talk to us"},
    ServicePattern{"http.unauthorized", K::login, O::failure, S::low, "{ip:port} [{*}] {w} {w} {w} 401 "},
    ServicePattern{"xinetd.refused", K::scan, O::blocked, S::low, "FAIL: {object} {w} from={ip}"},
};

constexpr std::array k_httpd{
    ServicePattern{"httpd.unknown_user", K::login, O::failure, S::low, "user {user} not found"},
    ServicePattern{"httpd.unknown_user", K::login, O::failure, S::low, "user `{user}' in realm {*} not found: "},
    ServicePattern{"httpd.auth_failed", K::login, O::failure, S::low, "user {user}: authentication failure for "},
    ServicePattern{"httpd.auth_failed", K::login, O::failure, S::low, "user {user}: authorization failure for "},
    ServicePattern{"httpd.auth_failed", K::login, O::failure, S::low, "user {user}: password mismatch: "},
    ServicePattern{"httpd.auth_failed", K::login, O::failure, S::low,
                   "Authorization of user {user} to access {object} failed, "},
    ServicePattern{"httpd.wrong_scheme", K::login, O::failure, S::low,
                   "client used wrong authentication scheme: {object}$"},
    ServicePattern{"httpd.digest_refused", K::login, O::failure, S::low, "invalid qop `{*}' received: {object}"},
    ServicePattern{"httpd.digest_refused", K::login, O::failure, S::low, "invalid nonce {w} received - length is not "},
    ServicePattern{"httpd.digest_refused", K::login, O::failure, S::low,
                   "invalid nonce {w} received - user attempted time travel"},
    ServicePattern{"httpd.digest_stale", K::other, O::unknown, S::info, "invalid nonce {w} received - "},
    ServicePattern{"httpd.digest_refused", K::login, O::failure, S::low, "realm mismatch - got "},
    ServicePattern{"httpd.digest_refused", K::login, O::failure, S::low, "unknown algorithm `"},
    ServicePattern{"httpd.access_denied", K::login, O::failure, S::low,
                   "client denied by server configuration: {object}$"},
    ServicePattern{"httpd.tls_name_refused", K::malformed_request, O::blocked, S::info,
                   "Hostname {w} provided via SNI"},
    ServicePattern{"httpd.tls_name_refused", K::malformed_request, O::blocked, S::info,
                   "No hostname was provided via SNI"},
    ServicePattern{"zoneminder.failed", K::login, O::failure, S::low, "{w} [Login denied for user \"{user}\"]"},
    ServicePattern{"zoneminder.failed", K::login, O::failure, S::low, "{w} [Could not retrieve user {user} details]"},
};

constexpr std::array k_groups_of_programs{
    ServiceGroup{"dropbear", k_dropbear},
    ServiceGroup{"dovecot,imap-login,pop3-login,managesieve-login,submission-login,auth,auth-worker,dovecot-auth",
                 k_dovecot},
    ServiceGroup{"exim,exim4", k_exim},
    ServiceGroup{"postfix", k_postfix},
    ServiceGroup{"sendmail,sm-mta,saslauthd", k_sendmail},
    ServiceGroup{"imap,imapd,imaps,pop3,pop3d,cyrus,solid-pop3d,ipop3d,authdaemond,courier", k_imap},
    ServiceGroup{"proftpd,pure-ftpd,ftpd,in.ftpd,vsftpd,wu-ftpd", k_ftp},
    ServiceGroup{"asterisk", k_asterisk},
    ServiceGroup{"screensharingd", k_screensharing},
    ServiceGroup{"smbd,smb,winbindd,samba", k_samba},
    ServiceGroup{"xrdp,xrdp-sesman", k_xrdp},
    ServiceGroup{"openvpn,ovpn-server,openvpn-server", k_openvpn},
    ServiceGroup{"charon,charon-systemd,strongswan,ipsec", k_ipsec},
    ServiceGroup{"krb5kdc", k_kerberos},
    ServiceGroup{"radiusd,freeradius", k_radius},
    ServiceGroup{"nslcd", k_directory},
    ServiceGroup{"pvedaemon,pveproxy,proxmox-backup-api,proxmox-backup-proxy", k_proxmox},
    ServiceGroup{"fail2ban,fail2ban.actions,fail2ban.filter,fail2ban.jail,fail2ban.observer,lfd,sshguard", k_guards},
    ServiceGroup{"", k_exim},
    ServiceGroup{"", k_anyone},
};

} // namespace

std::span<const ServiceGroup> network_service_groups() {
    return k_groups_of_programs;
}

std::span<const ServicePattern> httpd_patterns() {
    return k_httpd;
}

} // namespace parapet

#include "core/formats/common/auth_rules.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

#include <QSet>

using namespace parapet;
using namespace parapet::test;

// One line, what it must become. Lines are our own; addresses and names are of documentation.
struct Row {
    const char* program;
    const char* message;
    const char* rule;
    const char* kind;
    const char* outcome;
    const char* user = "";
    const char* target = "";
    const char* source = "";
    int port = 0;
    const char* object = "";
    bool rendered = false; // the wording gives the message back
};

static const Row k_rows[] = {
    // sshd: the line of the verdict is the login, the rest is talk around it
    {"sshd", "Failed password for root from 192.0.2.7 port 4711 ssh2", "sshd.failed_password", "login", "failure",
     "root", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Failed password for invalid user eve from 192.0.2.7 port 4711 ssh2", "sshd.failed_password_invalid_user",
     "login", "failure", "eve", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Failed password for illegal user eve from 192.0.2.7 port 4711 ssh2", "sshd.failed_password_invalid_user",
     "login", "failure", "eve", "", "192.0.2.7", 4711},
    {"sshd", "Failed password for invalid user eve from 192.0.2.7", "sshd.failed_password_invalid_user", "login",
     "failure", "eve", "", "192.0.2.7"},
    {"sshd", "Failed password for root from 2001:db8::7 port 4711 ssh2", "sshd.failed_password", "login", "failure",
     "root", "", "2001:db8::7", 4711, "", true},
    {"sshd", "Failed password for root from ::ffff:192.0.2.7 port 4711 ssh2", "sshd.failed_password", "login",
     "failure", "root", "", "192.0.2.7", 4711},
    {"sshd", "Failed password for root from 2001:DB8::0:7 port 4711 ssh2", "sshd.failed_password", "login", "failure",
     "root", "", "2001:db8::7", 4711},
    {"sshd", "Failed password for root from 192.0.2.7 port 04711 ssh2", "sshd.failed_password", "login", "failure",
     "root", "", "192.0.2.7"},
    {"sshd", "Failed password for root from host.example port 4711 ssh2", "sshd.failed_password", "login", "failure",
     "root", "", "host.example", 4711, "", true},
    {"sshd", "Failed keyboard-interactive/pam for alice from 192.0.2.7 port 4711 ssh2", "sshd.failed_auth", "login",
     "failure", "alice", "", "192.0.2.7", 4711},
    {"sshd", "Failed none for invalid user eve from 192.0.2.7 port 4711 ssh2", "sshd.failed_auth_invalid_user", "login",
     "failure", "eve", "", "192.0.2.7", 4711},
    {"sshd", "Failed keyboard-interactive for <invalid username> from 192.0.2.7 port 4711 ssh2",
     "sshd.failed_auth_invalid_user", "login", "failure", "", "", "192.0.2.7", 4711},
    {"sshd", "[ID 800047 auth.info] Failed keyboard-interactive for alice from 192.0.2.7 port 4711 ssh2",
     "sshd.failed_auth", "login", "failure", "alice", "", "192.0.2.7", 4711},
    {"sshd", "Failed publickey for git from 192.0.2.7 port 4711 ssh2: ECDSA SHA256:abc", "sshd.failed_publickey", "ssh",
     "unknown", "git", "", "192.0.2.7", 4711, "ECDSA SHA256:abc", true},
    {"sshd-session", "Accepted password for alice from 192.0.2.7 port 4711 ssh2", "sshd.accepted_password", "login",
     "success", "alice", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Accepted publickey for alice from 192.0.2.7 port 4711 ssh2: ED25519 SHA256:abc",
     "sshd.accepted_publickey", "login", "success", "alice", "", "192.0.2.7", 4711, "ED25519 SHA256:abc", true},
    {"sshd", "Accepted keyboard-interactive/pam for alice from 192.0.2.7 port 4711 ssh2", "sshd.accepted", "login",
     "success", "alice", "", "192.0.2.7", 4711},
    {"sshd", "Accepted google_authenticator for alice", "sshd.accepted", "login", "success", "alice"},
    {"sshd", "Accepted key RSA SHA256:abc found at /home/alice/.ssh/authorized_keys:2", "sshd.key_found", "ssh",
     "success", "", "", "", 0, "RSA SHA256:abc"},
    {"sshd", "Invalid user eve from 192.0.2.7 port 4711", "sshd.invalid_user", "ssh", "failure", "eve", "", "192.0.2.7",
     4711, "", true},
    {"sshd", "Invalid user eve from 192.0.2.7", "sshd.invalid_user", "ssh", "failure", "eve", "", "192.0.2.7"},
    {"sshd", "Invalid user  from 192.0.2.7 port 4711", "sshd.invalid_user", "ssh", "failure", "", "", "192.0.2.7", 4711,
     "", true},
    {"sshd", "Illegal user eve from 192.0.2.7", "sshd.invalid_user", "ssh", "failure", "eve", "", "192.0.2.7"},
    {"sshd", "input_userauth_request: invalid user eve [preauth]", "sshd.invalid_user_request", "ssh", "failure", "eve",
     "", "", 0, "", true},
    {"sshd", "User root from 192.0.2.7 not allowed because not listed in AllowUsers", "sshd.user_not_allowed", "ssh",
     "failure", "root", "", "192.0.2.7"},
    {"sshd", "User alice not allowed because account is locked", "sshd.account_locked", "ssh", "blocked", "alice"},
    {"sshd", "ROOT LOGIN REFUSED FROM 192.0.2.7 port 4711 [preauth]", "sshd.root_login_refused", "ssh", "failure",
     "root", "", "192.0.2.7", 4711, "", true},
    {"sshd", "error: maximum authentication attempts exceeded for root from 192.0.2.7 port 4711 ssh2 [preauth]",
     "sshd.max_attempts", "ssh", "failure", "root", "", "192.0.2.7", 4711, "", true},
    {"sshd",
     "error: maximum authentication attempts exceeded for invalid user eve from 192.0.2.7 port 4711 ssh2 [preauth]",
     "sshd.max_attempts", "ssh", "failure", "eve", "", "192.0.2.7", 4711},
    {"sshd", "Disconnecting: Too many authentication failures for root [preauth]", "sshd.too_many_failures", "ssh",
     "failure", "root"},
    {"sshd", "Disconnecting invalid user eve 192.0.2.7 port 4711: Too many authentication failures [preauth]",
     "sshd.too_many_failures", "ssh", "failure", "eve", "", "192.0.2.7", 4711},
    {"sshd", "refused connect from host.example (192.0.2.7)", "sshd.connection_refused", "ssh", "blocked", "", "",
     "192.0.2.7"},
    {"sshd", "Connection closed by authenticating user root 192.0.2.7 port 4711 [preauth]",
     "sshd.closed_authenticating", "ssh", "failure", "root", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Connection reset by authenticating user root 192.0.2.7 port 4711 [preauth]", "sshd.closed_authenticating",
     "ssh", "failure", "root", "", "192.0.2.7", 4711},
    {"sshd", "Connection closed by invalid user eve 192.0.2.7 port 4711 [preauth]", "sshd.closed_invalid_user", "ssh",
     "failure", "eve", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Connection closed by 192.0.2.7 port 4711 [preauth]", "sshd.closed_preauth", "ssh", "unknown", "", "",
     "192.0.2.7", 4711, "", true},
    {"sshd", "Connection closed by 192.0.2.7 port 4711", "sshd.closed", "ssh", "unknown", "", "", "192.0.2.7", 4711, "",
     true},
    {"sshd", "Connection closed by 192.0.2.7", "sshd.closed", "ssh", "unknown", "", "", "192.0.2.7"},
    {"sshd", "Disconnected from authenticating user root 192.0.2.7 port 4711 [preauth]",
     "sshd.disconnected_authenticating", "ssh", "failure", "root", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Disconnected from invalid user eve 192.0.2.7 port 4711 [preauth]", "sshd.disconnected_invalid_user",
     "ssh", "failure", "eve", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Disconnected from user alice 192.0.2.7 port 4711", "sshd.disconnected_user", "ssh", "unknown", "alice",
     "", "192.0.2.7", 4711, "", true},
    {"sshd", "Disconnected from 192.0.2.7 port 4711", "sshd.disconnected", "ssh", "unknown", "", "", "192.0.2.7", 4711,
     "", true},
    {"sshd", "Disconnected from 192.0.2.7 port 4711 [preauth]", "sshd.disconnected", "ssh", "unknown", "", "",
     "192.0.2.7", 4711},
    {"sshd", "Received disconnect from 192.0.2.7 port 4711:11: Bye Bye [preauth]", "sshd.received_disconnect_preauth",
     "ssh", "unknown", "", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Received disconnect from 192.0.2.7: 11: Bye Bye [preauth]", "sshd.received_disconnect_preauth", "ssh",
     "unknown", "", "", "192.0.2.7"},
    {"sshd", "Received disconnect from 192.0.2.7 port 4711:11: disconnected by user", "sshd.received_disconnect", "ssh",
     "unknown", "", "", "192.0.2.7", 4711, "", true},
    {"sshd", "error: Received disconnect from 192.0.2.7 port 4711:3: example.Client: Auth fail [preauth]",
     "sshd.received_disconnect_auth_fail", "ssh", "failure", "", "", "192.0.2.7", 4711},
    {"sshd", "Did not receive identification string from 192.0.2.7 port 4711", "sshd.no_identification", "ssh",
     "unknown", "", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Bad protocol version identification 'GET / from x' from 192.0.2.7 port 4711", "sshd.bad_protocol", "ssh",
     "unknown", "", "", "192.0.2.7", 4711},
    {"sshd", "banner exchange: Connection from 192.0.2.7 port 4711: invalid format", "sshd.banner_invalid", "ssh",
     "unknown", "", "", "192.0.2.7", 4711, "", true},
    {"sshd",
     "fatal: Unable to negotiate with 192.0.2.7 port 4711: no matching cipher found. Their offer: none [preauth]",
     "sshd.negotiation_failed", "ssh", "unknown", "", "", "192.0.2.7", 4711},
    {"sshd", "fatal: Timeout before authentication for 192.0.2.7 port 4711", "sshd.timeout", "ssh", "unknown", "", "",
     "192.0.2.7", 4711, "", true},
    {"sshd",
     "ssh_dispatch_run_fatal: Connection from 192.0.2.7 port 4711: message authentication code incorrect [preauth]",
     "sshd.protocol_error", "ssh", "unknown", "", "", "192.0.2.7", 4711},
    {"sshd",
     "Address 192.0.2.7 maps to host.example, but this does not map back to the address - POSSIBLE BREAK-IN ATTEMPT!",
     "sshd.reverse_mapping", "ssh", "unknown", "", "", "192.0.2.7"},
    {"sshd", "reverse mapping checking getaddrinfo for host.example [192.0.2.7] failed - POSSIBLE BREAK-IN ATTEMPT!",
     "sshd.reverse_mapping", "ssh", "unknown", "", "", "192.0.2.7"},
    {"sshd", "Connection from 192.0.2.7 port 4711 on 198.51.100.1 port 22", "sshd.connection", "ssh", "unknown", "", "",
     "192.0.2.7", 4711, "", true},
    {"sshd", "Connection from 192.0.2.7 port 4711", "sshd.connection", "ssh", "unknown", "", "", "192.0.2.7", 4711},
    {"sshd", "Postponed publickey for alice from 192.0.2.7 port 4711 ssh2 [preauth]", "sshd.postponed", "ssh",
     "unknown", "alice", "", "192.0.2.7", 4711},
    {"sshd", "Postponed keyboard-interactive for invalid user eve from 192.0.2.7 port 4711 ssh2 [preauth]",
     "sshd.postponed_invalid_user", "ssh", "failure", "eve", "", "192.0.2.7", 4711},
    {"sshd", "error: PAM: Authentication failure for alice from 192.0.2.7", "sshd.pam_error", "ssh", "failure", "alice",
     "", "192.0.2.7", 0, "", true},
    {"sshd", "error: PAM: authentication error for alice from host.example via 198.51.100.1", "sshd.pam_error", "ssh",
     "failure", "alice", "", "host.example"},
    {"sshd", "error: PAM: User not known to the underlying authentication module for illegal user eve from 192.0.2.7 ",
     "sshd.pam_error_invalid_user", "ssh", "failure", "eve", "", "192.0.2.7"},
    {"sshd",
     "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root",
     "sshd.pam_failure", "ssh", "failure", "root", "", "192.0.2.7", 0, "", true},
    {"sshd", "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7 ",
     "sshd.pam_failure_unknown_user", "ssh", "failure", "", "", "192.0.2.7", 0, "", true},
    {"sshd", "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=host.example",
     "sshd.pam_failure_unknown_user", "ssh", "failure", "", "", "host.example"},
    {"sshd", "(pam_unix) authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root",
     "sshd.pam_failure", "ssh", "failure", "root", "", "192.0.2.7"},
    {"sshd", "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root",
     "sshd.pam_more_failures", "ssh", "failure", "root", "", "192.0.2.7"},
    {"sshd", "PAM service(sshd) ignoring max retries; 6 > 3", "sshd.pam_note", "ssh", "unknown"},
    {"sshd", "pam_unix(sshd:auth): check pass; user unknown", "sshd.pam_note", "ssh", "unknown"},
    {"sshd", "pam_unix(sshd:session): session opened for user alice(uid=1001) by (uid=0)", "sshd.session_opened", "ssh",
     "unknown", "alice", "", "", 0, "uid=1001", true},
    {"sshd", "pam_unix(sshd:session): session opened for user alice by (uid=0)", "sshd.session_opened", "ssh",
     "unknown", "alice"},
    {"sshd", "pam_unix(sshd:session): session closed for user alice", "sshd.session_closed", "ssh", "unknown", "alice",
     "", "", 0, "", true},
    {"sshd", "Authentication refused: bad ownership or modes for file /home/alice/.ssh/authorized_keys",
     "sshd.bad_permissions", "ssh", "failure"},
    {"sshd", "Magic value check failed (42) on obfuscated handshake from 192.0.2.7 port 4711", "sshd.magic_value",
     "ssh", "failure", "", "", "192.0.2.7", 4711},
    {"sshd", "Server listening on 0.0.0.0 port 22.", "sshd.server", "other", "unknown"},
    {"sshd", "subsystem request for sftp by user alice", "sshd.request", "ssh", "unknown", "alice", "", "", 0, "sftp"},
    {"sshd", "error: Could not load host key: /etc/ssh/key", "sshd.other", "ssh", "unknown"},
    // names that pretend to be the rest of the line
    {"sshd", "Failed password for invalid user a from 203.0.113.9 port 1 ssh2 from 192.0.2.7 port 4711 ssh2",
     "sshd.failed_password_invalid_user", "login", "failure", "a from 203.0.113.9 port 1 ssh2", "", "192.0.2.7", 4711,
     "", true},
    {"sshd", "Failed password for invalid user from 203.0.113.9 from 192.0.2.7 port 4711 ssh2",
     "sshd.failed_password_invalid_user", "login", "failure", "from 203.0.113.9", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Failed password for alice from 192.0.2.7 port 4711 ssh1: ruser root from 203.0.113.9",
     "sshd.failed_password", "login", "failure", "alice", "", "192.0.2.7", 4711},
    {"sshd", "Failed password for invalid user a from 192.0.2.7 port 4711 ssh2: from 203.0.113.9 port 1 ssh2",
     "sshd.failed_password_invalid_user", "login", "failure", "a", "", "192.0.2.7", 4711},
    {"sshd", "Invalid user a from 203.0.113.9 port 1 from 192.0.2.7 port 4711", "sshd.invalid_user", "ssh", "failure",
     "a from 203.0.113.9 port 1", "", "192.0.2.7", 4711, "", true},
    {"sshd", "Connection closed by invalid user a 203.0.113.9 port 1 [preauth] 192.0.2.7 port 4711 [preauth]",
     "sshd.closed_invalid_user", "ssh", "failure", "a 203.0.113.9 port 1 [preauth]", "", "192.0.2.7", 4711, "", true},
    {"vsftpd",
     "pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=x rhost=203.0.113.9 "
     "rhost=192.0.2.7",
     "pam.failure", "login", "failure", "x rhost=203.0.113.9", "", "192.0.2.7"},
    {"vsftpd",
     "pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser= rhost=192.0.2.7 user=x "
     "rhost=203.0.113.9",
     "pam.failure", "login", "failure", "x rhost=203.0.113.9", "", "192.0.2.7"},
    {"sudo", "   alice : TTY=pts/0 ; PWD=/tmp/ ; USER=bob ; USER=root ; COMMAND=/bin/echo ; USER=eve", "sudo.command",
     "privilege_escalation", "success", "alice", "root", "", 0, "/bin/echo ; USER=eve"},
    // PAM elsewhere
    {"login",
     "pam_unix(login:auth): authentication failure; logname=LOGIN uid=0 euid=0 tty=tty1 ruser= rhost=  user=root",
     "pam.failure", "login", "failure", "root"},
    {"su",
     "pam_unix(su:auth): authentication failure; logname=alice uid=1001 euid=0 tty=pts/0 ruser=alice rhost=  user=root",
     "pam.failure", "login", "failure", "alice", "root"},
    {"gdm-password", "PAM 3 more authentication failures; logname= uid=0 euid=0 tty=:0 ruser= rhost=  user=alice",
     "pam.more_failures", "login", "failure", "alice"},
    {"dovecot",
     "pam_sss(dovecot:auth): authentication success; logname= uid=0 euid=0 tty=dovecot ruser=alice rhost=192.0.2.7 "
     "user=alice",
     "pam.success", "login", "success", "alice", "", "192.0.2.7"},
    {"vsftpd", "check pass; user unknown", "pam.unknown_user", "login", "unknown"},
    {"login", "pam_unix(login:session): session opened for user alice(uid=1001) by LOGIN(uid=0)", "pam.session_opened",
     "login", "success", "alice"},
    {"su", "session opened for user bob by (uid=0)", "pam.session_opened", "login", "success", "", "bob"},
    {"login", "pam_unix(login:session): session closed for user alice", "pam.session_closed", "login", "unknown",
     "alice"},
    {"systemd", "pam_unix(systemd-user:session): session opened for user alice(uid=1001) by (uid=0)", "pam.note",
     "other", "unknown", "alice"},
    {"passwd", "pam_unix(passwd:chauthtok): password changed for alice", "pam.password_changed", "password_reset",
     "success", "alice"},
    {"passwd", "pam_unix(passwd:chauthtok): new password not acceptable", "pam.password_refused", "password_reset",
     "failure"},
    {"passwd",
     "pam_unix(passwd:chauthtok): authentication failure; logname=alice uid=1001 euid=0 tty=pts/0 ruser= rhost=  "
     "user=alice",
     "pam.password_refused", "password_reset", "failure", "alice"},
    {"sshd", "pam_faillock(sshd:auth): Consecutive login failures for user alice account temporarily locked",
     "pam.account_locked", "login", "blocked", "alice"},
    {"sshd", "pam_tally2(sshd:auth): user alice (1001) tally 5, deny 4", "pam.account_locked", "login", "blocked",
     "alice"},
    {"sshd", "pam_access(sshd:account): access denied for user `alice' from `192.0.2.7'", "pam.access_denied", "login",
     "blocked", "alice", "", "192.0.2.7"},
    {"sshd", "pam_faillock(sshd:auth): User unknown", "sshd.pam_failure_unknown_user", "ssh", "failure"},
    // sudo, cron
    {"sudo", "   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id -u", "sudo.command",
     "privilege_escalation", "success", "alice", "root", "", 0, "/usr/bin/id -u"},
    {"sudo", "alice : PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id", "sudo.command", "privilege_escalation",
     "success", "alice", "root", "", 0, "/usr/bin/id"},
    {"sudo", "     eve : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/eve ; USER=root ; COMMAND=/bin/sh", "sudo.denied",
     "privilege_escalation", "failure", "eve", "root", "", 0, "/bin/sh"},
    {"sudo", "     eve : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/home/eve ; USER=root ; COMMAND=/bin/sh",
     "sudo.failure", "privilege_escalation", "failure", "eve", "root", "", 0, "/bin/sh"},
    {"sudo", "pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1001)", "sudo.session_opened",
     "other", "unknown", "alice", "root", "", 0, "uid=1001", true},
    {"sudo", "pam_unix(sudo:session): session closed for user root", "sudo.session_closed", "other", "unknown", "",
     "root", "", 0, "", true},
    {"sudo", "unable to resolve host gate", "sudo.note", "other", "unknown"},
    {"CRON", "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)", "cron.session_opened", "other",
     "unknown", "root", "", "", 0, "uid=0", true},
    {"CRON", "pam_unix(cron:session): session closed for user root", "cron.session_closed", "other", "unknown", "root",
     "", "", 0, "", true},
    {"CRON", "(root) CMD (run-parts /etc/cron.hourly)", "cron.command", "other", "unknown", "root", "", "", 0,
     "run-parts /etc/cron.hourly"},
    {"cron", "(*system*) RELOAD (/etc/crontab)", "cron.note", "other", "unknown", "*system*"},
    // who becomes whom
    {"su", "(to root) alice on pts/0", "su.success", "privilege_escalation", "success", "alice", "root"},
    {"su", "FAILED SU (to root) eve on pts/0", "su.failure", "privilege_escalation", "failure", "eve", "root"},
    {"su", "+ pts/0 alice:root", "su.success", "privilege_escalation", "success", "alice", "root"},
    {"doas", "alice ran command apk update as root from /home/alice", "doas.command", "privilege_escalation", "success",
     "alice", "root", "", 0, "apk update"},
    {"doas", "failed auth for eve", "doas.failure", "privilege_escalation", "failure", "eve"},
    {"doas", "command not permitted for eve: sh", "doas.denied", "privilege_escalation", "failure", "eve", "", "", 0,
     "sh"},
    {"polkitd",
     "Operator of unix-session:1 successfully authenticated as unix-user:root to gain TEMPORARY authorization for "
     "action org.example.do for unix-process:77 [/bin/x] (owned by unix-user:alice)",
     "polkit.granted", "privilege_escalation", "success", "alice", "root", "", 0, "org.example.do"},
    {"polkitd",
     "Operator of unix-session:1 FAILED to authenticate to gain authorization for action org.example.do for "
     "unix-process:77 [/bin/x] (owned by unix-user:eve)",
     "polkit.failure", "privilege_escalation", "failure", "eve", "", "", 0, "org.example.do"},
    {"pkexec", "alice: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/home/alice] [COMMAND=/bin/id]",
     "polkit.command", "privilege_escalation", "success", "alice", "root", "", 0, "/bin/id"},
    {"pkexec",
     "eve: The value for the SHELL variable was not found the /etc/shells file [USER=root] [TTY=/dev/pts/0] [CWD=/tmp] "
     "[COMMAND=x]",
     "polkit.suspicious", "privilege_escalation", "failure", "eve", "root", "", 0, "x"},
    {"login", "FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure", "login.failure", "login", "failure",
     "root"},
    {"login", "LOGIN ON tty1 BY alice FROM 192.0.2.7", "login.success", "login", "success", "alice", "", "192.0.2.7"},
    // accounts
    {"useradd", "new user: name=eve, UID=1005, GID=1005, home=/home/eve, shell=/bin/sh", "useradd.new_user", "new_user",
     "success", "", "eve"},
    {"useradd", "new user: name=eve, UID=0, GID=0, home=/root, shell=/bin/sh", "useradd.root_alias", "new_user",
     "success", "", "eve"},
    {"useradd", "failed adding user 'eve', exit code: 4", "useradd.failed", "new_user", "failure", "", "eve"},
    {"userdel", "delete user 'eve'", "userdel.deleted", "account_change", "success", "", "eve"},
    {"userdel", "delete 'eve' from shadow group 'audio'", "group.member_removed", "account_change", "success", "",
     "eve", "", 0, "audio"},
    {"userdel", "removed group 'eve' owned by 'eve'", "group.deleted", "account_change", "success", "", "", "", 0,
     "eve"},
    {"usermod", "add 'eve' to group 'audio'", "group.member_added", "account_change", "success", "", "eve", "", 0,
     "audio"},
    {"usermod", "add 'eve' to group 'sudo'", "group.admin_added", "account_change", "success", "", "eve"},
    {"usermod", "change user 'eve' password", "usermod.password_changed", "password_reset", "success", "", "eve"},
    {"usermod", "lock user 'eve' password", "usermod.locked", "account_change", "success", "", "eve"},
    {"usermod", "unlock user 'eve' password", "usermod.unlocked", "account_change", "success", "", "eve"},
    {"usermod", "change user name 'eve' to 'mallory'", "usermod.renamed", "account_change", "success", "eve",
     "mallory"},
    {"usermod", "change user 'eve' expiration from 'never' to '2026-01-01'", "usermod.changed", "account_change",
     "success", "", "eve"},
    {"groupadd", "new group: name=ops, GID=1010", "group.created", "account_change", "success", "", "", "", 0, "ops"},
    {"groupmod", "group changed in /etc/group (group ops/1010)", "group.changed", "account_change", "success", "", "",
     "", 0, "ops/1010"},
    {"gpasswd", "user eve added by root to group ops", "group.member_added", "account_change", "success", "root", "eve",
     "", 0, "ops"},
    {"passwd", "password for 'eve' changed by 'root'", "passwd.changed", "password_reset", "success", "root", "eve"},
    {"chage", "changed password expiry for eve", "passwd.expiry", "account_change", "success", "", "eve"},
    {"passwd", "gkr-pam: unable to locate daemon control file", "passwd.note", "other", "unknown"},
    {"chsh", "changed user 'eve' shell to '/bin/zsh'", "account.shell_changed", "account_change", "success", "", "eve",
     "", 0, "/bin/zsh"},
    {"chfn", "changed user 'eve' information", "account.details_changed", "account_change", "success", "", "eve"},
    {"unix_chkpwd", "password check failed for user (alice)", "pam.password_check_failed", "login", "failure", "alice"},
    {"systemd-logind", "New session 5 of user alice.", "logind.session_opened", "other", "unknown", "alice"},
    {"systemd-logind", "Removed session 5.", "logind.session_closed", "other", "unknown"},
    {"systemd-logind", "System is rebooting.", "logind.power", "availability", "unknown"},
    {"crontab", "(eve) REPLACE (eve)", "crontab.replaced", "file_change", "success", "eve", "eve"},
    {"crontab", "(eve) DELETE (eve)", "crontab.deleted", "file_change", "success", "eve", "eve"},
    {"crontab", "(eve) BEGIN EDIT (eve)", "crontab.note", "other", "unknown", "eve", "eve"},
    {"crontab", "(eve) AUTH (crontab command not allowed)", "crontab.denied", "other", "blocked", "eve"},
    // other services
    {"dropbear", "Bad password attempt for 'root' from 192.0.2.7:4711", "dropbear.failed_password", "login", "failure",
     "root", "", "192.0.2.7", 4711},
    {"dropbear", "Login attempt for nonexistent user from 192.0.2.7:4711", "dropbear.invalid_user", "login", "failure",
     "", "", "192.0.2.7", 4711},
    {"dropbear",
     "Exit before auth from <192.0.2.7:4711>: (user 'root', 10 fails): Max auth tries reached - user 'root'",
     "dropbear.too_many_failures", "ssh", "failure", "root", "", "192.0.2.7", 4711},
    {"dropbear", "Exit before auth from <192.0.2.7:4711>: Exited normally", "dropbear.closed_preauth", "ssh", "unknown",
     "", "", "192.0.2.7", 4711},
    {"dropbear", "Pubkey auth succeeded for 'root' with key md5 ab from 192.0.2.7:4711", "dropbear.accepted", "login",
     "success", "root", "", "192.0.2.7", 4711},
    {"dropbear", "Child connection from 192.0.2.7:4711", "dropbear.connection", "ssh", "unknown", "", "", "192.0.2.7",
     4711},
    {"dropbear", "Exit (root): Disconnect received", "dropbear.closed", "ssh", "unknown", "root"},
    {"dovecot", "imap-login: Login: user=<alice>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.1", "dovecot.login",
     "login", "success", "alice", "", "192.0.2.7"},
    {"dovecot",
     "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<eve>, method=PLAIN, rip=192.0.2.7, "
     "lip=198.51.100.1",
     "dovecot.failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"dovecot", "pop3-login: Aborted login (tried to use disallowed plaintext auth): rip=192.0.2.7, lip=198.51.100.1",
     "dovecot.plaintext_refused", "login", "failure", "", "", "192.0.2.7"},
    {"dovecot",
     "imap-login: Disconnected (client didn't finish SASL auth, waited 2 secs): user=<>, rip=192.0.2.7, lip=x",
     "dovecot.unfinished", "login", "failure", "", "", "192.0.2.7"},
    {"dovecot", "imap-login: Disconnected (no auth attempts in 4 secs): user=<>, rip=192.0.2.7, lip=198.51.100.1",
     "dovecot.no_attempt", "other", "unknown", "", "", "192.0.2.7"},
    {"auth-worker", "Info: sql(eve@example.org,192.0.2.7,<x>): unknown user", "dovecot.unknown_user", "login",
     "failure", "eve@example.org", "", "192.0.2.7"},
    {"dovecot", "auth: ldap(alice,192.0.2.7): Password mismatch", "dovecot.auth_failed", "login", "failure", "alice",
     "", "192.0.2.7"},
    {"exim", "login authenticator failed for (pc) [192.0.2.7]: 535 Incorrect authentication data (set_id=eve)",
     "exim.auth_failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"exim", "SMTP protocol error in \"AUTH LOGIN\" H=(pc) [192.0.2.7] AUTH command used when not advertised",
     "exim.auth_refused", "login", "failure", "", "", "192.0.2.7"},
    {"exim", "H=(pc) [192.0.2.7] F=<a@b.example> rejected RCPT <c@d.example>: relay not permitted", "exim.rejected",
     "other", "blocked", "", "", "192.0.2.7"},
    {"exim", "SMTP call from [192.0.2.7] dropped: too many unrecognized commands (last was \"x\")", "exim.probe",
     "scan", "blocked", "", "", "192.0.2.7"},
    {"postfix/smtpd", "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
     "postfix.auth_failed", "login", "failure", "", "", "192.0.2.7"},
    {"postfix/smtpd", "A1B2: client=pc.example[192.0.2.7], sasl_method=PLAIN, sasl_username=alice", "postfix.login",
     "login", "success", "alice", "", "192.0.2.7"},
    {"postfix/smtpd", "lost connection after AUTH from pc.example[192.0.2.7]", "postfix.lost_in_auth", "login",
     "unknown", "", "", "192.0.2.7"},
    {"sendmail",
     "x1: AUTH failure (LOGIN): authentication failure (-13) checkpass failed, user=eve, relay=pc [192.0.2.7]",
     "sendmail.auth_failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"saslauthd",
     "do_auth         : auth failure: [user=eve] [service=smtp] [realm=] [mech=pam] [reason=PAM auth error]",
     "saslauthd.failed", "login", "failure", "eve"},
    {"imapd", "LOGIN FAILED, user=eve, ip=[::ffff:192.0.2.7]", "imap.failed", "login", "failure", "eve", "",
     "192.0.2.7"},
    {"imapd", "LOGIN, user=alice, ip=[192.0.2.7], protocol=IMAP", "imap.login", "login", "success", "alice", "",
     "192.0.2.7"},
    {"proftpd",
     "gate (pc.example[192.0.2.7]): USER eve: no such user found from pc.example [192.0.2.7] to 198.51.100.1:21",
     "ftp.failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"proftpd", "gate (pc.example[192.0.2.7]) - USER alice: Login successful", "ftp.login", "login", "success", "alice",
     "", "192.0.2.7"},
    {"proftpd", "gate (pc.example[192.0.2.7]) - Maximum login attempts (3) exceeded", "ftp.too_many_failures", "login",
     "failure", "", "", "192.0.2.7"},
    {"proftpd", "refused connect from pc.example (192.0.2.7)", "ftp.refused", "other", "blocked", "", "", "192.0.2.7"},
    {"pure-ftpd", "(?@192.0.2.7) [WARNING] Authentication failed for user [eve]", "ftp.failed", "login", "failure",
     "eve", "", "192.0.2.7"},
    {"asterisk",
     "NOTICE[77]: chan_sip.c:1 in handle_request_register: Registration from '\"1\" <sip:1@198.51.100.1>' failed for "
     "'192.0.2.7:5060' - Wrong password",
     "asterisk.failed", "login", "failure", "1", "", "192.0.2.7", 5060},
    {"screensharingd", "Authentication: FAILED :: User Name: eve :: Viewer Address: 192.0.2.7 :: Type: DH",
     "screensharing.failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"screensharingd", "Authentication: SUCCEEDED :: User Name: alice :: Viewer Address: 192.0.2.7 :: Type: DH",
     "screensharing.login", "login", "success", "alice", "", "192.0.2.7"},
    {"smbd",
     "Auth: [SMB2,(null)] user []\\[eve] at [x] with [NTLMv2] status [NT_STATUS_WRONG_PASSWORD] workstation [] remote "
     "host [ipv4:192.0.2.7:4711] mapped",
     "samba.failed", "login", "failure", "eve", "", "192.0.2.7", 4711},
    {"smbd",
     "Auth: [SMB2,(null)] user []\\[alice] at [x] with [NTLMv2] status [NT_STATUS_OK] workstation [] remote host "
     "[ipv4:192.0.2.7:4711] mapped",
     "samba.login", "login", "success", "alice", "", "192.0.2.7", 4711},
    {"smbd", "Denied connection from (192.0.2.7)", "samba.refused", "other", "blocked", "", "", "192.0.2.7"},
    {"xrdp", "[INFO ] xrdp_wm_log_msg: login failed for user eve", "xrdp.note", "other", "unknown", "eve"},
    {"xrdp-sesman", "[INFO ] AUTHFAIL: user=eve ip=::ffff:192.0.2.7 time=1", "xrdp.failed", "login", "failure", "eve",
     "", "192.0.2.7"},
    {"nrpe", "Host 192.0.2.7 is not allowed to talk to us!", "nrpe.refused", "login", "failure", "", "", "192.0.2.7"},
    {"phpMyAdmin", "user denied: root (mysql-denied) from 192.0.2.7", "phpmyadmin.failed", "login", "failure", "root",
     "", "192.0.2.7"},
    {"haproxy",
     "192.0.2.7:4711 [14/Nov/2025:22:45:11.608] main main/<NOSRV> -1/-1/-1/-1/0 401 248 - - PR-- 0/0/0/0/0 0/0 \"GET / "
     "HTTP/1.1\"",
     "http.unauthorized", "login", "failure", "", "", "192.0.2.7", 4711},
    {"xinetd", "FAIL: telnet address from=192.0.2.7", "xinetd.refused", "scan", "blocked", "", "", "192.0.2.7", 0,
     "telnet"},
    {"mysqld", "7 [Note] Access denied for user 'eve'@'192.0.2.7' (using password: YES)", "mysql.failed", "login",
     "failure", "eve", "", "192.0.2.7"},
    {"postgres", "[3-1] FATAL:  password authentication failed for user \"eve\"", "postgres.failed", "login", "failure",
     "eve"},
    {"webmin", "Invalid login as eve from 192.0.2.7", "webmin.failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"webmin", "Successful login as alice from 192.0.2.7", "webmin.login", "login", "success", "alice", "",
     "192.0.2.7"},
    {"site",
     "https://www.example|1430068525|user|192.0.2.7|https://www.example/user|https://www.example/user|0||Login attempt "
     "failed for eve.",
     "drupal.failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"site",
     "https://www.example|1430068525|user|192.0.2.7|x|x|0||Login attempt failed for eve|2||Session opened for eve.",
     "drupal.session", "other", "unknown", "", "", "192.0.2.7"},
    {"portal", "[Warn] Auth: Auth-Failure ip 192.0.2.7 username 'eve'", "words.login_failed", "login", "failure", "eve",
     "", "192.0.2.7"},
    {"portal", "User alice logged in from 192.0.2.7", "words.login", "login", "success", "alice", "", "192.0.2.7"},
    {"fail2ban.actions", "NOTICE  [sshd] Ban 192.0.2.7", "fail2ban.banned", "intrusion_alert", "blocked", "", "",
     "192.0.2.7", 0, "sshd"},
    {"fail2ban.actions", "NOTICE  [sshd] Unban 192.0.2.7", "fail2ban.unbanned", "other", "unknown", "", "", "192.0.2.7",
     0, "sshd"},
    {"fail2ban.filter", "INFO    [sshd] Found 192.0.2.7 - 2025-11-03 09:00:00", "fail2ban.found", "other", "unknown",
     "", "", "192.0.2.7", 0, "sshd"},
    {"lfd",
     "(sshd) Failed SSH login from 192.0.2.7 (XX/Nowhere/-): 5 in the last 300 secs - *Blocked in csf* [LF_SSHD]",
     "lfd.blocked", "intrusion_alert", "blocked", "", "", "192.0.2.7", 0, "sshd"},
    {"lfd", "(sshd) Failed SSH login from 192.0.2.7 (XX/Nowhere/-): 1 in the last 300 secs", "lfd.noticed", "login",
     "failure", "", "", "192.0.2.7", 0, "sshd"},
    // packets
    {"kernel",
     "[77.1] [UFW BLOCK] IN=eth0 OUT= MAC=aa SRC=192.0.2.7 DST=198.51.100.1 LEN=52 PROTO=TCP SPT=4711 DPT=22 SYN",
     "netfilter.blocked", "scan", "blocked", "", "", "192.0.2.7", 4711, "TCP"},
    {"kernel", "[UFW BLOCK] IN= OUT=eth0 SRC=198.51.100.1 DST=192.0.2.7 LEN=52 PROTO=UDP SPT=4711 DPT=53",
     "netfilter.blocked_outgoing", "outbound_connection", "blocked", "", "", "198.51.100.1", 4711, "UDP"},
    {"kernel",
     "FORWARD DROP IN=eth0 OUT=eth1 MAC=aa SRC=192.0.2.7 DST=198.51.100.1 LEN=52 PROTO=ICMP TYPE=3 [SRC=198.51.100.1 "
     "DST=203.0.113.9 LEN=60 ]",
     "netfilter.blocked_forwarding", "scan", "blocked", "", "", "192.0.2.7", 0, "ICMP"},
    {"kernel", "[UFW AUDIT] IN= OUT=eth0 SRC=198.51.100.1 DST=192.0.2.7 LEN=52 PROTO=TCP SPT=4711 DPT=443 SYN",
     "netfilter.outgoing", "outbound_connection", "allowed", "", "", "198.51.100.1", 4711, "TCP"},
    {"kernel", "IN=eth0 OUT= MAC=aa SRC=2001:db8::7 DST=2001:db8::1 LEN=52 PROTO=TCP SPT=4711 DPT=22",
     "netfilter.packet", "other", "unknown", "", "", "2001:db8::7", 4711, "TCP"},
    // what is said seldom
    {"sshd", "fatal: Access denied for user alice by PAM account configuration [preauth]", "sshd.access_denied", "ssh",
     "failure", "alice", "", ""},
    {"sshd", "Login restricted for alice: account expired", "sshd.access_denied", "ssh", "failure", "alice", "", ""},
    {"sshd",
     "Authentication tried for alice with correct key but not from a permitted host (host=h.example, ip=192.0.2.7, "
     "required=198.51.100.1).",
     "sshd.key_refused", "ssh", "failure", "alice", "", "192.0.2.7"},
    {"sshd", "Certificate invalid: expired", "sshd.key_refused", "ssh", "failure", "", "", "", 0, "expired"},
    {"sshd", "Invalid verification code for alice", "sshd.code_refused", "ssh", "failure", "alice", "", ""},
    {"sshd", "Nasty PTR record \"192.0.2.1\" is set up for 192.0.2.7, ignoring", "sshd.odd_name", "ssh", "unknown", "",
     "", "192.0.2.7"},
    {"sshd", "drop connection #10 from [192.0.2.7]:4711 on [198.51.100.1]:22 past MaxStartups", "sshd.throttled", "ssh",
     "blocked", "", "", "192.0.2.7", 4711},
    {"sshd",
     "srclimit_penalise: ipv4: new 192.0.2.7/32 deferred penalty of 5 seconds for penalty: failed authentication",
     "sshd.throttled", "ssh", "blocked", "", "", "192.0.2.7"},
    {"sshd", "Partial publickey for alice from 192.0.2.7 port 4711 ssh2: RSA SHA256:abc", "sshd.partial", "ssh",
     "unknown", "alice", "", "192.0.2.7", 4711},
    {"sshd", "Starting session: shell on pts/0 for alice from 192.0.2.7 port 4711 id 0", "sshd.request", "ssh",
     "unknown", "alice", "", "192.0.2.7", 4711, "shell on pts/0"},
    {"sftp-server", "session opened for local user alice from [192.0.2.7]", "sshd.request", "ssh", "unknown", "alice",
     "", "192.0.2.7"},
    {"sshd", "pam_winbind(sshd:auth): user 'alice' denied access (incorrect password or invalid membership)",
     "sshd.pam_failure", "ssh", "failure", "alice", "", ""},
    {"sshd", "pam_krb5(sshd:auth): authentication failure; logname=alice uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7",
     "sshd.pam_failure", "ssh", "failure", "alice", "", "192.0.2.7"},
    {"sshd", "pam_sss(sshd:account): Access denied for user alice: 6 (Permission denied)", "pam.access_denied", "login",
     "blocked", "alice", "", ""},
    {"sshd", "pam_listfile(sshd:auth): Refused user alice for service sshd", "pam.access_denied", "login", "blocked",
     "alice", "", ""},
    {"sshd", "pam_google_authenticator(sshd:auth): Invalid verification code for alice", "sshd.pam_failure", "ssh",
     "failure", "alice", "", ""},
    {"vsftpd", "pam_ldap(vsftpd:auth): Authentication failure; user=alice", "pam.failure", "login", "failure", "alice",
     "", ""},
    {"login", "pam_winbind(login:auth): user 'alice' granted access", "pam.success", "login", "success", "alice", "",
     ""},
    {"su", "pam_unix(su:auth): auth could not identify password for [root]", "pam.failure", "login", "failure", "root",
     "", ""},
    {"su", "pam_wheel(su:auth): Access denied to 'alice' for 'root'", "pam.access_denied", "login", "blocked", "alice",
     "root", ""},
    {"passwd", "pam_sss(passwd:chauthtok): Password change failed for user alice: 4 (System error)",
     "pam.password_refused", "password_reset", "failure", "alice", "", ""},
    {"gdm-launch-environment", "pam_unix(gdm-launch-environment:session): session opened for user gdm by (uid=0)",
     "pam.note", "other", "unknown", "gdm", "", ""},
    {"login", "FAILED LOGIN (1) on '/dev/pts/1' from 'h.example' FOR 'alice', Authentication failure", "login.failure",
     "login", "failure", "alice", "", "h.example"},
    {"login", "FAILED LOGIN 1 FROM tty1 FOR root, Authentication failure", "login.failure", "login", "failure", "root",
     "", ""},
    {"login", "invalid password for 'alice' on '/dev/tty1' from '192.0.2.7'", "login.failure", "login", "failure",
     "alice", "", "192.0.2.7"},
    {"login", "ROOT LOGIN ON tty1", "login.success", "login", "success", "root", "", ""},
    {"in.telnetd", "connect from 192.0.2.7", "login.connection", "other", "unknown", "", "", "192.0.2.7"},
    {"in.telnetd", "refused connect from 192.0.2.7", "login.refused", "other", "blocked", "", "", "192.0.2.7"},
    {"gpasswd", "user bob added by root to group sudo", "group.admin_added", "account_change", "success", "root", "bob",
     ""},
    {"useradd", "add 'bob' to shadow group 'wheel'", "group.admin_added", "account_change", "success", "", "bob", ""},
    {"groupmems", "add 'bob' to group 'ops'", "group.member_added", "account_change", "success", "", "bob", "", 0,
     "ops"},
    {"usermod", "change user 'bob' UID from '1002' to '0'", "usermod.root_alias", "account_change", "success", "",
     "bob", ""},
    {"systemd-sysusers", "Creating user 'bob' (Bob) with UID 998 and GID 998.", "useradd.new_user", "new_user",
     "success", "", "bob", ""},
    {"accounts-daemon", "request by system-bus-name::1.50 [settings pid:1 uid:1000]: create user 'bob'",
     "useradd.new_user", "new_user", "success", "", "bob", ""},
    {"passwd", "can't view or modify password information for bob", "passwd.refused", "password_reset", "failure", "",
     "bob", ""},
    {"newgrp", "user 'alice' (login 'alice' on pts/0) switched to group 'ops'", "newgrp.changed",
     "privilege_escalation", "success", "alice", "", "", 0, "ops"},
    {"newgrp", "Invalid password for group 'ops' from 'alice'", "newgrp.failure", "privilege_escalation", "failure",
     "alice", "", "", 0, "ops"},
    {"systemd-logind", "New session '5' of user 'alice' with class 'user' and type 'tty'.", "logind.session_opened",
     "other", "unknown", "alice", "", ""},
    {"dovecot", "auth: lua(alice,192.0.2.7,<abc>): Password mismatch", "dovecot.auth_failed", "login", "failure",
     "alice", "", "192.0.2.7"},
    {"dovecot", "auth: passwd(alice,192.0.2.7): unknown user", "dovecot.unknown_user", "login", "failure", "alice", "",
     "192.0.2.7"},
    {"postfix/smtpd", "too many errors after AUTH from unknown[192.0.2.7]", "postfix.lost_in_auth", "login", "unknown",
     "", "", "192.0.2.7"},
    {"postfix/smtpd", "warning: SASL authentication failure: Password verification failed", "postfix.sasl_note",
     "other", "unknown", "", "", ""},
    {"postfix/smtpd",
     "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a@b.example>: Relay access denied; from=<x@y.example>",
     "postfix.rejected", "other", "blocked", "", "", "192.0.2.7"},
    {"vsftpd", "[alice] FAIL LOGIN: Client \"192.0.2.7\"", "ftp.failed", "login", "failure", "alice", "", "192.0.2.7"},
    {"vsftpd", "[alice] OK LOGIN: Client \"192.0.2.7\"", "ftp.login", "login", "success", "alice", "", "192.0.2.7"},
    {"vsftpd", "OK LOGIN: Client \"192.0.2.7\", anon password \"x@y.example\"", "ftp.login", "login", "success",
     "anonymous", "", "192.0.2.7"},
    {"asterisk",
     "NOTICE[7]: chan_sip.c:28088 in handle_request_register: Registration from '\"3810\" "
     "<sip:3810@198.51.100.1:5060>' failed for '192.0.2.7:5065' - Wrong password",
     "asterisk.failed", "login", "failure", "3810", "", "192.0.2.7", 5065},
    {"xrdp", "[INFO ] login failed for display 0", "xrdp.note", "other", "unknown", "", "", ""},
    {"xrdp-sesman", "[INFO ] Access permitted for user: alice", "xrdp.note", "other", "unknown", "alice", "", ""},
    {"xrdp-sesman",
     "(3)(140)[INFO ] ++ created session (access granted): username alice, ip 192.0.2.7:4711 - socket: 12",
     "xrdp.login", "login", "success", "alice", "", "192.0.2.7", 4711},
    {"openvpn", "192.0.2.7:4711 TLS Auth Error: Auth Username/Password verification failed for peer", "openvpn.failed",
     "login", "failure", "", "", "192.0.2.7", 4711},
    {"openvpn", "192.0.2.7:4711 TLS: Username/Password authentication succeeded for username 'alice'", "openvpn.login",
     "login", "success", "alice", "", "192.0.2.7", 4711},
    {"ovpn-server", "192.0.2.7:4711 [alice] Peer Connection Initiated with [AF_INET]192.0.2.7:4711", "openvpn.login",
     "login", "success", "alice", "", "192.0.2.7", 4711},
    {"openvpn", "192.0.2.7:4711 VERIFY ERROR: depth=0, error=certificate revoked: CN=alice, serial=3",
     "openvpn.certificate_refused", "login", "failure", "alice", "", "192.0.2.7", 4711, "certificate revoked"},
    {"openvpn", "192.0.2.7:4711 TLS Error: TLS handshake failed", "openvpn.tls_failed", "other", "failure", "", "",
     "192.0.2.7", 4711},
    {"charon", "05[IKE] EAP method EAP_MSCHAPV2 failed for peer alice", "ipsec.failed", "login", "failure", "alice", "",
     ""},
    {"charon", "05[IKE] authentication of 'alice' with EAP successful", "ipsec.login", "login", "success", "alice", "",
     ""},
    {"krb5kdc",
     "AS_REQ (4 etypes {18 17 16 23}) 192.0.2.7: ISSUE: authtime 1700000000, etypes {rep=18 tkt=18 ses=18}, "
     "alice@EXAMPLE for krbtgt/EXAMPLE@EXAMPLE",
     "kerberos.login", "login", "success", "alice@EXAMPLE", "", "192.0.2.7", 0, "krbtgt/EXAMPLE@EXAMPLE"},
    {"krb5kdc",
     "AS_REQ (4 etypes {18 17 16 23}) 192.0.2.7: PREAUTH_FAILED: alice@EXAMPLE for krbtgt/EXAMPLE@EXAMPLE, "
     "Preauthentication failed",
     "kerberos.failed", "login", "failure", "alice@EXAMPLE", "", "192.0.2.7"},
    {"krb5kdc",
     "AS_REQ (4 etypes {18 17 16 23}) 192.0.2.7: CLIENT_NOT_FOUND: eve@EXAMPLE for krbtgt/EXAMPLE@EXAMPLE, Client not "
     "found",
     "kerberos.unknown_user", "login", "failure", "eve@EXAMPLE", "", "192.0.2.7"},
    {"krb5kdc",
     "AS_REQ (4 etypes {18 17 16 23}) 192.0.2.7: LOCKED_OUT: alice@EXAMPLE for krbtgt/EXAMPLE@EXAMPLE, Clients "
     "credentials have been revoked",
     "kerberos.locked", "login", "blocked", "alice@EXAMPLE", "", "192.0.2.7"},
    {"krb5kdc",
     "AS_REQ (4 etypes {18 17 16 23}) 192.0.2.7: NEEDED_PREAUTH: alice@EXAMPLE for krbtgt/EXAMPLE@EXAMPLE, Additional "
     "pre-authentication required",
     "kerberos.note", "other", "unknown", "alice@EXAMPLE", "", "192.0.2.7"},
    {"radiusd", "(1) Login incorrect (pap: Cleartext password does not match): [alice/x] (from client ap port 0)",
     "radius.failed", "login", "failure", "alice", "", ""},
    {"radiusd", "Login OK: [alice] (from client ap port 0)", "radius.login", "login", "success", "alice", "", ""},
    {"nslcd", "[abc] <authc=\"alice\"> uid=alice,dc=example: Invalid credentials", "nslcd.failed", "login", "failure",
     "alice", "", ""},
    {"pvedaemon", "<root@pam> successful auth for user 'root@pam'", "proxmox.login", "login", "success", "root@pam", "",
     ""},
    {"pvedaemon", "authentication failure; rhost=192.0.2.7 user=root@pam msg=Authentication failure", "proxmox.failed",
     "login", "failure", "root@pam", "", "192.0.2.7"},
    {"sshguard", "Blocking \"192.0.2.7/32\" for 120 secs (3 attacks in 5 secs, after 1 abuses over 5 secs.)",
     "sshguard.blocked", "intrusion_alert", "blocked", "", "", "192.0.2.7"},
    {"sshguard", "Attack from \"192.0.2.7\" on service SSH with danger 10.", "sshguard.noticed", "other", "unknown", "",
     "", "192.0.2.7"},
    // without a program: known by their words alone
    {"", "[pid 2] [eve] FAIL LOGIN: Client \"192.0.2.7\"", "vsftpd.failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"", "[pid 2] [alice] OK LOGIN: Client \"192.0.2.7\"", "vsftpd.login", "login", "success", "alice", "",
     "192.0.2.7"},
    {"", "[pid 2] CONNECT: Client \"192.0.2.7\"", "vsftpd.connection", "other", "unknown", "", "", "192.0.2.7"},
    {"",
     "[error] 2865#0: *7 user \"eve\": password mismatch, client: 192.0.2.7, server: www, request: \"GET / HTTP/1.1\"",
     "nginx.auth_failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"",
     "[crit] 7#7: *1 SSL_do_handshake() failed (SSL: error:1) while SSL handshaking, client: 192.0.2.7, server: "
     "0.0.0.0:443",
     "nginx.tls_probe", "malformed_request", "failure", "", "", "192.0.2.7"},
    {"", "Logon       Login failed for user 'eve'. Reason: Password did not match. [CLIENT: 192.0.2.7]", "mssql.failed",
     "login", "failure", "eve", "", "192.0.2.7"},
    {"", "Logon       Login succeeded for user 'alice'. Connection made. [CLIENT: 192.0.2.7]", "mssql.login", "login",
     "success", "alice", "", "192.0.2.7"},
    {"",
     "Connection \"CID-7\": User authentication failed. The user name that has been provided was \"eve\", from "
     "192.0.2.7.",
     "softether.failed", "login", "failure", "eve", "", "192.0.2.7"},
    {"", "gw system,error,critical login failure for user eve from 192.0.2.7 via ssh", "routeros.failed", "login",
     "failure", "eve", "", "192.0.2.7"},
    {"", "gw system,info,account user alice logged in from 192.0.2.7 via ssh", "routeros.login", "login", "success",
     "alice", "", "192.0.2.7"},
    {"", "[error] [horde] FAILED LOGIN for eve [192.0.2.7] to Horde", "horde.failed", "login", "failure", "eve", "",
     "192.0.2.7"},
    {"", "'192.0.2.7' 3 failed login attempts. Account 'eve'", "directadmin.failed", "login", "failure", "eve", "",
     "192.0.2.7"},
    {"", "'192.0.2.7' successful login to 'alice' after 1 attempts", "directadmin.login", "login", "success", "alice",
     "", "192.0.2.7"},
    {"", "Bad Rcon: \"rcon 7 \"x\" sv\" from \"192.0.2.7:4711\"", "gamed.failed", "login", "failure", "", "",
     "192.0.2.7", 4711},
    {"", "- AUTHERR - [192.0.2.7] Authentication error: /", "monitorix.failed", "login", "failure", "", "",
     "192.0.2.7"},
    {"", "- NOTEXIST - [192.0.2.7] File does not exist: /x", "monitorix.probe", "scan", "failure", "", "", "192.0.2.7"},
    {"",
     "[authz_core:error] [pid 7:tid 8] [client 192.0.2.7:4711] AH01630: client denied by server configuration: /srv/x",
     "httpd.access_denied", "login", "failure", "", "", "192.0.2.7", 4711, "/srv/x"},
    {"", "[error] [client 192.0.2.7] user eve not found: /", "httpd.unknown_user", "login", "failure", "eve", "",
     "192.0.2.7"},
    {"",
     "[auth_basic:error] [pid 7] [client [2001:db8::7]:4711] AH01617: user eve: authentication failure for \"/\": "
     "Password Mismatch",
     "httpd.auth_failed", "login", "failure", "eve", "", "2001:db8::7", 4711},
    {"", "[error] [client 192.0.2.7] client used wrong authentication scheme: /basic", "httpd.wrong_scheme", "login",
     "failure", "", "", "192.0.2.7", 0, "/basic"},
    {"", "[error] [client 192.0.2.7] Digest: realm mismatch - got `a' but expected `b'", "httpd.digest_refused",
     "login", "failure", "", "", "192.0.2.7"},
    {"", "[error] [client 192.0.2.7] Digest: invalid nonce abc received - hash is not def", "httpd.digest_stale",
     "other", "unknown", "", "", "192.0.2.7"},
    {"",
     "[ssl:error] [pid 7] [client 192.0.2.7:4711] AH02033: No hostname was provided via SNI for a name based virtual "
     "host",
     "httpd.tls_name_refused", "malformed_request", "blocked", "", "", "192.0.2.7", 4711},
    {"", "[:error] [pid 7] [client 192.0.2.7:4711] WAR [Login denied for user \"eve\"]", "zoneminder.failed", "login",
     "failure", "eve", "", "192.0.2.7", 4711},
};

class AuthRulesTest : public QObject {
    Q_OBJECT

private slots:
    void a_password_that_was_tried_is_not_kept_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("kept");
        const QString head = "Mar  4 05:06:07 aaa radiusd[12]: ";
        QTest::newRow("a password")
            << head + "(1) Login incorrect (pap: Cleartext): [alice/s3cr3t/x] (from client ap port 0)"
            << "(1) Login incorrect (pap: Cleartext): [alice/***] (from client ap port 0)";
        QTest::newRow("with brackets") << head + "Login incorrect: [alice/a]b] (from client ap port 0)"
                                       << "Login incorrect: [alice/***] (from client ap port 0)";
        QTest::newRow("that let in") << head + "Login OK: [alice/s3cr3t] (from client ap port 0)"
                                     << "Login OK: [alice/***] (from client ap port 0)";
        QTest::newRow("the server's mark") << head + "Login OK: [alice/<via Auth-Type = eap>] (from client ap port 0)"
                                           << "Login OK: [alice/<via Auth-Type = eap>] (from client ap port 0)";
        QTest::newRow("none") << head + "Login OK: [alice] (from client a/b port 0)"
                              << "Login OK: [alice] (from client a/b port 0)";
    }
    void a_password_that_was_tried_is_not_kept() {
        QFETCH(QString, line);
        QFETCH(QString, kept);
        const auto got = parse_events("auth-log", line.toStdString() + "\n", options_at(2026, 3, 5));
        QVERIFY(got.stats.has_value());
        QCOMPARE(got.events.size(), std::size_t{1});
        QCOMPARE(q(got.events[0].event.message), kept);
        QVERIFY(got.events[0].line.find("s3cr3t") == std::string::npos);
    }

    void a_line_becomes_an_event_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < std::size(k_rows); ++i)
            QTest::newRow(qPrintable(QString("%1: %2").arg(k_rows[i].program, k_rows[i].message)))
                << static_cast<int>(i);
    }
    void a_line_becomes_an_event() {
        QFETCH(int, index);
        const Row& row = k_rows[index];
        AuthMatcher matcher;
        EventView event;
        const bool known = *row.program != '\0' ? matcher.match(row.program, row.message, event)
                                                : matcher.match_bare(row.message, event);
        QVERIFY(known);
        QCOMPARE(q(event.rule), QString(row.rule));
        QCOMPARE(q(name_of(event.kind)), QString(row.kind));
        QCOMPARE(q(name_of(event.outcome)), QString(row.outcome));
        QCOMPARE(q(event.user), QString(row.user));
        QCOMPARE(q(event.target_user), QString(row.target));
        QCOMPARE(q(event.source_ip), QString(row.source));
        QCOMPARE(static_cast<int>(event.source_port), row.port);
        if (*row.object != '\0') QCOMPARE(q(event.object), QString(row.object));
        QCOMPARE(event.message.empty(), row.rendered);
        QCOMPARE(q(message_of(event)), QString(row.message));
    }

    void every_rule_has_a_row() {
        QSet<QString> seen;
        for (const Row& row : k_rows)
            seen.insert(row.rule);
        QStringList missing;
        for (const EventRule& rule : event_rules()) {
            if (!seen.contains(q(rule.id))) missing << q(rule.id);
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(' ')));
    }
    void rules_are_sorted_and_found() {
        const auto rules = event_rules();
        QVERIFY(rules.size() > 100);
        for (std::size_t i = 1; i < rules.size(); ++i)
            QVERIFY(rules[i - 1].id < rules[i].id);
        QVERIFY(find_event_rule("sshd.failed_password") != nullptr);
        QVERIFY(find_event_rule("sshd.nothing") == nullptr);
    }

    void haproxys_client_ends_in_its_port_data() {
        QTest::addColumn<QString>("client");
        QTest::addColumn<QString>("address");
        QTest::newRow("IPv4") << "192.0.2.7:4711"
                              << "192.0.2.7";
        QTest::newRow("IPv6 without brackets") << "2001:db8::7:4711"
                                               << "2001:db8::7";
        QTest::newRow("IPv4 in IPv6") << "::ffff:192.0.2.7:4711"
                                      << "192.0.2.7";
    }
    void haproxys_client_ends_in_its_port() {
        QFETCH(QString, client);
        QFETCH(QString, address);
        const FormatInfo* format = find_format("haproxy");
        QVERIFY(format != nullptr && format->parse_line != nullptr);
        const std::string line = "Nov  3 09:23:38 gate haproxy[7]: " + client.toStdString() +
                                 " [03/Nov/2025:09:23:38.608] main main/<NOSRV> -1/-1/-1/-1/0 401 248 - - PR-- "
                                 "0/0/0/0/0 0/0 \"GET / HTTP/1.1\"";
        EventSink sink;
        QVERIFY(format->parse_line(line, 1, 0, sink, options_at(2025, 11, 29)));
        QCOMPARE(sink.events.size(), std::size_t{1});
        QCOMPARE(q(sink.events.front().event.source_ip), address);
        QCOMPARE(static_cast<int>(sink.events.front().event.source_port), 4711);
        QCOMPARE(sink.events.front().event.outcome, Outcome::failure);
    }

    void repeats_are_counted_data() {
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("count");
        QTest::newRow("once") << "Failed password for root from 192.0.2.7 port 4711 ssh2" << 1;
        QTest::newRow("repeated")
            << "message repeated 5 times: [ Failed password for root from 192.0.2.7 port 4711 ssh2]" << 5;
        QTest::newRow("more")
            << "PAM 3 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root"
            << 3;
        QTest::newRow("more, repeated") << "message repeated 2 times: [ PAM 3 more authentication failures; logname= "
                                           "uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root]"
                                        << 6;
        QTest::newRow("no number")
            << "message repeated often: [ Failed password for root from 192.0.2.7 port 4711 ssh2]" << 1;
    }
    void repeats_are_counted() {
        QFETCH(QString, message);
        QFETCH(int, count);
        AuthMatcher matcher;
        EventView event;
        const std::string text = message.toStdString();
        QVERIFY(matcher.match("sshd", text, event));
        QCOMPARE(static_cast<int>(event.count), count);
        QCOMPARE(q(message_of(event)), message);
    }
    void sudo_attempts_are_counted() {
        AuthMatcher matcher;
        EventView event;
        QVERIFY(matcher.match(
            "sudo", "eve : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", event));
        QCOMPARE(event.count, 3U);
    }

    void last_message_repeated_counts_the_line_before_it() {
        const std::string log = "Nov  3 09:00:00 gate sshd[7]: Failed password for root from 192.0.2.7 port 4711 ssh2\n"
                                "Nov  3 09:00:01 gate kernel: unrelated\n"
                                "Nov  3 09:00:05 gate sshd[7]: last message repeated 4 times\n"
                                "Nov  3 09:00:06 gate last message repeated 2 times\n";
        const auto parsed = parse_events("auth-log", log, options_at(2025, 11, 20));
        QCOMPARE(parsed.events.size(), std::size_t{4});
        QCOMPARE(q(parsed.events[2].event.rule), QString("sshd.failed_password"));
        QCOMPARE(parsed.events[2].event.count, 4U);
        QCOMPARE(q(parsed.events[2].event.source_ip), QString("192.0.2.7"));
        QCOMPARE(q(parsed.events[2].event.message), QString("last message repeated 4 times"));
        QCOMPARE(parsed.events[3].event.count, 2U);
    }

    void lines_are_cleaned_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("user");
        QTest::newRow("CRLF") << QByteArray("Nov  3 09:00:00 gate sshd[7]: Invalid user eve from 192.0.2.7 port 1\r\n")
                              << "eve";
        QTest::newRow("no newline at the end")
            << QByteArray("Nov  3 09:00:00 gate sshd[7]: Invalid user eve from 192.0.2.7 port 1") << "eve";
        QTest::newRow("colours")
            << QByteArray(
                   "\x1b[32mNov  3 \x1b[1m09:00:00\x1b[0m gate sshd[7]: Invalid user eve from 192.0.2.7 port 1\n")
            << "eve";
        QTest::newRow("Latin-1 in a name")
            << QByteArray("Nov  3 09:00:00 gate sshd[7]: Invalid user j\xf6rg from 192.0.2.7 port 1\n")
            << QString::fromUtf8("j\uFFFDrg");
        QTest::newRow("UTF-8 in a name")
            << QByteArray("Nov  3 09:00:00 gate sshd[7]: Invalid user j\xc3\xb6rg from 192.0.2.7 port 1\n")
            << QString::fromUtf8("j\xc3\xb6rg");
        QTest::newRow("NUL in a name") << QByteArray(
                                              "Nov  3 09:00:00 gate sshd[7]: Invalid user e\0e from 192.0.2.7 port 1\n",
                                              68)
                                       << QString::fromUtf8("e\uFFFD"
                                                            "e");
    }
    void lines_are_cleaned() {
        QFETCH(QByteArray, line);
        QFETCH(QString, user);
        const auto parsed = parse_events(
            "auth-log", std::string_view(line.data(), static_cast<std::size_t>(line.size())), options_at(2025, 11, 20));
        QCOMPARE(parsed.events.size(), std::size_t{1});
        QCOMPARE(q(parsed.events[0].event.user), user);
        QCOMPARE(q(parsed.events[0].event.source_ip), QString("192.0.2.7"));
    }

    void the_place_of_a_line_is_kept() {
        const std::string log = "# a comment\n\nNov  3 09:00:00 gate sshd[7]: Invalid user eve from 192.0.2.7 port 1\n "
                                " continued\nnonsense\n";
        const auto parsed = parse_events("auth-log", log, options_at(2025, 11, 20));
        QVERIFY(parsed.stats);
        QCOMPARE(parsed.stats->records, std::uint64_t{3});
        QCOMPARE(parsed.stats->skipped, std::uint64_t{2});
        QCOMPARE(parsed.events.size(), std::size_t{1});
        QCOMPARE(parsed.events[0].event.line, std::uint64_t{3});
        QCOMPARE(parsed.events[0].event.offset, std::uint64_t{13});
    }

    void fixtures_data() {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("records");
        QTest::addColumn<int>("logins");
        QTest::addColumn<int>("skipped");
        QTest::newRow("auth-log none") << "auth-log"
                                       << "auth-log/none.log" << 3 << 0 << 0;
        QTest::newRow("auth-log one") << "auth-log"
                                      << "auth-log/one.log" << 1 << 1 << 0;
        QTest::newRow("auth-log many") << "auth-log"
                                       << "auth-log/many.log" << 24 << 8 << 0;
        QTest::newRow("auth-log broken") << "auth-log"
                                         << "auth-log/broken.log" << 7 << 3 << 2;
        QTest::newRow("syslog none") << "syslog"
                                     << "syslog/none.log" << 0 << 0 << 0;
        QTest::newRow("syslog many") << "syslog"
                                     << "syslog/many.log" << 8 << 0 << 2;
        QTest::newRow("journal none") << "journald-json"
                                      << "journald-json/none.json" << 0 << 0 << 0;
        QTest::newRow("journal one") << "journald-json"
                                     << "journald-json/one.json" << 1 << 1 << 0;
        QTest::newRow("journal many") << "journald-json"
                                      << "journald-json/many.json" << 5 << 2 << 0;
        QTest::newRow("journal as an array") << "journald-json"
                                             << "journald-json/array.json" << 2 << 1 << 0;
        QTest::newRow("journal broken") << "journald-json"
                                        << "journald-json/broken.json" << 4 << 1 << 3;
    }
    void fixtures() {
        QFETCH(QString, slug);
        QFETCH(QString, file);
        QFETCH(int, records);
        QFETCH(int, logins);
        QFETCH(int, skipped);
        const std::string text = read_file(data_path(file.toStdString()));
        if (records > 0) {
            const Recognition seen = recognise(make_head(text, "", false));
            QVERIFY2(seen.format != nullptr, file.toUtf8());
            if (!file.contains("broken")) QCOMPARE(q(seen.format->slug), slug);
        }
        const auto parsed = parse_events(slug.toStdString(), text, options_at(2025, 11, 20));
        QVERIFY(parsed.stats);
        QCOMPARE(static_cast<int>(parsed.stats->records), records);
        QCOMPARE(static_cast<int>(parsed.stats->skipped), skipped);
        QCOMPARE(static_cast<int>(std::count_if(parsed.events.begin(), parsed.events.end(),
                                                [](const SeenEvent& e) { return e.event.kind == EventKind::login; })),
                 logins);
        QVERIFY(parsed.events.size() + parsed.stats->skipped >= parsed.stats->records);
    }

    void journal_fields_are_read() {
        const auto parsed =
            parse_events("journald-json", read_file(data_path("journald-json/one.json")), options_at(2025, 11, 20));
        QCOMPARE(parsed.events.size(), std::size_t{1});
        const Event& e = parsed.events[0].event;
        QCOMPARE(q(format_rfc3339(e.time)), QString("2025-11-03T09:00:00.000001Z"));
        QCOMPARE(q(e.host), QString("gate"));
        QCOMPARE(q(e.process), QString("sshd"));
        QCOMPARE(e.pid, 77U);
        QCOMPARE(q(e.source_ip), QString("192.0.2.7"));
    }
    void a_journal_message_of_bytes_is_text() {
        const auto parsed =
            parse_events("journald-json",
                         "{\"__REALTIME_TIMESTAMP\":\"1\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":[73,110,118,97,"
                         "108,105,100,32,117,115,101,114,32,255,32,102,114,111,109,32,49,57,50,46,48,46,50,46,55]}",
                         options_at(2025, 11, 20));
        QCOMPARE(parsed.events.size(), std::size_t{1});
        QCOMPARE(q(parsed.events[0].event.user), QString::fromUtf8("\uFFFD"));
        QCOMPARE(q(parsed.events[0].event.source_ip), QString("192.0.2.7"));
    }

    void other_logs_are_left_to_their_formats_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << "";
        QTest::newRow("a web access log")
            << "192.0.2.7 - - [18/Nov/2025:21:34:30 +0000] \"GET / HTTP/1.1\" 200 17 \"-\" \"curl/8\"\n";
        QTest::newRow("JSON") << "{\"version\":\"2.1.0\",\"runs\":[]}";
        QTest::newRow("XML") << "<?xml version=\"1.0\"?><nmaprun/>";
        QTest::newRow("audit.log") << "type=LOGIN msg=audit(1373330716.415:40): pid=1 uid=0\n";
        QTest::newRow("CSV") << "Host,Severity\na,high\n";
        QTest::newRow("prose") << "Dear all,\nplease find the report below.\n";
    }
    void other_logs_are_left_to_their_formats() {
        QFETCH(QString, text);
        const std::string bytes = text.toStdString();
        const Head head = make_head(bytes, "", false);
        for (const char* slug : {"auth-log", "syslog", "journald-json"})
            QVERIFY2(find_format(slug)->sniff(head).score < 40, slug);
    }
};

QTEST_APPLESS_MAIN(AuthRulesTest)
#include "auth_rules_test.moc"

// The peers' verdicts on single lines of logs of logins (shared/corpus, not part of this tree): how many we share.
// Peers contradict each other, and some mean something else by a failure: what we miss on purpose is a table.

#include "core/base/text.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

#include <cstdlib>
#include <set>

using namespace parapet;
using namespace parapet::test;

namespace {

// A verdict that we do not share: its outcome, two pieces of the line ("" fits all), and why.
struct Convention {
    const char* expected;
    const char* words;
    const char* more;
    const char* why;
};

const Convention k_conventions[] = {
    {"none", "tty=ssh ruser= rhost=", "slave22",
     "elastic leaves PAM's line beside sshd's; loghub (200 lines) does not"},
    {"none", "input_userauth_request: invalid user", "", "fail2ban counts another line of the session"},
    {"none", "Disconnecting: Too many authentication failures", "", "fail2ban counts another line of the session"},
    {"none", "Connection reset by authenticating user", "", "fail2ban counts another line of the session"},
    {"login_failure", "Received disconnect from", "Bye Bye", "fail2ban has seen a failure earlier in the session"},
    {"login_failure", "Connection closed by", "[preauth]", "fail2ban has seen a failure earlier in the session"},
    {"none", "Disconnected from authenticating user", "", "sekoia asks for a verdict; fail2ban counts it"},
    {"none", "Auth fail", "", "loghub reads a goodbye; fail2ban (6 lines) a failure"},
    {"none", "Accepted publickey for git", "", "fail2ban counts no successes"},
    {"none", "successful login to", "", "fail2ban counts no successes"},
    {"none", "Authentication: SUCCEEDED", "", "fail2ban counts no successes"},
    {"none", "pop(pam_unix)", "", "fail2ban counts the service's own line"},
    {"none", "Wrong data received: Logon", "", "a test of fail2ban's anchors, in words that no SQL server writes"},
    {"none", " 401 ", "username", "fail2ban waits for a scheme other than GET; a name that was refused is a failure"},
    {"login_failure", "TRACE ", " 401 ", "a risky method for us, refused on top"},
    {"login_failure", "refused connect from", "",
     "TCP wrappers: blocked for us, wazuh and crowdsec; nobody tried a name"},
    {"login_failure", "via SNI", "", "a name in TLS that no site has: malformed, no login"},
    {"login_failure", "SSL_", " failed (SSL: ", "broken TLS: malformed, no login"},
    {"login_failure", "imap-login", "no auth attempts in", "dovecot: nobody tried to log in"},
    {"login_failure", "imap-login", "before auth was ready", "dovecot: nobody tried to log in"},
    {"login_failure", "imap-login", "SSL_accept() failed", "dovecot: nobody tried to log in"},
    {"login_failure", "sender verify fail", "", "refused mail, no login"},
    {"invalid_user", "sender verify fail", "", "refused mail, no login"},
    {"login_failure", "rejected RCPT", "", "refused mail, no login"},
    {"invalid_user", "rejected RCPT", "", "refused mail, no login"},
    {"login_failure", "SMTP protocol synchronization error", "", "a broken client of SMTP, no login"},
    {"login_failure", "SMTP call from", "dropped: too many", "a broken client of SMTP, no login"},
    {"login_failure", "no MAIL in SMTP connection", "", "a broken client of SMTP, no login"},
    {"login_failure", "closed by DROP in ACL", "", "refused by country or list, no login"},
    {"login_failure", "dropped by 'connect' ACL", "", "refused by country or list, no login"},
    {"login_failure", "- NOTEXIST -", "", "a file that is not there: a probe, no login"},
    {"invalid_user", "check pass; user unknown", "", "PAM's verdict is the next line"},
    {"login_failure", "[ID 800047 auth.notice] Failed none", "", "wazuh takes the log's host for the client"},
    {"login_failure", "Registration from", "<sip:", "wazuh takes the address that was called for the caller's"},
    {"login_success", "Accepted publickey for jdoe@", "", "sekoia cuts the realm off the name"},
    {"login_success", "from ::ffff:", "", "we write an IPv4 address as one"},
};

} // namespace

class AuthCorpusTest : public QObject {
    Q_OBJECT

    static std::string unescaped(std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\\' || i + 1 >= text.size()) {
                out += text[i];
                continue;
            }
            const char c = text[++i];
            if (c == 'x' && i + 2 < text.size()) {
                // The tables name code points below 256.
                const long code = std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16);
                const QByteArray utf8 = QString(QChar(static_cast<char16_t>(code))).toUtf8();
                out.append(utf8.data(), static_cast<std::size_t>(utf8.size()));
                i += 2;
                continue;
            }
            out += c == 't' ? '\t' : (c == 'n' || c == 'r' ? ' ' : c);
        }
        return out;
    }

    // As `inspect --each-line` does it: the format that fits best, then whichever knows the line.
    static std::vector<SeenEvent> events_of(const std::string& line) {
        static const ParseOptions k_options = options_at(2026, 6, 1);
        EventSink sink;
        const Recognition seen = recognise(make_head(line, {}, false));
        for (const auto& candidate : seen.candidates) {
            if (candidate.format->parse_line != nullptr && candidate.format->parse_line(line, 1, 0, sink, k_options)) {
                return sink.events;
            }
        }
        for (const FormatInfo* format : formats()) {
            if (format->parse_line != nullptr && format->parse_line(line, 1, 0, sink, k_options)) break;
        }
        return sink.events;
    }

    struct Verdict {
        std::string expected, user, address, note;
    };
    static bool agrees(const std::vector<SeenEvent>& events, const Verdict& verdict) {
        bool any = false, hit = false;
        for (const SeenEvent& seen : events) {
            const Event& e = seen.event;
            if (e.kind != EventKind::login && e.kind != EventKind::ssh) continue;
            const bool success = e.outcome == Outcome::success, failure = e.outcome == Outcome::failure;
            any = any || success || failure;
            const bool outcome = verdict.expected == "login_success" ? success : failure;
            const bool address = verdict.address.empty() || e.source_ip == verdict.address;
            const bool user = verdict.user.empty() || verdict.note.find("user derived") != std::string::npos ||
                              e.user == verdict.user || e.target_user == verdict.user;
            hit = hit || (outcome && address && user);
        }
        return verdict.expected == "none" ? !any : hit;
    }

    static const Convention* convention_of(const Verdict& verdict, const std::string& line) {
        for (const Convention& c : k_conventions) {
            if (verdict.expected == c.expected && line.find(c.words) != std::string::npos &&
                line.find(c.more) != std::string::npos)
                return &c;
        }
        return nullptr;
    }

private slots:
    void peers_verdicts_on_lines_are_shared() {
        const std::string path = corpus_path("telemetry/vectors/auth-lines.tsv");
        if (path.empty()) QSKIP("the shared corpus is not here");
        const std::string table = read_file(path);
        int asked = 0, met = 0, other_convention = 0;
        QStringList misses;
        std::set<const Convention*> used;
        bool head = true;
        for (const std::string_view row : split(table, '\n')) {
            const auto cells = split(row, '\t');
            if (std::exchange(head, false) || cells.size() < 7) continue;
            const Verdict verdict{std::string(cells[1]), std::string(cells[2]), std::string(cells[3]),
                                  std::string(cells[6])};
            if (verdict.note.find("CONNECTION-LEVEL") != std::string::npos ||
                verdict.note.find("CONFLICT") != std::string::npos)
                continue;
            ++asked;
            const std::string line = unescaped(cells[0]);
            if (agrees(events_of(line), verdict)) {
                ++met;
            } else if (const Convention* convention = convention_of(verdict, line)) {
                ++other_convention;
                used.insert(convention);
            } else {
                misses << q(verdict.expected + " " + line.substr(0, 160));
            }
        }
        QVERIFY(asked > 1600);
        qInfo("%d of %d (%.1f %%), another convention %d", met, asked, 100.0 * met / asked, other_convention);
        QVERIFY2(met * 1000 >= (asked - other_convention) * 995, qPrintable(misses.join('\n')));
        QVERIFY2(met * 1000 >= asked * 945, "the table of conventions is no place for what we cannot read");
        for (const Convention& c : k_conventions)
            QVERIFY2(used.contains(&c), qPrintable(QString("no line needs: %1 %2").arg(c.words, c.more)));
    }
};

QTEST_APPLESS_MAIN(AuthCorpusTest)
#include "auth_corpus_test.moc"

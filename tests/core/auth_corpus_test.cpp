// The peers' verdicts on single lines of logs of logins (shared/corpus, not part of this tree): how many we share.
//
// What is missed is missed on purpose; peers contradict each other or mean something else by a failure:
//   16  elastic calls PAM's "authentication failure" beside sshd's own line nothing; loghub and others (200) a failure
//    8  fail2ban counts another line of the session (disconnects, "invalid user" requests, too many failures)
//   22  exim, in fail2ban's stricter modes: refused recipients, protocol errors, "no MAIL": rejected mail, no login
//    9  TLS and server-name errors of nginx and Apache: malformed requests, no login
//    6  dovecot, in the stricter modes: connections without an attempt
//    4  fail2ban does not count successes (screen sharing, DirectAdmin, "Accepted publickey")
//    2  refused by TCP wrappers: blocked for us, as for wazuh and crowdsec; a failure for fail2ban
//    2  "Auth fail" in a client's goodbye: nothing for loghub, a failure for fail2ban (6 lines)
//   12  one of a kind: user of "alice@realm" without its realm, ::ffff:192.0.2.1 kept as it is, an address in a SIP URI
//       instead of the sender's ...

#include "core/base/text.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

#include <cstdlib>

using namespace parapet;
using namespace parapet::test;

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

private slots:
    void peers_verdicts_on_lines_are_shared() {
        const std::string path = corpus_path("telemetry/vectors/auth-lines.tsv");
        if (path.empty()) QSKIP("the shared corpus is not here");
        const std::string table = read_file(path);
        int asked = 0, met = 0;
        QStringList misses;
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
            } else {
                misses << q(verdict.expected + " " + line.substr(0, 160));
            }
        }
        QVERIFY(asked > 1600);
        qInfo("%d of %d (%.1f %%)", met, asked, 100.0 * met / asked);
        QVERIFY2(met * 1000 >= asked * 945, qPrintable(misses.join('\n')));
    }
};

QTEST_APPLESS_MAIN(AuthCorpusTest)
#include "auth_corpus_test.moc"

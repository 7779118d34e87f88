// The detection rules: each with the samples that prove it, both ways; what the build embeds; lines marked as grep
// does.

#include "core/analysis/detection.h"
#include "core/analysis/detection/gates.h"
#include "core/analysis/detection/sql_shape.h"
#include "core/base/embedded.h"
#include "core/formats/common/http_line.h"
#include "core/formats/format.h"
#include "tests/support/support.h"

#include <QDir>
#include <QProcess>

#include <algorithm>
#include <set>
#include <thread>

namespace parapet {
extern const FormatInfo k_access_log_format;
}

using namespace parapet;
using namespace parapet::test;

namespace {

// Percent-encodes what a browser would; `plus`: spaces as +.
std::string url_encode(std::string_view text, bool plus) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-_.~/").find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else if (c == ' ' && plus) {
            out += '+';
        } else {
            constexpr std::string_view k_digits = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += k_digits[byte >> 4];
            out += k_digits[byte & 15];
        }
    }
    return out;
}

class LastEvent final : public RecordSink {
public:
    void scan(const ScanInfo&) override {}
    void finding(RawFinding&) override {}
    void event(const EventView& e) override {
        stored = !e.counted_only;
        kind = e.kind;
        rule = std::string(e.rule);
        ++count;
    }
    bool stored = false;
    EventKind kind = EventKind::other;
    std::string rule;
    int count = 0;
};

// The way of a whole log: gates first, a close look only at what they point at.
LastEvent through_access_log(const std::string& line) {
    LastEvent sink;
    JobContext job;
    const auto in = memory_input(line, "access.log");
    (void)k_access_log_format.parse(*in, sink, job, ParseOptions{});
    return sink;
}

std::vector<detect::RuleSource> all_rules() {
    std::vector<detect::RuleSource> out;
    const QDir folder(QStringLiteral(PARAPET_SOURCE_DIR "/resources/detection"));
    for (const QString& name : folder.entryList({"*.yaml"}, QDir::Files, QDir::Name)) {
        const std::string path = folder.filePath(name).toStdString();
        auto rules = detect::read_rules(read_file(path), path);
        if (!rules) qFatal("%s", rules.error().one_line().c_str());
        out.insert(out.end(), rules->begin(), rules->end());
    }
    return out;
}

bool fits(RequestScanner& scanner, const std::string& line, std::string_view rule_id) {
    (void)inspect_line(scanner, line, split_request_line(line));
    const auto& rules = detect::RuleBook::builtin().rules();
    return std::any_of(scanner.matched().begin(), scanner.matched().end(),
                       [&](std::uint32_t i) { return rules[i].id == rule_id; });
}

} // namespace

class DetectionTest : public QObject {
    Q_OBJECT

private slots:
    void each_rule_fits_its_samples_data() {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("expected");
        for (const auto& rule : all_rules()) {
            for (const auto& sample : rule.match)
                QTest::addRow("%s fits: %.60s", rule.id.c_str(), sample.c_str()) << q(rule.id) << q(sample) << true;
            for (const auto& sample : rule.quiet)
                QTest::addRow("%s is silent: %.60s", rule.id.c_str(), sample.c_str())
                    << q(rule.id) << q(sample) << false;
        }
    }
    void each_rule_fits_its_samples() {
        QFETCH(QString, rule);
        QFETCH(QString, line);
        QFETCH(bool, expected);
        QCOMPARE(fits(RequestScanner::of_this_thread(), line.toStdString(), rule.toStdString()), expected);
    }

    // What a rule knows must not slip through the gates of a whole log, however a browser or script encodes it.
    void samples_pass_the_gates_data() {
        QTest::addColumn<QString>("line");
        const QString tail = " 404 162 \"-\" \"%1\"\n";
        const QString head = "203.0.113.7 - - [18/Nov/2026:14:32:05 +0000] \"";
        const QString browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        RequestScanner scanner;
        for (const auto& rule : all_rules()) {
            for (const auto& sample : rule.match) {
                const RequestLine parts = split_request_line(sample);
                // Whole verdicts only: some rules are a part of one.
                if (!inspect_line(scanner, sample, parts)) continue;
                const auto row = [&](const char* how) -> QTestData& {
                    return QTest::addRow("%s, %s: %.50s", rule.id.c_str(), how, sample.c_str());
                };
                if (rule.views == detect::bit(detect::View::agent)) {
                    const std::size_t agent = sample.find("User-Agent: ");
                    if (agent == std::string::npos) continue;
                    row("as agent") << head + "GET / HTTP/1.1\"" + tail.arg(q(sample.substr(agent + 12)));
                } else if (parts.is_request && parts.rest.empty()) {
                    row("as it is") << head + q(sample) + "\"" + tail.arg(browser);
                } else if (!parts.is_request && (rule.views & detect::bit(detect::View::request)) == 0 &&
                           sample.find('%') == std::string::npos) {
                    for (const bool plus : {false, true})
                        row(plus ? "in a form" : "in a query")
                            << head + "GET /page?id=" + q(url_encode(sample, plus)) + " HTTP/1.1\"" + tail.arg(browser);
                }
            }
        }
    }
    void samples_pass_the_gates() {
        QFETCH(QString, line);
        const LastEvent seen = through_access_log(line.toStdString());
        QCOMPARE(seen.count, 1);
        QVERIFY(seen.stored);
    }

    void gates_are_reckoned_from_the_pattern_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("words_only");
        QTest::addColumn<QString>("gates"); // "?": cannot be told
        QTest::newRow("a word") << "wget" << false << "wget";
        QTest::newRow("each way to write a space") << "wget .x" << false << "wget  wget%20 wget+";
        QTest::newRow("either") << "wget|curl" << false << "curl wget";
        QTest::newRow("optional ends") << "(?:lib)?wget[0-9]*" << false << "libwget wget";
        QTest::newRow("what is suspicious needs none") << "alert\\(1" << false << "";
        QTest::newRow("suspicious in one of two branches") << "alert(?:\\(|ed)" << false << "alerted";
        QTest::newRow("nothing in common") << "[a-z]+[0-9]" << false << "?";
        QTest::newRow("one branch that tells nothing") << "wget|[a-z]" << false << "?";
        QTest::newRow("repeated") << "(?:ab){3}" << false << "ababab";
        QTest::newRow("spaces may stand beside signs") << "location=name" << true << "location";
        QTest::newRow("signs are written two ways") << "=file:" << false << "%3dfile%3a %3dfile: =file%3a =file:";
    }
    void gates_are_reckoned_from_the_pattern() {
        QFETCH(QString, pattern);
        QFETCH(bool, words_only);
        QFETCH(QString, gates);
        const detect::Gates got = detect::gates_of(pattern.toStdString(), words_only);
        QStringList texts;
        for (const std::string& text : got.texts)
            texts << q(text);
        QCOMPARE(got.known ? texts.join(' ') : QString("?"), gates);
    }

    // Encoded and hidden in ways that no text of a gate shows.
    void targets_that_deserve_a_look_data() {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("expected");
        for (const char* plain : {"/shop/item?id=4&sort=asc", "/~user/page.html", "/a?list[]=1&list[0]=2",
                                  "/q?s=what+a+day!", "/%C3%A4rger", "/a?u=https%3A%2F%2Fexample.org%2F",
                                  "/a?token=3q2%2B796tvu", "/a?id=ZGVhZGJlZWZkZWFkYmVlZgABAgM"})
            QTest::newRow(plain) << plain << false;
        for (const char* odd :
             {"/index.php~", "/a?x=pas[s]wd", "/a?x=pas%5Bs%5Dwd", "/a?x=!-1!-2", "/a?x=un%E2%80%8Bion", "/a?x=%75nion",
              "/a?x=%EF%BC%9Cscript", "/a&cat", "/a?x=1%26ls", "/a?x=PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg", "/a?b#c"})
            QTest::newRow(odd) << odd << true;
    }
    void targets_that_deserve_a_look() {
        QFETCH(QString, target);
        QFETCH(bool, expected);
        const std::string text = target.toStdString();
        QCOMPARE(suspicious_characters(text) || hides_base64(text), expected);
    }

    // A site's own webmail is no probe; its .env is worse than one when it is served.
    void pages_that_are_served_are_no_probes() {
        RequestScanner scanner;
        const auto kind = [&](const char* target, int status) {
            HttpRequest request;
            request.target = target;
            request.status = status;
            const Verdict verdict = scanner.inspect(request);
            return verdict ? verdict.rule->kind : EventKind::other;
        };
        QCOMPARE(kind("/roundcube/", 404), EventKind::scan);
        QCOMPARE(kind("/roundcube/", 0), EventKind::scan);
        QCOMPARE(kind("/roundcube/", 200), EventKind::other);
        QCOMPARE(kind("/wp-login.php", 302), EventKind::other);
        QCOMPARE(kind("/.env", 200), EventKind::scan);
    }

    void agents_are_looked_at_once() {
        RequestScanner scanner;
        for (int twice = 0; twice < 2; ++twice) {
            QVERIFY(scanner.gate_headers("", "sqlmap/1.8"));
            QVERIFY(!scanner.gate_headers("https://example.org/a", "Mozilla/5.0 (X11; Linux x86_64)"));
            QVERIFY(scanner.gate_headers("https://example.org/?q=%27", "Mozilla/5.0 (X11; Linux x86_64)"));
        }
    }

    void rules_are_complete_and_told_apart() {
        std::set<std::string> ids;
        for (const auto& rule : all_rules()) {
            QVERIFY2(ids.insert(rule.id).second, rule.id.c_str());
            QVERIFY2(!rule.match.empty() && !rule.quiet.empty(), rule.id.c_str());
            QVERIFY2(rule.cwe > 0 && rule.technique.starts_with("T1") && !rule.title.empty() && rule.views != 0,
                     rule.id.c_str());
            QVERIFY2(is_attack(rule.kind), rule.id.c_str());
            for (const auto& gate : rule.gates)
                QVERIFY2(gate.size() >= 2, gate.c_str());
        }
        QVERIFY(ids.size() >= 200);
    }

    void the_build_embeds_these_rules_ready_to_use() {
        const detect::RuleBook& book = detect::RuleBook::builtin();
        QVERIFY(book.prepared());
        const auto rules = all_rules();
        QCOMPARE(book.rules().size(), rules.size());
        for (const auto& rule : rules) {
            const detect::Rule* built = book.find(rule.id);
            QVERIFY(built);
            QCOMPARE(built->pattern, std::string_view(rule.pattern));
            QCOMPARE(built->kind, rule.kind);
        }
    }

    void packed_rules_that_are_damaged_are_refused() {
        auto some = detect::read_rules("defaults: {kind: xss, severity: low, cwe: 79, technique: T1190, in: text}\n"
                                       "rules:\n  - {id: a, title: A, pattern: 'abc', match: [abc], quiet: [b]}\n",
                                       "rules.yaml");
        QVERIFY(some);
        auto packed = detect::RuleBook::pack(*some);
        QVERIFY(packed);
        QVERIFY(detect::RuleBook::load(*packed));
        for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{40}})
            QVERIFY(!detect::RuleBook::load(std::string_view(*packed).substr(0, size)));
        // Patterns that another machine compiled: compiled here instead.
        std::string foreign = *packed;
        std::fill(foreign.end() - 64, foreign.end(), 'x');
        const std::size_t at = foreign.find("abc");
        QVERIFY(at != std::string::npos);
        foreign.resize(foreign.size() - 32);
        auto book = detect::RuleBook::load(foreign);
        QVERIFY(book);
        QVERIFY(!book->prepared());
        RequestScanner scanner(*book);
        QVERIFY(scanner.inspect_payload("xabcx"));
    }

    void a_rule_file_that_is_wrong_says_where_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("says");
        QTest::newRow("no YAML") << "rules: ["
                                 << "";
        QTest::newRow("unknown view")
            << "rules:\n  - {id: r1, title: t, kind: xss, severity: low, cwe: 1, technique: T1, in: nose, pattern: a}"
            << "nose";
        QTest::newRow("unknown kind")
            << "rules:\n  - {id: r1, title: t, kind: bad, severity: low, cwe: 1, technique: T1, in: text, pattern: a}"
            << "r1";
        QTest::newRow("twice") << "defaults: {kind: xss, severity: low, cwe: 1, technique: T1, in: text}\nrules:\n"
                                  "  - {id: r1, title: t, pattern: a}\n  - {id: r1, title: t, pattern: b}"
                               << "twice";
    }
    void a_rule_file_that_is_wrong_says_where() {
        QFETCH(QString, yaml);
        QFETCH(QString, says);
        const auto rules = detect::read_rules(yaml.toStdString(), "my.yaml");
        QVERIFY(!rules);
        QVERIFY2(q(rules.error().one_line()).contains(says), rules.error().one_line().c_str());
        QVERIFY(q(rules.error().one_line()).contains("my.yaml"));
    }

    void a_pattern_that_cannot_be_compiled_is_named() {
        const std::vector<detect::Pattern> patterns{{"fine", 0}, {"(broken", 1}};
        const auto set = detect::PatternSet::compile(patterns);
        QVERIFY(!set);
        QVERIFY(q(set.error().one_line()).contains("(broken"));
        QVERIFY(!detect::PatternSet::load("no database"));
        QCOMPARE(detect::PatternSet::load("no database").error().code, Errc::unsupported_version);
    }

    void compiled_and_loaded_patterns_find_the_same() {
        const std::vector<detect::Pattern> patterns{{"^b.*t$", 7}, {"[0-9]{3}", 9}};
        auto set = detect::PatternSet::compile(patterns);
        QVERIFY(set);
        auto bytes = set->serialize();
        QVERIFY(bytes);
        auto loaded = detect::PatternSet::load(*bytes);
        QVERIFY(loaded);
        const std::string text = "cat\nBAT\n12 345\nbat at";
        std::vector<detect::Hit> a, b;
        detect::PatternSet::Scratch scratch(*set);
        QVERIFY(scratch.fit(*loaded));
        QVERIFY(set->scan(text, scratch, a));
        QVERIFY(loaded->scan(text, scratch, b));
        QCOMPARE(a.size(), b.size());
        std::vector<std::uint32_t> lines;
        detect::lines_of_hits(text, a, lines);
        QCOMPARE(lines, (std::vector<std::uint32_t>{4, 8, 15}));
    }

    void hits_are_lines_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("ends");
        QTest::addColumn<QList<int>>("starts");
        QTest::newRow("none") << "a\nb\n" << QList<int>{} << QList<int>{};
        QTest::newRow("several in a line are one") << "abc\ndef\n" << QList<int>{1, 2, 3} << QList<int>{0};
        QTest::newRow("out of order") << "abc\ndef\nghi" << QList<int>{11, 5, 1} << QList<int>{0, 4, 8};
        QTest::newRow("newline matched too") << "abc\ndef\n" << QList<int>{4} << QList<int>{0};
        QTest::newRow("last line without newline") << "abc\nde" << QList<int>{6} << QList<int>{4};
    }
    void hits_are_lines() {
        QFETCH(QString, text);
        QFETCH(QList<int>, ends);
        QFETCH(QList<int>, starts);
        std::vector<detect::Hit> hits;
        for (const int end : ends)
            hits.push_back({0, static_cast<std::uint32_t>(end)});
        std::vector<std::uint32_t> lines;
        detect::lines_of_hits(text.toStdString(), hits, lines);
        QCOMPARE(QList<int>(lines.begin(), lines.end()), starts);
    }

    // Goal 7 of design/performance.md: the same lines as grep, for any list of patterns.
    void lines_are_those_that_grep_flags() {
        const std::string shared = std::string(PARAPET_SHARED) + "/perf/";
        if (!QFile::exists(q(shared + "gen_patterns.py"))) QSKIP("the generators of shared/perf are not here");
        const std::string patterns_path = temp_path("patterns.txt");
        const std::string log_path = temp_path("access.log");
        QCOMPARE(QProcess::execute("python3", {q(shared + "gen_patterns.py"), q(patterns_path)}), 0);
        QCOMPARE(QProcess::execute("python3", {q(shared + "gen_access.py"), "30000", q(log_path)}), 0);
        QProcess grep;
        grep.setProcessEnvironment([] {
            QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
            env.insert("LC_ALL", "C");
            return env;
        }());
        grep.start("grep", {"-Eic", "-f", q(patterns_path), q(log_path)});
        QVERIFY(grep.waitForFinished(300000));
        const std::string text = read_file(patterns_path);
        std::vector<detect::Pattern> patterns;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            patterns.push_back(
                {std::string_view(text).substr(at, end - at), static_cast<std::uint32_t>(patterns.size())});
            at = end + 1;
        }
        auto set = detect::PatternSet::compile(patterns);
        QVERIFY(set);
        detect::PatternSet::Scratch scratch(*set);
        std::vector<detect::Hit> hits;
        std::vector<std::uint32_t> lines;
        const std::string log = read_file(log_path);
        QVERIFY(set->scan(log, scratch, hits));
        detect::lines_of_hits(log, hits, lines);
        QCOMPARE(static_cast<int>(lines.size()), grep.readAllStandardOutput().trimmed().toInt());
        QVERIFY(!lines.empty());
    }

    void threads_share_the_rules() {
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&good] {
                RequestScanner scanner;
                for (int i = 0; i < 50; ++i) {
                    const Verdict bad = scanner.inspect_payload("' or 'a'='a");
                    const Verdict fine = scanner.inspect_payload("rock 'n' roll");
                    if (bad && bad.rule->kind == EventKind::sql_injection && !fine) ++good;
                }
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 200);
    }

    void payloads_are_decoded_as_attackers_encode_data() {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("decoded");
        QTest::newRow("percent") << "%3Cb%3E"
                                 << "<b>";
        QTest::newRow("percent twice") << "%253Cb%253e"
                                       << "<b>";
        QTest::newRow("thrice is once too often") << "%25253C"
                                                  << "%3C";
        QTest::newRow("no escape") << "100%"
                                   << "100%";
        QTest::newRow("cut escape") << "a%4"
                                    << "a%4";
        QTest::newRow("%u") << "%u003Cx%u003e"
                            << "<x>";
        QTest::newRow("entities by name and number") << "&lt;a&#62;&#x3c;&colon;"
                                                     << "<a><:";
        QTest::newRow("padded entity without semicolon") << "&#0000060b"
                                                         << "<b";
        QTest::newRow("entity of an entity") << "&amp;lt;"
                                             << "<";
        QTest::newRow("no entity") << "a&b=c&copy"
                                   << "a&b=c&copy";
        QTest::newRow("script escapes") << "\\x3cb\\u003e\\u{27}"
                                        << "<b>'";
        QTest::newRow("overlong dot and slash") << "%c0%ae%c0%af"
                                                << "./";
        QTest::newRow("full width") << "%EF%BC%9Cscript%EF%BC%9E"
                                    << "<script>";
        QTest::newRow("circled letters") << QString::fromUtf8("ⓛⓞ①") << "lo1";
        QTest::newRow("typographic quotes") << QString::fromUtf8("‘a’ “b”") << "'a' \"b\"";
        QTest::newRow("zero width and NUL vanish") << "un%E2%80%8Bion%00s"
                                                   << "unions";
        QTest::newRow("white space is one space") << "a%09%0d%0a  b"
                                                  << "a b";
        QTest::newRow("plus only where it is asked for") << "a+b"
                                                         << "a+b";
    }
    void payloads_are_decoded_as_attackers_encode() {
        QFETCH(QString, raw);
        QFETCH(QString, decoded);
        detect::Decoder decoder;
        std::string out = "kept";
        decoder.decode(raw.toStdString(), false, out);
        QCOMPARE(q(out), "kept" + decoded);
    }

    void views_of_text() {
        std::string out;
        detect::without_sql_comments("1/**/union/*!50000select*/ 2 /* open", out);
        QCOMPARE(q(out), QString("1 union select 2 /* open"));
        out.clear();
        detect::as_shell_reads("c''at$IFS/e\\tc/pas[s]wd;w$@ho${IFS}a$u", out);
        QCOMPARE(q(out), QString("cat /etc/passwd;who a"));
        out.clear();
        detect::without_space("a b\nc d", out);
        QCOMPARE(q(out), QString("ab\ncd"));
        out.clear();
        detect::without_space_beside_signs("red alert (1) + a b\nc = d", out);
        QCOMPARE(q(out), QString("red alert(1)+a b\nc=d"));
        out.clear();
        detect::log_unescape("a\\x22b\\\"c\\\\d", out);
        QCOMPARE(q(out), QString("a\"b\"c\\d"));
        out.clear();
        QVERIFY(detect::base64_text("PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", out));
        QCOMPARE(q(out), QString("<script>alert(1)</script>"));
        QVERIFY(!detect::base64_text("eyJh", out));                   // too short
        QVERIFY(!detect::base64_text("3q2+796tvu/erb7v3q2+7w", out)); // bytes
    }

    void values_are_read_as_sql_reads_them_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("shapes");
        QTest::newRow("tautology in quotes") << "x' or 'a'='a"
                                             << "0snsn|1s&s=S";
        QTest::newRow("prose") << "rock 'n' roll"
                               << "0nsn|asnS";
        QTest::newRow("numbers") << "1 or 1=1"
                                 << "01&1=1";
        QTest::newRow("union") << "-1 union select 1,2--"
                               << "0d1UE1,1c";
        QTest::newRow("inches") << "1/4\"-1\" wide"
                                << "01d1sn|2sd1S";
        QTest::newRow("words that begin with digits") << "1060 OR 70S"
                                                      << "01&n";
        QTest::newRow("comment inside") << "1/**/or/**/1"
                                        << "01&1";
        QTest::newRow("counted things") << "#2 mom"
                                        << "0p1n";
        QTest::newRow("function") << "sleep(5)"
                                  << "0f(1)";
    }
    void values_are_read_as_sql_reads_them() {
        QFETCH(QString, value);
        QFETCH(QString, shapes);
        std::string out;
        detect::append_sql_shapes(value.toStdString(), out);
        QCOMPARE(q(out).trimmed().replace('\n', '|'), shapes);
    }

    void words_of_sql_are_found_whatever_their_case() {
        QCOMPARE(detect::sql_word_class("SELECT", false), 'E');
        QCOMPARE(detect::sql_word_class("xor", false), '&');
        QCOMPARE(detect::sql_word_class("Sleep", true), 'f');
        QCOMPARE(detect::sql_word_class("sleep", false), 'n');
        QCOMPARE(detect::sql_word_class("where", false), 'k');
        QCOMPARE(detect::sql_word_class("abs", true), 'f');
        QCOMPARE(detect::sql_word_class("xmltype", true), 'f');
        QCOMPARE(detect::sql_word_class("", false), 'n');
        QCOMPARE(detect::sql_word_class(std::string(100, 'a'), true), 'n');
    }
};

QTEST_APPLESS_MAIN(DetectionTest)
#include "detection_test.moc"

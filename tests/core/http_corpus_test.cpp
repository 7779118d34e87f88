// Requests with the verdicts of peers (shared/corpus, not part of this tree): how many attacks are named, how many
// harmless requests are not. What is missed on purpose, or because no log line could show it, is a table.

#include "core/analysis/detection.h"
#include "core/base/text.h"
#include "core/formats/common/http_line.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

#include <algorithm>
#include <array>
#include <map>

using namespace parapet;
using namespace parapet::test;

namespace {

// Misses by what the peer's expectation says; the first that fits explains a vector.
struct Explanation {
    const char* vector_class; // "" fits all
    const char* expectation;  // a piece of it
    const char* text;         // a piece of the vector; "" fits all
    const char* why;
};

constexpr Explanation k_explanations[] = {
#include "http_corpus_table.inc"
};

struct Vector {
    std::string text, vector_class, expectation;
};

std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        if (next == 'n' || next == 'r' || next == 't') {
            out += next == 't' ? '\t' : ' '; // a newline within a vector: as it would be logged
            ++i;
        } else if (next == '\\') {
            out += '\\';
            ++i;
        } else if (next == 'x' && i + 3 < text.size()) {
            const auto value =
                static_cast<unsigned>(std::strtoul(std::string(text.substr(i + 2, 2)).c_str(), nullptr, 16));
            if (value < 0x80) {
                out += value == '\n' || value == '\r' ? ' ' : static_cast<char>(value);
            } else {
                out += static_cast<char>(0xC0 | (value >> 6));
                out += static_cast<char>(0x80 | (value & 0x3F));
            }
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::vector<Vector> vectors() {
    std::vector<Vector> out;
    const std::string path = corpus_path("telemetry/vectors/http-attacks.tsv");
    if (path.empty()) return out;
    const std::string file = read_file(path);
    for (const std::string_view line : split(file, '\n')) {
        const auto cells = split(line, '\t');
        if (cells.size() < 4 || cells[0] == "text") continue;
        out.push_back({unescape(cells[0]), std::string(cells[1]), std::string(cells[3])});
    }
    return out;
}

// The kind that the detection names; other: none.
EventKind kind_of(const std::string& line) {
    const Verdict verdict = inspect_line(RequestScanner::of_this_thread(), line, split_request_line(line));
    return verdict ? verdict.rule->kind : EventKind::other;
}

// Does the request line of the vector, as a line of a log with all its gates, give the same kind?
EventKind kind_in_log(std::string_view request) {
    std::string escaped;
    for (const char c : request)
        escaped += c == '"' ? std::string("\\\"") : c == '\\' ? std::string("\\\\") : std::string(1, c);
    const ParsedEvents got = parse_events(
        "access-log", "192.0.2.7 - - [18/Nov/2026:14:32:01 +0100] \"" + escaped + "\" 404 1 \"-\" \"Mozilla/5.0\"\n",
        options_at(2026, 11, 20));
    return got.events.empty() || got.events.front().counted_only ? EventKind::other : got.events.front().event.kind;
}

} // namespace

class HttpCorpusTest : public QObject {
    Q_OBJECT

    std::vector<Vector> vectors_ = vectors();

private slots:
    void init() {
        if (vectors_.empty()) QSKIP("shared/corpus/telemetry/vectors/http-attacks.tsv is not here");
    }

    void attacks_are_named_data() {
        QTest::addColumn<QString>("vector_class");
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("least");
        QTest::newRow("SQL injection") << "sqli" << static_cast<int>(EventKind::sql_injection) << 0.96;
        QTest::newRow("cross-site scripting") << "xss" << static_cast<int>(EventKind::xss) << 0.97;
    }
    void attacks_are_named() {
        QFETCH(QString, vector_class);
        QFETCH(int, kind);
        QFETCH(double, least);
        int asked = 0, named = 0;
        for (const Vector& v : vectors_) {
            if (v.vector_class != vector_class.toStdString()) continue;
            ++asked;
            named += kind_of(v.text) == static_cast<EventKind>(kind) ? 1 : 0;
        }
        QVERIFY(asked > 500);
        QVERIFY2(named >= least * asked, qPrintable(QString("%1 of %2").arg(named).arg(asked)));
    }

    void any_attack_is_seen_as_one() {
        int asked = 0, seen = 0;
        for (const Vector& v : vectors_) {
            if (v.vector_class == "benign" || v.vector_class.starts_with("not-")) continue;
            ++asked;
            seen += kind_of(v.text) != EventKind::other ? 1 : 0;
        }
        QVERIFY2(seen >= 0.949 * asked, qPrintable(QString("%1 of %2").arg(seen).arg(asked)));
    }

    void harmless_requests_are_left_alone() {
        int asked = 0, flagged = 0;
        for (const Vector& v : vectors_) {
            if (v.vector_class != "benign") continue;
            ++asked;
            flagged += kind_of(v.text) != EventKind::other ? 1 : 0;
        }
        QVERIFY(asked > 500);
        QVERIFY2(flagged < 0.01 * asked, qPrintable(QString("%1 of %2").arg(flagged).arg(asked)));
    }

    // The gates of a whole log lose nothing of what a close look finds.
    void a_log_finds_what_a_close_look_finds() {
        int asked = 0;
        QStringList lost;
        for (const Vector& v : vectors_) {
            const RequestLine parts = split_request_line(v.text);
            if (!parts.is_request || parts.facts != 0 || v.text.size() > 8000) continue;
            const std::string request = v.text.substr(0, v.text.size() - parts.rest.size());
            if (std::any_of(request.begin(), request.end(),
                            [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
                continue;
            if (kind_of(request) == EventKind::other) continue;
            ++asked;
            if (kind_in_log(request) == EventKind::other) lost << q(request);
        }
        QVERIFY(asked > 500);
        QVERIFY2(lost.isEmpty(),
                 qPrintable(QString("%1 of %2: ").arg(lost.size()).arg(asked) + lost.mid(0, 20).join('\n')));
    }

    // Each miss has a reason, and each reason a miss.
    void misses_are_explained() {
        std::array<int, std::size(k_explanations)> uses{};
        QStringList open;
        for (const Vector& v : vectors_) {
            if (v.vector_class == "benign" || v.vector_class.starts_with("not-")) continue;
            const EventKind kind = kind_of(v.text);
            const bool right = v.vector_class == "sqli"  ? kind == EventKind::sql_injection
                               : v.vector_class == "xss" ? kind == EventKind::xss
                                                         : kind != EventKind::other;
            if (right) continue;
            const auto* const fits =
                std::find_if(std::begin(k_explanations), std::end(k_explanations), [&](const Explanation& e) {
                    return (*e.vector_class == '\0' || v.vector_class == e.vector_class) &&
                           v.expectation.find(e.expectation) != std::string::npos &&
                           v.text.find(e.text) != std::string::npos;
                });
            if (fits == std::end(k_explanations))
                open << q(v.vector_class + " | " + v.expectation.substr(0, 60) + " | " + v.text.substr(0, 120));
            else
                ++uses[static_cast<std::size_t>(fits - std::begin(k_explanations))];
        }
        QVERIFY2(open.size() <= 25, qPrintable(QString("%1 unexplained:\n").arg(open.size()) + open.join('\n')));
        for (std::size_t i = 0; i < uses.size(); ++i)
            QVERIFY2(uses[i] > 0, k_explanations[i].why);
    }
};

QTEST_APPLESS_MAIN(HttpCorpusTest)
#include "http_corpus_test.moc"

// Every events format by its fixtures (tests/data/<slug>/{none,one,many,broken}.*): recognised by content, and as many
// events stored, counted and skipped as a reader of the file would count.

#include "tests/support/events.h"
#include "tests/support/support.h"

#include <algorithm>
#include <filesystem>
#include <map>

using namespace parapet;
using namespace parapet::test;

namespace {

struct Fixture {
    const char* slug;
    const char* which;
    int records, stored, counted, skipped;
    const char* rules; // of the stored events, in order; "" = not looked at
};

const Fixture k_fixtures[] = {
#include "formats_events_table.inc"
};

std::filesystem::path fixture_path(const std::string& slug, const std::string& which) {
    for (const auto& entry : std::filesystem::directory_iterator(data_path(slug)))
        if (entry.path().stem() == which) return entry.path();
    return {};
}

} // namespace

class FormatsEventsTest : public QObject {
    Q_OBJECT

private slots:
    void fixtures_give_their_events_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Fixture& f : k_fixtures)
            QTest::addRow("%s, %s", f.slug, f.which) << index++;
    }
    void fixtures_give_their_events() {
        QFETCH(int, index);
        const Fixture& f = k_fixtures[index];
        const auto path = fixture_path(f.slug, f.which);
        QVERIFY(!path.empty());
        const std::string text = read_file(path.string());
        const ParsedEvents got = parse_events(f.slug, text, options_at(2026, 11, 20));
        QVERIFY2(got.stats, got.stats ? "" : got.stats.error().one_line().c_str());
        int stored = 0;
        QStringList rules;
        for (const SeenEvent& seen : got.events) {
            if (seen.counted_only) continue;
            ++stored;
            rules << q(seen.event.rule);
            QVERIFY(!seen.event.message.empty());
            QVERIFY(seen.event.message.find('\n') == std::string::npos);
            QVERIFY2(QString::fromUtf8(seen.event.message.c_str()).toUtf8().toStdString() == seen.event.message,
                     "what is stored is valid UTF-8");
        }
        const auto numbers = [](int records, int all, int counted, int skipped) {
            return QString("%1 records, %2 stored, %3 counted, %4 skipped")
                .arg(records)
                .arg(all)
                .arg(counted)
                .arg(skipped);
        };
        QCOMPARE(numbers(static_cast<int>(got.stats->records), stored, static_cast<int>(got.events.size()) - stored,
                         static_cast<int>(got.stats->skipped)),
                 numbers(f.records, f.stored, f.counted, f.skipped));
        QCOMPARE(rules.join(' '), QString(f.rules));
    }

    void fixtures_are_recognised_data() { fixtures_give_their_events_data(); }
    void fixtures_are_recognised() {
        QFETCH(int, index);
        const Fixture& f = k_fixtures[index];
        const std::string which = f.which;
        if (which != "one" && which != "many") return;
        const std::string text = read_file(fixture_path(f.slug, which).string());
        const Recognition seen = recognise(make_head(text, "log", false));
        if (std::string_view(f.slug) == "http-request") { // only when asked for
            QVERIFY(!seen.format || seen.format->slug != "http-request");
            return;
        }
        QVERIFY2(seen.format, seen.saw.c_str());
        QCOMPARE(q(seen.format->slug), QString(f.slug));
    }

    // Line ends of Windows, no last newline, a file in pieces of one line: all the same events.
    void line_ends_make_no_difference_data() { fixtures_give_their_events_data(); }
    void line_ends_make_no_difference() {
        QFETCH(int, index);
        const Fixture& f = k_fixtures[index];
        if (std::string_view(f.which) != "many") return;
        const std::string text = read_file(fixture_path(f.slug, f.which).string());
        std::string windows;
        for (const char c : text)
            windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
        const auto told = [&](const std::string& bytes) {
            QStringList out;
            for (const SeenEvent& seen : parse_events(f.slug, bytes, options_at(2026, 11, 20)).events)
                out << QString("%1 %2 %3").arg(q(seen.event.rule), q(seen.event.source_ip), q(seen.event.message));
            return out.join('\n');
        };
        QCOMPARE(told(windows), told(text));
        QCOMPARE(told(text.substr(0, text.size() - 1)), told(text));
    }

    void each_events_format_has_fixtures() {
        for (const FormatInfo* format : formats()) {
            if (format->kind != FormatKind::events) continue;
            const std::string slug(format->slug);
            // auth_rules_test and auditd_test have tables of their own.
            if (slug == "auth-log" || slug == "auditd" || slug == "journald-json") continue;
            QVERIFY2(std::any_of(std::begin(k_fixtures), std::end(k_fixtures),
                                 [&](const Fixture& f) { return slug == f.slug; }),
                     ("no fixtures: " + slug).c_str());
        }
        for (const Fixture& f : k_fixtures)
            QVERIFY2(find_format(f.slug), f.slug);
    }
};

QTEST_APPLESS_MAIN(FormatsEventsTest)
#include "formats_events_test.moc"

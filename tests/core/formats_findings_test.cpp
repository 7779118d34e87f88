// Every findings format that has fixtures (tests/data/<slug>/{none,one,many,broken}.*): it is recognised by content, in
// any layout and order of keys, and gives the counts of tests/data/<slug>/expected.tsv.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "tests/support/expectations.h"
#include "tests/support/layouts.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

using namespace parapet;

namespace {

using test::expectations;
using test::Expected;

std::string fixture(const std::string& slug, const std::string& which) {
    for (const auto& entry : std::filesystem::directory_iterator(test::data_path(slug)))
        if (entry.path().stem() == which) return test::read_file(entry.path().string());
    return {};
}

} // namespace

class FormatsFindingsTest final : public QObject {
    Q_OBJECT
private slots:
    void every_expectation_names_a_format() {
        const auto all = expectations();
        QVERIFY(!all.empty());
        for (const Expected& e : all) {
            QVERIFY2(find_format(e.slug) != nullptr, e.slug.c_str());
            QCOMPARE(find_format(e.slug)->kind, FormatKind::findings);
        }
    }

    void every_findings_format_has_fixtures() {
        const auto all = expectations();
        for (const FormatInfo* format : formats()) {
            // What is not known by its content is read by a mapping, and report_mapping_test brings those.
            if (format->kind != FormatKind::findings || format->sniff == nullptr) continue;
            const bool known =
                std::any_of(all.begin(), all.end(), [&](const Expected& e) { return e.slug == format->slug; });
            QVERIFY2(known, std::string(format->slug).c_str());
        }
    }

    void counts_are_right_data() { rows(); }
    void counts_are_right() {
        QFETCH(QString, slug);
        QFETCH(QByteArray, text);
        QFETCH(int, records);
        QFETCH(int, findings);
        QVERIFY2(!text.isEmpty(), "the fixture is missing");
        std::string why;
        QCOMPARE(test::recognised(text.toStdString(), &why), slug.toStdString());
        QVERIFY2(why.size() > 5, "it does not say why");
        const test::Collected got = test::parse_with(slug.toStdString(), text.toStdString());
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(static_cast<int>(got.stats->records), records);
        QCOMPARE(static_cast<int>(got.listed()), findings);
        QVERIFY2(!got.scans.empty(), "no scan was told of");
        for (const RawFinding& f : got.findings) {
            QVERIFY2(!f.title.empty(), f.place.path.c_str());
            QVERIFY2(f.title.find('\n') == std::string::npos, f.title.c_str());
            QVERIFY2(!f.place.path.empty() || f.place.line > 0, f.title.c_str());
        }
    }

    void facts_are_read_data() {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QString>("which");
        QTest::addColumn<int>("index");
        for (const Expected& e : expectations())
            for (std::size_t i = 0; i < e.facts.size(); ++i)
                QTest::newRow(fmt::format("{} {} {}", e.slug, e.facts[i].fixture, i).c_str())
                    << QString::fromStdString(e.slug) << QString::fromStdString(e.facts[i].fixture)
                    << static_cast<int>(i);
    }
    void facts_are_read() {
        QFETCH(QString, slug);
        QFETCH(QString, which);
        QFETCH(int, index);
        const test::Collected got =
            test::parse_with(slug.toStdString(), fixture(slug.toStdString(), which.toStdString()));
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        const auto all = expectations();
        const auto e =
            std::find_if(all.begin(), all.end(), [&](const Expected& x) { return x.slug == slug.toStdString(); });
        const test::Fact& fact = e->facts.at(static_cast<std::size_t>(index)).fact;
        bool held = false;
        std::string near;
        for (std::size_t i = 0; i < got.findings.size() && !held; ++i) {
            held = test::holds(fact, got.findings[i], got.scans.at(got.scan_of[i]));
            near += test::shown(got.findings[i], got.scans.at(got.scan_of[i])) + "\n--\n";
        }
        QVERIFY2(held, near.c_str());
    }

    void layout_and_order_do_not_matter_data() { rows(Which::documents); } // lines have no other layout
    void layout_and_order_do_not_matter() {
        QFETCH(QString, slug);
        QFETCH(QByteArray, text);
        QFETCH(int, records);
        QFETCH(int, findings);
        const std::string other = test::is_json(text.toStdString()) ? test::reversed_json(text.toStdString())
                                                                    : test::respaced_xml(text.toStdString());
        QVERIFY(other != text.toStdString());
        QCOMPARE(test::recognised(other), slug.toStdString());
        const test::Collected before = test::parse_with(slug.toStdString(), text.toStdString());
        const test::Collected got = test::parse_with(slug.toStdString(), other);
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(static_cast<int>(got.stats->records), records);
        QCOMPARE(static_cast<int>(got.listed()), findings);
        QCOMPARE(got.scans.size(), before.scans.size());
        std::vector<std::string> was;
        std::vector<std::string> is;
        for (const RawFinding& f : before.findings)
            was.push_back(words(f));
        for (const RawFinding& f : got.findings)
            is.push_back(words(f));
        std::sort(was.begin(), was.end()); // entries of an object come in its order
        std::sort(is.begin(), is.end());
        QCOMPARE(is, was);
    }

    void broken_documents_are_refused_with_a_place_data() {
        QTest::addColumn<QString>("slug");
        for (const Expected& e : expectations())
            QTest::newRow(e.slug.c_str()) << QString::fromStdString(e.slug);
    }
    void broken_documents_are_refused_with_a_place() {
        QFETCH(QString, slug);
        const std::string text = fixture(slug.toStdString(), "broken");
        QVERIFY(!text.empty());
        const test::Collected got = test::parse_with(slug.toStdString(), text);
        QVERIFY(!got.stats.has_value());
        QCOMPARE(got.stats.error().code, Errc::malformed);
        QVERIFY(!got.stats.error().what.empty());
        QVERIFY2(got.stats.error().line > 0 || !got.stats.error().where.empty(), got.error().c_str());
    }

    void every_cut_is_an_error_or_less_but_never_a_crash_data() { rows(Which::base); }
    void every_cut_is_an_error_or_less_but_never_a_crash() {
        QFETCH(QString, slug);
        QFETCH(QByteArray, text);
        const std::string whole = text.toStdString();
        const std::size_t end = std::string(trim(whole)).size();
        QFETCH(bool, lines);
        for (std::size_t n = 0; n < end; ++n) {
            const test::Collected got = test::parse_with(slug.toStdString(), whole.substr(0, n));
            // Lines of JSON may keep the whole ones; a document that is cut is no document.
            if (!lines) QVERIFY2(!got.stats.has_value(), std::to_string(n).c_str());
        }
    }

private:
    enum class Which { base, all, documents };
    static void rows(Which which = Which::all) {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("records");
        QTest::addColumn<int>("findings");
        QTest::addColumn<bool>("lines");
        const std::array<std::string, 3> names{"none", "one", "many"};
        for (const Expected& e : expectations()) {
            if (which == Which::documents && e.lines) continue;
            for (std::size_t i = 0; i < names.size(); ++i) {
                QTest::newRow((e.slug + " " + names[i]).c_str())
                    << QString::fromStdString(e.slug) << QByteArray::fromStdString(fixture(e.slug, names[i]))
                    << static_cast<int>(e.records.at(i)) << static_cast<int>(e.findings.at(i)) << e.lines;
            }
            for (const Expected::Shape& shape : e.shapes) {
                if (which == Which::base) break;
                if (which == Which::documents && shape.lines) continue;
                QTest::newRow((e.slug + " " + shape.fixture).c_str())
                    << QString::fromStdString(e.slug) << QByteArray::fromStdString(fixture(e.slug, shape.fixture))
                    << static_cast<int>(shape.records) << static_cast<int>(shape.findings) << (e.lines || shape.lines);
            }
        }
    }
    // What a finding says, without where it stands in the report.
    static std::string words(const RawFinding& f) {
        return join({f.title, fields::folded(f.description), f.rule, f.severity_raw, f.location.file,
                     std::to_string(f.location.line), f.location.package, f.location.version, f.location.url,
                     f.location.resource, f.asset, f.fingerprint, f.cvss_vector, f.suppression,
                     std::to_string(static_cast<int>(f.outcome)), join(f.cve, ","), join(f.controls, ",")},
                    "|");
    }
};

QTEST_APPLESS_MAIN(FormatsFindingsTest)
#include "formats_findings_test.moc"

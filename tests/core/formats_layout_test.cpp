// Real reports of others in other layouts: keys the other way round, without white space, tags on lines of their own,
// under another name. Each is known as what it was and says the same. A sample of the corpus; skipped where that is not
// at hand. (The same over all fixtures of ours: formats_findings_test.)

#include "core/base/text.h"
#include "tests/support/layouts.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

using namespace parapet;

namespace {

constexpr std::size_t k_all_below = 40U << 10;   // every file of that size is tried,
constexpr std::size_t k_none_above = 600U << 10; // of larger ones every fifth, and none beyond

struct Report {
    std::string path, name, slug;
};

// What a report says, without where in the report it stands. Entries of an object come in its order.
std::vector<std::string> said(const test::Collected& got) {
    std::vector<std::string> out;
    for (const RawFinding& f : got.findings)
        out.push_back(fmt::format("{}|{}|{}|{}|{}|{}", f.rule, name_of(f.severity), f.location.file, f.location.line,
                                  f.location.package, name_of(f.outcome)));
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<Report> sample() {
    const std::string root = test::corpus_path("findings");
    std::vector<Report> out;
    if (root.empty()) return out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file() || entry.path().filename() == "MANIFEST.tsv") continue;
        if (entry.file_size() > k_none_above) continue;
        Report report;
        report.path = entry.path().string();
        report.name = std::filesystem::relative(entry.path(), root).string();
        out.push_back(std::move(report));
    }
    std::sort(out.begin(), out.end(), [](const Report& a, const Report& b) { return a.name < b.name; });
    std::size_t n = 0;
    const auto left_out = [&](const Report& r) {
        return std::filesystem::file_size(r.path) > k_all_below && n++ % 5 != 0;
    };
    out.erase(std::remove_if(out.begin(), out.end(), left_out), out.end());
    return out;
}

} // namespace

class FormatsLayoutTest final : public QObject {
    Q_OBJECT
private slots:
    void a_report_in_another_layout_is_the_same_report_data() {
        QTest::addColumn<QString>("path");
        for (const Report& report : sample())
            QTest::newRow(report.name.c_str()) << QString::fromStdString(report.path);
        if (sample().empty()) QTest::newRow("no corpus") << QString();
    }
    void a_report_in_another_layout_is_the_same_report() {
        QFETCH(QString, path);
        if (path.isEmpty()) QSKIP("the corpus of real reports is not at hand");
        const std::string text = test::read_file(path.toStdString());
        const std::string slug = test::recognised(text);
        if (slug.empty()) QSKIP("nothing that is known");
        const test::Collected was = test::parse_with(slug, text);
        if (!was.stats) QSKIP("refused");
        std::vector<std::pair<const char*, std::string>> others;
        if (test::is_json(text)) {
            others.emplace_back("reversed", test::reversed_json(text));
            others.emplace_back("minified", test::minified_json(text));
        } else if (trim(text).starts_with("<")) {
            others.emplace_back("respaced", test::respaced_xml(text));
        }
        for (const auto& [layout, other] : others) {
            if (other.empty()) continue; // lines, or a script around it
            const std::string now = test::recognised(other);
            QVERIFY2(now == slug, fmt::format("{}: {} is taken for {}", layout, slug, now).c_str());
            const test::Collected is = test::parse_with(slug, other);
            QVERIFY2(is.stats.has_value(), fmt::format("{}: {}", layout, is.error()).c_str());
            QCOMPARE(is.stats->records, was.stats->records);
            const auto before = said(was);
            const auto after = said(is);
            for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i)
                QVERIFY2(before[i] == after[i], fmt::format("{}: {} != {}", layout, before[i], after[i]).c_str());
            QCOMPARE(after.size(), before.size());
        }
    }
};

QTEST_APPLESS_MAIN(FormatsLayoutTest)
#include "formats_layout_test.moc"

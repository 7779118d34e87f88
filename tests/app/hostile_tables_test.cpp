// corpus/HOSTILE.md, cases 20 and 23: tables whose rows do not fit, and findings that are too many. The real program.

#include "tests/support/cli.h"
#include "tests/support/sarif.h"
#include "tests/support/support.h"

#include <cstdlib>
#include <filesystem>

using namespace parapet;
using namespace parapet::test;
namespace fs = std::filesystem;

namespace {

const std::string k_header = "CVE ID,CVE Severity,CVSS Score,CVSS Score Version,Package Name,Package Version,"
                             "Package Path,Package Type,Fix Version,CVE URL,Risk Accepted,EPSS Score\n";

std::string row(int number) {
    return "CVE-2031-" + std::to_string(number) +
           ",High,7.5,3.1,lamp,1.0,/lib/lamp,python,1.1,https://lamp.example/1,false,0.5\n";
}

std::string with(std::string text, char delimiter) {
    for (char& c : text)
        if (c == ',') c = delimiter;
    return text;
}

} // namespace

class HostileTablesTest : public QObject {
    Q_OBJECT
    int n_ = 0;

    std::string fresh(const std::string& name) {
        const std::string path = temp_path("t" + std::to_string(n_++)) + "/" + name;
        fs::create_directories(fs::path(path).parent_path());
        return path;
    }

private slots:
    void tables_are_read_by_the_names_of_their_columns_data() { // 20
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("findings");
        const auto table = [](const char* title, const std::string& text, int findings) {
            QTest::newRow(title) << QByteArray::fromStdString(text) << findings;
        };
        table("as it is", k_header + row(1001), 1);
        table("semicolons", with(k_header + row(1001), ';'), 1);
        table("tabs", with(k_header + row(1001), '\t'), 1);
        table("a line break in a cell", k_header + "CVE-2031-1001,High,7.5,3.1,\"la\nmp\",1.0\n", 1);
        table("only a header", k_header, 0);
        table("the header again", k_header + row(1001) + k_header + row(1002), 2);
        table("a row shorter than the header", k_header + "CVE-2031-1003,High\n", 1);
        std::string wide = k_header.substr(0, k_header.size() - 1);
        for (int i = 0; i < 1500; ++i)
            wide += ",c" + std::to_string(i);
        table("columns that nobody asked for", wide + "\n" + row(1001), 1);
    }
    void tables_are_read_by_the_names_of_their_columns() {
        QFETCH(QByteArray, text);
        QFETCH(int, findings);
        const std::string path = fresh("scan.csv"), workspace = fresh("w.parapet");
        write_file(path, {text.constData(), static_cast<std::size_t>(text.size())});
        const Ran ran = run_parapet({"import", "--json", "--workspace", workspace, path});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(ran.json()[0]["format"].toString(), QString("sysdig-csv"));
        QCOMPARE(ran.json()[0]["records"].toInt(), findings);
        QCOMPARE(ran.json()[0]["findings"].toObject()["new"].toInt(), findings);
    }

    void tables_that_do_not_fit_are_refused_with_their_line_data() { // 20
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        const auto table = [](const char* title, const std::string& text, const char* said) {
            QTest::newRow(title) << QByteArray::fromStdString(text) << QString(said);
        };
        table("a quote without end", k_header + row(1001) + "CVE-2031-1002,\"High,7.5\n" + row(1003) + row(1004),
              "line 3: A quote is opened here and never closed");
        table("a row longer than the header", k_header + row(1001) + "CVE-2031-1002" + std::string(40, ',') + "\n",
              "line 3: A row has 41 cells, but there are 12 columns");
        std::string wide = k_header.substr(0, k_header.size() - 1);
        for (int i = 0; i < 100'000; ++i)
            wide += ",c" + std::to_string(i);
        table("100,000 columns", wide + "\n" + row(1001), "not a report I know");
    }
    void tables_that_do_not_fit_are_refused_with_their_line() {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        const std::string path = fresh("scan.csv"), workspace = fresh("w.parapet");
        write_file(path, {text.constData(), static_cast<std::size_t>(text.size())});
        const Ran ran = run_parapet({"import", "--json", "--workspace", workspace, path});
        QCOMPARE(ran.code, 1);
        QCOMPARE(ran.error_lines().size(), std::size_t{1});
        QVERIFY2(ran.error().contains(said), ran.err.c_str());
        QCOMPARE(run_parapet({"findings", "--json", "--workspace", workspace}).json().size(), 0);
    }

    void one_result_in_very_many_places_is_one_finding() { // 23
        std::string places;
        for (int i = 0; i < 200'000; ++i)
            places += (i == 0 ? "" : ",") +
                      std::string("{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"src/a") + std::to_string(i) +
                      ".c\"}}}";
        const std::string path = fresh("r.sarif"), workspace = fresh("w.parapet");
        write_file(path, sarif("{\"ruleId\":\"R1\",\"message\":{\"text\":\"m\"},\"locations\":[" + places + "]}"));
        const Ran ran = run_parapet({"import", "--json", "--workspace", workspace, path});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(ran.json()[0]["records"].toInt(), 1);
        QVERIFY(ran.json()[0]["warnings"].toInt() > 0);
        QCOMPARE(run_parapet({"findings", "--json", "--workspace", workspace}).json().size(), 1);
        QVERIFY(fs::file_size(workspace) < (4U << 20)); // the places are counted, not kept
    }

    // Two minutes and 1.5 GB of disk: PARAPET_LONG_TESTS=1 runs it.
    void five_million_results_stay_in_bounds() { // 23
        if (std::getenv("PARAPET_LONG_TESTS") == nullptr) QSKIP("only with PARAPET_LONG_TESTS=1");
        constexpr int k_results = 5'000'000;
        const std::string path = fresh("r.sarif"), workspace = fresh("w.parapet");
        std::string results;
        results.reserve(std::size_t{60} * k_results);
        for (int i = 0; i < k_results; ++i)
            results += (i == 0 ? "" : ",") + std::string("{\"ruleId\":\"R") + std::to_string(i) +
                       "\",\"message\":{\"text\":\"m\"}}";
        write_file(path, sarif(results));
        RunOptions patient;
        patient.timeout_seconds = 900;
        const Ran ran = run_parapet({"import", "--json", "--workspace", workspace, path}, patient);
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(ran.json()[0]["findings"].toObject()["new"].toInt(), k_results);
        QVERIFY2(ran.peak_bytes < (std::uint64_t{1} << 30), qPrintable(QString::number(ran.peak_bytes)));
        fs::remove(path);
    }
};

QTEST_GUILESS_MAIN(HostileTablesTest)
#include "hostile_tables_test.moc"

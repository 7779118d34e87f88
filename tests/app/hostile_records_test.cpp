// corpus/HOSTILE.md, the cases about what stands inside of a report that is read: names of archive members, formulas,
// control characters, paths, identities, dates, severities, references, patterns, secrets, blobs. The real program.

#include "tests/support/archives.h"
#include "tests/support/cli.h"
#include "tests/support/sarif.h"
#include "tests/support/support.h"

#include <QJsonArray>

#include <filesystem>

using namespace parapet;
using namespace parapet::test;
namespace fs = std::filesystem;

class HostileRecordsTest : public QObject {
    Q_OBJECT
    int n_ = 0;

    std::string fresh(const std::string& name) {
        const std::string path = temp_path("r" + std::to_string(n_++)) + "/" + name;
        fs::create_directories(fs::path(path).parent_path());
        return path;
    }
    std::string file(const std::string& name, std::string_view bytes) {
        const std::string path = fresh(name);
        write_file(path, bytes);
        return path;
    }
    static Ran import(const std::string& workspace, const std::string& path) {
        return run_parapet({"import", "--json", "--workspace", workspace, path});
    }
    static QList<QJsonObject> findings(const std::string& workspace) {
        return run_parapet({"findings", "--json", "--workspace", workspace}).json();
    }

private slots:
    void of_double_keys_the_last_wins_with_a_warning() { // 11
        const std::string ws = fresh("w.parapet");
        const std::string text =
            sarif("{\"ruleId\":\"R1\",\"level\":\"note\",\"level\":\"error\",\"message\":{\"text\":"
                  "\"one\",\"text\":\"two\"}}");
        const Ran ran = import(ws, file("r.sarif", text));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QVERIFY(ran.json()[0]["warnings"].toInt() > 0);
        const auto all = findings(ws);
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0]["severity"].toString(), QString("high"));
        QCOMPARE(all[0]["title"].toString(), QString("two"));
    }

    void members_with_odd_names_are_never_paths_data() { // 15
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* title, const QByteArray& name, ArchiveEntry::Kind kind) {
            QTest::newRow(title) << name << static_cast<int>(kind);
        };
        row("upwards", "../../evil.sarif", ArchiveEntry::Kind::file);
        row("absolute", "/tmp/parapet-evil.sarif", ArchiveEntry::Kind::file);
        row("a drive", "C:\\evil.sarif", ArchiveEntry::Kind::file);
        row("backslashes", "..\\..\\evil.sarif", ArchiveEntry::Kind::file);
        row("a long name", QByteArray(9000, 'a') + ".sarif", ArchiveEntry::Kind::file);
        row("a symbolic link", "evil.sarif", ArchiveEntry::Kind::symlink);
        row("a hard link", "evil.sarif", ArchiveEntry::Kind::hardlink);
        row("a device", "evil.sarif", ArchiveEntry::Kind::device);
    }
    void members_with_odd_names_are_never_paths() {
        QFETCH(QByteArray, name);
        QFETCH(int, kind);
        const std::string folder = fresh("");
        const auto entry_kind = static_cast<ArchiveEntry::Kind>(kind);
        const std::string evil = entry_kind == ArchiveEntry::Kind::file ? sarif(SarifResult{}.json()) : "/etc/passwd";
        SarifResult good;
        good.rule = "GOOD";
        const std::string path = folder + "/a.tar";
        write_file(path, tar_of({{name.toStdString(), evil, entry_kind},
                                 {"good.sarif", sarif(good.json()), ArchiveEntry::Kind::file}}));
        const std::string ws = fresh("w.parapet");
        const Ran ran = import(ws, path);
        QVERIFY2(ran.code == 0 || ran.code == 1, ran.err.c_str());
        const auto all = findings(ws);
        QVERIFY(!all.isEmpty());
        bool has_good = false;
        for (const QJsonObject& f : all)
            has_good = has_good || f["rule"].toString() == "GOOD";
        QVERIFY2(has_good, "the sound member is read all the same");
        // Nothing was written beside the archive, above it, or where the name says.
        QVERIFY(!fs::exists("/tmp/parapet-evil.sarif"));
        QVERIFY(!fs::exists(fs::path(folder).parent_path() / "evil.sarif"));
        QVERIFY(!fs::exists(fs::path(folder).parent_path().parent_path() / "evil.sarif"));
        QCOMPARE(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}), std::ptrdiff_t{1});
        QVERIFY(dump_workspace(ws).find("root:x:0:0") == std::string::npos);
    }

    void of_two_members_of_one_name_none_mixes_with_the_other() { // 16
        const std::string ws = fresh("w.parapet");
        SarifResult one, two;
        one.rule = "ONE";
        two.rule = "TWO";
        const std::string path = file("a.zip", zip_of({{"r.sarif", sarif(one.json()), ArchiveEntry::Kind::file},
                                                       {"r.sarif", sarif(two.json()), ArchiveEntry::Kind::file}}));
        const Ran first = import(ws, path);
        const auto all = findings(ws);
        QVERIFY(!all.isEmpty());
        QCOMPARE(all[0]["tools"].toArray(), QJsonArray{"Scannette"});
        // Deterministic: another workspace gets the same.
        const std::string other = fresh("w.parapet");
        const Ran second = import(other, path);
        QCOMPARE(second.code, first.code);
        QCOMPARE(findings(other).size(), all.size());
    }

    void exports_neutralise_formulas_data() { // 19
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://evil\",\"x\")", "=cmd|' /C calc'!A0"})
            QTest::newRow(text) << QString(text);
    }
    void exports_neutralise_formulas() {
        QFETCH(QString, text);
        const std::string ws = fresh("w.parapet");
        SarifResult r;
        r.rule = text.trimmed().toStdString();
        r.message = text.toStdString();
        QCOMPARE(import(ws, file("r.sarif", sarif(r.json()))).code, 0);
        const Ran csv = run_parapet({"findings", "--format", "csv", "--workspace", ws});
        QCOMPARE(csv.code, 0);
        for (const char lead : {'=', '+', '-', '@', '\t'}) {
            QVERIFY2(csv.out.find(std::string(",") + lead) == std::string::npos, csv.out.c_str());
            QVERIFY2(csv.out.find(std::string(",\"") + lead) == std::string::npos, csv.out.c_str());
        }
        QVERIFY2(findings(ws)[0]["title"].toString() == text.trimmed(), "what is shown is unchanged");
    }

    void control_characters_are_not_obeyed() { // 21
        const std::string ws = fresh("w.parapet");
        SarifResult r;
        r.message = "\x1b[2J\x1b[31mred\a over\rwritten \u202Egnp.exe zero\u200Bwidth e";
        for (int i = 0; i < 10000; ++i)
            r.message += "\u0301";
        QCOMPARE(import(ws, file("r.sarif", sarif(r.json()))).code, 0);
        const Ran table = run_parapet({"findings", "--workspace", ws});
        QCOMPARE(table.code, 0);
        for (const char* never : {"\x1b[2J", "\a", "\r", "\u202E"})
            QVERIFY2(table.out.find(never) == std::string::npos, table.out.c_str());
        QVERIFY(table.out.size() < 20000);
    }

    void paths_of_findings_are_only_shown() { // 22
        const std::string ws = fresh("w.parapet");
        std::string results;
        const std::vector<std::string> paths{"../../../etc/shadow",
                                             "\\\\server\\share\\x",
                                             "file://host/x",
                                             "%2e%2e/%2e%2e/etc/passwd",
                                             "CON",
                                             std::string(32000, 'p'),
                                             "a\0b"};
        for (std::size_t i = 0; i < paths.size(); ++i) {
            SarifResult r;
            r.uri = paths[i];
            r.line = static_cast<int>(i) + 1;
            results += (i ? "," : "") + r.json();
        }
        const Ran ran = import(ws, file("r.sarif", sarif(results)));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(findings(ws).size(), static_cast<qsizetype>(paths.size()));
        QVERIFY(dump_workspace(ws).find("root:") == std::string::npos);
    }

    void identities_that_attack_lose_nothing_data() { // 24
        QTest::addColumn<QString>("how");
        QTest::newRow("all with one fingerprint") << "fingerprint";
        QTest::newRow("rules that differ in case and space only") << "case";
        QTest::newRow("all the same") << "same";
    }
    void identities_that_attack_lose_nothing() {
        QFETCH(QString, how);
        constexpr int k_results = 20000;
        std::string results;
        for (int i = 0; i < k_results; ++i) {
            SarifResult r;
            if (how == "fingerprint") {
                r.more = R"(,"partialFingerprints":{"primaryLocationLineHash":"abc:1"})";
                r.line = i + 1;
            } else if (how == "case") {
                r.rule = i % 2 == 0 ? "Rule" : "rule ";
                r.line = i / 2 + 1;
            }
            results += (i ? "," : "") + r.json();
        }
        const std::string ws = fresh("w.parapet");
        const Ran ran = import(ws, file("r.sarif", sarif(results)));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        const QJsonObject o = ran.json()[0];
        QCOMPARE(o["records"].toInt(), k_results);
        const QJsonObject counts = o["findings"].toObject();
        const int kept = counts["new"].toInt() + counts["known"].toInt();
        QVERIFY(kept >= 1);
        QCOMPARE(kept + o["merged"].toInt() + o["skipped"].toInt() + o["checks"].toInt(), k_results);
        QCOMPARE(run_parapet({"check", "--workspace", ws}).code, 0);
    }

    void odd_dates_are_unknown_data() { // 25
        QTest::addColumn<QString>("date");
        for (const char* date : {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2024-02-30T00:00:00Z",
                                 "1000000000000000000", "-5", "2024-01-01T00:00:00+99:99", "3. Januar 2024", ""})
            QTest::newRow(date) << QString(date);
    }
    void odd_dates_are_unknown() {
        QFETCH(QString, date);
        const std::string ws = fresh("w.parapet");
        const std::string text = "{\"version\":\"2.1.0\",\"runs\":[{\"invocations\":[{\"executionSuccessful\":true,"
                                 "\"endTimeUtc\":" +
                                 json_text(date.toStdString()) +
                                 "}],\"tool\":{\"driver\":{\"name\":\"Scannette\"}},\"results\":[" +
                                 SarifResult{}.json() + "]}]}";
        const Ran ran = import(ws, file("r.sarif", text));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(findings(ws).size(), 1);
        for (const char* page : {"posture", "findings"})
            QCOMPARE(run_parapet({page, "--workspace", ws}).code, 0);
        QCOMPARE(run_parapet({"gate", "--workspace", ws, "--fail-on", "critical"}).code, 0);
    }

    void severities_are_mapped_or_unknown_never_guessed_low_data() { // 26
        QTest::addColumn<QString>("word");                           // as JSON
        QTest::addColumn<QString>("severity");
        QTest::newRow("null") << "null"
                              << "info";
        QTest::newRow("empty") << "\"\""
                               << "info";
        QTest::newRow("spaces") << "\" CRITICAL \""
                                << "critical";
        QTest::newRow("another language") << "\"CRÍTICO\""
                                          << "info";
        QTest::newRow("a number") << "11"
                                  << "info";
        QTest::newRow("below zero") << "-1"
                                    << "info";
        QTest::newRow("a vector") << "\"CVSS:3.1/AV:N\""
                                  << "info";
    }
    void severities_are_mapped_or_unknown_never_guessed_low() {
        QFETCH(QString, word);
        QFETCH(QString, severity);
        const std::string ws = fresh("w.parapet");
        const std::string text = R"({"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"container_image","Results":[)"
                                 R"({"Target":"t","Class":"os-pkgs","Type":"debian","Vulnerabilities":[)"
                                 R"({"VulnerabilityID":"CVE-2026-1","PkgName":"p","InstalledVersion":"1","Severity":)" +
                                 word.toStdString() + "}]}]}";
        const Ran ran = import(ws, file("r.json", text));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(findings(ws)[0]["severity"].toString(), severity);
        if (severity == "info") QVERIFY2(ran.json()[0]["warnings"].toInt() > 0, "an unknown word is counted");
    }

    void references_to_nothing_are_absent() { // 29
        const std::string ws = fresh("w.parapet");
        std::string results;
        int n = 0;
        for (const char* index : {"-1", "1000000000", "7", "null", "\"x\""}) {
            results += std::string(n > 0 ? "," : "") + "{\"ruleIndex\":" + index + ",\"message\":{\"text\":\"m" +
                       std::to_string(n) +
                       "\"},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"index\":" + index + "}}}]}";
            ++n;
        }
        const Ran ran = import(ws, file("r.sarif", sarif(results, R"([{"id":"A"}])")));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(ran.json()[0]["records"].toInt(), 5);
        QCOMPARE(findings(ws).size(), 5);
        const std::string bom = fresh("w.parapet");
        const Ran loops =
            import(bom, file("b.json",
                             R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library",)"
                             R"("bom-ref":"a","name":"a","version":"1"}],"dependencies":[{"ref":"a","dependsOn":["a",)"
                             R"("nothing"]}],"vulnerabilities":[{"id":"CVE-2026-2","affects":[{"ref":"nothing"},)"
                             R"({"ref":"a"}],"ratings":[{"severity":"high"}]}]})"));
        QVERIFY2(loops.code == 0, loops.err.c_str());
        QVERIFY(!findings(bom).isEmpty());
    }

    void patterns_are_matched_in_linear_time_data() { // 30
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("a!a!a!") << QByteArray("a!").repeated(50000);
        QTest::newRow("((((") << QByteArray(100000, '(');
        QTest::newRow("CVE-CVE-") << QByteArray("CVE-").repeated(25000);
        QTest::newRow("CWE-7CWE-7") << QByteArray("CWE-7").repeated(20000);
        QTest::newRow("pkg:pkg:") << QByteArray("pkg:a/").repeated(16000);
        QTest::newRow("http://") << QByteArray("http://").repeated(14000);
    }
    void patterns_are_matched_in_linear_time() {
        QFETCH(QByteArray, text);
        SarifResult r;
        r.message = r.rule = r.uri = text.toStdString();
        const std::string ws = fresh("w.parapet");
        const Ran ran = import(ws, file("r.sarif", sarif(r.json())));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(findings(ws).size(), 1);
    }

    void secrets_are_masked_everywhere() { // 34
        const std::string secret = "AKIAQ3EGRTPLZ7WM2XKD/" + std::string("kJ8sDf02mcnQ");
        const std::string ws = fresh("w.parapet");
        QString leak = "[{'Description':'A key','StartLine':3,'EndLine':3,'StartColumn':1,'EndColumn':9,"
                       "'Match':'key = SECRET','Secret':'SECRET','File':'a.py','SymlinkFile':'','Commit':'',"
                       "'Entropy':4.1,'Author':'','Email':'','Date':'','Message':'','Tags':[],'RuleID':'aws',"
                       "'Fingerprint':'a.py:aws:3'}]";
        leak.replace('\'', '"').replace("SECRET", q(secret));
        const std::string text = leak.toStdString();
        const std::string path = file("leaks.json", text);
        const Ran ran = import(ws, path);
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QVERIFY(dump_workspace(ws).find(secret) == std::string::npos);
        std::vector<Ran> shown{ran, run_parapet({"inspect", "--json", path})};
        for (const char* format : {"table", "json", "csv", "sarif"})
            shown.push_back(run_parapet({"findings", "--format", format, "--workspace", ws}));
        for (const Ran& r : shown) {
            QVERIFY(r.code == 0 && !r.out.empty());
            QVERIFY2((r.out + r.err).find(secret) == std::string::npos, r.out.c_str());
        }
    }

    void blobs_that_are_broken_leave_the_finding() { // 35
        const std::string ws = fresh("w.parapet");
        const std::string blob = std::string(3 << 20, 'A') + "!!not base64!!";
        const std::string text =
            "<issues burpVersion=\"2024.1\"><issue><serialNumber>1</serialNumber><type>8388608</type>"
            "<name>Seen</name><host ip=\"192.0.2.1\">https://shop.example</host><path>/a</path>"
            "<location>/a</location><severity>High</severity><confidence>Certain</confidence>"
            "<requestresponse><request base64=\"true\">" +
            blob + "</request><response base64=\"true\">%%%</response></requestresponse></issue></issues>";
        const Ran ran = import(ws, file("b.xml", text));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        const auto all = findings(ws);
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0]["severity"].toString(), QString("high"));
        QVERIFY(fs::file_size(ws) < (4U << 20));
    }
};

QTEST_GUILESS_MAIN(HostileRecordsTest)
#include "hostile_records_test.moc"

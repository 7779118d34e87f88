// The contract of design/cli.md, against the real binary.

#include "tests/support/archives.h"
#include "tests/support/cli.h"
#include "tests/support/support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QXmlStreamReader>

#include <filesystem>

using namespace parapet::test;
namespace fs = std::filesystem;

namespace {

const char* const k_report = R"({"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Scannette","version":"3.1",
"rules":[{"id":"R1","properties":{"tags":["external/cwe/cwe-89"],"security-severity":"9.1"}}]}},"results":[
{"ruleId":"R1","level":"error","message":{"text":"Query built from input"},"locations":[{"physicalLocation":
{"artifactLocation":{"uri":"src/pay.c"},"region":{"startLine":12}}}]},
{"ruleId":"R2","level":"note","message":{"text":"Style"},"locations":[{"physicalLocation":
{"artifactLocation":{"uri":"src/b.c"},"region":{"startLine":3}}}]}]}]})";

const char* const k_log =
    "2026-11-18T10:00:00+00:00 web sshd[811]: Failed password for invalid user admin from 203.0.113.7 port 40022 ssh2\n"
    "2026-11-18T10:00:05+00:00 web sshd[812]: Accepted publickey for mara from 198.51.100.2 port 50022 ssh2\n";

const QStringList k_finding_fields{
    "id",           "title",      "description",  "severity",    "score",      "status",   "cause",
    "phase",        "cwe",        "cve",          "aliases",     "asset",      "location", "rule",
    "tools",        "first_seen", "last_seen",    "due",         "owner",      "epss",     "kev",
    "under_attack", "links",      "place",        "risk",        "risk_parts", "outcome",  "remediation",
    "cvss_vector",  "tags",       "severity_raw", "fingerprint", "suppressed"};

QStringList keys(const QJsonObject& o) {
    QStringList all = o.keys();
    all.sort();
    return all;
}
QStringList sorted(QStringList all) {
    all.sort();
    return all;
}

} // namespace

class CliTest : public QObject {
    Q_OBJECT
    std::string folder_, report_, log_;

    [[nodiscard]] std::string workspace(const char* name) const { return folder_ + "/" + name + ".parapet"; }

private slots:
    void initTestCase() {
        folder_ = temp_path("cli");
        report_ = folder_ + "/in/report.sarif";
        log_ = folder_ + "/in/auth.log";
        write_file(report_, k_report);
        write_file(log_, k_log);
    }

    void words_that_are_off_exit_2_with_one_line_data() {
        QTest::addColumn<QStringList>("args");
        QTest::newRow("no such sub-command") << QStringList{"frobnicate"};
        QTest::newRow("no path") << QStringList{"import"};
        QTest::newRow("no such option") << QStringList{"formats", "--colour"};
        QTest::newRow("no such format") << QStringList{"inspect", "--format", "nope", "-"};
        QTest::newRow("no such zone") << QStringList{"formats", "--tz", "Mars/Olympus"};
        QTest::newRow("no such zone of a log") << QStringList{"inspect", "--zone", "Mars/Olympus", "-"};
    }
    void words_that_are_off_exit_2_with_one_line() {
        QFETCH(QStringList, args);
        std::vector<std::string> words;
        for (const QString& a : args)
            words.push_back(a.toStdString());
        const Ran ran = run_parapet(words);
        QCOMPARE(ran.code, 2);
        QCOMPARE(ran.error_lines().size(), std::size_t{1});
        QVERIFY(ran.out.empty());
    }

    void options_may_stand_before_the_sub_command() {
        const std::string ws = workspace("before");
        const Ran ran = run_parapet({"--workspace", ws, "--json", "import", "--quiet", report_});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(ran.json().size(), 1);
        QCOMPARE(run_parapet({"--json", "findings", "--workspace=" + ws}).json().size(), 2);
    }

    void the_window_imports_the_paths_of_its_call() {
        const std::string ws = workspace("window");
        QProcess window;
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        env.insert("QT_QPA_PLATFORM", "offscreen");
        window.setProcessEnvironment(env);
        window.start(PARAPET_BINARY, {"--workspace", q(ws), q(report_), q(log_)});
        QVERIFY(window.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(run_parapet({"events", "--json", "--workspace", ws}).json().size() == 2, 60000);
        window.terminate();
        QVERIFY(window.waitForFinished());
        QCOMPARE(run_parapet({"findings", "--json", "--workspace", ws}).json().size(), 2);
        QCOMPARE(run_parapet({"events", "--json", "--workspace", ws}).json().size(), 2);
    }

    void a_file_that_is_not_there_opens_no_window() {
        const Ran ran = run_parapet({"--workspace", workspace("none"), "no-such-report.json"});
        QCOMPARE(ran.code, 2);
        QCOMPARE(ran.error_lines().size(), std::size_t{1});
    }

    void help_and_version_exit_0() {
        for (const char* word : {"--help", "--version"}) {
            const Ran ran = run_parapet({word});
            QCOMPARE(ran.code, 0);
            QVERIFY(!ran.out.empty());
        }
    }

    void formats_have_all_their_fields() {
        const Ran ran = run_parapet({"formats", "--json"});
        QCOMPARE(ran.code, 0);
        const auto all = ran.json();
        QVERIFY(all.size() >= 3);
        for (const QJsonObject& o : all) {
            QCOMPARE(keys(o), sorted({"slug", "kind", "tool", "media", "description"}));
            QVERIFY(
                QStringList({"findings", "events", "compliance", "changes", "feed"}).contains(o["kind"].toString()));
            for (const QString& key : o.keys())
                QVERIFY2(!o[key].toString().isEmpty(), qPrintable(o["slug"].toString() + " " + key));
        }
    }

    void checks_that_passed_are_shown_on_request() {
        const std::string path = data_path("kube-bench-json") + "/totals.json";
        const auto failed = run_parapet({"inspect", "--json", path}).json();
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0]["outcome"].toString(), QString("fail"));
        const auto all = run_parapet({"inspect", "--json", "--checks", path}).json();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[1]["outcome"].toString(), QString("pass"));
    }

    void a_finding_that_its_tool_holds_fixed_is_shown_as_fixed() {
        const std::string path = folder_ + "/fixed.json";
        write_file(path, R"({"findings": [{"title": "Rope", "severity": "High", "description": "d",)"
                         R"( "is_mitigated": true, "active": false, "verified": true}]})");
        const auto all = run_parapet({"inspect", "--json", path}).json();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0]["status"].toString(), QString("fixed"));
        QCOMPARE(all[0]["severity"].toString(), QString("high"));
    }

    void a_finding_has_all_its_fields() {
        const Ran ran = run_parapet({"inspect", "--json", report_});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        const auto all = ran.json();
        QCOMPARE(all.size(), 2);
        for (const QJsonObject& o : all) {
            QCOMPARE(keys(o), sorted(k_finding_fields));
            QCOMPARE(keys(o["location"].toObject()), sorted({"file", "line", "package", "version", "fixed_version",
                                                             "purl", "url", "host", "port", "resource"}));
            QCOMPARE(keys(o["place"].toObject()), sorted({"path", "line"}));
        }
        QCOMPARE(all[0]["severity"].toString(), QString("critical")); // 9.1
        QCOMPARE(all[0]["cwe"].toArray(), QJsonArray{89});
        QCOMPARE(all[0]["location"].toObject()["file"].toString(), QString("src/pay.c"));
        QCOMPARE(all[0]["location"].toObject()["line"].toInt(), 12);
        QCOMPARE(all[0]["tools"].toArray(), QJsonArray{"Scannette"});
        QVERIFY(all[0]["due"].isNull());
    }

    void an_event_has_all_its_fields() {
        const Ran ran = run_parapet({"inspect", "--json", log_});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        const auto all = ran.json();
        QCOMPARE(all.size(), 2);
        for (const QJsonObject& o : all) {
            for (const char* key : {"time", "kind", "outcome", "severity", "user", "target_user", "source_ip",
                                    "source_port", "destination_ip", "destination_port", "host", "asset", "process",
                                    "object", "rule", "message", "source", "place"})
                QVERIFY2(o.contains(key), key);
            QCOMPARE(keys(o["place"].toObject()), sorted({"line", "offset"}));
        }
        QCOMPARE(all[0]["time"].toString(), QString("2026-11-18T10:00:00Z"));
        QCOMPARE(all[0]["outcome"].toString(), QString("failure"));
        QCOMPARE(all[0]["source_ip"].toString(), QString("203.0.113.7"));
        QCOMPARE(all[1]["outcome"].toString(), QString("success"));
        QCOMPARE(all[1]["user"].toString(), QString("mara"));
        QCOMPARE(all[1]["place"].toObject()["line"].toInt(), 2);
    }

    void times_are_in_the_zone_asked_for() {
        const Ran ran = run_parapet({"inspect", "--json", "--tz", "Europe/Berlin", log_});
        QCOMPARE(ran.json()[0]["time"].toString(), QString("2026-11-18T11:00:00+01:00"));
    }

    void every_line_by_itself() {
        RunOptions options;
        options.input = std::string(k_log) + "nothing that anybody knows\n\n" + k_log;
        const Ran ran = run_parapet({"inspect", "--json", "--each-line", "-"}, options);
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QStringList lines;
        for (const QJsonObject& o : ran.json())
            lines << QString::number(o["place"].toObject()["line"].toInt()) + o["outcome"].toString();
        QCOMPARE(lines.join(' '), QString("1failure 2success 5failure 6success"));
    }

    void requests_are_tried_against_the_rules() {
        RunOptions options;
        options.input =
            "GET /shop?id=1%27%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.1\nGET /shop?id=17 HTTP/1.1\n";
        const Ran ran = run_parapet({"inspect", "--json", "--each-line", "--format", "http-request", "-"}, options);
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QStringList kinds;
        for (const QJsonObject& o : ran.json())
            if (o["kind"].toString() != "other")
                kinds << QString::number(o["place"].toObject()["line"].toInt()) + o["kind"].toString();
        QCOMPARE(kinds.join(' '), QString("1sql_injection"));
    }

    void an_import_has_all_its_fields() {
        const Ran ran =
            run_parapet({"import", "--json", "--workspace", workspace("fields"), report_, log_, folder_ + "/gone"});
        QCOMPARE(ran.code, 1);
        const auto all = ran.json();
        QCOMPARE(all.size(), 3);
        for (const QJsonObject& o : all) {
            for (const char* key :
                 {"path", "format", "tool", "status", "records", "findings", "events", "bytes", "seconds", "error"})
                QVERIFY2(o.contains(key), key);
            QCOMPARE(keys(o["findings"].toObject()), sorted({"new", "known", "reopened", "gone"}));
            QCOMPARE(keys(o["events"].toObject()), sorted({"stored", "counted"}));
        }
        QCOMPARE(all[0]["status"].toString(), QString("imported"));
        QCOMPARE(all[0]["format"].toString(), QString("sarif"));
        QCOMPARE(all[0]["tool"].toString(), QString("Scannette"));
        QCOMPARE(all[0]["records"].toInt(), 2);
        QCOMPARE(all[0]["findings"].toObject()["new"].toInt(), 2);
        QCOMPARE(all[0]["bytes"].toInt(), static_cast<int>(std::string_view(k_report).size()));
        QVERIFY(all[0]["error"].isNull());
        QCOMPARE(all[1]["events"].toObject()["stored"].toInt(), 2);
        QCOMPARE(all[2]["status"].toString(), QString("rejected"));
        QCOMPARE(keys(all[2]["error"].toObject()), sorted({"kind", "line", "column", "offset", "message"}));
        QCOMPARE(ran.error_lines().size(), std::size_t{1});
    }

    void a_preview_tells_and_changes_nothing() {
        const std::string w = workspace("preview");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_}).code, 0);
        const std::string before = dump_workspace(w);
        const std::string later = folder_ + "/later/report.sarif";
        std::string text = k_report; // one finding less, one more
        text.replace(text.find("src/b.c"), 7, "src/c.c");
        write_file(later, text);
        const Ran ran = run_parapet({"import", "--preview", "--json", "--workspace", w, later, log_, report_});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        const auto all = ran.json();
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[0]["status"].toString(), QString("preview"));
        QCOMPARE(all[0]["records"].toInt(), 2);
        const QJsonObject findings = all[0]["findings"].toObject();
        QCOMPARE(findings["new"].toInt(), 1);
        QCOMPARE(findings["known"].toInt(), 1);
        QCOMPARE(all[1]["events"].toObject()["stored"].toInt(), 2);
        QCOMPARE(all[2]["status"].toString(), QString("unchanged"));
        QVERIFY(dump_workspace(w) == before);
        QCOMPARE(run_parapet({"check", "--workspace", w}).code, 0);
        // And then it comes as it was told.
        const Ran real = run_parapet({"import", "--json", "--workspace", w, later});
        QCOMPARE(real.json()[0]["findings"].toObject(), findings);
    }

    void a_workbook_holds_the_list() {
        const std::string w = workspace("workbook");
        std::string text = k_report;
        text.replace(text.find("Query built from input"), 22, "=1+1 <b>&amp; more    ");
        const std::string odd = folder_ + "/odd/report.sarif";
        write_file(odd, text);
        QCOMPARE(run_parapet({"import", "--workspace", w, odd}).code, 0);
        const Ran ran = run_parapet({"findings", "--workspace", w, "--format", "xlsx"});
        QVERIFY2(ran.code == 0, ran.err.c_str());
        QCOMPARE(run_parapet({"findings", "--workspace", w, "--format", "xlsx"}).out, ran.out);
        const std::string file = folder_ + "/list.xlsx";
        write_file(file, ran.out);
        QProcess unzip;
        unzip.start("unzip", {"-p", q(file), "xl/worksheets/sheet1.xml"});
        QVERIFY2(unzip.waitForFinished() && unzip.exitCode() == 0, unzip.readAllStandardError().constData());
        QXmlStreamReader sheet(unzip.readAllStandardOutput());
        QList<QStringList> rows;
        while (!sheet.atEnd()) {
            if (sheet.readNext() != QXmlStreamReader::StartElement) continue;
            QVERIFY2(sheet.name() != u"f", "a cell is a formula");
            if (sheet.name() == u"row") rows << QStringList();
            if (sheet.name() == u"c") rows.last() << QString();
            if (sheet.name() == u"t" || sheet.name() == u"v") rows.last().last() = sheet.readElementText();
        }
        QVERIFY2(!sheet.hasError(), qPrintable(sheet.errorString()));
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0][0], QString("id"));
        QCOMPARE(rows[1].size(), rows[0].size());
        QCOMPARE(rows[1][rows[0].indexOf("title")], QString("=1+1 <b>&amp; more"));
        QCOMPARE(rows[1][rows[0].indexOf("cvss")], QString("9.1"));
    }

    void the_same_again_is_unchanged() {
        const std::string w = workspace("again");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_, log_}).code, 0);
        const std::string before = dump_workspace(w);
        const Ran ran = run_parapet({"import", "--json", "--workspace", w, report_, log_});
        QCOMPARE(ran.code, 0);
        for (const QJsonObject& o : ran.json())
            QCOMPARE(o["status"].toString(), QString("unchanged"));
        // `records` is what the file holds, whether it is new or not.
        QCOMPARE(ran.json()[0]["records"].toInt(), 2);
        QCOMPARE(ran.json()[0]["findings"].toObject()["known"].toInt(), 2);
        QCOMPARE(ran.json()[0]["findings"].toObject()["new"].toInt(), 0);
        QCOMPARE(ran.json()[1]["records"].toInt(), 2);
        QCOMPARE(ran.json()[1]["events"].toObject()["stored"].toInt(), 0);
        QVERIFY(dump_workspace(w) == before);
    }

    void nothing_is_left_beside_the_workspace() {
        const std::string w = workspace("alone");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_, log_}).code, 0);
        QVERIFY(!fs::exists(w + "-wal"));
        QVERIFY(!fs::exists(w + "-shm"));
    }

    void findings_come_in_four_forms() {
        const std::string w = workspace("forms");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_}).code, 0);
        const auto json = run_parapet({"findings", "--workspace", w, "--json"}).json();
        QCOMPARE(json.size(), 2);
        QCOMPARE(keys(json[0]), sorted(k_finding_fields));
        QCOMPARE(json[0]["severity"].toString(), QString("critical")); // the worst first
        QCOMPARE(json[0]["location"].toObject()["file"].toString(), QString("src/pay.c"));
        QCOMPARE(json[0]["cwe"].toArray(), QJsonArray{89});
        QCOMPARE(json[0]["tools"].toArray(), QJsonArray{"Scannette"});
        QVERIFY(json[0]["id"].toString().startsWith("F-"));
        QVERIFY(!json[0]["due"].isNull());

        const Ran table = run_parapet({"findings", "--workspace", w});
        QVERIFY(q(table.out).contains("Query built from input"));
        const Ran csv = run_parapet({"findings", "--workspace", w, "--format", "csv"});
        const QStringList lines = q(csv.out).split("\r\n", Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1].count(','), lines[0].count(','));
        const Ran sarif = run_parapet({"findings", "--workspace", w, "--format", "sarif"});
        const std::string path = folder_ + "/export.sarif";
        write_file(path, sarif.out);
        const Ran back = run_parapet({"inspect", "--json", path}); // what we write we can read
        QVERIFY2(back.code == 0, back.err.c_str());
        QCOMPARE(back.json().size(), 2);
        QCOMPARE(back.json()[0]["location"].toObject()["line"].toInt(), 12);
    }

    void findings_are_filtered_and_errors_point_at_the_word() {
        const std::string w = workspace("filter");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_}).code, 0);
        const auto count = [&](const char* filter) {
            return run_parapet({"findings", "--workspace", w, "--json", "--filter", filter}).json().size();
        };
        QCOMPARE(count("severity:critical"), 1);
        QCOMPARE(count("-severity:critical file:src/b.c"), 1);
        QCOMPARE(count("asset:nobody"), 0);
        const Ran off = run_parapet({"findings", "--workspace", w, "--filter", "severity:hgih"});
        QCOMPARE(off.code, 2);
        QCOMPARE(off.error_lines().size(), std::size_t{1});
        QVERIFY2(off.error().contains("character 10") && off.error().contains("critical, high"), off.err.c_str());
        QCOMPARE(run_parapet({"findings", "--workspace", folder_ + "/absent.parapet"}).code, 3);
        QVERIFY(!fs::exists(folder_ + "/absent.parapet"));
    }

    void a_decision_is_kept_and_survives_the_next_import() {
        const std::string w = workspace("triage");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_}).code, 0);
        const auto find = [&](const char* filter) {
            return run_parapet({"findings", "--workspace", w, "--json", "--filter", filter}).json();
        };
        const std::string id = find("severity:critical")[0]["id"].toString().toStdString();
        QCOMPARE(run_parapet({"triage", id, "--workspace", w, "--status", "false_positive"}).code, 2); // no reason
        QCOMPARE(run_parapet({"triage", id, "--workspace", w, "--status", "nonsense"}).code, 2);
        QCOMPARE(run_parapet({"triage", "F-4711", "--workspace", w, "--status", "triaged"}).code, 1);
        const Ran done =
            run_parapet({"triage", id, "--workspace", w, "--json", "--status", "false_positive", "--reason", "test"});
        QVERIFY2(done.code == 0, done.err.c_str());
        QCOMPARE(done.json()[0]["changed"].toInt(), 1);
        QCOMPARE(find("status:false_positive").size(), 1);
        const std::string other = folder_ + "/other/report.sarif";
        write_file(other, std::string(k_report) + "\n"); // other bytes, the same results
        QCOMPARE(run_parapet({"import", "--workspace", w, other}).code, 0);
        QCOMPARE(find("status:false_positive").size(), 1);
        QCOMPARE(find("status:open").size(), 1);
    }

    void events_and_activity_agree() {
        const std::string w = workspace("events");
        QCOMPARE(run_parapet({"import", "--workspace", w, log_}).code, 0);
        const auto events = run_parapet({"events", "--workspace", w, "--json"}).json();
        QCOMPARE(events.size(), 2);
        QCOMPARE(events[0]["source_ip"].toString(), QString("203.0.113.7"));
        QCOMPARE(events[0]["place"].toObject()["line"].toInt(), 1);
        QCOMPARE(events[1]["message"].toString().isEmpty(), false);
        const auto list = [&](std::vector<std::string> more) {
            std::vector<std::string> args{"events", "--workspace", w, "--json"};
            args.insert(args.end(), more.begin(), more.end());
            return run_parapet(args).json().size();
        };
        QCOMPARE(list({"--filter", "outcome:failure"}), 1);
        QCOMPARE(list({"--filter", "source:203.0.113.0/24"}), 1);
        QCOMPARE(list({"--since", "2026-11-18T10:00:03Z"}), 1);
        QCOMPARE(list({"--until", "2026-11-18T10:00:03Z"}), 1);
        QCOMPARE(list({"--since", "2026-11-19"}), 0);
        QCOMPARE(run_parapet({"events", "--workspace", w, "--since", "lately"}).code, 2);
        QCOMPARE(run_parapet({"events", "--workspace", w, "--filter", "severity:hgih"}).code, 2);

        const auto cells =
            run_parapet({"activity", "--workspace", w, "--json", "--bucket", "1h", "--by", "outcome"}).json();
        QCOMPARE(cells.size(), 2);
        for (const QJsonObject& cell : cells) {
            QCOMPARE(keys(cell), sorted({"bucket", "by", "value", "count"}));
            QCOMPARE(cell["bucket"].toString(), QString("2026-11-18T10:00:00Z"));
            QCOMPARE(cell["count"].toInt(), 1);
        }
        QCOMPARE(run_parapet({"activity", "--workspace", w, "--bucket", "2h"}).code, 2);
    }

    void a_gate_passes_or_fails() {
        const std::string w = workspace("gate");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_}).code, 0);
        const Ran fails = run_parapet({"gate", "--workspace", w, "--json", "--fail-on", "high"});
        QCOMPARE(fails.code, 1);
        QCOMPARE(fails.json()[0]["passed"].toBool(), false);
        QCOMPARE(fails.json()[0]["count"].toInt(), 1);
        QCOMPARE(fails.json()[0]["findings"].toArray().size(), 1);
        QCOMPARE(run_parapet({"gate", "--workspace", w, "--fail-on", "high", "--filter", "file:src/b.c"}).code, 0);
        // Found a moment ago: new since yesterday, not since tomorrow.
        QCOMPARE(run_parapet({"gate", "--workspace", w, "--fail-on", "high", "--baseline", "1d"}).code, 1);
        QCOMPARE(run_parapet({"gate", "--workspace", w, "--fail-on", "high", "--baseline", "2100-01-01"}).code, 0);
        QCOMPARE(run_parapet({"gate", "--workspace", w, "--fail-on", "high", "--baseline", "soon"}).code, 2);
        const Ran sarif = run_parapet({"gate", "--workspace", w, "--fail-on", "high", "--format", "sarif"});
        QCOMPARE(sarif.code, 1);
        const auto run = QJsonDocument::fromJson(QByteArray::fromStdString(sarif.out))["runs"][0];
        QCOMPARE(run["results"].toArray().size(), 1);
        const Ran none = run_parapet(
            {"gate", "--workspace", w, "--fail-on", "high", "--filter", "file:src/b.c", "--format", "sarif"});
        QCOMPARE(none.code, 0);
        const QJsonDocument nothing = QJsonDocument::fromJson(QByteArray::fromStdString(none.out));
        QVERIFY(!nothing.isNull());
        QCOMPARE(nothing["runs"][0]["results"].toArray().size(), 0);
        const std::string policy = folder_ + "/policy.yaml";
        write_file(
            policy,
            "name: release\nseverity: critical\nscans:\n- {tool: scannette, within: 1d}\nexcept: file:src/pay.c\n");
        const Ran passes = run_parapet({"gate", "--workspace", w, "--policy", policy});
        QVERIFY2(passes.code == 0, (passes.out + passes.err).c_str());
        write_file(policy, "scans:\n- {tool: Nobody, within: 1d}\n");
        QCOMPARE(run_parapet({"gate", "--workspace", w, "--policy", policy}).code, 1);
        write_file(policy, "severity: critical\nsevertiy: low\n");
        const Ran slip = run_parapet({"gate", "--workspace", w, "--policy", policy});
        QCOMPARE(slip.code, 2);
        QVERIFY2(slip.error().contains("line 2") && slip.error().contains("severtiy"), slip.err.c_str());
        QCOMPARE(run_parapet({"gate", "--workspace", w}).code, 2);
        QCOMPARE(run_parapet({"gate", "--workspace", w, "--fail-on", "huge"}).code, 2);
        QCOMPARE(run_parapet({"gate", "--workspace", w, "--policy", folder_ + "/no.yaml"}).code, 2);
    }

    void a_workspace_is_checked_and_its_sources_listed() {
        const std::string w = workspace("check");
        QCOMPARE(run_parapet({"import", "--workspace", w, "--source", "nightly", report_, log_}).code, 0);
        const Ran clean = run_parapet({"check", "--workspace", w, "--json"});
        QVERIFY2(clean.code == 0, (clean.out + clean.err).c_str());
        QCOMPARE(clean.json()[0]["clean"].toBool(), true);
        QVERIFY(!clean.json()[0]["checked"].toArray().isEmpty());
        QCOMPARE(run_parapet({"check", "--workspace", w, "--repair"}).code, 0);
        QCOMPARE(run_parapet({"check", "--workspace", folder_ + "/absent.parapet"}).code, 3);
        const auto sources = run_parapet({"sources", "list", "--workspace", w, "--json"}).json();
        QVERIFY(!sources.isEmpty());
        QCOMPARE(sources[0]["name"].toString(), QString("nightly"));
        QCOMPARE(run_parapet({"sources", "paint", "--workspace", w}).code, 2);

        std::string bytes = read_file(w); // all pages but the first begin with noise; some may be free ones
        for (std::size_t page = 4096; page < bytes.size(); page += 4096)
            for (std::size_t i = page; i < page + 16; ++i)
                bytes[i] = static_cast<char>(bytes[i] ^ 0x5a);
        write_file(workspace("broken"), bytes);
        const Ran broken = run_parapet({"check", "--workspace", workspace("broken")});
        QVERIFY2(broken.code == 3, (broken.out + broken.err).c_str());
    }

    void a_sample_is_made_once() {
        const std::string w = workspace("sample");
        QCOMPARE(run_parapet({"sample", "--quiet", "--out", w}).code, 0);
        QVERIFY(run_parapet({"findings", "--workspace", w, "--json"}).json().size() > 100);
        const Ran again = run_parapet({"sample", "--out", w});
        QCOMPARE(again.code, 1);
        QCOMPARE(again.error_lines().size(), std::size_t{1});
    }

    void controls_have_all_their_fields() {
        const std::string w = workspace("controls");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_}).code, 0);
        const auto known = run_parapet({"controls", "--json"}).json();
        QVERIFY(known.size() >= 3);
        const std::string framework = known[0]["framework"].toString().toStdString();
        const auto all = run_parapet({"controls", "--workspace", w, "--json", "--framework", framework}).json();
        QCOMPARE(all.size(), known[0]["controls"].toInt());
        for (const QJsonObject& o : all) {
            QCOMPARE(keys(o), sorted({"framework", "id", "title", "family", "status", "reason", "evidence"}));
            QVERIFY(QStringList({"satisfied", "not_satisfied", "partial", "not_assessed", "not_applicable"})
                        .contains(o["status"].toString()));
            for (const QJsonValue item : o["evidence"].toArray())
                QCOMPARE(keys(item.toObject()), sorted({"type", "id", "time", "source", "sha256", "summary"}));
        }
        const Ran off = run_parapet({"controls", "--workspace", w, "--framework", "nope"});
        QCOMPARE(off.code, 2);
        QVERIFY2(off.error().contains(q(framework)), off.err.c_str());
    }

    void reports_and_pictures_need_no_display() {
        const std::string w = workspace("drawn");
        QCOMPARE(run_parapet({"import", "--workspace", w, report_}).code, 0);
        RunOptions bare;
        bare.env = {"QT_QPA_PLATFORM=xcb", "DISPLAY="};
        const std::string pdf = folder_ + "/r.pdf", png = folder_ + "/o.png";
        const Ran report = run_parapet(
            {"report", "compliance", "--workspace", w, "--framework", "nist-800-53-r5-low", "--out", pdf}, bare);
        QVERIFY2(report.code == 0, report.err.c_str());
        QVERIFY(read_file(pdf).starts_with("%PDF-"));
        const Ran picture =
            run_parapet({"snapshot", "findings", "--workspace", w, "--size", "1000x700", "--out", png}, bare);
        QVERIFY2(picture.code == 0, picture.err.c_str());
        const std::string bytes = read_file(png);
        QVERIFY(bytes.starts_with("\x89PNG"));
        QCOMPARE(static_cast<int>(static_cast<unsigned char>(bytes[18])) * 256 + static_cast<unsigned char>(bytes[19]),
                 1000);
        QCOMPARE(run_parapet({"report", "nonsense", "--workspace", w, "--out", pdf}).code, 2);
        QCOMPARE(run_parapet({"report", "compliance", "--workspace", w, "--out", pdf}).code, 2); // of which framework?
        QCOMPARE(run_parapet({"snapshot", "nonsense", "--workspace", w, "--out", png}).code, 2);
        QCOMPARE(run_parapet({"snapshot", "findings", "--workspace", w, "--size", "huge", "--out", png}).code, 2);
    }

    void archives_give_a_line_a_member() {
        const std::string zip = folder_ + "/all.zip";
        write_file(
            zip,
            zip_of({{"a/report.sarif", k_report}, {"logs/auth.log.gz", gzip_of(k_log)}, {"../../README", "hello"}}));
        const Ran ran = run_parapet({"import", "--json", "--workspace", workspace("zip"), zip});
        QCOMPARE(ran.code, 1); // the README is no report
        QStringList seen;
        for (const QJsonObject& o : ran.json())
            seen << o["path"].toString().mid(static_cast<int>(folder_.size()) + 1) + " " + o["status"].toString();
        QCOMPARE(seen.join('\n'), QString("all.zip/a/report.sarif imported\nall.zip/logs/auth.log.gz imported\n"
                                          "all.zip/../../README rejected"));
        QVERIFY(!fs::exists(folder_ + "/../../README"));
    }

    void standard_input_is_a_file_too() {
        for (const std::string& bytes : {std::string(k_report), gzip_of(k_report)}) {
            RunOptions options;
            options.input = bytes;
            const Ran ran = run_parapet({"inspect", "--json", "-"}, options);
            QVERIFY2(ran.code == 0, ran.err.c_str());
            QCOMPARE(ran.json().size(), 2);
        }
        RunOptions options;
        options.input = k_report;
        const Ran ran = run_parapet({"import", "--json", "--workspace", workspace("stdin"), "-"}, options);
        QCOMPARE(ran.code, 0);
        QCOMPARE(ran.json()[0]["path"].toString(), QString("-"));
        const Ran again = run_parapet({"import", "--json", "--workspace", workspace("stdin"), "-"}, options);
        QCOMPARE(again.json()[0]["status"].toString(), QString("unchanged"));
    }

    void folders_are_walked() {
        const Ran ran = run_parapet({"import", "--json", "--workspace", workspace("folder"), folder_ + "/in"});
        QCOMPARE(ran.code, 0);
        QCOMPARE(ran.json().size(), 2);
        QVERIFY(ran.json()[0]["path"].toString().endsWith("/in/auth.log"));
    }

    void the_environment_names_the_workspace() {
        RunOptions options;
        options.env = {"PARAPET_WORKSPACE=" + workspace("env")};
        QCOMPARE(run_parapet({"import", report_}, options).code, 0);
        QVERIFY(fs::exists(workspace("env")));
    }

    void a_workspace_that_is_none_exits_3() {
        const std::string w = folder_ + "/none.parapet";
        write_file(w, "this is not a database, and never was one");
        const Ran ran = run_parapet({"import", "--json", "--workspace", w, report_});
        QCOMPARE(ran.code, 3);
        QCOMPARE(ran.error_lines().size(), std::size_t{1});
        QCOMPARE(read_file(w), std::string("this is not a database, and never was one"));
        QVERIFY2(ran.out.empty(), ran.out.c_str());
    }

    void progress_is_for_stderr_and_quiet_is_quiet() {
        const Ran ran = run_parapet({"import", "--quiet", "--json", "--workspace", workspace("quiet"), report_});
        QCOMPARE(ran.code, 0);
        QVERIFY2(ran.err.empty(), ran.err.c_str());
        const Ran table = run_parapet({"import", "--workspace", workspace("table"), report_});
        QVERIFY(table.out.find("\x1b[") == std::string::npos); // no colour where there is no terminal
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"

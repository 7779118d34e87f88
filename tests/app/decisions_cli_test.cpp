// From the command line: a finding that is attacked, decisions as files in and out, feeds.

#include "tests/support/support.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QProcess>
#include <QTemporaryDir>

class DecisionsCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    int exit_ = -1;

    QJsonObject run(const QStringList& words) {
        QProcess p;
        p.start(QStringLiteral(PARAPET_BINARY),
                words + QStringList{"--workspace", dir_.filePath("w.parapet"), "--quiet", "--json"});
        if (!p.waitForFinished(60'000)) return {};
        exit_ = p.exitCode();
        return QJsonDocument::fromJson(p.readAllStandardOutput().split('\n').front()).object();
    }
    QString file(const QString& name, const QByteArray& bytes) {
        QFile f(dir_.filePath(name));
        if (f.open(QIODevice::WriteOnly)) f.write(bytes);
        return f.fileName();
    }

private slots:
    void init() { QFile::remove(dir_.filePath("w.parapet")); }

    void an_attack_raises_the_risk_of_what_it_goes_for() {
        const QString report =
            file("scan.sarif", R"({"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Scan","rules":)"
                               R"([{"id":"sqli","properties":{"tags":["external/cwe/cwe-089"]}}]}},)"
                               R"("results":[{"ruleId":"sqli","level":"error","message":{"text":"m"},)"
                               R"("locations":[{"physicalLocation":{"artifactLocation":{"uri":)"
                               R"("a.py"},"region":{"startLine":3}}}]}]}]})");
        run({"import", report, "--asset", "shop"});
        const QJsonObject before = run({"findings"});
        QCOMPARE(before["under_attack"].toBool(), false);
        const QString day = QLocale::c().toString(QDateTime::currentDateTimeUtc().addDays(-1), "dd/MMM/yyyy:hh:mm:ss");
        run({"import", "--asset", "shop",
             file("access.log",
                  "203.0.113.7 - - [" + day.toLatin1() +
                      " +0000] \"GET /item?id=1%20UNION%20SELECT%20name,pin%20FROM%20users-- HTTP/1.1\" 403"
                      " 512 \"-\" \"Mozilla/5.0\"\n")});
        const QJsonObject after = run({"findings"});
        QCOMPARE(after["under_attack"].toBool(), true);
        QVERIFY(after["risk"].toDouble() > before["risk"].toDouble());
        QVERIFY(!after["risk_parts"].toArray().isEmpty());
    }

    void findings_are_joined_split_and_taken_apart() {
        const auto scan = [&](const QByteArray& tool, const QByteArray& place) {
            return file(tool + ".sarif", R"({"version":"2.1.0","runs":[{"tool":{"driver":{"name":")" + tool +
                                             R"("}},"results":[{"ruleId":"r","message":{"text":"m"},"locations":)"
                                             R"([{"physicalLocation":{"artifactLocation":{"uri":")" +
                                             place + R"("},"region":{"startLine":3}}}]}]}]})");
        };
        run({"import", scan("One", "a.py"), scan("Two", "b.py"), "--asset", "shop"});
        QCOMPARE(run({"triage", "F-1", "--join", "F-2", "--reason", "one weakness"})["done"].toString(), "join");
        QCOMPARE(exit_, 0);
        QCOMPARE(run({"findings"})["tools"].toArray().size(), 2);
        QCOMPARE(run({"triage", "F-1", "--join", "F-2"})["done"].toString(), QString()); // it is itself now
        QCOMPARE(exit_, 2);
        QCOMPARE(run({"triage", "F-2", "--unjoin"})["finding"].toString(), "F-1");
        QCOMPARE(run({"triage", "F-1", "--join", "F-2"})["done"].toString(), "join");
        QCOMPARE(run({"triage", "F-1", "--split", "Two:r"})["done"].toString(), "split");
        QCOMPARE(run({"triage", "F-1", "--split", "Three"})["done"].toString(), QString());
        QVERIFY(exit_ != 0);
        run({"check"});
        QCOMPARE(exit_, 0);
    }

    void decisions_come_and_go_as_files() {
        run({"import",
             file("trivy.json", R"({"SchemaVersion":2,"ArtifactName":"shop/till","ArtifactType":)"
                                R"("container_image","Results":[{"Target":"t","Class":"lang-pkgs","Type":"npm",)"
                                R"("Vulnerabilities":[{"VulnerabilityID":"CVE-2024-1","PkgName":"lamp",)"
                                R"("InstalledVersion":"1.0","Severity":"HIGH"}]}]})")});
        const QString vex =
            file("vex.json", R"({"@context":"https:)"
                             R"(//openvex.dev/ns/v0.2.0","@id":"x","author":"Ada","timestamp":)"
                             R"("2026-01-01T00:00:00Z","version":1,"statements":[{"vulnerability":{"name":)"
                             R"("CVE-2024-1"},"products":["pkg:npm/lamp@1.0"],"status":"not_affected",)"
                             R"("justification":"component_not_present"}]})");
        const QJsonObject taken = run({"import", "--as", "decisions", vex});
        QCOMPARE(taken["format"].toString(), QStringLiteral("openvex"));
        QCOMPARE(taken["decided"].toInt(), 1);
        QCOMPARE(run({"findings"})["status"].toString(), QStringLiteral("false_positive"));
        const QString out = dir_.filePath("out.json");
        QCOMPARE(run({"export", "openvex", "--out", out})["statements"].toInt(), 1);
        QCOMPARE(exit_, 0);
        QFile written(out);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QJsonObject document = QJsonDocument::fromJson(written.readAll()).object();
        const QJsonObject statement = document["statements"].toArray().at(0).toObject();
        QCOMPARE(document["author"].toString(), QStringLiteral("Ada"));
        QCOMPARE(statement["status"].toString(), QStringLiteral("not_affected"));
        QCOMPARE(statement["impact_statement"].toString(), QStringLiteral("component not present"));
        run({"export", "nonsense", "--out", out});
        QCOMPARE(exit_, 2);
    }

    void an_older_feed_is_refused() {
        const auto feed = [&](const QByteArray& day) {
            return file("epss-" + day + ".csv", "#model_version:v1,score_date:" + day +
                                                    "T00:00:00+0000\ncve,epss,percentile\nCVE-2024-1,0.5,0.5\n");
        };
        QCOMPARE(run({"import", feed("2026-01-02")})["status"].toString(), QStringLiteral("imported"));
        QCOMPARE(run({"import", feed("2026-01-01")})["status"].toString(), QStringLiteral("rejected"));
        QCOMPARE(exit_, 1);
    }
};

QTEST_GUILESS_MAIN(DecisionsCliTest)
#include "decisions_cli_test.moc"

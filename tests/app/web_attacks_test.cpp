// An access log goes in, attacks come out by kind, and ordinary requests are counted only.

#include "tests/support/support.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

class WebAttacksTest : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;

    QByteArray run(const QStringList& words) {
        QProcess p;
        p.start(QStringLiteral(PARAPET_BINARY),
                words + QStringList{"--workspace", dir_.filePath("w.parapet"), "--quiet", "--json"});
        return p.waitForFinished(60'000) ? p.readAllStandardOutput() : QByteArray();
    }
    static QByteArray line(const char* request, int status) {
        return QByteArray("203.0.113.7 - - [18/Nov/2026:10:00:00 +0000] \"") + request + " HTTP/1.1\" " +
               QByteArray::number(status) + " 512 \"-\" \"Mozilla/5.0\"\n";
    }

private slots:
    void attacks_are_named_and_ordinary_requests_counted() {
        const QByteArray log = line("GET /item?id=1%20UNION%20SELECT%20name,pin%20FROM%20users--", 403) +
                               line("GET /help?topic=%3Cscript%3Ealert(1)%3C/script%3E", 200) +
                               line("GET /view?file=../../../../etc/passwd", 404) + line("GET /.env", 404) +
                               line("GET /search?q=the+union+was+a+great+success", 200) +
                               line("GET /products/list?page=2&sort=asc", 200);
        test_file("access.log", log);
        const QJsonObject imported = QJsonDocument::fromJson(run({"import", dir_.filePath("access.log")})).object();
        QCOMPARE(imported["status"].toString(), QStringLiteral("imported"));
        QCOMPARE(imported["records"].toInt(), 6);
        QStringList kinds;
        for (const QByteArray& row : run({"events"}).split('\n')) {
            if (row.startsWith('{')) kinds << QJsonDocument::fromJson(row).object()["kind"].toString();
        }
        kinds.sort();
        QCOMPARE(kinds.join(','), QStringLiteral("attack_other,scan,sql_injection,xss"));
        QCOMPARE(imported["events"].toObject()["counted"].toInt(), 2);
    }

private:
    void test_file(const QString& name, const QByteArray& bytes) {
        QFile f(dir_.filePath(name));
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.write(bytes);
    }
};

QTEST_GUILESS_MAIN(WebAttacksTest)
#include "web_attacks_test.moc"

// Real scanners and daemons run here; what they wrote is imported, and the counts must be those that the tool itself
// reports (or that plain text tools count in its output).

#include "tests/support/support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

class RealToolsTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    QString path(const QString& name) const { return dir_.filePath(name); }
    static bool have(const QString& tool) {
        return !QStandardPaths::findExecutable(tool).isEmpty() || QFile::exists("/usr/sbin/" + tool);
    }

    struct Ran {
        int code = -1;
        QByteArray out, err;
    };
    Ran run(const QString& program, const QStringList& arguments, const QString& folder = {}, int seconds = 240) {
        QProcess p;
        p.setWorkingDirectory(folder.isEmpty() ? dir_.path() : folder);
        p.start(program, arguments);
        Ran ran;
        if (!p.waitForFinished(seconds * 1000)) {
            p.kill();
            return ran;
        }
        ran.code = p.exitCode();
        ran.out = p.readAllStandardOutput();
        ran.err = p.readAllStandardError();
        return ran;
    }
    QList<QJsonObject> parapet(const QStringList& arguments, const QString& workspace = QStringLiteral("w")) {
        const Ran ran = run(QStringLiteral(PARAPET_BINARY),
                            arguments + QStringList{"--json", "--quiet", "--workspace", path(workspace + ".parapet")});
        QList<QJsonObject> rows;
        for (const QByteArray& line : ran.out.split('\n')) {
            if (line.startsWith('{')) rows << QJsonDocument::fromJson(line).object();
        }
        if (rows.isEmpty()) qWarning("parapet ended with %d: %s", ran.code, ran.err.constData());
        return rows;
    }
    QByteArray read(const QString& name) const {
        QFile f(path(name));
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& bytes) const {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile f(path(name));
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.write(bytes);
    }

private slots:
    void openscap_results_and_arf_give_the_counts_that_oscap_prints() {
        const QString content = "/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml";
        if (!have("oscap") || !QFile::exists(content)) QSKIP("oscap or ssg-debian is not installed");
        // The content of Debian 12's package ends with 11: its operating-system check is widened, else nothing applies.
        QFile source(content);
        QVERIFY(source.open(QIODevice::ReadOnly));
        QByteArray xml = source.readAll();
        QVERIFY(xml.contains(">^11.[0-9]+$<"));
        write("ds.xml", xml.replace(">^11.[0-9]+$<", ">^1[12].[0-9]+$<"));
        const Ran ran =
            run("oscap", {"xccdf", "eval", "--profile", "xccdf_org.ssgproject.content_profile_standard", "--results",
                          path("results.xml"), "--results-arf", path("arf.xml"), path("ds.xml")});
        QVERIFY2(ran.code == 0 || ran.code == 2, ran.err.constData()); // 2: some rules failed
        const auto count = [&](const char* word) {
            return static_cast<int>(ran.out.count(QByteArray("\nResult\r\t") + word));
        };
        const int failed = count("fail"), evaluated = static_cast<int>(ran.out.count("\nResult\r\t"));
        QVERIFY(evaluated > 30);
        for (const QString file : {"results.xml", "arf.xml"}) {
            const auto rows = parapet({"import", path(file)}, file);
            QCOMPARE(rows.size(), 1);
            QCOMPARE(rows[0]["status"].toString(), "imported");
            // The file names every rule of the benchmark, the profile chose some of them.
            QCOMPARE(rows[0]["records"].toInt(), static_cast<int>(read(file).count("<rule-result ")));
            QCOMPARE(rows[0]["findings"]["new"].toInt(), failed);
            QCOMPARE(parapet({"findings"}, file).size(), failed);
        }
    }

    void flawfinder_sarif_gives_the_hits_that_flawfinder_prints() {
        if (!have("flawfinder")) QSKIP("flawfinder is not installed");
        write("src/a.c",
              "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
              "int main(int argc, char** argv) {\n    char b[8];\n    strcpy(b, argv[1]);\n"
              "    sprintf(b, \"%s\", argv[argc - 1]);\n    system(argv[1]);\n    return gets(b) != 0;\n}\n");
        const Ran sarif = run("flawfinder", {"--sarif", path("src")});
        const Ran plain = run("flawfinder", {"--quiet", "--dataonly", "--singleline", path("src")});
        QCOMPARE(sarif.code, 0);
        write("flawfinder.sarif", sarif.out);
        const int hits = static_cast<int>(plain.out.trimmed().count('\n')) + 1;
        QVERIFY(hits >= 4);
        const auto rows = parapet({"import", path("flawfinder.sarif")}, "flawfinder");
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0]["tool"].toString(), "Flawfinder");
        QCOMPARE(rows[0]["records"].toInt(), hits);
        QCOMPARE(rows[0]["findings"]["new"].toInt(), hits);
    }

    void npm_audit_gives_the_totals_of_its_own_summary() {
        if (!have("npm")) QSKIP("npm is not installed");
        // The registry asked is one on loopback: npm itself does the work, our advisories are the only made-up part.
        QTcpServer registry;
        QVERIFY(registry.listen(QHostAddress::LocalHost));
        const QByteArray advisories =
            R"({"lodash":[{"id":1,"url":"https://advisories.example/1","title":"Prototype pollution","severity":"high","vulnerable_versions":"<4.17.19","cwe":["CWE-1321"],"cvss":{"score":7.4,"vectorString":"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H"}},)"
            R"({"id":2,"url":"https://advisories.example/2","title":"Command injection","severity":"high","vulnerable_versions":"<4.17.21","cwe":["CWE-77"],"cvss":{"score":7.2,"vectorString":"CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H"}}],)"
            R"("minimist":[{"id":3,"url":"https://advisories.example/3","title":"Prototype pollution","severity":"critical","vulnerable_versions":"<0.2.4","cwe":["CWE-1321"],"cvss":{"score":9.8,"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}]})";
        connect(&registry, &QTcpServer::newConnection, this, [&] {
            QTcpSocket* socket = registry.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, advisories] {
                QByteArray got = socket->property("got").toByteArray() + socket->readAll();
                socket->setProperty("got", got);
                const auto head_end = got.indexOf("\r\n\r\n");
                if (head_end < 0) return;
                static const QRegularExpression k_length("content-length:\\s*(\\d+)",
                                                         QRegularExpression::CaseInsensitiveOption);
                const auto length = k_length.match(QString::fromLatin1(got.left(head_end))).captured(1).toInt();
                if (got.size() < head_end + 4 + length) return;
                const bool bulk = got.startsWith("POST /-/npm/v1/security/advisories/bulk");
                const QByteArray body = bulk ? advisories : QByteArray("{}");
                socket->write(
                    (bulk ? "HTTP/1.1 200 OK" : "HTTP/1.1 404 Not Found") +
                    QByteArray("\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ") +
                    QByteArray::number(body.size()) + "\r\n\r\n" + body);
                socket->disconnectFromHost();
            });
        });
        write("npm/package.json",
              R"({"name":"shop","version":"1.0.0","dependencies":{"lodash":"4.17.15","minimist":"0.0.8"}})");
        write(
            "npm/package-lock.json",
            R"({"name":"shop","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"shop","version":"1.0.0","dependencies":{"lodash":"4.17.15","minimist":"0.0.8"}},)"
            R"("node_modules/lodash":{"version":"4.17.15"},"node_modules/minimist":{"version":"0.0.8"}}})");
        QProcess npm; // an event loop must run meanwhile: the registry lives in this process
        npm.setWorkingDirectory(path("npm"));
        npm.start("npm", {"audit", "--json", "--no-update-notifier", "--registry",
                          QString("http://127.0.0.1:%1/").arg(registry.serverPort())});
        QTRY_COMPARE_WITH_TIMEOUT(npm.state(), QProcess::NotRunning, 60'000);
        const QByteArray report = npm.readAllStandardOutput();
        write("npm-audit.json", report);
        const QJsonObject total = QJsonDocument::fromJson(report)["metadata"]["vulnerabilities"].toObject();
        QVERIFY2(total["total"].toInt() == 2, report.left(400).constData());
        const auto rows = parapet({"import", path("npm-audit.json")}, "npm");
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0]["status"].toString(), "imported");
        const auto findings = parapet({"findings"}, "npm");
        QSet<QString> packages;
        int critical = 0;
        for (const QJsonObject& f : findings) {
            packages << f["location"]["package"].toString();
            critical += f["severity"].toString() == "critical" ? 1 : 0;
        }
        QCOMPARE(packages.size(), total["total"].toInt()); // npm counts packages, we weaknesses
        QCOMPARE(findings.size(), 2);
        QCOMPARE(critical, total["critical"].toInt());
    }

    void a_real_sshd_is_heard_through_rsyslog() {
        if (!have("sshd") || !have("rsyslogd") || !have("sshpass") || !have("ssh-keygen"))
            QSKIP("sshd, rsyslogd or sshpass is not installed");
        if (geteuid() != 0) QSKIP("only root may listen on /dev/log and answer logins");
        if (QFile::exists("/dev/log")) QSKIP("/dev/log is in use: a syslog daemon runs here already");
        QDir().mkpath("/run/sshd");
        QCOMPARE(run("ssh-keygen", {"-q", "-t", "ed25519", "-N", "", "-f", path("hostkey")}).code, 0);
        QCOMPARE(run("ssh-keygen", {"-q", "-t", "ed25519", "-N", "", "-f", path("userkey")}).code, 0);
        write("authorized", read("userkey.pub"));
        const int port = 20000 + static_cast<int>(getpid() % 20000);
        write("sshd.conf", QString("Port %1\nListenAddress 127.0.0.1\nHostKey %2/hostkey\nAuthorizedKeysFile "
                                   "%2/authorized\nStrictModes no\nUsePAM yes\n"
                                   "PasswordAuthentication yes\nKbdInteractiveAuthentication no\nPermitRootLogin "
                                   "yes\nPidFile %2/sshd.pid\n")
                               .arg(port)
                               .arg(dir_.path())
                               .toUtf8());
        write("rsyslog.conf",
              QString("module(load=\"imuxsock\" SysSock.Use=\"off\")\ninput(type=\"imuxsock\" Socket=\"/dev/log\")\n"
                      "*.* action(type=\"omfile\" file=\"%1/auth.log\" template=\"RSYSLOG_TraditionalFileFormat\")\n")
                  .arg(dir_.path())
                  .toUtf8());
        QProcess rsyslog, sshd;
        rsyslog.start("/usr/sbin/rsyslogd", {"-n", "-f", path("rsyslog.conf"), "-i", path("rsyslog.pid")});
        QTRY_VERIFY(QFile::exists("/dev/log"));
        sshd.start("/usr/sbin/sshd", {"-D", "-f", path("sshd.conf")});
        QTRY_VERIFY(read("auth.log").contains("Server listening"));
        const QStringList common{"-p", QString::number(port),         "-o", "StrictHostKeyChecking=no",
                                 "-o", "UserKnownHostsFile=/dev/null"};
        const QStringList password{"-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"};
        QCOMPARE(
            run("ssh", common + QStringList{"-i", path("userkey"), "-o", "BatchMode=yes", "root@127.0.0.1", "true"})
                .code,
            0);
        QVERIFY(run("sshpass",
                    QStringList{"-p", "wrong", "ssh"} + common + password + QStringList{"root@127.0.0.1", "true"})
                    .code != 0);
        QVERIFY(run("sshpass",
                    QStringList{"-p", "wrong", "ssh"} + common + password + QStringList{"nosuch@127.0.0.1", "true"})
                    .code != 0);
        QTRY_VERIFY(read("auth.log").contains("Failed password for invalid user nosuch"));
        for (QProcess* p : {&sshd, &rsyslog}) {
            p->terminate();
            QVERIFY(p->waitForFinished(10'000));
        }
        const auto rows = parapet({"import", path("auth.log")}, "ssh");
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0]["records"].toInt(), static_cast<int>(read("auth.log").count('\n')));
        int good = 0, bad = 0;
        QStringList users;
        for (const QJsonObject& e : parapet({"events", "--filter", "kind:login"}, "ssh")) {
            good += e["outcome"].toString() == "success" ? 1 : 0;
            if (e["outcome"].toString() != "failure") continue;
            ++bad;
            users << e["user"].toString();
            QCOMPARE(e["source_ip"].toString(), "127.0.0.1");
        }
        users.sort();
        QCOMPARE(good, 1);
        QCOMPARE(bad, 2); // one line an attempt, though sshd and PAM write several
        QCOMPARE(users.join(','), "nosuch,root");
    }
};

QTEST_GUILESS_MAIN(RealToolsTest)
#include "real_tools_test.moc"

// /work/shared/corpus/HOSTILE.md, made on the fly: one clear line, exit 1, the workspace as it was, bounded time and
// memory. What may be imported nevertheless is imported whole.

#include "tests/support/archives.h"
#include "tests/support/cli.h"
#include "tests/support/sarif.h"
#include "tests/support/support.h"

#include <QRegularExpression>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

using namespace parapet;
using namespace parapet::test;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t k_mib = 1U << 20;
constexpr std::uint64_t k_base_bytes =
    160 * k_mib; // the program itself, its buffers, and one element of a report at most

std::string result_with(const std::string& message) {
    SarifResult result;
    result.message = message;
    return result.json();
}

std::string utf16(const std::string& text, bool big, bool bom) {
    std::string out;
    const QString wide = q(text);
    const auto put = [&](char16_t c) {
        const char hi = static_cast<char>(c >> 8), lo = static_cast<char>(c & 0xff);
        out += big ? hi : lo;
        out += big ? lo : hi;
    };
    if (bom) put(0xFEFF);
    for (const QChar c : wide)
        put(c.unicode());
    return out;
}

std::string nested(std::size_t depth) {
    return "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"x\"}},\"results\":" +
           std::string(depth, '[') + std::string(depth, ']') + "}]}";
}

std::string laughs(const std::string& root) {
    std::string dtd = "<!DOCTYPE r [<!ENTITY a0 \"haha\">";
    for (int i = 1; i < 12; ++i) {
        dtd += "<!ENTITY a" + std::to_string(i) + " \"";
        for (int j = 0; j < 10; ++j)
            dtd += "&a" + std::to_string(i - 1) + ";";
        dtd += "\">";
    }
    return "<?xml version=\"1.0\"?>" + dtd + "]><" + root + ">&a11;</" + root + ">";
}

} // namespace

class HostileTest : public QObject {
    Q_OBJECT

    std::string workspace_, before_;
    int n_ = 0;

    std::string fresh(const std::string& name) { return temp_path("h" + std::to_string(n_++)) + "/" + name; }
    std::string file(const std::string& name, std::string_view bytes) {
        const std::string path = fresh(name);
        write_file(path, bytes);
        return path;
    }
    Ran import(const std::string& path, const std::vector<std::string>& more = {}) {
        std::vector<std::string> args{"import", "--json", "--workspace", workspace_, path};
        args.insert(args.end(), more.begin(), more.end());
        return run_parapet(args);
    }

private slots:
    void initTestCase() {
        workspace_ = fresh("w.parapet");
        write_file(fresh("keep"), "");
        fs::create_directories(fs::path(workspace_).parent_path());
        const Ran ran = import(file("good.sarif", sarif(result_with("first"))));
        QVERIFY2(ran.code == 0, ran.err.c_str());
        before_ = dump_workspace(workspace_);
        QVERIFY(before_.find("Scannette") != std::string::npos);
    }

    void rejected_documents_leave_nothing_data();
    void rejected_documents_leave_nothing();
    void sparse_giants_are_refused_unread();
    void one_giant_line_is_refused_early_data();
    void one_giant_line_is_refused_early();
    void encodings_give_the_same_findings_data();
    void encodings_give_the_same_findings();
    void odd_content_is_kept_as_text_data();
    void odd_content_is_kept_as_text();
    void an_empty_array_is_nothing_found_and_says_so();
    void special_files_are_refused();
    void a_file_cut_while_it_is_read_leaves_nothing();
    void the_same_report_twice_at_once_counts_once();
    void five_hundred_thousand_results_stay_in_bounds();
};

void HostileTest::rejected_documents_leave_nothing_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* title, const std::string& bytes, const char* name, const char* said) {
        QTest::newRow(title) << QByteArray::fromStdString(bytes) << name << said;
    };
    const std::string good = sarif(result_with("x") + "," + result_with("y"));
    const char* dtd = "document type definitions are not accepted|not a report I know";
    row("1 billion laughs, Nessus", laughs("NessusClientData_v2"), "r.nessus", dtd);
    row("1 billion laughs, ZAP", laughs("OWASPZAPReport"), "r.xml", dtd);
    row("1 billion laughs, XCCDF", laughs("Benchmark"), "r.xml", dtd);
    row("2 external entity",
        "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><NessusClientData_v2>&x;"
        "</NessusClientData_v2>",
        "r.nessus", dtd);
    row("2 parameter entity",
        "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x\">%p;]><nmaprun "
        "scanner=\"nmap\"/>",
        "r.xml", dtd);
    row("3 JSON 10,000 deep", nested(10'000), "r.sarif", "nest|deep");
    row("3 JSON 1,000,000 deep", nested(1'000'000), "r.sarif", "nest|deep");
    row("3 an array 1,000,000 deep", std::string(1'000'000, '['), "r.json", "nest|deep|not a report I know");
    std::string xml = "<NessusClientData_v2>";
    for (int i = 0; i < 100'000; ++i)
        xml += "<a>";
    row("3 XML 100,000 deep and cut off", xml, "r.nessus", "nest|deep|not a report I know|mismatch");
    for (int i = 0; i < 100'000; ++i)
        xml += "</a>";
    row("3 XML 100,000 deep", xml + "</NessusClientData_v2>", "r.nessus", "nest|deep|not a report I know");
    row("6 gzip cut in half",
        gzip_of(sarif(result_with(std::string(5000, 'q')) + "," + result_with("b"))).substr(0, 120), "r.sarif.gz",
        "compressed file is damaged: it ends too early after \\d+ bytes");
    std::string sum = gzip_of(good);
    sum[sum.size() - 5] ^= 1;
    row("6 gzip with a wrong sum", sum, "r.sarif.gz", "compressed file is damaged: incorrect");
    row("6 a .json.gz that is no gzip", "garbage that is no gzip", "r.json.gz", "compressed file is damaged");
    row("7 cut in a token", good.substr(0, good.size() - 20), "r.sarif", "line 1, column \\d+");
    row("7 cut in a character", sarif(result_with("ä")).substr(0, sarif(result_with("ä")).find("\xc3") + 1), "r.sarif",
        "line 1, column \\d+");
    row("7 XML cut", "<?xml version=\"1.0\"?><NessusClientData_v2><Report name=\"x\"><ReportHost na", "r.nessus", "");
    row("8 an encoding nobody knows", "<?xml version=\"1.0\" encoding=\"EBCDIC-77\"?><NessusClientData_v2/>",
        "r.nessus", "EBCDIC-77");
    row("9 a NUL between tokens", std::string("{\"version\":\"2.1.0\",") + std::string(1, '\0') + "\"runs\":[]}",
        "r.sarif", "");
    row("13 trailing comma",
        "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"x\"}},\"results\":[],}]}", "r.sarif",
        "line 1, column \\d+");
    row("13 comment",
        "{\"version\":\"2.1.0\", // yes\n\"runs\":[{\"tool\":{\"driver\":{\"name\":\"x\"}},\"results\":[]}]}",
        "r.sarif", "line 1, column \\d+");
    row("13 single quotes", "{'version':'2.1.0','runs':[]}", "r.sarif", "");
    row("13 a mark, then a comma", "\xEF\xBB\xBF,{\"version\":\"2.1.0\",\"runs\":[]}", "r.sarif", "");
    row("12 a bare NaN", sarif("{\"ruleId\":\"a\",\"message\":{\"text\":\"b\"},\"rank\":NaN}"), "r.sarif",
        "line 1, column \\d+");
    row("12 hexadecimal", sarif("{\"ruleId\":\"a\",\"message\":{\"text\":\"b\"},\"rank\":0x10}"), "r.sarif",
        "line 1, column \\d+");
    const std::string padded = good.substr(0, good.size() - 2) + std::string(100 * k_mib, ' ') + "]}";
    row("14 a zip bomb", zip_of({{"r.sarif", padded}}), "r.zip", "over 250 times");
    row("14 a gzip bomb", gzip_of(padded), "r.gz", "over 250 times");
    row("27 login page", "<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>", "r.json",
        "not a report I know: it is a web page");
    row("27 {}", "{}", "r.json", "not a report I know: it is an empty JSON object");
    row("27 null", "null", "r.json", "not a report I know");
    row("27 true", "true", "r.json", "not a report I know");
    row("27 no bytes", "", "r.json", "not a report I know: it is an empty file");
    row("27 one newline", "\n", "r.json", "not a report I know: it is an empty file");
    row("27 JSON of another world", "{\"recipe\":\"soup\",\"steps\":[1,2]}", "r.json", "with the keys recipe, steps");
    row("28 an older SARIF", "{\"version\":\"1.0.0\",\"runs\":[{\"tool\":{\"name\":\"x\"},\"results\":[]}]}", "r.sarif",
        "1.0.0");
}

void HostileTest::rejected_documents_leave_nothing() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    QFETCH(QString, said);
    const Ran ran = import(file(name.toStdString(), bytes.toStdString()));
    QVERIFY2(ran.code == 1, qPrintable(QString("exit %1: ").arg(ran.code) + ran.error()));
    const auto lines = ran.error_lines();
    QVERIFY2(!lines.empty() && lines.size() <= 2, ran.err.c_str()); // an archive may add its own
    QVERIFY2(q(lines[0]).contains(name), lines[0].c_str());
    QVERIFY2(QRegularExpression(said).match(q(lines[0])).hasMatch(), lines[0].c_str());
    for (const QJsonObject& o : ran.json()) {
        QCOMPARE(o["status"].toString(), QString("rejected"));
        QVERIFY(!o["error"].toObject()["message"].toString().isEmpty());
        QVERIFY(!o["error"].toObject()["kind"].toString().isEmpty());
    }
    const std::uint64_t bound = k_base_bytes + 6 * static_cast<std::uint64_t>(bytes.size());
    QVERIFY2(ran.peak_bytes < bound, qPrintable(QString("%1 MiB").arg(ran.peak_bytes / k_mib)));
    QVERIFY(dump_workspace(workspace_) == before_);
}

void HostileTest::sparse_giants_are_refused_unread() {
    const std::string path = file("giant.sarif", sarif(""));
    QCOMPARE(::truncate(path.c_str(), off_t{50} << 30), 0);
    const Ran ran = import(path);
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.error().contains("53687091200 bytes"), ran.err.c_str());
    QVERIFY(dump_workspace(workspace_) == before_);
}

void HostileTest::one_giant_line_is_refused_early_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("head");
    QTest::newRow("a log") << "auth.log"
                           << "Nov 18 10:00:00 web sshd[1]: Failed password for root from 203.0.113.7 port 22 ssh2\n";
    QTest::newRow("a string of a report") << "r.sarif"
                                          << "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"";
}

void HostileTest::one_giant_line_is_refused_early() {
    QFETCH(QString, name);
    QFETCH(QString, head);
    const std::string path = file(name.toStdString(), head.toStdString());
    const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND);
    const std::string piece(8 * k_mib, 'x');
    for (int i = 0; i < 64; ++i)
        QCOMPARE(::write(fd, piece.data(), piece.size()), static_cast<ssize_t>(piece.size()));
    ::close(fd);
    const Ran ran = import(path);
    QVERIFY2(ran.code == 1, ran.err.c_str());
    QCOMPARE(ran.error_lines().size(), std::size_t{1});
    QVERIFY2(ran.peak_bytes < k_base_bytes + 128 * k_mib, qPrintable(QString("%1 MiB").arg(ran.peak_bytes / k_mib)));
    QVERIFY(dump_workspace(workspace_) == before_);
    fs::remove(path);
}

void HostileTest::encodings_give_the_same_findings_data() {
    QTest::addColumn<QByteArray>("bytes");
    const std::string plain = sarif(result_with("Größe und 漢字"));
    QTest::newRow("8 byte order mark") << QByteArray::fromStdString("\xEF\xBB\xBF" + plain);
    QTest::newRow("8 UTF-16 LE with a mark") << QByteArray::fromStdString(utf16(plain, false, true));
    QTest::newRow("8 UTF-16 BE with a mark") << QByteArray::fromStdString(utf16(plain, true, true));
    QTest::newRow("8 UTF-16 LE without") << QByteArray::fromStdString(utf16(plain, false, false));
    QTest::newRow("8 UTF-16 BE without") << QByteArray::fromStdString(utf16(plain, true, false));
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip_of(plain));
    QTest::newRow("zstd") << QByteArray::fromStdString(zstd_of(plain));
}

void HostileTest::encodings_give_the_same_findings() {
    QFETCH(QByteArray, bytes);
    const auto records = [this](const std::string& content) {
        const Ran ran = run_parapet({"inspect", "--json", file("r.sarif", content)});
        QList<QJsonObject> all = ran.json();
        for (QJsonObject& o : all)
            o.remove("place"); // offsets and lines are of the decoded text
        return all;
    };
    const QList<QJsonObject> plain = records(sarif(result_with("Größe und 漢字")));
    QCOMPARE(plain.size(), 1);
    QVERIFY(plain[0]["title"].toString().contains("漢字") || plain[0]["description"].toString().contains("漢字"));
    QCOMPARE(records(bytes.toStdString()), plain);
}

void HostileTest::odd_content_is_kept_as_text_data() {
    QTest::addColumn<QByteArray>("json"); // of the message, in JSON
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* title, const QByteArray& json, const QString& shown) {
        QTest::newRow(title) << json << shown;
    };
    row("9 U+0000 in a string", "\"before\\u0000after\"", QString("before\uFFFDafter"));
    row("10 a lone surrogate", "\"a\\ud800b\"", QString("a\uFFFDb"));
    row("10 invalid UTF-8",
        "\"a\xff\xfe"
        "b\"",
        QString("a\uFFFD\uFFFDb"));
    row("10 an overlong form",
        "\"a\xc0\xaf"
        "b\"",
        QString("a\uFFFD\uFFFDb"));
    row("17 HTML", "\"<script>alert(1)</script><img src=x onerror=y>\"",
        "<script>alert(1)</script><img src=x onerror=y>");
    row("18 placeholders", "\"%1 %2 %s {} {0} %n\"", "%1 %2 %s {} {0} %n");
    row("18 rich text", "\"<img src='file:///etc/passwd'> &nbsp;\"", "<img src='file:///etc/passwd'> &nbsp;");
    row("31 SQL", "\"'); DROP TABLE findings; --\"", "'); DROP TABLE findings; --");
    row("31 wildcards", "\"100%_ NEAR(a b) \\\"quoted\\\" *\"", "100%_ NEAR(a b) \"quoted\" *");
}

void HostileTest::odd_content_is_kept_as_text() {
    QFETCH(QByteArray, json);
    QFETCH(QString, shown);
    const std::string text = sarif("{\"ruleId\":\"R9\",\"message\":{\"text\":" + json.toStdString() + "}}");
    const std::string path = file("r.sarif", text);
    const Ran seen = run_parapet({"inspect", "--json", path});
    QVERIFY2(seen.code == 0, seen.err.c_str());
    QCOMPARE(seen.json().size(), 1);
    const QJsonObject f = seen.json()[0];
    const QString all = f["title"].toString() + "\n" + f["description"].toString();
    QVERIFY2(all.contains(shown), qPrintable(all));
    const std::string other = fresh("odd.parapet");
    fs::create_directories(fs::path(other).parent_path());
    const Ran in = run_parapet({"import", "--json", "--workspace", other, path});
    QVERIFY2(in.code == 0, in.err.c_str());
    QVERIFY(QString::fromStdString(dump_workspace(other)).contains(shown));
    QVERIFY(q(dump_workspace(other)).toUtf8().toStdString() == dump_workspace(other)); // valid UTF-8 all through
}

// Some tools write [] when they find nothing; whose it is cannot be known, so it closes nothing.
void HostileTest::an_empty_array_is_nothing_found_and_says_so() {
    const std::string other = fresh("empty.parapet");
    fs::create_directories(fs::path(other).parent_path());
    const Ran ran = run_parapet({"import", "--json", "--workspace", other, file("r.json", "[]")});
    QVERIFY2(ran.code == 0, ran.err.c_str());
    QCOMPARE(ran.json()[0]["records"].toInt(), 0);
    QCOMPARE(ran.json()[0]["warnings"].toInt(), 1);
}

void HostileTest::special_files_are_refused() {
    const std::string root = fresh("");
    fs::create_directories(root);
    QCOMPARE(::mkfifo((root + "pipe").c_str(), 0600), 0);
    fs::create_symlink("self", root + "self");
    for (const auto& [path, said] : std::vector<std::pair<std::string, const char*>>{{root + "pipe", "FIFO"},
                                                                                     {"/dev/zero", "device"},
                                                                                     {root + "self", "loop"},
                                                                                     {root + "gone", "no such file"}}) {
        const Ran ran = import(path);
        QCOMPARE(ran.code, 1);
        QCOMPARE(ran.error_lines().size(), std::size_t{1});
        QVERIFY2(ran.error().contains(said), ran.err.c_str());
    }
    QVERIFY(dump_workspace(workspace_) == before_);
}

void HostileTest::a_file_cut_while_it_is_read_leaves_nothing() {
    // Standard input that breaks off in the middle is the same thing without a race.
    const std::string text = sarif(result_with("a") + "," + result_with("b"));
    RunOptions half;
    half.input = text.substr(0, text.size() / 2);
    const Ran ran = run_parapet({"import", "--json", "--workspace", workspace_, "-"}, half);
    QCOMPARE(ran.code, 1);
    QVERIFY(dump_workspace(workspace_) == before_);
}

void HostileTest::the_same_report_twice_at_once_counts_once() {
    const std::string other = fresh("both.parapet");
    fs::create_directories(fs::path(other).parent_path());
    std::string results;
    for (int i = 0; i < 2000; ++i)
        results +=
            (i ? "," : "") + std::string("{\"ruleId\":\"R") + std::to_string(i) + "\",\"message\":{\"text\":\"m\"}}";
    const std::string report = file("r.sarif", sarif(results));
    std::string lines;
    for (int i = 0; i < 20'000; ++i)
        lines += "2026-11-18T10:00:00+00:00 web sshd[" + std::to_string(1000 + i) +
                 "]: Failed password for root from 203.0.113.7 port 40022 ssh2\n";
    const std::string log = file("auth.log", lines);
    Ran first, second;
    std::thread one([&] { first = run_parapet({"import", "--json", "--workspace", other, report, log}); });
    second = run_parapet({"import", "--json", "--workspace", other, report, log});
    one.join();
    QVERIFY2(first.code == 0 && second.code == 0, (first.err + second.err).c_str());
    const Ran third = run_parapet({"import", "--json", "--workspace", other, report, log});
    for (const QJsonObject& o : third.json())
        QCOMPARE(o["status"].toString(), QString("unchanged"));
    int findings = 0, events = 0;
    for (const Ran& ran : {first, second})
        for (const QJsonObject& o : ran.json()) {
            findings += o["findings"].toObject()["new"].toInt();
            events += o["events"].toObject()["stored"].toInt();
        }
    QCOMPARE(findings, 2000);
    QCOMPARE(events, 20'000);
}

void HostileTest::five_hundred_thousand_results_stay_in_bounds() {
    std::string text = "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"Scannette\"}},\"results\":[";
    for (int i = 0; i < 500'000; ++i)
        text +=
            (i ? "," : "") + std::string("{\"ruleId\":\"R") + std::to_string(i) + "\",\"message\":{\"text\":\"m\"}}";
    text += "]}]}";
    const std::string other = fresh("many.parapet");
    fs::create_directories(fs::path(other).parent_path());
    const std::string path = file("r.sarif", text);
    const Ran ran = run_parapet({"import", "--json", "--quiet", "--workspace", other, path});
    QVERIFY2(ran.code == 0, ran.err.c_str());
    QCOMPARE(ran.json()[0]["records"].toInt(), 500'000);
    QCOMPARE(ran.json()[0]["findings"].toObject()["new"].toInt(), 500'000);
    QVERIFY2(ran.peak_bytes < 4 * text.size() + k_base_bytes,
             qPrintable(QString("%1 MiB").arg(ran.peak_bytes / k_mib)));
}

QTEST_GUILESS_MAIN(HostileTest)
#include "hostile_test.moc"

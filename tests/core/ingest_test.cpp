// From paths to documents: folders, packed files, archives, and what is wrong with them.

#include "core/ingest/detect.h"
#include "core/ingest/walk.h"
#include "tests/support/archives.h"
#include "tests/support/sarif.h"
#include "tests/support/support.h"

#include <QRegularExpression>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

using namespace parapet;
using namespace parapet::test;
namespace fs = std::filesystem;

namespace {

// One line a document: "path=bytes", "path!kind: what", "path~note".
struct Seen {
    QStringList lines;
    std::vector<std::string> hashes;
    bool cancelled = false;
    [[nodiscard]] QString text() const { return lines.join('\n'); }
};

QString shown(std::string_view path, std::string_view root) {
    return q(path.starts_with(root) ? path.substr(root.size()) : path);
}

Seen look_at(const std::vector<std::string>& paths, const std::string& root, const Limits& limits = default_limits(),
             bool ahead = false) {
    Seen seen;
    JobContext job;
    DocumentHandlers h;
    h.document = [&](Document& d) -> Result<void> {
        if (ahead) (void)d.hash_ahead();
        Result<std::string> all = d.input().read_all(limits.max_document_bytes);
        Result<void> end = all ? d.finish() : fail(all.error());
        const QString path = shown(d.path, root);
        if (!end) {
            seen.lines << path + "!" + errc_name(end.error().code) + ": " + q(end.error().what);
            return {};
        }
        seen.lines << path + "=" + (all->size() > 40 ? QString("%1 bytes").arg(all->size()) : q(*all));
        seen.hashes.push_back(d.sha256());
        return {};
    };
    h.rejected = [&](const std::string& path, WayIn, const Error& e) {
        seen.lines << shown(path, root) + "!" + errc_name(e.code) + ": " + q(e.what);
    };
    h.note = [&](const Error& e) { seen.lines << shown(e.where, root) + "~" + q(e.what); };
    Result<FoundFiles> found = find_input_files(paths, job);
    for (const Error& note : found->notes)
        h.note(note);
    for (const FoundFile& f : found->files)
        if (!each_document(f, limits, job, h)) seen.cancelled = true;
    return seen;
}

Seen look_at_bytes(const std::string& bytes, const std::string& name, const Limits& limits = default_limits()) {
    static int n = 0;
    const std::string root = temp_path("b" + std::to_string(n++)) + "/";
    write_file(root + name, bytes);
    return look_at({root + name}, root, limits);
}

} // namespace

class IngestTest : public QObject {
    Q_OBJECT
private slots:
    void packings_data();
    void packings();
    void damage_is_told_with_how_far_it_got_data();
    void damage_is_told_with_how_far_it_got();
    void bombs_stop_early_data();
    void bombs_stop_early();
    void folders_are_walked_in_order();
    void what_is_no_file_is_refused_data();
    void what_is_no_file_is_refused();
    void size_is_refused_before_reading();
    void hashes_are_of_the_file_on_disk();
    void a_file_that_changes_is_told();
    void a_stop_ends_it();
    void heads_are_decoded_data();
    void heads_are_decoded();
    void unknown_documents_are_named_data();
    void unknown_documents_are_named();
    void what_a_tool_says_on_its_way_is_left_out_data();
    void what_a_tool_says_on_its_way_is_left_out();
};

void IngestTest::packings_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("seen");
    const auto row = [](const char* title, const std::string& bytes, const char* name, const char* seen) {
        QTest::newRow(title) << QByteArray::fromStdString(bytes) << name << seen;
    };
    using K = ArchiveEntry::Kind;
    const std::vector<ArchiveEntry> two{{"a.json", "{}"}, {"dir", "", K::folder}, {"dir/b.json", "[]"}};
    row("a plain file", "hello", "a.txt", "a.txt=hello");
    row("an empty file", "", "a.txt", "a.txt=");
    row("gzip", gzip_of("hello"), "a.json.gz", "a.json.gz=hello");
    row("gzip of nothing", gzip_of(""), "a.gz", "a.gz=");
    row("gzip whose name does not say so", gzip_of("hello"), "a.json", "a.json=hello");
    row("two gzip members", gzip_of("hel") + gzip_of("lo"), "a.gz", "a.gz=hello");
    row("gzip padded with zeros", gzip_of("hello") + std::string(100, '\0'), "a.gz", "a.gz=hello");
    row("zstd", zstd_of("hello"), "a.zst", "a.zst=hello");
    row("two zstd frames", zstd_of("hel") + zstd_of("lo"), "a.zst", "a.zst=hello");
    row("gzip of gzip", gzip_of(gzip_of("hello")), "a.gz.gz", "a.gz.gz=hello");
    row("gzip of gzip of gzip of gzip", gzip_of(gzip_of(gzip_of(gzip_of("hello")))), "a.gz",
        "a.gz!limit: it is packed in itself too often");
    row("zip", zip_of(two), "a.zip", "a.zip/a.json={}\na.zip/dir/b.json=[]");
    row("tar", tar_of(two), "a.tar", "a.tar/a.json={}\na.tar/dir/b.json=[]");
    row("tar.gz", gzip_of(tar_of(two)), "a.tgz", "a.tgz/a.json={}\na.tgz/dir/b.json=[]");
    row("tar.zst", zstd_of(tar_of(two)), "a.tar.zst", "a.tar.zst/a.json={}\na.tar.zst/dir/b.json=[]");
    row("gzip in zip", zip_of({{"l.gz", gzip_of("hello")}}), "a.zip", "a.zip/l.gz=hello");
    row("zip in tar.gz", gzip_of(tar_of({{"i.zip", zip_of(two)}, {"z", "end"}})), "a.tar.gz",
        "a.tar.gz/i.zip/a.json={}\na.tar.gz/i.zip/dir/b.json=[]\na.tar.gz/z=end");
    row("zip in zip in zip", zip_of({{"1", zip_of({{"2", zip_of({{"3", "x"}})}})}}), "a.zip", "a.zip/1/2/3=x");
    row("a fourth level", zip_of({{"1", zip_of({{"2", zip_of({{"3", zip_of({{"4", "x"}})}})}})}, {"z", "y"}}), "a.zip",
        "a.zip/1/2/3!limit: archives are nested more than 3 deep\na.zip/z=y");
    row("names that climb are only names", zip_of({{"../../evil", "x"}, {"/etc/passwd", "y"}, {"C:\\x", "z"}}), "a.zip",
        "a.zip/../../evil=x\na.zip//etc/passwd=y\na.zip/C:/x=z");
    row("a name with control characters", tar_of({{"a\x1b[31m\nb", "x"}}), "a.tar", "a.tar/a\\u{1B}[31m b=x");
    row("links and devices are left out",
        tar_of({{"l", "/etc/passwd", K::symlink}, {"h", "l", K::hardlink}, {"d", "", K::device}, {"f", "x"}}), "a.tar",
        "a.tar/l~a symbolic link in the archive is not followed\na.tar/h~a link in the archive is not followed\n"
        "a.tar/d~it is no regular file\na.tar/f=x");
    row("the first of two members of one name counts", zip_of({{"a", "1"}, {"a", "2"}, {"A", "3"}}), "a.zip",
        "a.zip/a=1\na.zip/a~a second member of this name, the first one counts\na.zip/A=3");
    row("an empty zip", zip_of({}), "a.zip", "a.zip!unknown_format: an archive without anything in it");
    row("bzip2", "BZh91AY&SY", "a.bz2", "a.bz2!unknown_format: packed with bzip2, which is not read");
    row("xz", std::string("\xfd\x37zXZ\0\0\0", 8), "a.xz", "a.xz!unknown_format: packed with xz, which is not read");
}

void IngestTest::packings() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    QFETCH(QString, seen);
    QCOMPARE(look_at_bytes(bytes.toStdString(), name.toStdString()).text(), seen);
}

void IngestTest::damage_is_told_with_how_far_it_got_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("said"); // pattern
    const auto row = [](const char* title, const std::string& bytes, const char* said) {
        QTest::newRow(title) << QByteArray::fromStdString(bytes) << said;
    };
    std::string text;
    for (int i = 0; i < 20000; ++i)
        text += std::to_string(i * 7919) + "\n";
    const std::string gz = gzip_of(text), zst = zstd_of(text);
    std::string wrong_sum = gz;
    wrong_sum[wrong_sum.size() - 6] ^= 1;
    std::string wrong_middle = gz;
    for (std::size_t i = gz.size() / 2; i < gz.size() / 2 + 40; ++i)
        wrong_middle[i] = '\xff';
    row("cut gzip", gz.substr(0, gz.size() / 2),
        "f!damaged_archive: compressed file is damaged: it ends too early after \\d{4,} bytes, \\d{4,} bytes unpacked");
    row("cut in the trailer", gz.substr(0, gz.size() - 3), "f!damaged_archive: .*it ends too early.*");
    row("gzip with a wrong sum", wrong_sum, "f!damaged_archive: compressed file is damaged: incorrect data check.*");
    row("gzip with a wrong middle", wrong_middle, "f!damaged_archive: compressed file is damaged: .* unpacked");
    row("something behind gzip", gz + "garbage", "f!damaged_archive: compressed file is damaged: .* unpacked");
    row("only the magic", "\x1f\x8b", "f!damaged_archive: .*");
    row("cut zstd", zst.substr(0, zst.size() / 2), "f!damaged_archive: .*it ends too early after \\d+ bytes.*");
    row("only zstd's magic", zst.substr(0, 4), "f!damaged_archive: .*");
    const std::string tgz = gzip_of(tar_of({{"a", text}, {"b", text}}));
    row("cut tar.gz", tgz.substr(0, tgz.size() / 4), "f/a!damaged_archive: .*\nf!damaged_archive: .*");
    const std::string zip = zip_of({{"a", "x"}, {"b", text}});
    row("zip without its table", zip.substr(0, zip.size() - 60), "f!damaged_archive: archive is damaged: .*");
    std::string zip_bits = zip;
    for (std::size_t i = 2000; i < 2100; ++i)
        zip_bits[i] ^= 0x55;
    row("zip with a broken member", zip_bits, "f/a=x\nf/b!damaged_archive: compressed file is damaged: .*");
}

void IngestTest::damage_is_told_with_how_far_it_got() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, said);
    const QString text = look_at_bytes(bytes.toStdString(), "f").text();
    QVERIFY2(QRegularExpression("^" + said + "$").match(text).hasMatch(), qPrintable(text));
}

void IngestTest::bombs_stop_early_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("said");
    const std::string zeros(200U << 20, '\0');
    const auto row = [](const char* title, const std::string& bytes, const char* said) {
        QTest::newRow(title) << QByteArray::fromStdString(bytes) << said;
    };
    row("gzip, 1000:1", gzip_of(zeros), "^f!limit: \\d+ bytes unpack to more than \\d+ bytes: over 250 times.*$");
    row("zstd, 10000:1", zstd_of(zeros), "^f!limit: .*over 250 times.*$");
    row("zip, and the rest is left", zip_of({{"a", zeros}, {"b", "x"}}),
        "^f/a!limit: .*over 250 times.*\nf!limit: .*$");
    row("gzip in zip", zip_of({{"a", gzip_of(zeros)}}), "^f/a!limit: .*over 250 times.*\nf!limit: .*$");
    std::vector<ArchiveEntry> many;
    for (int i = 0; i < 300; ++i)
        many.push_back({"m" + std::to_string(i), "x"});
    row("too many members", tar_of(many), "f!limit: more than the 250 members that are read$");
}

void IngestTest::bombs_stop_early() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, said);
    Limits limits;
    limits.max_archive_members = 250;
    const QString text = look_at_bytes(bytes.toStdString(), "f", limits).text();
    QVERIFY2(QRegularExpression(said).match(text).hasMatch(), qPrintable(text.right(300)));
}

void IngestTest::folders_are_walked_in_order() {
    const std::string root = temp_path("tree") + "/";
    write_file(root + "b.txt", "2");
    write_file(root + "a/z.txt", "1");
    write_file(root + "c.txt", "3");
    write_file(root + ".git/config", "x");
    fs::create_symlink("b.txt", root + "link.txt");
    fs::create_directory_symlink(root, root + "a/loop");
    QCOMPARE(::mkfifo((root + "pipe").c_str(), 0600), 0);
    QCOMPARE(look_at({root}, root).text(), QString(".git~what git keeps for itself is not read\n"
                                                   "a/loop~a symbolic link in a folder is not followed\n"
                                                   "link.txt~a symbolic link in a folder is not followed\n"
                                                   "a/z.txt=1\nb.txt=2\nc.txt=3\n"
                                                   "pipe!unreadable: it is a FIFO, only regular files are read"));
    // named itself, a link is what it points to
    QCOMPARE(look_at({root + "link.txt"}, root).text(), QString("link.txt=2"));
}

void IngestTest::what_is_no_file_is_refused_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("said");
    const std::string root = temp_path("odd") + "/";
    write_file(root + "secret", "x");
    ::chmod((root + "secret").c_str(), 0);
    (void)::mkfifo((root + "pipe").c_str(), 0600);
    fs::create_symlink("loop", root + "loop");
    fs::create_symlink("nowhere", root + "dangling");
    const auto row = [&](const char* title, const std::string& path, const char* said) {
        QTest::newRow(title) << q(path) << said;
    };
    row("nothing there", root + "absent", "not_found: no such file or folder");
    row("a FIFO", root + "pipe", "unreadable: it is a FIFO, only regular files are read");
    row("a device that never ends", "/dev/zero", "unreadable: it is a device, only regular files are read");
    row("a link to itself", root + "loop", "unreadable: a loop of symbolic links");
    row("a link to nothing", root + "dangling", "not_found: no such file or folder");
    row("a folder in a file", root + "secret/x", "not_found: no such file or folder");
    if (::geteuid() != 0) row("no permission", root + "secret", "unreadable: it may not be read");
}

void IngestTest::what_is_no_file_is_refused() {
    QFETCH(QString, path);
    QFETCH(QString, said);
    const std::string p = path.toStdString();
    QCOMPARE(look_at({p}, p).text(), "!" + said);
}

void IngestTest::size_is_refused_before_reading() {
    const std::string root = temp_path("large") + "/";
    write_file(root + "f", "x");
    QCOMPARE(::truncate((root + "f").c_str(), off_t{50} << 30), 0); // sparse
    const QString text = look_at({root + "f"}, root).text();
    QVERIFY2(text.startsWith("f!limit: the file has 53687091200 bytes, more than the"), qPrintable(text));
}

void IngestTest::hashes_are_of_the_file_on_disk() {
    const std::string root = temp_path("hash") + "/";
    const std::string gz = gzip_of("hello");
    write_file(root + "a.gz", gz);
    write_file(root + "b", "hello");
    write_file(root + "c.zip", zip_of({{"m", "hello"}}));
    for (const bool ahead : {false, true}) {
        const Seen seen = look_at({root}, root, default_limits(), ahead);
        QCOMPARE(seen.text(), QString("a.gz=hello\nb=hello\nc.zip/m=hello"));
        QCOMPARE(seen.hashes, (std::vector<std::string>{sha256_hex(gz), sha256_hex("hello"), sha256_hex("hello")}));
    }
}

void IngestTest::a_file_that_changes_is_told() {
    const std::string root = temp_path("changing") + "/";
    JobContext job;
    write_file(root + "f", "first");
    auto in = FileInput::open(root + "f", default_limits(), job);
    QVERIFY(in);
    write_file(root + "f", "other");
    struct timespec times[2] = {{1, 0}, {1, 0}};
    QCOMPARE(::utimensat(AT_FDCWD, (root + "f").c_str(), times, 0), 0);
    auto done = (*in)->finish();
    QVERIFY(!done);
    QCOMPARE(q(done.error().what), QString("the file changed while it was read"));

    in = FileInput::open(root + "f", default_limits(), job);
    QCOMPARE(::truncate((root + "f").c_str(), 2), 0);
    done = (*in)->finish();
    QVERIFY(!done);
    QVERIFY2(q(done.error().what).contains("became shorter"), done.error().what.c_str());

    write_file(root + "f", "line\n");
    in = FileInput::open(root + "f", default_limits(), job);
    write_file(root + "f", "line\nmore\n");
    std::string all(100, '\0');
    auto n = (*in)->read(all);
    QCOMPARE(*n, std::size_t{5}); // what was there when it was opened
    QVERIFY((*in)->finish());
    QVERIFY((*in)->grew());
}

void IngestTest::a_stop_ends_it() {
    std::stop_source stop;
    JobContext job(stop.get_token());
    stop.request_stop();
    const std::string root = temp_path("stop") + "/";
    write_file(root + "f", "x");
    DocumentHandlers h;
    h.document = [](Document&) { return Result<void>(); };
    h.rejected = [](const std::string&, WayIn, const Error&) { QFAIL("a stop is no rejection"); };
    h.note = [](const Error&) {};
    const Result<void> done = each_document({root + "f", WayIn::file, 1, {}}, default_limits(), job, h);
    QVERIFY(!done);
    QCOMPARE(done.error().code, Errc::cancelled);
}

void IngestTest::heads_are_decoded_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* title, const std::string& bytes, const char* text) {
        QTest::newRow(title) << QByteArray::fromStdString(bytes) << text;
    };
    const auto wide = [](const std::u16string& s, bool big, bool bom) {
        std::string out;
        const auto put = [&](char16_t c) {
            const char hi = static_cast<char>(c >> 8), lo = static_cast<char>(c & 0xff);
            out += big ? hi : lo;
            out += big ? lo : hi;
        };
        if (bom) put(0xFEFF);
        for (const char16_t c : s)
            put(c);
        return out;
    };
    row("plain", "{\"a\":1}", "{\"a\":1}");
    row("byte order mark", "\xEF\xBB\xBF{}", "{}");
    row("UTF-16 LE with a mark", wide(u"{\"ä\":1}", false, true), "{\"ä\":1}");
    row("UTF-16 BE with a mark", wide(u"{\"ä\":1}", true, true), "{\"ä\":1}");
    row("UTF-16 LE without", wide(u"{\"a\":\"ä\"}", false, false), "{\"a\":\"ä\"}");
    row("XML in windows-1252", "<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>\xe4</a>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"       ?><a>ä</a>");
    row("XML in UTF-16", wide(u"<?xml version='1.0' encoding='UTF-16'?><a>ä</a>", false, true),
        "<?xml version='1.0' encoding='UTF-8' ?><a>ä</a>");
}

void IngestTest::heads_are_decoded() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    const std::string all = bytes.toStdString();
    const auto in = memory_input(all, "f");
    auto doc = OpenDocument::open(*in, "f");
    QVERIFY2(doc, doc ? "" : doc.error().what.c_str());
    QCOMPARE(q((*doc)->head().text), text);
    auto read = (*doc)->text().read_all(1000);
    QVERIFY(read);
    QCOMPARE(q(*read), text);
}

void IngestTest::unknown_documents_are_named_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("said");
    QTest::newRow("login page") << QByteArray("<!DOCTYPE html>\n<html><body>Sign in</body></html>") << "r.json"
                                << "web page";
    QTest::newRow("empty") << QByteArray() << "r.json"
                           << "an empty file";
    QTest::newRow("one newline") << QByteArray("\n") << "r.json"
                                 << "an empty file";
    QTest::newRow("empty object") << QByteArray("{}") << "r.json"
                                  << "an empty JSON object";
    QTest::newRow("an object of nobody's") << QByteArray("{\"zzz\":1,\"yyy\":2}") << "r.json"
                                           << "zzz, yyy";
    QTest::newRow("a word") << QByteArray("null") << "r.json"
                            << "text that begins with \"null\"";
    QTest::newRow("a .gz that is none") << QByteArray("{}") << "r.json.gz"
                                        << "compressed file is damaged";
    QTest::newRow("a strange encoding") << QByteArray("<?xml version='1.0' encoding='EBCDIC-42'?><a/>") << "r.xml"
                                        << "EBCDIC-42";
}

void IngestTest::unknown_documents_are_named() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    QFETCH(QString, said);
    const std::string all = bytes.toStdString();
    const auto in = memory_input(all, "f");
    auto doc = OpenDocument::open(*in, name.toStdString());
    Error error;
    if (!doc) {
        error = doc.error();
    } else {
        auto seen = choose_format(**doc, {}, name.toStdString());
        QVERIFY(!seen);
        error = seen.error();
    }
    QVERIFY2(q(error.what).contains(said), error.what.c_str());
    QVERIFY(!error.help.empty());
}

void IngestTest::what_a_tool_says_on_its_way_is_left_out_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("said");
    QTest::newRow("one line") << QByteArray("Scanning 12 files ...\n") << "; a line of text in front of it left out";
    QTest::newRow("levels in brackets") << QByteArray("[INFO] starting\n[WARN] {rules} are old\n")
                                        << "; 2 lines of text in front of it left out";
    QTest::newRow("a log with times") << QByteArray("2026-11-18T10:00:00Z\tINFO\tdatabase is fresh\n"
                                                    "2026-11-18T10:00:01Z\tINFO\tfound 12 files\n"
                                                    "2026-11-18T10:00:02Z\tINFO\tdone\n\n")
                                      << "; 4 lines of text in front of it left out";
    QTest::newRow("JSON that is no report")
        << QByteArray("hello\n{\"level\":\"info\"} and more\n") << "; 2 lines of text in front of it left out";
}

void IngestTest::what_a_tool_says_on_its_way_is_left_out() {
    QFETCH(QByteArray, before);
    QFETCH(QString, said);
    const std::string report = test::sarif(test::SarifResult{}.json());
    const std::string all = before.toStdString() + report;
    const auto in = memory_input(all, "f");
    auto doc = OpenDocument::open(*in, "scan.json");
    QVERIFY(doc);
    auto seen = choose_format(**doc, {}, "scan.json");
    QVERIFY2(seen, seen ? "" : seen.error().one_line().c_str());
    QCOMPARE(q(seen->format->slug), QString("sarif"));
    QVERIFY2(q(seen->sniff.why).endsWith(said), seen->sniff.why.c_str());
    // Places are those of the file.
    std::string text(all.size() + 1, '\0');
    std::size_t got = 0;
    for (Result<std::size_t> n = 1; n && *n > 0 && got < text.size(); got += *n)
        n = (*doc)->text().read(std::span(text).subspan(got));
    text.resize(got);
    QCOMPARE(text.size(), all.size());
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), std::count(all.begin(), all.end(), '\n'));
    QVERIFY(text.ends_with(report));
}

QTEST_APPLESS_MAIN(IngestTest)
#include "ingest_test.moc"

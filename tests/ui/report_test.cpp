#include "tests/support/support.h"
#include "ui/report/pdf.h"
#include "ui/report/pdf_text.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPdfWriter>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

#include <functional>
#include <map>

using namespace parapet;
using namespace parapet::ui;
using namespace parapet::views;
using test::q;

namespace {

ChartSpec trend() {
    ChartSpec spec;
    spec.kind = ChartSpec::Kind::stacked_bars;
    spec.title = "Controls by status, 12 months to 18 Nov";
    spec.time_axis = false;
    spec.categories = {"Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"};
    const std::vector<std::pair<const char*, ColorRole>> rows{{"met", ColorRole::ok},
                                                              {"partly", ColorRole::warn},
                                                              {"not met", ColorRole::fail},
                                                              {"not assessed", ColorRole::neutral}};
    double base = 170;
    for (const auto& [title, role] : rows) {
        ChartSeries s;
        s.id = s.title = title;
        s.role = role;
        for (int i = 0; i < 12; ++i) {
            s.x.push_back(i);
            s.y.push_back(base + (base > 100 ? 5 : -1) * i);
        }
        base = base > 100 ? 52 : base * 0.6;
        spec.series.push_back(std::move(s));
    }
    return spec;
}

ReportDoc sample_doc() {
    ReportDoc doc;
    doc.kind = "compliance";
    doc.title = "Compliance report";
    doc.subtitle = "Halden Bank, production";
    doc.cover_lines = {"NIST SP 800-53 rev 5, moderate baseline", "Status on 18 November 2026"};
    SquaresBlock squares;
    for (int i = 0; i < 287; ++i)
        squares.squares.push_back(
            i % 9 == 3 ? ControlStatus::partial
                       : (i % 31 == 5 ? ControlStatus::not_satisfied
                                      : (i % 17 == 0 ? ControlStatus::not_assessed : ControlStatus::satisfied)));
    squares.caption = "One square per control, 287 in all.";
    doc.cover_blocks.emplace_back(squares);
    doc.report_id = "compliance-2026-11-18-9f2c1a77";
    doc.snapshot_id = "9f2c1a7754e0b8d13c6f2290a81d57e46b03f9c21ed84a7590b7c63f0d3ee41b";
    doc.cover_facts = {{"Report", doc.report_id},
                       {"Generated", "18 Nov 2026 14:06 UTC"},
                       {"Prepared by", "Sam Nair, Security"},
                       {"For", "Brandt & Lowe LLP"},
                       {"Evidence", "4,812 records"},
                       {"Snapshot", "18 Nov 2026 14:00 UTC"},
                       {"SHA-256", "9f2c1a77 54e0b8d1 3c6f2290 a81d57e4 6b03f9c2 1ed84a75 90b7c63f 0d3ee41b"},
                       {"To verify", "Run parapet report again on the same workspace"}};
    doc.owner = "Halden Bank";
    doc.footer_note = "confidential";
    doc.generated = *parse_rfc3339("2026-11-18T14:06:00Z");
    doc.blocks.emplace_back(HeadingBlock{1, "Summary", "summary"});
    doc.blocks.emplace_back(
        ParagraphBlock{"80 % of controls are met, up from 69 % on 30 June. Twelve are not met. The most pressing is "
                       "flaw remediation, where five critical findings are past their 15 day limit.",
                       true,
                       false,
                       false,
                       {}});
    doc.blocks.emplace_back(FigureRow{{{"Controls met", "231", "of 287", "+32 since 30 Jun"},
                                       {"Not met", "12", "", "9 fewer than on 30 Jun"},
                                       {"Fix deadlines kept", "91 %", "", "388 of 426 findings"},
                                       {"Fresh evidence", "99.6 %", "", "1,209 of 1,214"}}});
    doc.blocks.emplace_back(ChartBlock{{trend()}, 62});
    StatusBars bars;
    bars.title = "Controls by family";
    for (const char* family :
         {"AC", "AT", "AU", "CA", "CM", "CP", "IA", "IR", "MA", "MP", "PE", "PL", "PS", "RA", "SA", "SC", "SI", "SR"})
        bars.bars.push_back({family, {20, 2, 3, 1, 0}, "84 %"});
    doc.blocks.emplace_back(bars);
    doc.blocks.emplace_back(HeadingBlock{2, "Needs a decision", ""});
    TableBlock decide;
    decide.columns = {{"Control", 1.1}, {"Title", 3}, {"What was found", 5}, {"Owner", 1.4}, {"Fix by", 1.2}};
    const auto strong = [](std::string text, std::string link = {}) {
        Cell c;
        c.text = std::move(text);
        c.strong = true;
        c.link = std::move(link);
        return c;
    };
    const auto plain = [](std::string text) {
        Cell c;
        c.text = std::move(text);
        return c;
    };
    decide.rows = {{strong("SI-2", "control-SI-2"), plain("Flaw remediation"),
                    plain("5 critical findings past 15 days"), plain("M. Ruiz"), plain("30 Nov")},
                   {strong("SI-4(4)"), plain("Inbound and outbound traffic"), plain("telemetry missing for 3 accounts"),
                    plain("T. Berg"), plain("15 Dec")}};
    doc.blocks.emplace_back(decide);
    doc.blocks.emplace_back(HeadingBlock{1, "Controls", "controls"});
    TableBlock controls;
    controls.columns = {{"Control", 1},   {"Title", 3},     {"Status", 1.6},  {"F", 0.5, true},
                        {"T", 0.5, true}, {"P", 0.5, true}, {"A", 0.5, true}, {"Latest evidence", 1.3}};
    for (int f = 0; f < 3; ++f) {
        controls.rows.push_back(
            {strong(f == 0 ? "SC System and communications protection"
                           : (f == 1 ? "SI System and information integrity" : "SR Supply chain risk management"))});
        for (int i = 0; i < 30; ++i) {
            Cell status;
            status.mark = Cell::Mark::status;
            status.status = i % 7 == 2 ? ControlStatus::partial
                                       : (i % 11 == 4 ? ControlStatus::not_satisfied : ControlStatus::satisfied);
            status.text = status.status == ControlStatus::satisfied
                              ? "Met"
                              : (status.status == ControlStatus::partial ? "Partly met" : "Not met");
            controls.rows.push_back({strong("SC-" + std::to_string(i + 1) + (i % 4 == 3 ? "(5)" : ""), "control-SI-2"),
                                     plain("Denial-of-service protection"), status, plain("1"), plain("2"), plain("0"),
                                     plain("1"), plain("18 Nov 2026")});
        }
    }
    doc.blocks.emplace_back(controls);
    doc.blocks.emplace_back(HeadingBlock{1, "Evidence", "evidence"});
    doc.blocks.emplace_back(HeadingBlock{2, "SI-2 Flaw remediation", "control-SI-2"});
    doc.blocks.emplace_back(
        ParagraphBlock{"since 3 Nov 2026. Fails: “No critical finding is past its fix date”, 5 of 12 are past it.",
                       false, true, false, ControlStatus::partial});
    doc.blocks.emplace_back(
        ParagraphBlock{"severity:critical status:open,triaged,in_progress overdue:yes", false, false, true, {}});
    TableBlock evidence;
    evidence.columns = {{"Record", 1},   {"Kind", 1.2},       {"Check", 4},
                        {"Measured", 2}, {"As of, UTC", 1.4}, {"SHA-256", 1.2}};
    Cell mono = plain("a17e…90c4");
    mono.mono = true;
    evidence.rows = {{strong("E-1"), plain("Findings"), plain("No critical finding is past its fix date"),
                      plain("5 of 12 are past it"), plain("18 Nov 14:00"), mono}};
    doc.blocks.emplace_back(evidence);
    doc.blocks.emplace_back(FactsBlock{
        {{"Signed", "3 Nov 16:20 UTC"}, {"Expires", "3 Dec 2026"}, {"By", "Tomas Berg"}, {"Role", "platform lead"}},
        false});
    return doc;
}

QString run(const QString& program, const QStringList& arguments, int* code = nullptr) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(60000)) qFatal("%s did not end", qPrintable(program));
    if (code) *code = process.exitCode();
    return QString::fromUtf8(process.readAll());
}

QString written(const ReportDoc& doc, PdfInfo* info = nullptr, PaperSize paper = PaperSize::a4) {
    static int number = 0;
    const std::string path = test::temp_path("report-" + std::to_string(++number) + ".pdf");
    const auto done = write_pdf(doc, path, paper);
    if (!done) qFatal("%s", done.error().one_line().c_str());
    if (info) *info = *done;
    return q(path);
}

QString page_text(const QString& path, int page = 0) {
    QStringList arguments{"-layout", "-enc", "UTF-8"};
    if (page > 0) arguments << "-f" << QString::number(page) << "-l" << QString::number(page);
    return run("pdftotext", arguments << path << "-");
}

Cell cell(std::string text) {
    Cell c;
    c.text = std::move(text);
    return c;
}

ReportDoc with_table(const TableBlock& table) {
    ReportDoc doc = sample_doc();
    doc.blocks.clear();
    doc.blocks.emplace_back(HeadingBlock{1, "Findings", "findings"});
    doc.blocks.emplace_back(table);
    return doc;
}

TableBlock findings_table(int rows) {
    TableBlock table;
    table.columns = {{"Id", 1}, {"Severity", 1}, {"Rule", 2.4}, {"File", 2.6}, {"Line", 0.7, true}, {"Status", 1}};
    const char* words[] = {"overflow", "query",  "path",   "token", "cipher",
                           "header",   "office", "affine", "fixed", "waffle"};
    for (int i = 0; i < rows; ++i) {
        const char* a = words[i % 10];
        const char* b = words[(i * 7 + 3) % 10];
        Cell severity = cell(i % 3 ? "Medium" : "High");
        severity.mark = Cell::Mark::severity;
        severity.severity = i % 3 ? Severity::medium : Severity::high;
        table.rows.push_back({cell("F-" + std::to_string(100000 + i)), severity,
                              cell(std::string(a) + "-" + b + "-" + std::to_string(i % 400)),
                              cell(std::string("src/") + b + "/" + a + ".cpp"), cell(std::to_string(i * 3 % 4000)),
                              cell(i % 2 ? "open" : "fixed")});
    }
    return table;
}

} // namespace

class ReportTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { theme().install(*qApp); }
    void same_document_same_bytes();
    void readers_accept_it();
    void every_word_is_found();
    void table_heads_stand_on_every_page();
    void rows_are_not_cut();
    void headings_stand_above_their_tables();
    void a_row_taller_than_a_page_goes_on();
    void every_page_says_what_it_is_data();
    void every_page_says_what_it_is();
    void outline_and_links_lead_to_their_places();
    void metadata_is_of_the_report_not_of_the_day();
    void hostile_text_is_made_visible_and_fits();
    void lines_break_where_they_may_data();
    void lines_break_where_they_may();
    void status_is_readable_in_grey();
    void an_empty_table_says_so();
    void a_path_that_cannot_be_written_is_an_error();
    void stops_when_asked();
};

void ReportTest::same_document_same_bytes() {
    PdfInfo a, b;
    const QString first = written(sample_doc(), &a), second = written(sample_doc(), &b);
    QCOMPARE(q(a.sha256), q(b.sha256));
    QCOMPARE(test::read_file(first.toStdString()), test::read_file(second.toStdString()));
    ReportDoc other = sample_doc();
    other.snapshot_id[0] = 'a';
    PdfInfo c;
    written(other, &c);
    QVERIFY(c.sha256 != a.sha256);
}

void ReportTest::readers_accept_it() {
    for (const PaperSize paper : {PaperSize::a4, PaperSize::letter}) {
        PdfInfo info;
        const QString path = written(sample_doc(), &info, paper);
        int code = -1;
        const QString checked = run("qpdf", {"--check", path}, &code);
        QVERIFY2(code == 0, qPrintable(checked));
        const QString said = run("pdfinfo", {path});
        QVERIFY2(said.contains(QRegularExpression(QString("Pages:\\s+%1\\n").arg(info.pages))), qPrintable(said));
        QVERIFY(said.contains(paper == PaperSize::a4 ? "(A4)" : "(letter)"));
        QVERIFY(said.contains("Compliance report, Halden Bank"));
        QCOMPARE(info.bytes, QFileInfo(path).size());
        const QString fonts = run("pdffonts", {path});
        for (const QString& line : fonts.split('\n').mid(2))
            if (!line.isEmpty())
                QVERIFY2(line.contains(QRegularExpression("yes\\s+(yes|no)\\s+yes")),
                         qPrintable(line)); // embedded, with Unicode
    }
}

void ReportTest::every_word_is_found() {
    const TableBlock table = findings_table(600);
    const QString text = page_text(written(with_table(table)));
    const QStringList words = text.split(QRegularExpression("\\s+"), Qt::SkipEmptyParts);
    const QSet<QString> found(words.begin(), words.end());
    for (const auto& row : table.rows)
        for (const Cell& c : row)
            QVERIFY2(found.contains(q(c.text)), c.text.c_str());
    const QString all = page_text(written(sample_doc()));
    for (const char* word :
         {"231", "Controls met", "Needs a decision", "Denial-of-service protection", "Partly met", "AC", "84 %", "Dec",
          "Nov", "severity:critical status:open,triaged,in_progress overdue:yes", "9f2c1a77 54e0b8d1"})
        QVERIFY2(all.contains(word), word);
}

void ReportTest::table_heads_stand_on_every_page() {
    PdfInfo info;
    const QString path = written(with_table(findings_table(400)), &info);
    QVERIFY(info.pages > 8);
    for (int page = 2; page <= info.pages; ++page) {
        const QString text = page_text(path, page);
        QVERIFY2(text.contains(QRegularExpression("Id\\s+Severity\\s+Rule\\s+File\\s+Line\\s+Status")),
                 qPrintable(text));
    }
}

void ReportTest::rows_are_not_cut() {
    TableBlock table;
    table.columns = {{"Id", 1}, {"Text", 1}};
    for (int i = 0; i < 120; ++i)
        table.rows.push_back(
            {cell("R" + std::to_string(i)), cell("begin" + std::to_string(i) +
                                                 " one two three four five six seven eight nine ten "
                                                 "eleven twelve thirteen fourteen fifteen sixteen seventeen end" +
                                                 std::to_string(i))});
    PdfInfo info;
    const QString path = written(with_table(table), &info);
    QVERIFY(info.pages > 3);
    for (int page = 2; page <= info.pages; ++page) {
        const QString text = page_text(path, page);
        for (int i = 0; i < 120; ++i)
            QCOMPARE(text.contains(QRegularExpression(QString("begin%1\\b").arg(i))),
                     text.contains(QRegularExpression(QString("end%1\\b").arg(i))));
    }
}

void ReportTest::headings_stand_above_their_tables() {
    constexpr int k_sections = 90;
    ReportDoc doc = sample_doc();
    doc.blocks.clear();
    for (int i = 0; i < k_sections; ++i) {
        doc.blocks.emplace_back(HeadingBlock{2, "Section " + std::to_string(i), {}});
        ParagraphBlock said;
        said.status = ControlStatus::satisfied;
        said.text = "since yesterday";
        doc.blocks.emplace_back(said);
        TableBlock table;
        table.columns = {{"Id", 1}, {"Text", 1}};
        std::string words = "row" + std::to_string(i);
        for (int n = 0; n < i % 7; ++n)
            words += " one two three four five six seven eight nine ten";
        table.rows.push_back({cell("x"), cell(words)});
        doc.blocks.emplace_back(table);
    }
    PdfInfo info;
    const QString path = written(doc, &info);
    int seen = 0;
    for (int page = 2; page <= info.pages; ++page) {
        const QString text = page_text(path, page);
        for (int i = 0; i < k_sections; ++i) {
            const bool heading = text.contains(QRegularExpression(QString("Section %1\\b").arg(i)));
            QCOMPARE(text.contains(QRegularExpression(QString("row%1\\b").arg(i))), heading);
            seen += heading ? 1 : 0;
        }
    }
    QCOMPARE(seen, k_sections);
}

void ReportTest::a_row_taller_than_a_page_goes_on() {
    TableBlock table;
    table.columns = {{"Id", 1}, {"Text", 3}};
    std::string text;
    for (int i = 0; i < 3000; ++i)
        text += "w" + std::to_string(i) + " ";
    table.rows = {{cell("before"), cell("x")}, {cell("tall"), cell(text)}, {cell("after"), cell("y")}};
    PdfInfo info;
    const QString path = written(with_table(table), &info);
    QVERIFY(info.pages >= 4);
    const QStringList words = page_text(path).split(QRegularExpression("\\s+"));
    QSet<QString> found(words.begin(), words.end());
    for (int i = 0; i < 3000; ++i)
        QVERIFY(found.contains(QString("w%1").arg(i)));
    QVERIFY(found.contains("after"));
    QVERIFY(page_text(path, 3).contains("continued"));
}

void ReportTest::every_page_says_what_it_is_data() {
    QTest::addColumn<bool>("sample");
    QTest::newRow("a sample") << true;
    QTest::newRow("not a sample") << false;
}

void ReportTest::every_page_says_what_it_is() {
    QFETCH(bool, sample);
    ReportDoc doc = sample_doc();
    doc.sample = sample;
    PdfInfo info;
    const QString path = written(doc, &info);
    for (int page = 1; page <= info.pages; ++page) {
        const QString text = page_text(path, page);
        QVERIFY2(text.contains(QString("Page %1 of %2").arg(page).arg(info.pages)), qPrintable(text));
        QVERIFY(text.contains("Report compliance-2026-11-18-9f2c1a77"));
        QVERIFY(text.contains(QString::fromUtf8("sha256 9f2c1a77…0d3ee41b")));
        QVERIFY(text.contains("Halden Bank, confidential"));
        QCOMPARE(text.contains("SAMPLE DATA"), sample);
    }
}

void ReportTest::outline_and_links_lead_to_their_places() {
    const QString path = written(sample_doc());
    const QString json = run("qpdf", {"--json", "--json-key=outlines", "--json-key=pages", path});
    const QJsonObject root = QJsonDocument::fromJson(json.toUtf8()).object();
    QStringList titles;
    std::map<QString, int> page_of;
    const std::function<void(const QJsonArray&)> walk = [&](const QJsonArray& items) {
        for (const auto& item : items) {
            const QJsonObject o = item.toObject();
            titles << o["title"].toString();
            page_of[titles.back()] = o["destpageposfrom1"].toInt();
            walk(o["kids"].toArray());
        }
    };
    walk(root["outlines"].toArray());
    QCOMPARE(titles,
             (QStringList{"Cover", "Summary", "Needs a decision", "Controls", "Evidence", "SI-2 Flaw remediation"}));
    QCOMPARE(page_of["Cover"], 1);
    QCOMPARE(page_of["Summary"], 2);
    QVERIFY(page_text(path, page_of["SI-2 Flaw remediation"]).contains("SI-2 Flaw remediation"));
    ReportDoc doc = sample_doc();
    ParagraphBlock none;
    TableBlock links;
    links.columns = {{"Link", 1}};
    Cell web = cell("to the web"), script = cell("to nowhere");
    web.link = "https://example.org/a?b=1";
    script.link = "javascript:alert(1)";
    links.rows = {{web}, {script}};
    doc.blocks.emplace_back(links);
    const std::string plain = test::temp_path("plain.pdf");
    run("qpdf", {"--qdf", "--object-streams=disable", written(doc), q(plain)});
    const QByteArray raw = QByteArray::fromStdString(test::read_file(plain));
    QVERIFY(raw.contains("/URI (https://example.org/a?b=1)"));
    QVERIFY(!raw.contains("javascript"));
    QVERIFY(raw.count("/Subtype /Link") > 90); // each control's id leads to its evidence
}

void ReportTest::metadata_is_of_the_report_not_of_the_day() {
    const std::string plain = test::temp_path("meta.pdf");
    run("qpdf", {"--qdf", "--object-streams=disable", written(sample_doc()), q(plain)});
    const QByteArray raw = QByteArray::fromStdString(test::read_file(plain));
    QVERIFY(raw.contains("/CreationDate (D:20261118140600Z)"));
    QVERIFY(raw.contains("<xmp:CreateDate>2026-11-18T14:06:00Z</xmp:CreateDate>"));
    QVERIFY(raw.contains("<dc:identifier>compliance-2026-11-18-9f2c1a77</dc:identifier>"));
    const QByteArray year = QByteArray::number(QDate::currentDate().year());
    if (year != "2026") QVERIFY(!raw.contains("D:" + year));
}

void ReportTest::hostile_text_is_made_visible_and_fits() {
    TableBlock table;
    table.columns = {{"Id", 1}, {"Text", 2}};
    table.rows = {
        {cell("rtl"), cell("user\xE2\x80\xAEgpj.exe")},
        {cell("escape"), cell("red \x1b[31malert\x07")},
        {cell("markup"), cell("<b>bold</b> <img src=x>")},
        {cell("long"), cell(std::string(20000, 'a'))},
        {cell("arabic"), cell("\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85")},
        {cell("emoji"), cell("\xF0\x9F\x94\xA5")},
        {cell("combining"),
         cell(
             "e" +
             std::string(
                 "\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81"))}};
    PdfInfo info;
    const QString path = written(with_table(table), &info);
    const QString text = page_text(path);
    QVERIFY(!text.contains(QChar(0x202E)));
    QVERIFY(text.contains("202E"));
    QVERIFY(!text.contains(QChar(0x1B)));
    QVERIFY(text.contains("<b>bold</b> <img src=x>"));
    QCOMPARE(QString(text).remove(QRegularExpression("[^a]")).size() >= 20000, true);
    int code = -1;
    run("qpdf", {"--check", path}, &code);
    QCOMPARE(code, 0);
}

void ReportTest::lines_break_where_they_may_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("room");
    QTest::addColumn<QStringList>("lines");
    QTest::newRow("fits") << "one two" << 200.0 << QStringList{"one two"};
    QTest::newRow("empty") << "" << 200.0 << QStringList{""};
    QTest::newRow("between words") << "aaaa bbbb cccc" << 45.0 << QStringList{"aaaa bbbb", "cccc"};
    QTest::newRow("a path after its slash") << "src/module/file.cpp" << 49.0 << QStringList{"src/module/", "file.cpp"};
    QTest::newRow("line breaks of its own") << "a\nb" << 200.0 << QStringList{"a", "b"};
}

void ReportTest::lines_break_where_they_may() {
    QFETCH(QString, text);
    QFETCH(double, room);
    QFETCH(QStringList, lines);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(72 * k_units);
    const Typesetter type(&writer);
    const QStringList found = type.wrapped(Face::table, text, room);
    QCOMPARE(found, lines);
    for (const QString& line : found)
        QVERIFY(type.width(Face::table, line) <= room);
}

void ReportTest::status_is_readable_in_grey() {
    // Met, partly and not met look different without colour: the share of dark pixels in their squares differs.
    ReportDoc doc = sample_doc();
    doc.blocks.clear();
    double dark[3] = {};
    const ControlStatus all[3] = {ControlStatus::satisfied, ControlStatus::partial, ControlStatus::not_satisfied};
    for (int i = 0; i < 3; ++i) {
        doc.cover_blocks.clear();
        SquaresBlock squares;
        squares.squares.assign(100, all[i]);
        doc.cover_blocks.emplace_back(squares);
        const QString base = q(test::temp_path("grey" + std::to_string(i)));
        run("pdftoppm", {"-gray", "-r", "100", "-singlefile", "-x", "66", "-y", "400", "-W", "600", "-H", "60",
                         written(doc), base});
        const QImage image(base + ".pgm");
        QVERIFY(!image.isNull());
        int n = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                n += qGray(image.pixel(x, y)) < 160;
        dark[i] = double(n) / (image.width() * image.height());
    }
    QVERIFY2(dark[0] > 0.3 && dark[1] < 0.75 * dark[0] && dark[2] < 0.95 * dark[0] && dark[2] > 1.2 * dark[1],
             qPrintable(QString("%1 %2 %3").arg(dark[0]).arg(dark[1]).arg(dark[2])));
}

void ReportTest::an_empty_table_says_so() {
    TableBlock table;
    table.columns = {{"Id", 1}};
    table.empty = "Nothing is overdue.";
    QVERIFY(page_text(written(with_table(table))).contains("Nothing is overdue."));
    ReportDoc cover_only = sample_doc();
    cover_only.blocks.clear();
    PdfInfo info;
    written(cover_only, &info);
    QCOMPARE(info.pages, 1);
}

void ReportTest::a_path_that_cannot_be_written_is_an_error() {
    const auto done = write_pdf(sample_doc(), "/nowhere/at/all/report.pdf");
    QVERIFY(!done);
    QCOMPARE(done.error().code, Errc::unreadable);
    QCOMPARE(done.error().where, std::string("/nowhere/at/all/report.pdf"));
    QVERIFY(!done.error().help.empty());
}

void ReportTest::stops_when_asked() {
    std::stop_source stop;
    stop.request_stop();
    const std::string path = test::temp_path("stopped.pdf");
    test::write_file(path, "what was there before");
    const auto done = write_pdf(with_table(findings_table(2000)), path, PaperSize::a4, stop.get_token());
    QVERIFY(!done);
    QCOMPARE(done.error().code, Errc::cancelled);
    QCOMPARE(test::read_file(path), std::string("what was there before"));
}

QTEST_MAIN(ReportTest)
#include "report_test.moc"

// An import that is tried first, and the step back afterwards, in a real window.

#include "core/views/tracker_link.h"
#include "tests/support/support.h"
#include "ui/models/preview_model.h"
#include "ui/pages/sources/mapping_sheet.h"
#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/compare_sheet.h"
#include "ui/shell/import_preview.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_host.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace parapet;
using namespace parapet::test;
using namespace parapet::ui;

namespace {

// PARAPET_SHOTS names a folder for pictures of what the tests see.
void keep(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("PARAPET_SHOTS");
    if (!folder.isEmpty()) widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

std::string report_of(int from, int to, const std::string& level) {
    std::string out = "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"Scannette\"}},\"results\":[";
    for (int i = from; i < to; ++i)
        out += std::string(i > from ? "," : "") + "{\"ruleId\":\"R" + std::to_string(i % 97) + "\",\"level\":\"" +
               (i % 3 == 0 ? "error" : level) + "\",\"message\":{\"text\":\"Unchecked length of field " +
               std::to_string(i) +
               "\"},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"src/part" +
               std::to_string(i % 40) + "/file" + std::to_string(i) +
               ".c\"},\"region\":{\"startLine\":" + std::to_string(i % 400 + 1) + "}}}]}";
    return out + "]}]}";
}

QString file_of(const QString& name, const std::string& bytes) {
    const std::string path = temp_path(name.toStdString());
    write_file(path, bytes);
    return q(path);
}

bool says(const QWidget& in, const QString& part) {
    const auto all = in.findChildren<PlainLabel*>();
    return std::any_of(all.begin(), all.end(), [&](const PlainLabel* l) { return l->text().contains(part); });
}

struct Fixture {
    AppContext app;
    MainWindow window{app};
    explicit Fixture(const QString& name, QSize size = {1440, 900}) {
        window.resize(size);
        window.show();
        auto opened = Workspace::open(temp_path(name.toStdString()));
        if (!opened) qFatal("%s", opened.error().one_line().c_str());
        app.setWorkspace(*opened);
    }
    [[nodiscard]] bool opened() const { return !app.info().path.empty(); }
    [[nodiscard]] std::int64_t findings() const { return app.info().findings; }
};

} // namespace

class ImportPreviewTest : public QObject {
    Q_OBJECT
    static QUrl opened_;

public slots:
    void openUrl(const QUrl& url) { opened_ = url; }

private slots:
    void initTestCase() {
        Settings::useMemoryOnly();
        theme().setMode(ThemeMode::light);
        theme().install(*qApp);
    }

    void rows_are_shown_and_nothing_is_stored_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        QTest::newRow("light") << false << QSize(1440, 900);
        QTest::newRow("dark") << true << QSize(1440, 900);
        QTest::newRow("small") << false << QSize(1100, 700);
    }
    void rows_are_shown_and_nothing_is_stored() {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        theme().setMode(dark ? ThemeMode::dark : ThemeMode::light);
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        Fixture f("preview-" + tag + ".parapet", size);
        QTRY_VERIFY(f.opened());
        f.app.startImport({file_of("first.sarif", report_of(0, 60, "warning"))});
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 60, 20'000);
        f.app.previewImport({file_of("second.sarif", report_of(20, 90, "warning")), file_of("broken.json", "{\"a\":")});
        QTRY_VERIFY(f.window.preview() != nullptr && f.window.preview()->ready());
        PreviewModel& model = f.window.preview()->model();
        QCOMPARE(model.rowCount(), 90); // 40 known, 30 new, 20 closed
        keep(f.window, "preview-" + tag);
        f.window.preview()->chooseKind(static_cast<int>(PreviewKind::added));
        QTRY_COMPARE(model.rowCount(), 30);
        QCOMPARE(model.index(0, 0).data().toString(), QString("New"));
        QVERIFY(model.index(0, 2).data().toString().startsWith("Unchecked length of field"));
        f.window.preview()->chooseKind(static_cast<int>(PreviewKind::closed));
        QTRY_COMPARE(model.rowCount(), 20);
        QCOMPARE(f.findings(), 60);
        f.window.preview()->dismiss();
        QTRY_VERIFY(f.window.preview() == nullptr);
        QCOMPARE(f.app.workspace()->info()->findings, 60);
        theme().setMode(ThemeMode::light);
    }

    void import_goes_on_from_it_and_can_be_taken_back() {
        Fixture f("back.parapet");
        QTRY_VERIFY(f.opened());
        f.app.previewImport({file_of("one.sarif", report_of(0, 25, "warning"))});
        QTRY_VERIFY(f.window.preview() != nullptr && f.window.preview()->ready());
        f.window.preview()->accept();
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 25, 20'000);
        QTRY_VERIFY(f.app.undoStack().canUndo());
        f.window.navigate("sources", {});
        QTest::qWait(300);
        keep(f.window, "after-import");
        f.app.undoStack().undo();
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 0, 20'000);
        f.app.undoStack().redo();
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 25, 20'000);
        f.app.takeBackImport();
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 0, 20'000);
    }

    // No timing is asserted; the longest gap between two turns of the event loop is printed.
    void many_rows_stay_fluid() {
        Fixture f("fluid.parapet");
        QTRY_VERIFY(f.opened());
        f.app.previewImport({file_of("large.sarif", report_of(0, 50'000, "warning"))});
        QElapsedTimer frame;
        qint64 longest = 0;
        frame.start();
        while (f.window.preview() == nullptr || !f.window.preview()->ready()) {
            QTest::qWait(1);
            longest = std::max(longest, frame.restart());
        }
        PreviewModel& model = f.window.preview()->model();
        QCOMPARE(model.rowCount(), 50'000);
        auto* table = f.window.preview()->findChild<DataTable*>();
        for (int row = 0; row < 50'000; row += 977) {
            table->scrollTo(model.index(row, 0));
            QApplication::processEvents();
            longest = std::max(longest, frame.restart());
        }
        qInfo("longest turn of the event loop: %lld ms", static_cast<long long>(longest));
        f.window.preview()->dismiss();
    }

    void two_imports_are_compared_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void two_imports_are_compared() {
        QFETCH(bool, dark);
        theme().setMode(dark ? ThemeMode::dark : ThemeMode::light);
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        Fixture f("compare-" + tag + ".parapet");
        QTRY_VERIFY(f.opened());
        f.app.startImport({file_of("monday.sarif", report_of(0, 40, "warning"))});
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 40, 20'000);
        f.app.startImport({file_of("tuesday.sarif", report_of(10, 60, "note"))});
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 60, 20'000);
        auto* sheet = new CompareSheet(f.app, {ImportId{1}, "monday.sarif"}, {ImportId{2}, "tuesday.sarif"}, &f.window);
        sheet->open();
        QTRY_VERIFY(sheet->ready());
        QCOMPARE(sheet->model().rowCount(), 60); // 20 added, 10 gone, 20 changed, 10 unchanged
        keep(f.window, "compare-" + tag);
        sheet->chooseKind(static_cast<int>(views::ComparedKind::changed));
        QTRY_COMPARE(sheet->model().rowCount(), 20);
        QVERIFY(sheet->model().index(0, static_cast<int>(PreviewColumn::place)).data().toString().contains("severity"));
        auto* show = sheet->findChildren<Button*>().last();
        QCOMPARE(show->text(), QStringLiteral("Show 20 findings"));
        show->click();
        QTRY_COMPARE(f.window.place().page, QStringLiteral("findings"));
        QCOMPARE(f.window.place().query, QStringLiteral("changed_in:1..2"));
        QTRY_VERIFY(says(*f.window.host().currentPage(), "20 findings of 60"));
        f.window.navigate("sources", {});
        auto* page = f.window.host().currentPage();
        QTRY_VERIFY(!page->findChildren<DataTable*>().isEmpty());
        QTest::qWait(400);
        keep(f.window, "sources-" + tag);
        theme().setMode(ThemeMode::light);
    }

    void a_table_is_mapped_once_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        QTest::newRow("light") << false << QSize(1440, 900);
        QTest::newRow("dark small") << true << QSize(1100, 700);
    }
    void a_table_is_mapped_once() {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        theme().setMode(dark ? ThemeMode::dark : ThemeMode::light);
        const QString tag = QString::fromLatin1(QTest::currentDataTag()).replace(' ', '-');
        Fixture f("mapping-" + tag + ".parapet", size);
        QTRY_VERIFY(f.opened());
        std::string table = "Problem,Grade,Box,CVE,Cure\n";
        for (int i = 0; i < 30; ++i)
            table += "Old part " + std::to_string(i) + ",P" + std::to_string(i % 4 + 1) + ",host-" +
                     std::to_string(i % 5) + ",CVE-2024-" + std::to_string(1000 + i) + ",Update it\n";
        const QString first = file_of("week1-" + tag + ".csv", table);
        auto* sheet = new MappingSheet(f.app, first, &f.window);
        connect(sheet, &MappingSheet::importWanted, &f.app, &AppContext::startImport);
        sheet->open();
        QTRY_VERIFY(sheet->ready());
        sheet->setNames("Yard list", "Yard");
        sheet->setFrom(MappedField::title, "Problem");
        sheet->setFrom(MappedField::severity, "Grade");
        sheet->setFrom(MappedField::asset, "Box");
        QCOMPARE(sheet->mapping().of(MappedField::id), std::string("CVE"));
        QTest::qWait(400);
        keep(f.window, "mapping-" + tag);
        sheet->save();
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 30, 20'000);
        table += "Another part,P1,host-9,CVE-2024-9999,Update it\n";
        f.app.startImport({file_of("week2-" + tag + ".csv", table)});
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 31, 20'000);
        theme().setMode(ThemeMode::light);
    }

    void a_finding_opens_in_the_tracker() {
        Fixture f("tracker.parapet");
        QTRY_VERIFY(f.opened());
        f.app.startImport({file_of("t.sarif", report_of(0, 5, "warning"))});
        QTRY_COMPARE_WITH_TIMEOUT(f.findings(), 5, 20'000);
        QVERIFY(f.app.workspace()->set_setting(views::k_tracker_setting,
                                               "https://h.example/new?title={title}&body={body}"));
        QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "openUrl");
        f.window.navigate("findings", {});
        auto* table = f.window.host().currentPage()->findChild<DataTable*>();
        QVERIFY(table != nullptr);
        QTRY_VERIFY(table->model()->rowCount() > 0);
        table->setCurrentIndex(table->model()->index(0, 2));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_T);
        QTRY_COMPARE(opened_.host(), QString("h.example"));
        QDesktopServices::unsetUrlHandler(QStringLiteral("https"));
        f.window.navigate("settings", {});
        QTest::qWait(300);
        keep(f.window, "settings-tracker");
    }
};

QUrl ImportPreviewTest::opened_;

QTEST_MAIN(ImportPreviewTest)
#include "import_preview_test.moc"

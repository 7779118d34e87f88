// The window as a person at the keyboard sees it.
#include "core/ingest/import.h"
#include "core/sample/sample.h"
#include "tests/support/support.h"
#include "ui/jobs/import_job.h"
#include "ui/settings/settings.h"
#include "ui/shell/actions.h"
#include "ui/shell/app_context.h"
#include "ui/shell/context_bar.h"
#include "ui/shell/deep_link.h"
#include "ui/shell/first_run.h"
#include "ui/shell/frame_log.h"
#include "ui/shell/history.h"
#include "ui/shell/jobs_panel.h"
#include "ui/shell/keys_sheet.h"
#include "ui/shell/main_window.h"
#include "ui/shell/nav_rail.h"
#include "ui/shell/page_host.h"
#include "ui/shell/palette/command_palette.h"
#include "ui/shell/range_popup.h"
#include "ui/shell/snapshot.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QClipboard>
#include <QFocusFrame>
#include <QImage>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUndoCommand>

#include <filesystem>

using namespace parapet;
using namespace parapet::ui;

namespace {

// Escaped by hand: moc 6.4 loses its way in raw strings that hold quotes.
constexpr const char* k_report =
    "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"Lint\",\"version\":\"1.0\",\"rules\":[{\"id\""
    ":\"R1\",\"shortDescription\":{\"text\":\"Overflow in a parser\"}}]}},\"results\":[{\"ruleId\":\"R1\",\"le"
    "vel\":\"error\",\"message\":{\"text\":\"Overflow in the header parser\"},\"locations\":[{\"physicalLoc"
    "ation\":{\"artifactLocation\":{\"uri\":\"src/parse.c\"},\"region\":{\"startLine\":7}}}]}]}]}";

std::shared_ptr<Workspace> open_workspace(const QString& name) {
    auto opened = Workspace::open(test::temp_path(name.toStdString()));
    return opened ? *opened : nullptr;
}

QString report_file(const QString& name) {
    const std::string path = test::temp_path(name.toStdString());
    test::write_file(path, k_report);
    return QString::fromStdString(path);
}

// The window on a workspace of its own.
struct Fixture {
    AppContext app;
    MainWindow window{app};

    explicit Fixture(const QString& name) {
        window.show();
        app.setWorkspace(open_workspace(name));
    }
    [[nodiscard]] bool opened() const { return app.workspace() != nullptr && !app.info().path.empty(); }
};

class NumberCommand : public QUndoCommand {
public:
    explicit NumberCommand(int& value)
        : QUndoCommand(QStringLiteral("raise"))
        , value_(value) {}
    void undo() override { --value_; }
    void redo() override { ++value_; }

private:
    int& value_;
};

} // namespace

class ShellTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void historyForgetsWhatLayAhead();
    void linksRoundTrip_data();
    void linksRoundTrip();
    void foreignLinksAreRefused_data();
    void foreignLinksAreRefused();
    void emptyWorkspaceShowsFirstSteps();
    void earlyPagesKeepTheirQuery();
    void lettersOpenWhatTheySay();
    void paletteRunsActionsAndPages();
    void paletteFindsFindings();
    void paletteTakesAQuery();
    void paletteNarrowsByTab();
    void rangeAndFilterAreHistory();
    void workspaceRemembersItsRange();
    void importFillsTheWorkspace();
    void importCanBeCancelled();
    void unreadableFilesAreSaid();
    void droppedFilesAreImported();
    void undoTakesBack();
    void errorsAreALineThatCloses();
    void unknownPagesAreSaid();
    void latestQuestionWins();
    void bridgeSaysWhenItIsIdle();
    void sampleIsMarked();
    void regionsAreWalkedByF6();
    void focusRingFollowsTab();
    void stallsAreLogged();
    void snapshotIsAPicture();
    void pagesFitTheSmallestWindow_data();
    void pagesFitTheSmallestWindow();
    void snapshotRefusesNonsense();
    void largeTextScrollsInsteadOfBeingPressed();
};

namespace {

bool says(const QWidget& page, const QString& text) {
    const auto labels = page.findChildren<ElidedLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const ElidedLabel* l) { return l->text() == text; });
}

} // namespace

void ShellTest::initTestCase() {
    Settings::useMemoryOnly();
    theme().setMode(ThemeMode::dark);
    theme().install(*qApp);
    install_focus_ring(*qApp);
}

void ShellTest::historyForgetsWhatLayAhead() {
    History history;
    const auto place = [](const char* page) {
        return ViewPlace{QString::fromLatin1(page), {}, QStringLiteral("7d"), {}};
    };
    history.go(place("overview"));
    history.go(place("findings"));
    history.go(place("findings")); // the same place twice is one entry
    history.go(place("attacks"));
    QCOMPARE(history.back().page, QStringLiteral("findings"));
    QCOMPARE(history.back().page, QStringLiteral("overview"));
    QVERIFY(!history.canBack());
    history.go(place("sources"));
    QVERIFY(!history.canForward());
    QCOMPARE(history.back().page, QStringLiteral("overview"));
}

void ShellTest::linksRoundTrip_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("filter");
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("a query") << "severity:critical,high -cwe:79 age:>30d"
                             << "env:production";
    QTest::newRow("signs that URLs use") << "a&b=c#d?e%f+g"
                                         << "x & y";
    QTest::newRow("other scripts") << QString::fromUtf8("asset:zahlung-\xC3\xBC \"\xE2\x82\xAC\"") << "";
}

void ShellTest::linksRoundTrip() {
    QFETCH(QString, query);
    QFETCH(QString, filter);
    const ViewPlace place{QStringLiteral("findings"), query, QStringLiteral("28d"), filter};
    const auto again = from_link(to_link(place));
    QVERIFY(again.has_value());
    QCOMPARE(again->query, query);
    QCOMPARE(again->filter, filter);
    QCOMPARE(again->page, place.page);
    QCOMPARE(again->range, place.range);
}

void ShellTest::foreignLinksAreRefused_data() {
    QTest::addColumn<QString>("link");
    QTest::newRow("another scheme") << "https://findings?q=x";
    QTest::newRow("no page") << "parapet:///x";
    QTest::newRow("a file") << "file:///etc/passwd";
    QTest::newRow("too long") << QStringLiteral("parapet://findings?q=") + QString(9000, QLatin1Char('a'));
}

void ShellTest::foreignLinksAreRefused() {
    QFETCH(QString, link);
    QVERIFY(!from_link(link).has_value());
}

void ShellTest::emptyWorkspaceShowsFirstSteps() {
    Fixture f(QStringLiteral("first.parapet"));
    QTRY_VERIFY(f.opened());
    QVERIFY(f.app.isEmpty());
    QVERIFY(f.window.host().showsFirstRun());
    f.window.navigate(QStringLiteral("settings"), {});
    QVERIFY2(!f.window.host().showsFirstRun(), "settings make sense without data");
}

void ShellTest::earlyPagesKeepTheirQuery() {
    Fixture f(QStringLiteral("early.parapet"));
    f.window.navigate(QStringLiteral("findings"), QStringLiteral("severity:high"));
    QTRY_VERIFY(f.opened());
    QVERIFY(f.window.host().showsFirstRun());
    f.app.startImport({report_file(QStringLiteral("early.sarif"))});
    QTRY_VERIFY(f.window.host().currentPage() != nullptr);
    QCOMPARE(f.window.host().currentId(), QStringLiteral("findings"));
    QCOMPARE(f.window.host().currentPage()->query(), QStringLiteral("severity:high"));
}

void ShellTest::lettersOpenWhatTheySay() {
    Fixture f(QStringLiteral("letters.parapet"));
    QTRY_VERIFY(f.opened());
    QTest::keyClicks(&f.window, QStringLiteral("?"));
    QTRY_VERIFY(f.window.findChild<KeysSheet*>() != nullptr);
    QTest::keyClick(f.window.findChild<KeysSheet*>(), Qt::Key_Escape);
    QTRY_VERIFY(f.window.findChild<KeysSheet*>() == nullptr);
    QTest::keyClick(&f.window, Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(f.window.palette().isVisible());
    QTest::keyClick(f.window.palette().edit(), Qt::Key_Escape);
    QVERIFY(!f.window.palette().isVisible());
}

void ShellTest::paletteRunsActionsAndPages() {
    Fixture f(QStringLiteral("palette.parapet"));
    QTRY_VERIFY(f.opened());
    f.window.openPalette();
    QTest::keyClicks(f.window.palette().edit(), QStringLiteral("utc or"));
    QVERIFY(!f.window.palette().items().isEmpty());
    const bool before = f.app.utc();
    QTest::keyClick(f.window.palette().edit(), Qt::Key_Return);
    QVERIFY(!f.window.palette().isVisible());
    QCOMPARE(f.app.utc(), !before);
    f.app.setUtc(true);
    // What was run last comes first.
    f.window.openPalette();
    QCOMPARE(f.window.palette().items().front().id, QStringLiteral("action:utc"));
    QTest::keyClicks(f.window.palette().edit(), QStringLiteral("sett"));
    QTest::keyClick(f.window.palette().edit(), Qt::Key_Return);
    QCOMPARE(f.window.place().page, QStringLiteral("settings"));
}

void ShellTest::paletteFindsFindings() {
    Fixture f(QStringLiteral("find.parapet"));
    QTRY_VERIFY(f.opened());
    JobContext job;
    QVERIFY(import_bytes(*f.app.workspace(), k_report, "lint.sarif", {}, job).has_value());
    f.window.openPalette();
    QTest::keyClicks(f.window.palette().edit(), QStringLiteral("overflow"));
    const auto group = [&] {
        for (const PaletteItem& item : f.window.palette().items()) {
            if (item.id.startsWith(QLatin1String("finding:"))) return item.text;
        }
        return QString();
    };
    QTRY_VERIFY(group().contains(QStringLiteral("Overflow")));
}

void ShellTest::paletteTakesAQuery() {
    Fixture f(QStringLiteral("query.parapet"));
    QTRY_VERIFY(f.opened());
    QSignalSpy asked(&f.app, &AppContext::navigationRequested);
    f.window.openPalette();
    QTest::keyClicks(f.window.palette().edit(), QStringLiteral("severity:critical"));
    QCOMPARE(f.window.palette().items().front().id, QStringLiteral("query"));
    QTest::keyClick(f.window.palette().edit(), Qt::Key_Return);
    QCOMPARE(asked.value(0).value(1).toString(), QStringLiteral("severity:critical"));
}

void ShellTest::paletteNarrowsByTab() {
    Fixture f(QStringLiteral("narrow.parapet"));
    QTRY_VERIFY(f.opened());
    f.window.openPalette();
    QTest::keyClicks(f.window.palette().edit(), QStringLiteral("set"));
    const QString group = f.window.palette().items().front().group;
    QTest::keyClick(f.window.palette().edit(), Qt::Key_Tab);
    for (const PaletteItem& item : f.window.palette().items()) {
        QCOMPARE(item.group, group);
    }
    QVERIFY(f.window.palette().edit()->hasFocus() || f.window.palette().isVisible());
}

void ShellTest::rangeAndFilterAreHistory() {
    Fixture f(QStringLiteral("history.parapet"));
    QTRY_VERIFY(f.opened());
    f.window.navigate(QStringLiteral("settings"), {});
    f.app.setRange(QStringLiteral("28d"));
    f.app.setGlobalFilter(QStringLiteral("env:production"));
    QCOMPARE(f.window.place().range, QStringLiteral("28d"));
    f.window.back();
    QCOMPARE(f.app.globalFilter(), QString());
    QCOMPARE(f.app.rangeText(), QStringLiteral("28d"));
    QTest::keyClick(&f.window, Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(f.app.rangeText(), QStringLiteral("7d"));
    f.window.forward();
    f.window.forward();
    QCOMPARE(f.app.globalFilter(), QStringLiteral("env:production"));
    f.window.actions().get("copy-link")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("parapet://settings?range=28d&filter=env:production"));
    // A brushed range is history as well.
    const Time now = f.app.now();
    f.app.setRange(TimeRange{now - std::chrono::hours(3), now});
    QCOMPARE(f.app.rangeLabel(), QStringLiteral("Custom range"));
    f.window.back();
    QCOMPARE(f.app.rangeText(), QStringLiteral("28d"));
}

void ShellTest::workspaceRemembersItsRange() {
    const QString name = QStringLiteral("remember.parapet");
    {
        Fixture f(name);
        QTRY_VERIFY(f.opened());
        f.app.setRange(QStringLiteral("90d"));
    }
    Fixture again(name);
    QTRY_VERIFY(again.opened());
    QCOMPARE(again.app.rangeText(), QStringLiteral("90d"));
}

void ShellTest::importFillsTheWorkspace() {
    Fixture f(QStringLiteral("import.parapet"));
    QTRY_VERIFY(f.opened());
    QSignalSpy finished(&f.window.jobs(), &JobList::finished);
    QSignalSpy changed(&f.app, &AppContext::dataChanged);
    f.app.startImport({report_file(QStringLiteral("lint.sarif"))});
    QVERIFY(f.window.findChild<JobsPanel*>()->isVisible());
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(f.window.jobs().jobs().front()->state(), ImportJob::State::done);
    QTRY_COMPARE(f.app.info().findings, std::int64_t{1});
    QVERIFY(changed.count() >= 1);
    QVERIFY(!f.app.isEmpty());
    // The page that takes the place of the first steps is filled without being asked again.
    QTRY_VERIFY(f.window.host().currentPage() != nullptr);
    QTRY_VERIFY(says(*f.window.host().currentPage(), QStringLiteral("1 of 1 current")));
}

void ShellTest::importCanBeCancelled() {
    Fixture f(QStringLiteral("cancel.parapet"));
    QTRY_VERIFY(f.opened());
    QStringList many;
    for (int i = 0; i < 400; ++i) {
        many << report_file(QStringLiteral("many%1.sarif").arg(i));
    }
    QSignalSpy finished(&f.window.jobs(), &JobList::finished);
    f.app.startImport(many);
    ImportJob* job = f.window.jobs().jobs().front();
    job->setPaused(true);
    QCOMPARE(job->state(), ImportJob::State::paused);
    job->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30000);
    QCOMPARE(job->state(), ImportJob::State::cancelled);
    QVERIFY(job->documents() < 400);
}

void ShellTest::unreadableFilesAreSaid() {
    Fixture f(QStringLiteral("unreadable.parapet"));
    QTRY_VERIFY(f.opened());
    const std::string path = test::temp_path("holiday.jpg");
    test::write_file(path, "\xFF\xD8\xFF\xE0 not a report");
    QSignalSpy finished(&f.window.jobs(), &JobList::finished);
    f.app.startImport({QString::fromStdString(path)});
    QTRY_COMPARE(finished.count(), 1);
    const ImportJob* job = f.window.jobs().jobs().front();
    QCOMPARE(job->rejectedCount(), std::size_t{1});
    QVERIFY(job->rejected().front().error.has_value());
}

void ShellTest::droppedFilesAreImported() {
    Fixture f(QStringLiteral("drop.parapet"));
    QTRY_VERIFY(f.opened());
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(report_file(QStringLiteral("dropped.sarif"))),
                  QUrl(QStringLiteral("https://example.org/not-a-file.sarif"))});
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&f.window, &enter);
    QVERIFY(enter.isAccepted());
    QSignalSpy asked(&f.app, &AppContext::importRequested);
    QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&f.window, &drop);
    QCOMPARE(asked.value(0).value(0).toStringList().size(), 1); // the address is not fetched
    QTRY_COMPARE(f.window.jobs().running(), 0);
}

void ShellTest::undoTakesBack() {
    Fixture f(QStringLiteral("undo.parapet"));
    QTRY_VERIFY(f.opened());
    int value = 0;
    QVERIFY(!f.window.actions().get("undo")->isEnabled());
    f.app.undoStack().push(new NumberCommand(value));
    QCOMPARE(value, 1);
    f.app.toast(QStringLiteral("3 set to Triaged"), true);
    QVERIFY(f.window.findChild<Toast*>()->isVisible());
    f.window.actions().get("undo")->trigger();
    QCOMPARE(value, 0);
    f.window.actions().get("redo")->trigger();
    QCOMPARE(value, 1);
}

void ShellTest::errorsAreALineThatCloses() {
    Fixture f(QStringLiteral("errors.parapet"));
    QTRY_VERIFY(f.opened());
    f.app.showError(QStringLiteral("<b>locked</b>"), QStringLiteral("Close the other window."));
    auto* banner = f.window.host().findChild<Banner*>();
    QVERIFY(banner != nullptr && banner->isVisible());
    f.window.host().setError({}, {});
    QTRY_VERIFY(f.window.host().findChild<Banner*>() == nullptr);
    // A file that is no workspace is said, and the open one stays.
    const auto before = f.app.workspace();
    const std::string path = test::temp_path("text.parapet");
    test::write_file(path, "this is not a database, and longer than a header of one hundred bytes has to be, really");
    QSignalSpy raised(&f.app, &AppContext::errorRaised);
    f.app.openWorkspace(QString::fromStdString(path));
    QTRY_COMPARE(raised.count(), 1);
    QCOMPARE(f.app.workspace(), before);
}

void ShellTest::unknownPagesAreSaid() {
    Fixture f(QStringLiteral("unknown.parapet"));
    QTRY_VERIFY(f.opened());
    f.window.navigate(QStringLiteral("settings"), {});
    f.window.navigate(QStringLiteral("no-such-page"), {});
    QCOMPARE(f.window.place().page, QStringLiteral("settings"));
    QVERIFY(f.window.host().findChild<Banner*>() != nullptr);
}

void ShellTest::latestQuestionWins() {
    JobBridge bridge(2);
    Ticket ticket;
    QObject context;
    QStringList answers;
    for (int i = 0; i < 20; ++i) {
        bridge.ask(
            ticket, &context, [i](const std::stop_token&) { return i; },
            [&answers](int answer) { answers << QString::number(answer); });
    }
    QTRY_COMPARE(bridge.outstanding(), 0);
    QCOMPARE(answers, QStringList{QStringLiteral("19")});
    // An answer to nobody is dropped.
    auto* gone = new QObject;
    bridge.ask(
        ticket, gone, [](const std::stop_token&) { return 1; }, [&answers](int) { answers << QString(); });
    delete gone;
    QTRY_COMPARE(bridge.outstanding(), 0);
    QCOMPARE(answers.size(), 1);
}

void ShellTest::bridgeSaysWhenItIsIdle() {
    JobBridge bridge(2);
    Ticket first;
    Ticket second;
    QSignalSpy idle(&bridge, &JobBridge::idle);
    bool followed = false;
    bridge.ask(
        first, this, [](const std::stop_token&) { return 0; },
        [&](int) {
            // A question out of an answer keeps it busy.
            bridge.ask(
                second, this, [](const std::stop_token&) { return 0; }, [&](int) { followed = true; });
        });
    QTRY_COMPARE(idle.count(), 1);
    QVERIFY(followed);
}

void ShellTest::sampleIsMarked() {
    const std::string path = test::temp_path("marked.parapet");
    {
        auto workspace = Workspace::open(path);
        QVERIFY(workspace.has_value());
        QVERIFY((*workspace)->set_setting("sample", "1").has_value());
        QVERIFY((*workspace)->set_setting("sample.now", "2026-11-18T14:30:00Z").has_value());
    }
    AppContext app;
    MainWindow window(app);
    window.show();
    app.openWorkspace(QString::fromStdString(path));
    QTRY_VERIFY(app.isSample());
    QCOMPARE(format_rfc3339(app.now()), std::string("2026-11-18T14:30:00Z"));
    QCOMPARE(format_rfc3339(app.workspace()->now()), std::string("2026-11-18T14:30:00Z"));
    bool marked = false;
    for (const Tag* tag : window.contextBar().findChildren<Tag*>()) {
        marked = marked || (tag->isVisible() && tag->accessibleName() == QLatin1String("Sample data"));
    }
    QVERIFY(marked);
}

void ShellTest::regionsAreWalkedByF6() {
    Fixture f(QStringLiteral("regions.parapet"));
    QTRY_VERIFY(f.opened());
    f.window.navigate(QStringLiteral("settings"), {});
    f.window.activateWindow();
    QTRY_VERIFY(f.window.isActiveWindow());
    f.window.findChild<NavRail*>()->findChild<RailButton*>()->setFocus();
    QTest::keyClick(&f.window, Qt::Key_F6);
    QVERIFY(f.window.contextBar().isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(&f.window, Qt::Key_F6);
    QVERIFY(f.window.host().isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(&f.window, Qt::Key_F6);
    QVERIFY(f.window.findChild<NavRail*>()->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(&f.window, Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(f.window.host().isAncestorOf(QApplication::focusWidget()));
}

void ShellTest::focusRingFollowsTab() {
    Fixture f(QStringLiteral("ring.parapet"));
    QTRY_VERIFY(f.opened());
    f.window.activateWindow();
    QTRY_VERIFY(f.window.isActiveWindow());
    f.window.findChild<NavRail*>()->findChild<RailButton*>()->setFocus();
    f.window.contextBar().bell()->setFocus(Qt::TabFocusReason);
    auto* ring = f.window.findChild<QFocusFrame*>();
    QVERIFY(ring != nullptr);
    QCOMPARE(ring->widget(), static_cast<QWidget*>(f.window.contextBar().bell()));
    QTRY_VERIFY(ring->isVisible());
    f.window.findChild<NavRail*>()->findChild<RailButton*>()->setFocus(Qt::MouseFocusReason);
    QVERIFY2(ring->widget() == nullptr, "a click says by itself where it was");
}

void ShellTest::stallsAreLogged() {
    FrameLog log;
    QTRY_VERIFY(log.stalls().empty() || log.longest() >= 0); // it runs
    // The event loop stands still; more than once, as a busy machine may give the watching thread its turn late.
    for (int i = 0; i < 30 && log.longest() < 100; ++i) {
        QTest::qSleep(120);
        QCoreApplication::processEvents();
    }
    QVERIFY(log.longest() >= 100);
    QVERIFY(!log.stalls().empty());
}

void ShellTest::snapshotIsAPicture() {
    const std::string path = test::temp_path("snapshot.parapet");
    {
        auto workspace = Workspace::open(path);
        QVERIFY(workspace.has_value());
        JobContext job;
        QVERIFY(import_bytes(**workspace, k_report, "lint.sarif", {}, job).has_value());
    }
    SnapshotOptions options;
    options.workspace = path;
    options.page = "settings";
    options.out = test::temp_path("settings.png");
    options.width = 1100;
    options.height = 700;
    options.scale = 2;
    options.dark = false;
    const auto made = snapshot_page(options);
    QVERIFY2(made.has_value(), made ? "" : made.error().one_line().c_str());
    const QImage image(QString::fromStdString(options.out));
    QCOMPARE(image.size(), QSize(2200, 1400));
    QCOMPARE(image.pixelColor(160, 1000), color_of(Tone::page, Scheme::light)); // left margin of the page
    theme().setMode(ThemeMode::dark);
}

void ShellTest::pagesFitTheSmallestWindow_data() {
    QTest::addColumn<QString>("page");
    for (const PageInfo* info : pages())
        QTest::newRow(info->id) << QString::fromLatin1(info->id);
}

void ShellTest::pagesFitTheSmallestWindow() {
    QFETCH(QString, page);
    const std::string path = test::temp_path("small.parapet");
    if (!std::filesystem::exists(path)) {
        JobContext job;
        QVERIFY(make_sample(path, SampleOptions{}, job).has_value());
    }
    SnapshotOptions options;
    options.workspace = path;
    options.page = page.toStdString();
    options.out = test::temp_path("small.png");
    options.width = 1100;
    options.height = 700;
    const auto made = snapshot_page(options);
    QVERIFY2(made.has_value(), made ? "" : made.error().one_line().c_str());
    QCOMPARE(QImage(QString::fromStdString(options.out)).size(), QSize(1100, 700));
}

void ShellTest::largeTextScrollsInsteadOfBeingPressed() {
    theme().setTextScale(200);
    {
        Fixture f(QStringLiteral("large.parapet"));
        QTRY_VERIFY(f.opened());
        f.window.resize(1100, 700);
        JobContext job;
        QVERIFY(import_bytes(*f.app.workspace(), k_report, "r.sarif", {}, job).has_value());
        QTRY_VERIFY(!f.app.isEmpty());
        for (const PageInfo* info : pages()) {
            f.window.navigate(QString::fromLatin1(info->id), {});
            QTRY_VERIFY(f.window.host().currentPage() != nullptr);
            const QWidget* page = f.window.host().currentPage();
            QTRY_VERIFY2(page->width() >= page->minimumSizeHint().width() &&
                             page->height() >= page->minimumSizeHint().height(),
                         info->id);
        }
        QCOMPARE(f.window.size(), QSize(1100, 700));
    }
    theme().setTextScale(100);
}

void ShellTest::snapshotRefusesNonsense() {
    SnapshotOptions options;
    options.workspace = test::temp_path("snapshot.parapet");
    options.page = "no-such-page";
    options.out = test::temp_path("no.png");
    auto made = snapshot_page(options);
    QVERIFY(!made.has_value());
    QCOMPARE(made.error().code, Errc::bad_argument);
    QVERIFY(made.error().help.find("settings") != std::string::npos);
    options.page = "settings";
    options.width = 100000;
    made = snapshot_page(options);
    QVERIFY(!made.has_value());
    QCOMPARE(made.error().code, Errc::bad_argument);
}

QTEST_MAIN(ShellTest)
#include "shell_test.moc"

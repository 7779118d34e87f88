// A long list of findings driven by keys: whatever is shown arrives, and the longest time that the window kept a person
// waiting is printed. PARAPET_SCROLL_WORKSPACE names a workspace to measure with (a million findings, say); without
// one, a small one is made here.
#include "tests/support/findings.h"
#include "tests/support/support.h"
#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/frame_log.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/data_table.h"

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QMenu>
#include <QMetaEnum>
#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <ctime>

using namespace parapet;
using namespace parapet::test;
using namespace parapet::ui;

namespace {

constexpr int k_findings = 3000; // a dozen pages of the model

std::string made_workspace() {
    auto w = new_workspace("scroll", TestClock());
    std::vector<RawFinding> findings;
    for (int i = 0; i < k_findings; ++i)
        findings.push_back(vuln_finding("CVE-2024-" + std::to_string(10'000 + i % 1000), "p" + std::to_string(i / 1000),
                                        static_cast<Severity>(i % 5)));
    const auto outcome = import_report(*w, one_scan("scroll", "T", "t", 100, findings));
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    return w->path().string();
}

// Of this thread.
double cpu_ms() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

} // namespace

class ScrollTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        Settings::useMemoryOnly();
        theme().install(*qApp);
    }
    void rows_arrive_wherever_one_scrolls();
};

void ScrollTest::rows_arrive_wherever_one_scrolls() {
    const char* given = std::getenv("PARAPET_SCROLL_WORKSPACE");
    const std::string path = given != nullptr ? std::string(given) : made_workspace();
    auto opened = Workspace::open(path);
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().one_line().c_str());
    AppContext app;
    MainWindow window(app);
    window.resize(1440, 900);
    window.show();
    app.setWorkspace(*opened);
    window.navigate(QStringLiteral("findings"), {});
    const auto all = (*opened)->info();
    QVERIFY(all.has_value());
    DataTable* table = nullptr;
    const auto shown = [&] {
        for (auto* one : window.findChildren<DataTable*>())
            if (one->isVisible() && one->model() != nullptr && one->model()->rowCount() > 0) table = one;
        return table != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(shown(), 60'000);
    // Each finding a row, not one for all of a rule.
    QAbstractButton* groups = nullptr;
    for (auto* one : window.findChildren<QAbstractButton*>())
        if (one->text().startsWith(QLatin1String("Group:"))) groups = one;
    QVERIFY(groups != nullptr);
    groups->click();
    QTRY_VERIFY(qobject_cast<QMenu*>(QApplication::activePopupWidget()) != nullptr);
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    menu->actions().last()->trigger(); // none
    menu->close();
    QTRY_COMPARE_WITH_TIMEOUT(static_cast<std::int64_t>(table->model()->rowCount()), all->findings, 60'000);
    const int rows = table->model()->rowCount();
    table->setFocus();
    const int column = 2; // the title
    const auto arrived = [&] {
        const QModelIndex current = table->currentIndex();
        return current.isValid() && !current.siblingAtColumn(column).data(Qt::DisplayRole).toString().isEmpty();
    };
    table->setCurrentIndex(table->model()->index(0, column));
    QTRY_VERIFY_WITH_TIMEOUT(arrived(), 60'000);

    FrameLog log;
    double most = 0; // of CPU for one key: what else the machine does is no matter
    QElapsedTimer since;
    since.start();
    QStringList steps;
    const auto step = [&](const char* what) { steps << QString::asprintf("%lld %s", since.elapsed(), what); };
    for (const Qt::Key key : {Qt::Key_PageDown, Qt::Key_End, Qt::Key_PageUp, Qt::Key_Home, Qt::Key_Down}) {
        step(QMetaEnum::fromType<Qt::Key>().valueToKey(key));
        const bool once = key == Qt::Key_End || key == Qt::Key_Home;
        for (int i = 0; i < (once ? 1 : 120); ++i) {
            const double before = cpu_ms();
            QTest::keyClick(table, key, once ? Qt::ControlModifier : Qt::NoModifier);
            QCoreApplication::processEvents();
            most = std::max(most, cpu_ms() - before);
        }
        QTRY_VERIFY_WITH_TIMEOUT(arrived(), 60'000);
    }
    // The whole length of the scroll bar, as by a mouse.
    step("the bar");
    QScrollBar* bar = table->verticalScrollBar();
    for (int i = 0; i <= 200; ++i) {
        const double before = cpu_ms();
        bar->setValue(static_cast<int>(static_cast<qint64>(bar->maximum()) * i / 200));
        QTest::qWait(1);
        most = std::max(most, cpu_ms() - before);
    }
    step("the last row");
    table->setCurrentIndex(table->model()->index(rows - 1, column));
    QTRY_VERIFY_WITH_TIMEOUT(arrived(), 60'000);
    qInfo("%d rows scrolled: %.1f ms CPU at most, the longest wait was %lld ms, %zu waits over %lld ms", rows, most,
          static_cast<long long>(log.longest()), log.stalls().size(), static_cast<long long>(FrameLog::k_frame_ms));
    qInfo("began at: %s", qPrintable(steps.join(QStringLiteral(", "))));
    for (const FrameLog::Stall& stall : log.stalls())
        if (stall.waited_ms > 50)
            qInfo("  %lld ms at %lld ms", static_cast<long long>(stall.waited_ms), static_cast<long long>(stall.at_ms));
}

QTEST_MAIN(ScrollTest)
#include "scroll_test.moc"

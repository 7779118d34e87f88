// The Findings page as a security engineer uses it: reasons, joining and splitting by hand, undo.

#include "core/ingest/import.h"
#include "core/views/rules.h"
#include "tests/support/sarif.h"
#include "tests/support/support.h"
#include "ui/models/findings_model.h"
#include "ui/pages/findings/bulk_bar.h"
#include "ui/pages/findings/detail_pane.h"
#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_host.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/popup.h"

#include <QApplication>
#include <QLineEdit>
#include <QTest>
#include <QUndoStack>

#include <algorithm>

using namespace parapet;
using namespace parapet::ui;

namespace {

std::string two_findings() {
    test::SarifResult first, second;
    second.rule = "R2";
    second.message = "found elsewhere";
    second.line = 40;
    return test::sarif(first.json() + "," + second.json());
}

bool says(const QWidget& in, const QString& part) {
    const auto all = in.findChildren<PlainLabel*>();
    return std::any_of(all.begin(), all.end(), [&](const PlainLabel* l) { return l->text().contains(part); });
}

template<class T>
T* named(const QWidget& in, const QString& text) {
    const auto all = in.findChildren<T*>();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const T* w) { return w->text() == text && w->isVisible(); });
    return found == all.end() ? nullptr : *found;
}

// The window on a workspace with two findings of one tool, at its Findings page.
struct Fixture {
    AppContext app;
    MainWindow window{app};
    std::shared_ptr<Workspace> workspace;

    explicit Fixture(const char* name, const std::string& rules = {}) {
        window.resize(1440, 900);
        window.show();
        auto opened = Workspace::open(test::temp_path(name));
        if (!opened) return;
        workspace = *opened;
        JobContext job;
        if (!import_bytes(*workspace, two_findings(), "r.sarif", {}, job)) return;
        if (!rules.empty() && !views::set_rules(*workspace, rules, "Ann")) return;
        app.setWorkspace(workspace);
    }
    [[nodiscard]] bool open() {
        if (!workspace || !QTest::qWaitFor([&] { return !app.info().path.empty(); })) return false;
        app.navigate("findings", "tool:Scannette");
        return QTest::qWaitFor([&] { return rows() == 2; });
    }
    [[nodiscard]] QWidget& page() { return *window.host().currentPage(); }
    [[nodiscard]] DataTable* table() {
        for (DataTable* one : page().findChildren<DataTable*>())
            if (qobject_cast<FindingsModel*>(one->model()) != nullptr) return one;
        return nullptr;
    }
    [[nodiscard]] DetailPane* pane() { return page().findChild<DetailPane*>(); }
    [[nodiscard]] int rows() {
        if (window.host().currentPage() == nullptr || table() == nullptr) return -1;
        return table()->model()->rowCount();
    }
    // Of the open ones, by what the core says.
    [[nodiscard]] std::size_t open_findings() {
        views::FindingsRequest request;
        const auto count = views::findings_count(*workspace, request);
        return count ? static_cast<std::size_t>(count->findings) : 0;
    }
    void give_reason(const QString& reason) {
        QLineEdit* edit = nullptr;
        QVERIFY(QTest::qWaitFor([&] {
            for (Popup* popup : window.findChildren<Popup*>())
                if (popup->isVisible() && popup->findChild<QLineEdit*>() != nullptr)
                    edit = popup->findChild<QLineEdit*>();
            return edit != nullptr;
        }));
        QTest::keyClicks(edit, reason);
        QTest::keyClick(edit, Qt::Key_Return);
    }
};

} // namespace

class FindingsPageTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        Settings::useMemoryOnly();
        theme().install(*qApp);
    }

    void owner_cause_and_deadline_say_why() {
        Fixture f("reasons.parapet", "owner:\n  - {when: 'rule:R1', set: '@parsers', because: they wrote it}\n"
                                     "cause:\n  - {when: 'rule:R1', set: configuration}\n"
                                     "deadline:\n  - {when: 'severity:high', days: 4}\n");
        QVERIFY(f.open());
        f.app.navigate("findings", "rule:R1");
        QTRY_COMPARE(f.rows(), 1);
        f.table()->setCurrentIndex(f.table()->model()->index(0, 2));
        QTRY_VERIFY(says(*f.pane(), "they wrote it (rule 1 of owner, line 2)"));
        QVERIFY(says(*f.pane(), "rule:R1 (rule 1 of cause, line 4)"));
        QVERIFY(says(*f.pane(), "severity:high (rule 1 of deadline, line 6)"));
    }

    void two_are_joined_split_and_taken_back() {
        Fixture f("join.parapet");
        QVERIFY(f.open());
        QCOMPARE(f.open_findings(), std::size_t{2});
        f.table()->setFocus();
        f.table()->selectAll();
        auto* bulk = f.page().findChild<BulkBar*>();
        QTRY_VERIFY(bulk->isVisible());
        Button* join = named<Button>(*bulk, "Join…");
        QVERIFY(join != nullptr);
        join->click();
        f.give_reason("one buffer, two rules");
        QTRY_COMPARE(f.rows(), 1);
        QCOMPARE(f.open_findings(), std::size_t{1});
        QTRY_VERIFY(says(*f.pane(), "one buffer, two rules"));

        // Another import of the same report leaves them one.
        JobContext job;
        test::SarifResult third;
        third.rule = "R3";
        third.line = 80;
        std::string more = two_findings();
        more.insert(more.rfind(']', more.rfind(']') - 1), "," + third.json());
        QVERIFY(import_bytes(*f.workspace, more, "r.sarif", {}, job).has_value());
        QCOMPARE(f.open_findings(), std::size_t{2});

        f.app.undoStack().undo();
        QTRY_COMPARE(f.open_findings(), std::size_t{3});
        // A hand that is faster than the disk: each waits for the one before.
        f.app.undoStack().redo();
        f.app.undoStack().undo();
        f.app.undoStack().redo();
        QTRY_COMPARE(f.open_findings(), std::size_t{2});
        QTRY_COMPARE(f.app.jobs().outstanding(), 0);
        QCOMPARE(f.open_findings(), std::size_t{2});
    }

    void a_sighting_is_split_off_in_the_pane() {
        Fixture f("split.parapet");
        QVERIFY(f.open());
        f.table()->selectAll();
        auto* bulk = f.page().findChild<BulkBar*>();
        QTRY_VERIFY(bulk->isVisible());
        named<Button>(*bulk, "Join…")->click();
        f.give_reason("the same");
        QTRY_COMPARE(f.rows(), 1);
        LinkLabel* split = nullptr;
        QTRY_VERIFY((split = named<LinkLabel>(*f.pane(), "Split off")) != nullptr);
        emit split->clicked();
        f.give_reason("not the same");
        QTRY_COMPARE(f.rows(), 2);
        QCOMPARE(f.open_findings(), std::size_t{2});
        f.app.undoStack().undo();
        QTRY_COMPARE(f.rows(), 1);
    }
};

QTEST_MAIN(FindingsPageTest)
#include "findings_page_test.moc"

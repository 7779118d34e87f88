// The texts of the Settings page: tried while one writes, errors at their place, saved for all findings.
#include "core/ingest/import.h"
#include "core/views/expectations.h"
#include "core/views/rules.h"
#include "tests/support/support.h"
#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_host.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QPlainTextEdit>
#include <QTest>

using namespace parapet;
using namespace parapet::ui;

namespace {

constexpr const char* k_report =
    "<?xml version=\"1.0\"?><nmaprun scanner=\"nmap\" start=\"1700000000\"><scaninfo type=\"syn\" protocol=\"tcp\""
    " services=\"1-1000\"/><host><status state=\"up\"/><address addr=\"192.0.2.7\" addrtype=\"ipv4\"/><ports><port"
    " protocol=\"tcp\" portid=\"22\"><state state=\"open\"/></port></ports></host><runstats><finished"
    " time=\"1700000000\" exit=\"success\"/></runstats></nmaprun>";

struct Fixture {
    AppContext app;
    MainWindow window{app};
    explicit Fixture(const std::string& name, const QString& part) {
        auto workspace = Workspace::open(test::temp_path(name));
        if (!workspace) qFatal("no workspace");
        JobContext job;
        if (!import_bytes(**workspace, k_report, "scan.xml", {}, job)) qFatal("not imported");
        window.show();
        app.setWorkspace(*workspace);
        window.navigate(QStringLiteral("settings"), part);
    }
    [[nodiscard]] QPlainTextEdit* text(const QString& name) {
        for (QPlainTextEdit* edit : window.findChildren<QPlainTextEdit*>())
            if (edit->accessibleName() == name) return edit;
        return nullptr;
    }
    [[nodiscard]] Button* button(const QString& words) {
        for (Button* button : window.findChildren<Button*>())
            if (button->text() == words && button->isVisible()) return button;
        return nullptr;
    }
    [[nodiscard]] bool says(const QString& words) {
        for (const LinkLabel* label : window.findChildren<LinkLabel*>())
            if (label->isVisible() && label->text().contains(words)) return true;
        for (const PlainLabel* label : window.findChildren<PlainLabel*>())
            if (label->isVisible() && label->text().contains(words)) return true;
        return false;
    }
};

} // namespace

class SettingsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        Settings::useMemoryOnly();
        theme().install(*qApp);
    }

    void rulesAreTriedAndSaved() {
        Fixture f("settings-rules.parapet", QStringLiteral("rules"));
        QPlainTextEdit* text = f.text(QStringLiteral("Rules, as YAML"));
        QVERIFY(text != nullptr);
        QTRY_VERIFY(text->toPlainText().contains(QStringLiteral("as_reported")));
        text->setPlainText(QStringLiteral("owner:\n  - {when: 'sevrity:high', set: ops}\n"));
        QTRY_VERIFY(f.says(QStringLiteral("Line 2, column 13: \"sevrity\" is not a field here")));
        QVERIFY(!f.button(QStringLiteral("Save rules"))->isEnabled());
        QCOMPARE(text->extraSelections().size(), 2);
        text->setPlainText(QStringLiteral("owner:\n  - {set: ops}\n"));
        QTRY_VERIFY(f.says(QStringLiteral("Saving would change 1 of 1 findings: owner of 1.")));
        QVERIFY(text->extraSelections().isEmpty());
        QTest::mouseClick(f.button(QStringLiteral("Save rules")), Qt::LeftButton);
        QTRY_VERIFY(views::rules_text(*f.app.workspace())->own);
        QCOMPARE(views::rules_text(*f.app.workspace())->text, std::string("owner:\n  - {set: ops}\n"));
        QTRY_VERIFY(f.says(QStringLiteral("These rules are in force.")));
        text->setPlainText(QStringLiteral("owner:\n  - {set: others}\n"));
        QTRY_VERIFY(f.button(QStringLiteral("Discard changes"))->isEnabled());
        QTest::mouseClick(f.button(QStringLiteral("Discard changes")), Qt::LeftButton);
        QCOMPARE(text->toPlainText(), QStringLiteral("owner:\n  - {set: ops}\n"));
    }

    void expectationsShowBothValues() {
        Fixture f("settings-expect.parapet", QStringLiteral("expectations"));
        QPlainTextEdit* text = f.text(QStringLiteral("Expectations, as YAML"));
        QVERIFY(text != nullptr);
        QTRY_VERIFY(text->toPlainText().contains(QStringLiteral("expectations:")));
        text->setPlainText(QStringLiteral("expectations:\n  - {name: No SSH, closed_ports: [ssh]}\n"));
        QTRY_VERIFY(f.says(QStringLiteral("is no port")));
        text->setPlainText(QStringLiteral("expectations:\n  - {name: No SSH, closed_ports: [22]}\n"));
        QTRY_VERIFY(f.button(QStringLiteral("Save and look"))->isEnabled());
        QTest::mouseClick(f.button(QStringLiteral("Save and look")), Qt::LeftButton);
        DataTable* table = nullptr;
        for (DataTable* one : f.window.findChildren<DataTable*>())
            if (one->accessibleName() == QStringLiteral("Expected against actual")) table = one;
        QVERIFY(table != nullptr);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QStringList cells;
        for (int c = 1; c < 5; ++c)
            cells << table->model()->index(0, c).data().toString();
        QCOMPARE(cells.join('|'), QStringLiteral("No SSH|192.0.2.7|closed: 22/tcp|open: 22/tcp"));
        QCOMPARE(table->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), QStringLiteral("broken"));
    }
};

QTEST_MAIN(SettingsTest)
#include "settings_test.moc"

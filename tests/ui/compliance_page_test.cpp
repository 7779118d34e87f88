// The Compliance page as an auditor and a control's owner use it.

#include "core/ingest/import.h"
#include "core/views/compliance.h"
#include "tests/support/sarif.h"
#include "tests/support/support.h"
#include "ui/pages/compliance/attest_form.h"
#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

#include <algorithm>

using namespace parapet;
using namespace parapet::ui;

namespace {

Button* button(const QWidget& in, const QString& text) {
    const auto all = in.findChildren<Button*>();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Button* b) { return b->text() == text && b->isVisible(); });
    return found == all.end() ? nullptr : *found;
}

bool says(const QWidget& in, const QString& text) {
    const auto all = in.findChildren<ElidedLabel*>();
    return std::any_of(all.begin(), all.end(), [&](const ElidedLabel* l) { return l->text() == text; });
}

AttestForm* open_form(MainWindow& window) {
    Button* attest = button(window, "Add attestation");
    if (attest == nullptr) return nullptr;
    attest->click();
    return window.findChild<AttestForm*>();
}

std::string status_of_control(const Workspace& workspace, const std::string& id) {
    const auto view = views::compliance(workspace, "nist-800-53-r5-moderate", system_now());
    if (!view) return view.error().one_line();
    for (const auto& control : view->controls)
        if (control.id == id) return std::string(name_of(control.status));
    return "absent";
}

} // namespace

class CompliancePageTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        Settings::useMemoryOnly();
        theme().install(*qApp);
    }

    void an_attestation_is_signed_and_counts() {
        AppContext app;
        MainWindow window(app);
        window.resize(1440, 900);
        window.show();
        auto opened = Workspace::open(test::temp_path("attest.parapet"));
        QVERIFY(opened.has_value());
        JobContext job; // an empty workspace shows its first steps instead of pages
        QVERIFY(import_bytes(**opened, test::sarif(test::SarifResult{}.json()), "r.sarif", {}, job).has_value());
        app.setWorkspace(*opened);
        QTRY_VERIFY(!app.info().path.empty());
        app.navigate("compliance", "AT-2");
        QTRY_VERIFY(says(window, "AT-2 Literacy Training and Awareness"));
        QCOMPARE(test::q(status_of_control(**opened, "AT-2")), QString("not_assessed"));

        AttestForm* form = nullptr;
        QTRY_VERIFY((form = open_form(window)) != nullptr);
        Button* sign = button(*form, "Sign");
        QVERIFY(sign != nullptr);
        QVERIFY(!sign->isEnabled()); // nothing is said yet
        form->findChild<QPlainTextEdit*>()->setPlainText("All 212 people passed this year's training.");
        QVERIFY(sign->isEnabled());
        const auto fields = form->findChildren<QLineEdit*>();
        QLineEdit* name = nullptr;
        for (QLineEdit* edit : fields)
            if (edit->accessibleName() == "Name") name = edit;
        QVERIFY(name != nullptr);
        name->clear();
        QVERIFY(!sign->isEnabled()); // nobody's statement is none
        name->setText("Ada Ross");
        sign->click();

        QTRY_COMPARE(views::attestations(**opened, system_now())->size(), std::size_t{1});
        const auto said = views::attestations(**opened, system_now());
        QCOMPARE(test::q(said->front().by), QString("Ada Ross"));
        QCOMPARE(test::q(said->front().subject), QString("AT-2"));
        QVERIFY(said->front().expires.has_value());
        QCOMPARE(test::q(status_of_control(**opened, "AT-2")), QString("satisfied"));
    }

    void only_a_whole_control_can_be_out_of_scope() {
        views::ControlRow control;
        control.id = "AT-2";
        control.title = "Literacy Training and Awareness";
        views::ControlCheck check;
        check.rule = "attestation.training";
        check.title = "Security training was done";
        check.type = "attestation";
        control.checks = {check};
        AppContext app;
        QWidget window;
        auto* form = new AttestForm(app, &window, control);
        form->findChild<QPlainTextEdit*>()->setPlainText("x");
        const auto boxes = form->findChildren<QComboBox*>();
        QCOMPARE(boxes.size(), 2);
        QCOMPARE(boxes[0]->count(), 2);
        boxes[1]->setCurrentIndex(2); // it does not apply
        const auto buttons = form->findChildren<PrimaryButton*>();
        QCOMPARE(buttons.size(), 1);
        for (QLineEdit* edit : form->findChildren<QLineEdit*>())
            if (edit->accessibleName() == "Name") edit->setText("Ada Ross");
        QVERIFY(buttons[0]->isEnabled());
        boxes[0]->setCurrentIndex(1);
        QVERIFY(!buttons[0]->isEnabled());
    }
};

QTEST_MAIN(CompliancePageTest)
#include "compliance_page_test.moc"

#include "ui/pages/compliance/attest_form.h"

#include "ui/shell/app_context.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QDateEdit>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {
constexpr int k_usual_days = 365, k_longest_days = 3 * 365, k_longest_statement = 4000;
} // namespace

AttestForm::AttestForm(AppContext& app, QWidget* anchor, const views::ControlRow& control)
    : FormPopup(anchor, tr("Attest %1").arg(qs(control.id)), px(400))
    , app_(app) {
    addWhat(control);
    statement_ = addText(tr("What was seen, and how"), tr("Statement"), px(84));
    addSignature();
    addFoot(tr("Sign"), statement_);
}

void AttestForm::addWhat(const views::ControlRow& control) {
    subject_ = new QComboBox(this);
    subject_->setAccessibleName(tr("What it is about"));
    subject_->addItem(tr("The control: %1").arg(shown(control.title)), qs(control.id));
    for (const views::ControlCheck& check : control.checks) {
        // What the control itself was attested shows as a check too, under the control's name.
        if (check.type == "attestation" && check.rule != control.id && check.rule.starts_with("attestation."))
            subject_->addItem(shown(check.title), qs(check.rule));
    }
    verdict_ = new QComboBox(this);
    verdict_->setAccessibleName(tr("Verdict"));
    verdict_->addItem(tr("It is met"), static_cast<int>(views::AttestedVerdict::met));
    verdict_->addItem(tr("It is not met"), static_cast<int>(views::AttestedVerdict::not_met));
    verdict_->addItem(tr("It does not apply"), static_cast<int>(views::AttestedVerdict::not_applicable));
    for (QComboBox* box : {subject_, verdict_}) {
        connect(box, &QComboBox::currentIndexChanged, this, &AttestForm::check);
        column()->addWidget(box);
    }
}

void AttestForm::addSignature() {
    addLabel(tr("Signed by"));
    name_ = addLine(tr("Name"), app_.userName());
    role_ = addLine(tr("Role"), {});
    role_->setPlaceholderText(tr("Role, such as Head of platform"));
    until_ = addDate(tr("Good until; then it must be said again"), tr("Good until"), app_.today(), k_usual_days,
                     k_longest_days);
}

views::AttestedVerdict AttestForm::verdict() const {
    return static_cast<views::AttestedVerdict>(verdict_->currentData().toInt());
}

QString AttestForm::problem() const {
    const bool whole_control = subject_->currentIndex() == 0;
    const QString statement = statement_->toPlainText().trimmed();
    if (verdict() == views::AttestedVerdict::not_applicable && !whole_control)
        return tr("Only a control as a whole can be out of scope.");
    if (statement.isEmpty()) return tr("Write what an auditor can follow: what was looked at, and what was found.");
    if (statement.size() > k_longest_statement)
        return tr("At most %1 characters.").arg(number_text(k_longest_statement));
    if (name_->text().trimmed().isEmpty()) return tr("An attestation bears the name of who makes it.");
    return {};
}

void AttestForm::submit() {
    views::Attestation said;
    said.subject = ss(subject_->currentData().toString());
    said.verdict = verdict();
    said.statement = ss(statement_->toPlainText().trimmed());
    said.by = ss(name_->text().trimmed());
    said.role = ss(role_->text().trimmed());
    said.at = app_.now();
    said.expires = end_of_day(until_->date());
    emit attested(said);
}

} // namespace parapet::ui

#include "ui/pages/compliance/attest_form.h"

#include "ui/shell/app_context.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {
constexpr int k_usual_days = 365, k_longest_days = 3 * 365, k_longest_name = 200, k_longest_statement = 4000;
} // namespace

AttestForm::AttestForm(AppContext& app, QWidget* anchor, const views::ControlRow& control)
    : Popup(anchor, metric::k_radius_dialog)
    , app_(app) {
    setFixedWidth(px(400));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(14), px(16), px(14));
    column->setSpacing(px(8));
    column->addWidget(new PlainLabel(tr("Attest %1").arg(qs(control.id)), Type::title, Tone::text, this));
    buildWhat(column, control);
    buildWords(column);
    buildSignature(column);
    problem_ = new PlainLabel({}, Type::small, Tone::fail, this);
    problem_->setWordWrap(true);
    column->addWidget(problem_);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* cancel = new Button(tr("Cancel"), this);
    connect(cancel, &Button::clicked, this, &Popup::dismiss);
    go_ = new PrimaryButton(tr("Sign"), this);
    connect(go_, &Button::clicked, this, &AttestForm::submit);
    row->addWidget(cancel);
    row->addWidget(go_);
    column->addLayout(row);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, this,
            &AttestForm::submit);
    connect(this, &Popup::dismissed, this, &QObject::deleteLater);
    setFocusProxy(statement_);
    check();
}

void AttestForm::buildWhat(QVBoxLayout* column, const views::ControlRow& control) {
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
        column->addWidget(box);
    }
}

void AttestForm::buildWords(QVBoxLayout* column) {
    column->addWidget(new PlainLabel(tr("What was seen, and how"), Type::small, Tone::text2, this));
    statement_ = new QPlainTextEdit(this);
    statement_->setAccessibleName(tr("Statement"));
    statement_->setTabChangesFocus(true);
    statement_->setFixedHeight(px(84));
    connect(statement_, &QPlainTextEdit::textChanged, this, &AttestForm::check);
    column->addWidget(statement_);
}

void AttestForm::buildSignature(QVBoxLayout* column) {
    name_ = new QLineEdit(app_.userName(), this);
    name_->setAccessibleName(tr("Name"));
    role_ = new QLineEdit(this);
    role_->setAccessibleName(tr("Role"));
    role_->setPlaceholderText(tr("Role, such as Head of platform"));
    for (QLineEdit* edit : {name_, role_}) {
        edit->setMaxLength(k_longest_name);
        connect(edit, &QLineEdit::textChanged, this, &AttestForm::check);
        connect(edit, &QLineEdit::returnPressed, this, &AttestForm::submit);
    }
    column->addWidget(new PlainLabel(tr("Signed by"), Type::small, Tone::text2, this));
    column->addWidget(name_);
    column->addWidget(role_);
    column->addWidget(new PlainLabel(tr("Good until; then it must be said again"), Type::small, Tone::text2, this));
    const QDate today = QDateTime::fromSecsSinceEpoch(unix_seconds(app_.now()), Qt::UTC).date();
    until_ = new QDateEdit(today.addDays(k_usual_days), this);
    until_->setAccessibleName(tr("Good until"));
    until_->setMinimumDate(today.addDays(1));
    until_->setMaximumDate(today.addDays(k_longest_days));
    until_->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    column->addWidget(until_);
}

views::AttestedVerdict AttestForm::verdict() const {
    return static_cast<views::AttestedVerdict>(verdict_->currentData().toInt());
}

void AttestForm::check() {
    if (go_ == nullptr) return; // still being built
    const bool whole_control = subject_->currentIndex() == 0;
    const QString statement = statement_->toPlainText().trimmed();
    QString problem;
    if (verdict() == views::AttestedVerdict::not_applicable && !whole_control)
        problem = tr("Only a control as a whole can be out of scope.");
    else if (statement.isEmpty())
        problem = tr("Write what an auditor can follow: what was looked at, and what was found.");
    else if (statement.size() > k_longest_statement)
        problem = tr("At most %1 characters.").arg(number_text(k_longest_statement));
    else if (name_->text().trimmed().isEmpty())
        problem = tr("An attestation bears the name of who makes it.");
    problem_->setText(problem);
    go_->setEnabled(problem.isEmpty());
}

void AttestForm::submit() {
    if (!go_->isEnabled()) return;
    views::Attestation said;
    said.subject = ss(subject_->currentData().toString());
    said.verdict = verdict();
    said.statement = ss(statement_->toPlainText().trimmed());
    said.by = ss(name_->text().trimmed());
    said.role = ss(role_->text().trimmed());
    said.at = app_.now();
    said.expires = from_unix_seconds(QDateTime(until_->date(), QTime(23, 59, 59), Qt::UTC).toSecsSinceEpoch());
    emit attested(said);
    dismiss();
}

} // namespace parapet::ui

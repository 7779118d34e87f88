#include "ui/pages/findings/decision_form.h"

#include "ui/shell/app_context.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QDateEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

constexpr int k_usual_acceptance_days = 90, k_longest_acceptance_days = 365;

QDate date_of(Time t) {
    return QDateTime::fromSecsSinceEpoch(unix_seconds(t), Qt::UTC).date();
}

} // namespace

DecisionForm::DecisionForm(AppContext& app, QWidget* anchor, Kind kind, std::size_t findings)
    : Popup(anchor, metric::k_radius_dialog)
    , app_(app)
    , kind_(kind) {
    setFixedWidth(px(360));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(14), px(16), px(14));
    column->setSpacing(px(8));
    const int n = static_cast<int>(findings);
    const QString title = kind == Kind::accept           ? tr("Accept the risk of %n findings", nullptr, n)
                          : kind == Kind::false_positive ? tr("Mark %n findings as false positive", nullptr, n)
                          : kind == Kind::assign         ? tr("Assign %n findings", nullptr, n)
                                                         : tr("Add a note to %n findings", nullptr, n);
    column->addWidget(new PlainLabel(title, Type::title, Tone::text, this));
    if (kind == Kind::assign || kind == Kind::accept) {
        column->addWidget(new PlainLabel(kind == Kind::assign ? tr("Owner; empty = nobody") : tr("Owner"), Type::small,
                                         Tone::text2, this));
        owner_ = new QLineEdit(this);
        owner_->setAccessibleName(tr("Owner"));
        owner_->setText(kind == Kind::accept ? app.userName() : QString());
        owner_->setMaxLength(200);
        connect(owner_, &QLineEdit::textChanged, this, &DecisionForm::check);
        connect(owner_, &QLineEdit::returnPressed, this, &DecisionForm::submit);
        column->addWidget(owner_);
    }
    if (kind != Kind::assign) buildReason(column);
    if (kind == Kind::accept) buildEnd(column);
    problem_ = new PlainLabel({}, Type::small, Tone::fail, this);
    problem_->setWordWrap(true);
    column->addWidget(problem_);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* cancel = new Button(tr("Cancel"), this);
    connect(cancel, &Button::clicked, this, &Popup::dismiss);
    go_ = new PrimaryButton(kind == Kind::accept           ? tr("Accept risk")
                            : kind == Kind::false_positive ? tr("Mark")
                            : kind == Kind::assign         ? tr("Assign")
                                                           : tr("Add note"),
                            this);
    connect(go_, &Button::clicked, this, &DecisionForm::submit);
    row->addWidget(cancel);
    row->addWidget(go_);
    column->addLayout(row);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, this,
            &DecisionForm::submit);
    connect(this, &Popup::dismissed, this, &QObject::deleteLater);
    setTabOrder(cancel, go_);
    QWidget* first = owner_ != nullptr && kind == Kind::assign ? static_cast<QWidget*>(owner_) : reason_;
    setFocusProxy(first);
    check();
}

void DecisionForm::buildReason(QVBoxLayout* column) {
    column->addWidget(new PlainLabel(kind_ == Kind::note ? tr("Note") : tr("Reason"), Type::small, Tone::text2, this));
    reason_ = new QPlainTextEdit(this);
    reason_->setAccessibleName(tr("Reason"));
    reason_->setTabChangesFocus(true);
    reason_->setFixedHeight(px(72));
    connect(reason_, &QPlainTextEdit::textChanged, this, &DecisionForm::check);
    column->addWidget(reason_);
}

void DecisionForm::buildEnd(QVBoxLayout* column) {
    column->addWidget(new PlainLabel(tr("Until; then it comes back"), Type::small, Tone::text2, this));
    const QDate today = date_of(app_.now());
    until_ = new QDateEdit(today.addDays(k_usual_acceptance_days), this);
    until_->setAccessibleName(tr("End of the acceptance"));
    until_->setMinimumDate(today.addDays(1));
    until_->setMaximumDate(today.addDays(k_longest_acceptance_days));
    until_->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    column->addWidget(until_);
}

void DecisionForm::check() {
    QString problem;
    if (reason_ != nullptr && reason_->toPlainText().trimmed().isEmpty())
        problem =
            kind_ == Kind::note ? tr("Write the note first.") : tr("Say why: whoever reads this next year will ask.");
    else if (kind_ == Kind::accept && owner_->text().trimmed().isEmpty())
        problem = tr("Somebody must own an accepted risk.");
    if (problem_ != nullptr) problem_->setText(problem);
    if (go_ != nullptr) go_->setEnabled(problem.isEmpty());
}

void DecisionForm::submit() {
    if (!go_->isEnabled()) return;
    views::Decision d;
    d.who = ss(app_.userName());
    if (reason_ != nullptr) (kind_ == Kind::note ? d.note : d.reason) = ss(reason_->toPlainText().trimmed());
    if (owner_ != nullptr) d.owner = ss(owner_->text().trimmed());
    if (kind_ == Kind::accept) {
        d.status = FindingStatus::risk_accepted;
        d.until = from_unix_seconds(QDateTime(until_->date(), QTime(23, 59, 59), Qt::UTC).toSecsSinceEpoch());
    } else if (kind_ == Kind::false_positive) {
        d.status = FindingStatus::false_positive;
    }
    emit decided(d);
    dismiss();
}

} // namespace parapet::ui

#include "ui/pages/findings/decision_form.h"

#include "ui/shell/app_context.h"
#include "ui/widgets/text.h"

#include <QDateEdit>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace parapet::ui {

namespace {

constexpr int k_usual_acceptance_days = 90, k_longest_acceptance_days = 365;

QString title_of(DecisionForm::Kind kind, int n) {
    switch (kind) {
    case DecisionForm::Kind::accept:
        return DecisionForm::tr("Accept the risk of %n findings", nullptr, n);
    case DecisionForm::Kind::false_positive:
        return DecisionForm::tr("Mark %n findings as false positive", nullptr, n);
    case DecisionForm::Kind::assign:
        return DecisionForm::tr("Assign %n findings", nullptr, n);
    case DecisionForm::Kind::note:
        break;
    }
    return DecisionForm::tr("Add a note to %n findings", nullptr, n);
}

QString verb_of(DecisionForm::Kind kind) {
    switch (kind) {
    case DecisionForm::Kind::accept:
        return DecisionForm::tr("Accept risk");
    case DecisionForm::Kind::false_positive:
        return DecisionForm::tr("Mark");
    case DecisionForm::Kind::assign:
        return DecisionForm::tr("Assign");
    case DecisionForm::Kind::note:
        break;
    }
    return DecisionForm::tr("Add note");
}

} // namespace

DecisionForm::DecisionForm(AppContext& app, QWidget* anchor, Kind kind, std::size_t findings)
    : FormPopup(anchor, title_of(kind, static_cast<int>(findings)), px(360))
    , app_(app)
    , kind_(kind) {
    if (kind == Kind::assign || kind == Kind::accept) {
        addLabel(kind == Kind::assign ? tr("Owner; empty = nobody") : tr("Owner"));
        owner_ = addLine(tr("Owner"), kind == Kind::accept ? app.userName() : QString());
    }
    if (kind != Kind::assign) reason_ = addText(kind == Kind::note ? tr("Note") : tr("Reason"), tr("Reason"), px(72));
    if (kind == Kind::accept)
        until_ = addDate(tr("Until; then it comes back"), tr("End of the acceptance"), app.today(),
                         k_usual_acceptance_days, k_longest_acceptance_days);
    addFoot(verb_of(kind), kind == Kind::assign ? static_cast<QWidget*>(owner_) : reason_);
}

QString DecisionForm::problem() const {
    if (reason_ != nullptr && reason_->toPlainText().trimmed().isEmpty())
        return kind_ == Kind::note ? tr("Write the note first.")
                                   : tr("Say why: whoever reads this next year will ask.");
    if (kind_ == Kind::accept && owner_->text().trimmed().isEmpty()) return tr("Somebody must own an accepted risk.");
    return {};
}

void DecisionForm::submit() {
    views::Decision d;
    d.who = ss(app_.userName());
    if (reason_ != nullptr) (kind_ == Kind::note ? d.note : d.reason) = ss(reason_->toPlainText().trimmed());
    if (owner_ != nullptr) d.owner = ss(owner_->text().trimmed());
    if (kind_ == Kind::accept) {
        d.status = FindingStatus::risk_accepted;
        d.until = end_of_day(until_->date());
    } else if (kind_ == Kind::false_positive) {
        d.status = FindingStatus::false_positive;
    }
    emit decided(d);
}

} // namespace parapet::ui

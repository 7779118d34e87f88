#include "ui/widgets/form_popup.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QDateEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {
constexpr int k_longest_line = 200;
} // namespace

FormPopup::FormPopup(QWidget* anchor, const QString& title, int width)
    : Popup(anchor, metric::k_radius_dialog)
    , column_(new QVBoxLayout(this)) {
    setFixedWidth(width);
    column_->setContentsMargins(px(16), px(14), px(16), px(14));
    column_->setSpacing(px(8));
    column_->addWidget(new PlainLabel(title, Type::title, Tone::text, this));
    connect(this, &Popup::dismissed, this, &QObject::deleteLater);
}

void FormPopup::addLabel(const QString& label) {
    column_->addWidget(new PlainLabel(label, Type::small, Tone::text2, this));
}

QPlainTextEdit* FormPopup::addText(const QString& label, const QString& name, int height) {
    addLabel(label);
    auto* text = new QPlainTextEdit(this);
    text->setAccessibleName(name);
    text->setTabChangesFocus(true);
    text->setFixedHeight(height);
    connect(text, &QPlainTextEdit::textChanged, this, &FormPopup::check);
    column_->addWidget(text);
    return text;
}

QLineEdit* FormPopup::addLine(const QString& name, const QString& text) {
    auto* line = new QLineEdit(text, this);
    line->setAccessibleName(name);
    line->setMaxLength(k_longest_line);
    connect(line, &QLineEdit::textChanged, this, &FormPopup::check);
    connect(line, &QLineEdit::returnPressed, this, &FormPopup::trySubmit);
    column_->addWidget(line);
    return line;
}

QDateEdit* FormPopup::addDate(const QString& label, const QString& name, const QDate& today, int usual_days,
                              int most_days) {
    addLabel(label);
    auto* date = new QDateEdit(today.addDays(usual_days), this);
    date->setAccessibleName(name);
    date->setMinimumDate(today.addDays(1));
    date->setMaximumDate(today.addDays(most_days));
    date->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    column_->addWidget(date);
    return date;
}

void FormPopup::addFoot(const QString& verb, QWidget* first) {
    problem_ = new PlainLabel({}, Type::small, Tone::fail, this);
    problem_->setWordWrap(true);
    column_->addWidget(problem_);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* cancel = new Button(tr("Cancel"), this);
    connect(cancel, &Button::clicked, this, &Popup::dismiss);
    go_ = new PrimaryButton(verb, this);
    connect(go_, &Button::clicked, this, &FormPopup::trySubmit);
    row->addWidget(cancel);
    row->addWidget(go_);
    column_->addLayout(row);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, this,
            &FormPopup::trySubmit);
    setTabOrder(cancel, go_);
    setFocusProxy(first);
    check();
}

void FormPopup::check() {
    if (go_ == nullptr) return; // still being built
    const QString missing = problem();
    problem_->setText(missing);
    go_->setEnabled(missing.isEmpty());
}

void FormPopup::trySubmit() {
    if (!go_->isEnabled()) return;
    submit();
    dismiss();
}

} // namespace parapet::ui

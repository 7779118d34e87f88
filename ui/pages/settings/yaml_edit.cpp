#include "ui/pages/settings/yaml_edit.h"

#include "ui/shell/look.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {
constexpr int k_pause_ms = 500;
} // namespace

YamlEdit::YamlEdit(const QString& name, QWidget* parent)
    : QWidget(parent)
    , text_(new QPlainTextEdit(this))
    , error_(new LinkLabel({}, Type::small, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(4));
    text_->setAccessibleName(name);
    text_->setFont(theme().font(Type::mono));
    text_->setLineWrapMode(QPlainTextEdit::NoWrap);
    text_->setTabChangesFocus(true);
    column->addWidget(text_, 1);
    error_->setRestTone(Tone::fail);
    error_->hide();
    column->addWidget(error_, 0, Qt::AlignLeft);
    connect(error_, &QAbstractButton::clicked, this, &YamlEdit::goToError);
    pause_.setSingleShot(true);
    pause_.setInterval(k_pause_ms);
    connect(&pause_, &QTimer::timeout, this, &YamlEdit::tried);
    connect(text_, &QPlainTextEdit::textChanged, this, [this] {
        pause_.start();
        emit touched();
    });
}

void YamlEdit::setKept(const QString& text) {
    const bool changed = isChanged();
    kept_ = text;
    if (changed || text_->toPlainText() == text) return;
    const QSignalBlocker quiet(text_);
    text_->setPlainText(text);
    clearError();
}

void YamlEdit::clearError() {
    error_->hide();
    text_->setExtraSelections({});
}

// Marks the line, and what is wrong on it from its place on.
void YamlEdit::setError(const Error& error) {
    clearError();
    error_->setText(error.line > 0 ? tr("Line %1, column %2: %3").arg(error.line).arg(error.column).arg(qs(error.what))
                                   : qs(error.what));
    error_->setToolTip(plain_tip(qs(error.help)));
    error_->show();
    const QTextBlock block = text_->document()->findBlockByNumber(static_cast<int>(error.line) - 1);
    if (error.line <= 0 || !block.isValid()) return;
    place_ = QTextCursor(block);
    place_.setPosition(block.position() + std::clamp(static_cast<int>(error.column) - 1, 0, block.length() - 1));
    QTextEdit::ExtraSelection line;
    line.cursor = place_;
    line.format.setBackground(tone(Tone::fail_soft));
    line.format.setProperty(QTextFormat::FullWidthSelection, true);
    QTextEdit::ExtraSelection wrong;
    wrong.cursor = place_;
    wrong.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    wrong.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    wrong.format.setUnderlineColor(tone(Tone::fail));
    text_->setExtraSelections({line, wrong});
}

void YamlEdit::goToError() {
    if (!place_.isNull()) text_->setTextCursor(place_);
    text_->setFocus();
}

} // namespace parapet::ui

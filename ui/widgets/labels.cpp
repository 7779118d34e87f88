#include "ui/widgets/labels.h"

#include "ui/widgets/text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace parapet::ui {

namespace {

constexpr QChar k_soft_break{0x200B}; // zero width space
constexpr int k_longest_word = 20;    // characters that are never broken

// QLabel breaks at blanks only. A long word may also break behind its punctuation, a long part of it anywhere but where
// letters join (Arabic).
void add_breakable(QStringView word, QString& out) {
    const QStringView points(u"/\\._-:;,?&=@+");
    qsizetype part = 0;
    const auto add_part = [&](qsizetype end) {
        const bool longer = end - part > k_longest_word;
        for (qsizetype i = part; i < end; ++i) {
            out += word[i];
            const bool whole = !word[i].isHighSurrogate() && word[i].joiningType() == QChar::Joining_None;
            const bool last = i + 1 == word.size() || word[i + 1].isMark();
            if (whole && !last && (longer || i + 1 == end)) out += k_soft_break;
        }
        part = end;
    };
    for (qsizetype i = 0; i < word.size(); ++i)
        if (points.contains(word[i])) add_part(i + 1);
    add_part(word.size());
}

QString breakable(const QString& text) {
    QString out;
    out.reserve(text.size());
    qsizetype start = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && !text[i].isSpace()) continue;
        const QStringView word = QStringView(text).mid(start, i - start);
        if (word.size() > k_longest_word)
            add_breakable(word, out);
        else
            out += word;
        if (i < text.size()) out += text[i];
        start = i + 1;
    }
    return out;
}

} // namespace

PlainLabel::PlainLabel(const QString& text, Type type, Tone tone, QWidget* parent)
    : QLabel(text, parent)
    , text_(text)
    , type_(type)
    , tone_(tone) {
    QLabel::setTextFormat(Qt::PlainText);
    setContentsMargins(0, 0, 0, 0);
    connect(&theme(), &Theme::changed, this, &PlainLabel::restyle);
    restyle();
}

void PlainLabel::setTone(Tone tone) {
    tone_ = tone;
    restyle();
}

void PlainLabel::setType(Type type) {
    type_ = type;
    restyle();
}

void PlainLabel::setWordWrap(bool wrap) {
    QLabel::setWordWrap(wrap);
    setText(text_);
}

void PlainLabel::setText(const QString& text) {
    text_ = text;
    QLabel::setText(wordWrap() ? breakable(text) : text);
}

// What is copied is what was written, without the breaks.
void PlainLabel::copy() const {
    QGuiApplication::clipboard()->setText(selectedText().remove(k_soft_break));
}

void PlainLabel::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy) && hasSelectedText()) return copy();
    QLabel::keyPressEvent(event);
}

void PlainLabel::mouseReleaseEvent(QMouseEvent* event) {
    QLabel::mouseReleaseEvent(event);
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (hasSelectedText() && clipboard->supportsSelection())
        clipboard->setText(selectedText().remove(k_soft_break), QClipboard::Selection);
}

void PlainLabel::contextMenuEvent(QContextMenuEvent* event) {
    if ((textInteractionFlags() & Qt::TextSelectableByMouse) == 0) return QLabel::contextMenuEvent(event);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, &PlainLabel::copy)->setEnabled(hasSelectedText());
    menu->addAction(tr("Copy all"), this, [this] { QGuiApplication::clipboard()->setText(text_); });
    menu->popup(event->globalPos());
}

void PlainLabel::restyle() {
    setFont(ui::type(type_));
    QPalette p = palette();
    p.setColor(QPalette::WindowText, ui::tone(tone_));
    p.setColor(QPalette::Disabled, QPalette::WindowText, ui::tone(Tone::disabled));
    setPalette(p);
}

ElidedLabel::ElidedLabel(const QString& text, Type type, Tone tone, QWidget* parent)
    : QWidget(parent)
    , text_(text)
    , type_(type)
    , tone_(tone) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void ElidedLabel::setText(const QString& text) {
    if (text == text_) return;
    text_ = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void ElidedLabel::setTone(Tone tone) {
    tone_ = tone;
    update();
}

void ElidedLabel::setType(Type type) {
    type_ = type;
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    mode_ = mode;
    update();
}

QSize ElidedLabel::sizeHint() const {
    const QFontMetrics metrics(ui::type(type_));
    return {metrics.horizontalAdvance(text_) + 1, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const {
    const QFontMetrics metrics(ui::type(type_));
    return {std::min(sizeHint().width(), metrics.horizontalAdvance(QStringLiteral("mmm…"))), metrics.height()};
}

void ElidedLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setFont(ui::type(type_));
    painter.setPen(ui::tone(isEnabled() ? tone_ : Tone::disabled));
    const QString line = painter.fontMetrics().elidedText(text_, mode_, width());
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, line);
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        const bool cut = QFontMetrics(ui::type(type_)).horizontalAdvance(text_) > width();
        const auto* help = static_cast<QHelpEvent*>(event);
        if (cut) {
            QToolTip::showText(help->globalPos(), plain_tip(text_), this);
        } else {
            event->ignore();
        }
        return true;
    }
    return QWidget::event(event);
}

LinkLabel::LinkLabel(const QString& text, Type type, QWidget* parent)
    : QAbstractButton(parent)
    , type_(type) {
    setText(text);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void LinkLabel::setRestTone(Tone tone) {
    tone_ = tone;
    update();
}

void LinkLabel::setElides(bool elides) {
    elides_ = elides;
    setSizePolicy(elides ? QSizePolicy::Maximum : QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize LinkLabel::sizeHint() const {
    const QFontMetrics metrics(ui::type(type_));
    return {metrics.horizontalAdvance(text()) + 1, std::max(metrics.height(), px(18))};
}

QSize LinkLabel::minimumSizeHint() const {
    const QSize whole = sizeHint();
    if (!elides_) return whole;
    const int least = QFontMetrics(ui::type(type_)).horizontalAdvance(QStringLiteral("CVE-2024-00000"));
    return {std::min(whole.width(), least), whole.height()};
}

bool LinkLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && width() < sizeHint().width()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), plain_tip(text()), this);
        return true;
    }
    return QAbstractButton::event(event);
}

void LinkLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    QFont font = ui::type(type_);
    font.setUnderline(isEnabled() && underMouse());
    painter.setFont(font);
    painter.setPen(ui::tone(!isEnabled() ? Tone::disabled : underMouse() ? Tone::accent : tone_));
    const QString line = painter.fontMetrics().elidedText(text(), Qt::ElideRight, width());
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, line);
}

void LinkLabel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace parapet::ui

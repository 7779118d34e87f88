#include "ui/theme/paint.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace parapet::ui {

Segmented::Segmented(const QStringList& choices, QWidget* parent)
    : QWidget(parent)
    , choices_(choices)
    , tips_(choices.size()) {
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(choices.value(0));
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void Segmented::setCurrent(int index) {
    current_ = std::clamp(index, 0, static_cast<int>(choices_.size()) - 1);
    setAccessibleName(choices_.value(current_));
    update();
}

void Segmented::setSmall(bool is_small) {
    small_ = is_small;
    updateGeometry();
}

void Segmented::setChoiceTip(int index, const QString& tip) {
    tips_[index] = tip;
}

int Segmented::cellWidth(int index) const {
    return QFontMetrics(type(Type::small_medium)).horizontalAdvance(choices_[index]) + px(small_ ? 17 : 21);
}

QRect Segmented::cell(int index) const {
    int x = 0;
    for (int i = 0; i < index; ++i) {
        x += cellWidth(i);
    }
    return {x, 0, cellWidth(index), height()};
}

int Segmented::at(const QPoint& position) const {
    for (int i = 0; i < choices_.size(); ++i) {
        if (cell(i).contains(position)) return i;
    }
    return -1;
}

QSize Segmented::sizeHint() const {
    int width = 0;
    for (int i = 0; i < choices_.size(); ++i) {
        width += cellWidth(i);
    }
    return {width + 1, px(small_ ? metric::k_control_small : metric::k_control)};
}

void Segmented::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(rect(), px(metric::k_radius_control), px(metric::k_radius_control));
    painter.setClipPath(frame);
    painter.fillRect(rect(), tone(Tone::raised));
    for (int i = 0; i < choices_.size(); ++i) {
        const QRect r = cell(i);
        const bool on = i == current_;
        if (on) {
            painter.fillRect(r, tone(Tone::accent_soft));
        } else if (i == hover_ && isEnabled()) {
            painter.fillRect(r, tone(Tone::hover));
        }
        if (i > 0) painter.fillRect(QRect(r.x(), 0, 1, height()), tone(Tone::line_strong));
        painter.setFont(type(on ? Type::small_medium : Type::small));
        painter.setPen(tone(!isEnabled() ? Tone::disabled : on ? Tone::accent : Tone::text2));
        painter.drawText(r, Qt::AlignCenter, choices_[i]);
    }
    painter.setClipping(false);
    paint_box(painter, rect(), px(metric::k_radius_control), {}, tone(Tone::line_strong));
}

void Segmented::choose(int index) {
    if (index < 0 || index >= choices_.size() || index == current_) return;
    setCurrent(index);
    emit chosen(index);
}

void Segmented::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) choose(at(event->position().toPoint()));
}

void Segmented::mouseMoveEvent(QMouseEvent* event) {
    const int over = at(event->position().toPoint());
    if (over == hover_) return;
    hover_ = over;
    update();
}

void Segmented::leaveEvent(QEvent* /*event*/) {
    hover_ = -1;
    update();
}

void Segmented::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        choose(current_ - 1);
        return;
    case Qt::Key_Right:
    case Qt::Key_Down:
        choose(current_ + 1);
        return;
    case Qt::Key_Space:
        choose((current_ + 1) % static_cast<int>(choices_.size()));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool Segmented::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString tip = tips_.value(at(help->pos()));
        if (!tip.isEmpty()) {
            QToolTip::showText(help->globalPos(), plain_tip(tip), this);
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace parapet::ui

#include "ui/widgets/link_area.h"

#include "ui/theme/paint.h"
#include "ui/widgets/text.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace parapet::ui {

LinkArea::LinkArea(QWidget* parent)
    : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void LinkArea::link(QPainter& painter, const QRectF& rect, const Target& target) {
    const int index = static_cast<int>(spots_.size());
    spots_.append({rect, target});
    if (index == hover_) paint_box(painter, rect, metric::k_radius_tag, tone(Tone::hover), QColor());
    if (index == focus_ && hasFocus()) paint_focus_ring(painter, rect.adjusted(3, 3, -3, -3), metric::k_radius_tag);
}

void LinkArea::paintEvent(QPaintEvent*) {
    spots_.clear();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    draw(painter);
}

int LinkArea::at(const QPointF& position) const {
    for (int i = static_cast<int>(spots_.size()) - 1; i >= 0; --i) {
        if (spots_[i].rect.contains(position)) return i;
    }
    return -1;
}

void LinkArea::mouseMoveEvent(QMouseEvent* event) {
    const int now = at(event->position());
    if (now == hover_) return;
    hover_ = now;
    setCursor(now < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void LinkArea::leaveEvent(QEvent*) {
    hover_ = -1;
    update();
}

void LinkArea::mouseReleaseEvent(QMouseEvent* event) {
    const int index = at(event->position());
    if (event->button() != Qt::LeftButton || index < 0) return;
    const Target target = spots_[index].target; // the page may change under us
    emit activated(target.page, target.query);
}

void LinkArea::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (!enter || focus_ < 0 || focus_ >= spots_.size()) return QWidget::keyPressEvent(event);
    const Target target = spots_[focus_].target;
    emit activated(target.page, target.query);
}

void LinkArea::focusInEvent(QFocusEvent* event) {
    focus_ = event->reason() == Qt::BacktabFocusReason ? static_cast<int>(spots_.size()) - 1 : 0;
    update();
    QWidget::focusInEvent(event);
}

bool LinkArea::focusNextPrevChild(bool next) {
    const int to = focus_ + (next ? 1 : -1);
    if (!hasFocus() || to < 0 || to >= spots_.size()) return QWidget::focusNextPrevChild(next);
    focus_ = to;
    setAccessibleDescription(spots_[to].target.name);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    update();
    return true;
}

bool LinkArea::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = at(help->pos());
    if (index >= 0 && !spots_[index].target.name.isEmpty()) {
        QToolTip::showText(help->globalPos(), plain_tip(spots_[index].target.name), this);
    } else {
        QToolTip::hideText();
    }
    return true;
}

int draw_text(QPainter& painter, const QRectF& rect, const QString& text, Type kind, const QColor& color,
              Qt::Alignment align) {
    const QFont font = type(kind);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    painter.setPen(color);
    const QString fit = metrics.elidedText(text, Qt::ElideRight, static_cast<int>(rect.width()) + 1);
    painter.drawText(rect, static_cast<int>(align) | Qt::TextSingleLine, fit);
    return metrics.horizontalAdvance(fit);
}

int text_width(const QString& text, Type kind) {
    return QFontMetrics(type(kind)).horizontalAdvance(text);
}

} // namespace parapet::ui

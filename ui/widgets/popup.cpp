#include "ui/widgets/popup.h"

#include "ui/theme/paint.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {

Popup::Popup(QWidget* anchor, int radius)
    : QWidget(anchor->window())
    , radius_(radius) {
    setFocusPolicy(Qt::StrongFocus);
    hide();
}

void Popup::openBelow(QWidget* anchor, Qt::Alignment edge) {
    anchor_ = anchor;
    adjustSize();
    const QPoint corner = anchor->mapTo(window(), QPoint(0, anchor->height() + px(4)));
    const int x = edge == Qt::AlignRight ? corner.x() + anchor->width() - width() : corner.x();
    openAt({x, corner.y()});
}

void Popup::openAt(const QPoint& top_left_in_window) {
    const QRect room = window()->rect().adjusted(px(4), px(4), -px(4), -px(4));
    const int x = std::clamp(top_left_in_window.x(), room.x(), std::max(room.x(), room.right() - width()));
    const int y = std::clamp(top_left_in_window.y(), room.y(), std::max(room.y(), room.bottom() - height()));
    move(x, y);
    if (!isVisible()) {
        focus_before_ = QApplication::focusWidget();
        qApp->installEventFilter(this);
    }
    show();
    raise();
    if (focusWidget() == nullptr) setFocus(Qt::PopupFocusReason);
}

void Popup::dismiss() {
    if (!isVisible()) return;
    const bool had_focus = isAncestorOf(QApplication::focusWidget()) || QApplication::focusWidget() == this;
    hide();
    if (had_focus && focus_before_ != nullptr) focus_before_->setFocus(Qt::PopupFocusReason);
    emit dismissed();
}

void Popup::hideEvent(QHideEvent* event) {
    qApp->removeEventFilter(this);
    QWidget::hideEvent(event);
}

void Popup::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(radius_), tone(Tone::raised), tone(Tone::line_strong));
}

void Popup::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool Popup::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::MouseButtonPress) return QWidget::eventFilter(watched, event);
    auto* widget = qobject_cast<QWidget*>(watched);
    if (widget == nullptr || widget->window() != window() || widget == this || isAncestorOf(widget)) return false;
    const bool on_anchor = anchor_ != nullptr && (widget == anchor_ || anchor_->isAncestorOf(widget));
    dismiss();
    return on_anchor; // else the same press would open it again
}

Shade::Shade(QWidget* window)
    : QWidget(window) {
    setGeometry(window->rect());
    window->installEventFilter(this);
    hide();
}

void Shade::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().dark() ? QColor(0, 0, 0, 115) : QColor(20, 25, 32, 71));
}

void Shade::mousePressEvent(QMouseEvent* /*event*/) {
    emit pressed();
}

bool Shade::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace parapet::ui

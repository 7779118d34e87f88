#include "ui/widgets/sheet.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/popup.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {

Sheet::Sheet(const QString& title, QWidget* window)
    : QWidget(window)
    , shade_(new Shade(window)) {
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    window->installEventFilter(this);
    hide();
}

void Sheet::open() {
    setGeometry(place(parentWidget()->size()));
    shade_->show();
    shade_->raise();
    show();
    raise();
    setFocus(Qt::PopupFocusReason);
    opened();
}

void Sheet::dismiss() {
    if (isHidden()) return;
    hide();
    shade_->hide();
    shade_->deleteLater();
    deleteLater();
}

QRect Sheet::middle(const QSize& window, const QSize& most, const QSize& margins) {
    const int width = std::min(most.width(), window.width() - margins.width());
    const int height = std::min(most.height(), window.height() - margins.height());
    return {(window.width() - width) / 2, (window.height() - height) / 2, width, height};
}

QRect Sheet::upper(const QSize& window, int width, int height) {
    return {(window.width() - width) / 2, (window.height() - height) / 3, width, height};
}

void Sheet::closeOnPressBeside() {
    connect(shade_, &Shade::pressed, this, &Sheet::dismiss);
}

void Sheet::addHead(QVBoxLayout* column, QWidget* detail, const QString& close_tip) {
    auto* head = new QHBoxLayout;
    head->setSpacing(px(12));
    head->addWidget(new PlainLabel(accessibleName(), Type::page_title, Tone::text, this), detail == nullptr ? 1 : 0);
    if (detail != nullptr) head->addWidget(detail, 1);
    auto* close = new IconButton(QStringLiteral("close"), close_tip, this);
    close->setSide(metric::k_control_small);
    connect(close, &QAbstractButton::clicked, this, &Sheet::dismiss);
    head->addWidget(close);
    column->addLayout(head);
}

void Sheet::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_dialog), tone(Tone::surface), tone(Tone::line_strong));
}

void Sheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return dismiss();
    QWidget::keyPressEvent(event);
}

bool Sheet::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        setGeometry(place(parentWidget()->size()));
    return QWidget::eventFilter(watched, event);
}

} // namespace parapet::ui

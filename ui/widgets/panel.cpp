#include "ui/widgets/panel.h"

#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace parapet::ui {

Panel::Panel(const QString& title, QWidget* parent)
    : QFrame(parent) {
    setFrameShape(QFrame::NoFrame);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1);
    outer->setSpacing(0);
    header_ = new QWidget(this);
    header_row_ = new QHBoxLayout(header_);
    title_ = new PlainLabel({}, Type::title, Tone::text, header_);
    subtitle_ = new ElidedLabel({}, Type::small, Tone::text3, header_);
    header_row_->addWidget(title_);
    header_row_->addWidget(subtitle_, 1);
    outer->addWidget(header_);
    body_ = new QVBoxLayout;
    body_->setSpacing(0);
    outer->addLayout(body_, 1);
    setTitle(title);
    connect(&theme(), &Theme::changed, this, &Panel::layOut);
    layOut();
}

void Panel::layOut() {
    header_->setFixedHeight(px(metric::k_panel_header));
    header_row_->setContentsMargins(px(12) - 1, 0, px(8) - 1, 0);
    header_row_->setSpacing(px(8));
    const QMargins m = body_margins_;
    body_->setContentsMargins(px(m.left()), px(m.top()), px(m.right()), px(m.bottom()));
}

void Panel::setTitle(const QString& title) {
    title_->setText(title);
    header_->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Panel::setSubtitle(const QString& subtitle) {
    subtitle_->setText(subtitle);
}

void Panel::addTool(QWidget* tool, int stretch) {
    tool->setParent(header_);
    header_row_->addWidget(tool, stretch);
}

IconButton* Panel::addCornerLink(const QString& name) {
    auto* button = new IconButton(QStringLiteral("arrow-up-right"), name, header_);
    button->setSide(metric::k_control_small);
    button->setGlyphSize(14);
    header_row_->addWidget(button);
    return button;
}

void Panel::setBodyMargins(int left, int top, int right, int bottom) {
    body_margins_ = QMargins(left, top, right, bottom);
    layOut();
}

void Panel::setStale(const QString& as_of) {
    delete stale_;
    stale_ = nullptr;
    if (as_of.isEmpty()) return;
    stale_ = new Tag(as_of, Tag::Look::info, header_);
    header_row_->insertWidget(2, stale_);
}

void Panel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_panel), tone(Tone::surface), tone(Tone::line));
}

} // namespace parapet::ui

#include "ui/widgets/empty_state.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace parapet::ui {

EmptyState::EmptyState(const QString& icon, const QString& title, const QString& help, QWidget* parent)
    : QWidget(parent)
    , icon_(icon)
    , title_(new PlainLabel(title, Type::page_title, Tone::text, this))
    , help_(new PlainLabel(help, Type::body, Tone::text2, this))
    , actions_(new QWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setSpacing(px(6));
    column->addStretch(1);
    column->addSpacing(px(40)); // the icon, painted
    column->addWidget(title_, 0, Qt::AlignHCenter);
    help_->setWordWrap(true);
    help_->setAlignment(Qt::AlignHCenter);
    help_->setMaximumWidth(px(440));
    help_->setMinimumWidth(px(200));
    auto* centre = new QHBoxLayout;
    centre->addStretch(1);
    centre->addWidget(help_, 3);
    centre->addStretch(1);
    column->addLayout(centre);
    auto* row = new QHBoxLayout(actions_);
    row->setContentsMargins(0, px(6), 0, 0);
    row->setSpacing(px(8));
    column->addWidget(actions_, 0, Qt::AlignHCenter);
    column->addStretch(2);
    actions_->hide();
}

void EmptyState::setTexts(const QString& icon, const QString& title, const QString& help) {
    icon_ = icon;
    title_->setText(title);
    help_->setText(help);
    update();
}

Button* EmptyState::addAction(const QString& text, bool primary) {
    auto* button = new Button(text, primary ? ButtonKind::primary : ButtonKind::plain, actions_);
    actions_->layout()->addWidget(button);
    actions_->show();
    return button;
}

void EmptyState::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF box(0, title_->y() - px(40), width(), px(32));
    paint_icon(painter, icon_, box, tone(Tone::text3), px(32));
}

} // namespace parapet::ui

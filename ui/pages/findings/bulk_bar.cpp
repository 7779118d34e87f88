#include "ui/pages/findings/bulk_bar.h"

#include "ui/shell/plurals.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>

namespace parapet::ui {

BulkBar::BulkBar(QWidget* parent)
    : QWidget(parent)
    , count_(new PlainLabel({}, Type::small_strong, Tone::text, this))
    , detail_(new PlainLabel({}, Type::small, Tone::text2, this)) {
    setFixedHeight(px(36));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(12), 0, px(8), 0);
    row->setSpacing(px(8));
    row->addWidget(count_);
    row->addWidget(detail_);
    row->addStretch(1);
    const auto add = [&](const QString& text, const QString& key, void (BulkBar::*signal)()) {
        auto* b = new Button(text, this);
        b->setSmall(true);
        if (!key.isEmpty()) b->setKeyHint(key);
        connect(b, &Button::clicked, this, signal);
        row->addWidget(b);
        return b;
    };
    add(tr("Assign"), QStringLiteral("A"), &BulkBar::assign);
    add(tr("Status"), QStringLiteral("S"), &BulkBar::status);
    add(tr("Ticket"), QStringLiteral("T"), &BulkBar::ticket);
    add(tr("Accept risk…"), {}, &BulkBar::accept);
    add(tr("False positive…"), {}, &BulkBar::falsePositive);
    join_ = add(tr("Join…"), QStringLiteral("M"), &BulkBar::join);
    join_->setToolTip(tr("These are one weakness: make them one finding, for good"));
    auto* close = new IconButton(QStringLiteral("close"), tr("Clear the selection"), this);
    close->setSide(metric::k_control_small);
    connect(close, &IconButton::clicked, this, &BulkBar::clear);
    row->addWidget(close);
}

void BulkBar::setCounts(int rows, qint64 findings) {
    count_->setText(tr("%n selected", nullptr, rows));
    join_->setVisible(rows > 1);
    detail_->setText(findings < 0 ? QString() : counted(tr("%n findings"), findings));
}

void BulkBar::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), tone(Tone::selected));
}

} // namespace parapet::ui

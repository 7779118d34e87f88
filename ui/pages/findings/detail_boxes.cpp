#include "ui/pages/findings/detail_boxes.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace parapet::ui {

Figures::Figures(QList<Figure> figures, QWidget* parent)
    : QWidget(parent)
    , figures_(std::move(figures)) {
    setFixedHeight(px(66));
}

void Figures::paintEvent(QPaintEvent* /*event*/) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    paint_box(p, rect(), metric::k_radius_control, QColor(), tone(Tone::line));
    const qreal each = width() / static_cast<qreal>(figures_.size());
    for (int i = 0; i < figures_.size(); ++i) {
        const QRectF r(i * each + px(10), px(6), each - px(14), height() - px(12));
        if (i > 0) p.fillRect(QRectF(i * each, 1, 1, height() - 2), tone(Tone::line));
        const auto line = [&](qreal y, int h, Type kind, Tone colour, const QString& text) {
            p.setFont(type(kind));
            p.setPen(tone(colour));
            p.drawText(QRectF(r.left(), r.top() + y, r.width(), h), Qt::AlignLeft | Qt::AlignVCenter,
                       p.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(r.width())));
        };
        line(0, px(15), Type::caption, Tone::text3, figures_[i].label);
        line(px(15), px(22), Type::page_title, Tone::text, figures_[i].value);
        line(px(38), px(15), Type::caption, Tone::text3, figures_[i].note);
    }
}

CodeBox::CodeBox(const QString& text, std::int64_t first_line, std::int64_t marked, QWidget* parent)
    : QWidget(parent)
    , lines_(text.split(QLatin1Char('\n')))
    , first_(first_line)
    , marked_(marked) {
    if (lines_.size() > 24) lines_ = lines_.mid(0, 24) << QStringLiteral("…");
    setFixedHeight(px(10) + static_cast<int>(lines_.size()) * px(17));
    setAccessibleName(text);
    const QFontMetrics metrics(type(Type::mono_small));
    const QString last = QString::number(first_line + lines_.size() - 1);
    if (first_line > 0) gutter_ = std::max(px(34), metrics.horizontalAdvance(last) + px(10));
}

bool CodeBox::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const QFontMetrics metrics(type(Type::mono_small));
        const bool cut = std::any_of(lines_.cbegin(), lines_.cend(), [&](const QString& line) {
            return metrics.horizontalAdvance(line) > width() - gutter_ - px(16);
        });
        if (cut) QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), plain_tip(lines_.join('\n')), this);
        return true;
    }
    return QWidget::event(event);
}

void CodeBox::paintEvent(QPaintEvent* /*event*/) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    paint_box(p, rect(), metric::k_radius_control, tone(Tone::sunken), tone(Tone::line));
    p.setFont(type(Type::mono_small));
    for (int i = 0; i < lines_.size(); ++i) {
        const QRect r(1, px(5) + i * px(17), width() - 2, px(17));
        const bool hit = first_ > 0 && first_ + i == marked_;
        if (hit) p.fillRect(r, tone(Tone::fail_soft));
        int left = px(10);
        if (first_ > 0) {
            p.setPen(tone(Tone::text3));
            p.drawText(QRect(0, r.top(), gutter_, r.height()), Qt::AlignRight | Qt::AlignVCenter,
                       QString::number(first_ + i));
            left = gutter_ + px(10);
        }
        p.setPen(tone(Tone::text));
        p.drawText(r.adjusted(left, 0, -px(6), 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                   p.fontMetrics().elidedText(lines_[i], Qt::ElideRight, r.width() - left - px(6)));
    }
}

} // namespace parapet::ui

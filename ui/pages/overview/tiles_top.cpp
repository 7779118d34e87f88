// The first row: posture score, since yesterday, fix deadlines.

#include "ui/pages/overview/tiles.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace parapet::ui {

namespace {

constexpr std::size_t k_causes_shown = 5;

QRectF line_rect(qreal x, qreal y, qreal width, int height) {
    return {x, y, width, static_cast<qreal>(px(height))};
}

} // namespace

LinkArea::Target OverviewTile::target(const views::Link& link, const QString& name) {
    return {qs(link.page), qs(link.query), name};
}

QRect ScoreTile::chartRect() const {
    const int left = px(132), right = width() * 52 / 100;
    return {left, px(2), std::max(px(80), right - left - px(8)), height() - px(12)};
}

void ScoreTile::paint(QPainter& painter, const views::Overview& o) {
    paintFigure(painter, o.posture);
    if (!o.posture.score) return;
    const QRectF chart = chartRect();
    paintTrend(painter, o.posture, chart);
    paintCauses(painter, o.posture, QRectF(chart.right() + px(24), 0, width() - chart.right() - px(28), height()));
}

void ScoreTile::paintFigure(QPainter& painter, const views::PostureScore& s) {
    const int w = px(132);
    if (!s.score) {
        draw_text(painter, line_rect(0, px(8), width(), 48), unknown_text(), Type::score, tone(Tone::text3));
        draw_text(painter, line_rect(0, px(62), width(), 18),
                  tr("Not enough data: a score needs three sources or three scans."), Type::small, tone(Tone::text2));
        return;
    }
    const QString score = QString::number(static_cast<int>(std::lround(*s.score)));
    const int used = draw_text(painter, line_rect(0, px(2), w, 48), score, Type::score, tone(Tone::text));
    draw_text(painter, line_rect(used + px(6), px(16), w, 28), tr("/ 100"), Type::body, tone(Tone::text3));
    const bool worse = s.change < 0;
    const Tone direction = std::fabs(s.change) < 0.05 ? Tone::text3 : worse ? Tone::fail : Tone::ok;
    qreal x = 0;
    if (std::fabs(s.change) >= 0.05) {
        paint_icon(painter, worse ? QStringLiteral("arrow-down-right") : QStringLiteral("arrow-up-right"),
                   line_rect(0, px(60), px(14), 18), tone(direction), px(13));
        x = px(18);
    }
    x += draw_text(painter, line_rect(x, px(60), w, 18), QLocale().toString(std::fabs(s.change), 'f', 1),
                   Type::small_medium, tone(direction));
    draw_text(painter, line_rect(x + px(4), px(60), w - x, 18), tr("in the range"), Type::small, tone(Tone::text2));
    if (s.best_at) {
        draw_text(painter, line_rect(0, px(84), w, 16),
                  tr("Best %1 on %2").arg(QLocale().toString(s.best, 'f', 1), app_.dayText(*s.best_at)), Type::small,
                  tone(Tone::text2));
    }
    draw_text(painter, line_rect(0, px(102), w, 16), tr("Target %1").arg(s.target), Type::small, tone(Tone::text2));
}

void ScoreTile::paintTrend(QPainter& painter, const views::PostureScore& s, const QRectF& area) {
    if (s.trend.size() < 2) return;
    double low = s.target, high = s.target;
    for (const auto& [time, value] : s.trend) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    low = std::floor((low - 2) / 5) * 5;
    high = std::ceil((high + 2) / 5) * 5;
    const QRectF plot = area.adjusted(px(26), px(6), 0, -px(24));
    const auto y_of = [&](double v) { return plot.bottom() - (v - low) / (high - low) * plot.height(); };
    const auto x_of = [&](std::size_t i) {
        return plot.left() + plot.width() * static_cast<double>(i) / static_cast<double>(s.trend.size() - 1);
    };
    for (const double value : {low, (low + high) / 2, high}) {
        painter.setPen(QPen(tone(Tone::line), 1));
        painter.drawLine(QPointF(plot.left(), std::round(y_of(value)) + 0.5),
                         QPointF(plot.right(), std::round(y_of(value)) + 0.5));
        draw_text(painter, QRectF(area.left(), y_of(value) - px(8), px(22), px(16)), QString::number(value, 'f', 0),
                  Type::caption, tone(Tone::text3), Qt::AlignRight | Qt::AlignVCenter);
    }
    QPolygonF line;
    for (std::size_t i = 0; i < s.trend.size(); ++i)
        line << QPointF(x_of(i), y_of(s.trend[i].second));
    QPainterPath fill;
    fill.addPolygon(QPolygonF(line) << QPointF(plot.right(), plot.bottom()) << QPointF(plot.left(), plot.bottom()));
    painter.fillPath(fill, tone(Tone::accent_soft));
    painter.setPen(QPen(tone(Tone::text2), 1, Qt::DashLine));
    painter.drawLine(QPointF(plot.left(), y_of(s.target)), QPointF(plot.right(), y_of(s.target)));
    draw_text(painter, QRectF(plot.right() - px(90), y_of(s.target) - px(17), px(90), px(16)),
              tr("target %1").arg(s.target), Type::caption, tone(Tone::text2), Qt::AlignRight | Qt::AlignVCenter);
    painter.setPen(QPen(tone(Tone::accent), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tone(Tone::accent));
    painter.drawEllipse(line.last(), 3.5, 3.5);
    const QRectF axis(plot.left(), plot.bottom() + px(4), plot.width(), px(16));
    draw_text(painter, axis, app_.dayText(s.trend.front().first), Type::caption, tone(Tone::text3));
    draw_text(painter, axis, app_.dayText(s.trend.back().first), Type::caption, tone(Tone::text3),
              Qt::AlignRight | Qt::AlignVCenter);
}

void ScoreTile::paintCauses(QPainter& painter, const views::PostureScore& s, const QRectF& area) {
    draw_text(painter, line_rect(area.left(), px(0), area.width(), 18), tr("Why it moved"), Type::caption,
              tone(Tone::text2));
    if (s.causes.empty()) {
        draw_text(painter, line_rect(area.left(), px(24), area.width(), 18), tr("Nothing moved it in the range."),
                  Type::small, tone(Tone::text2));
        return;
    }
    const std::size_t n = std::min(k_causes_shown, s.causes.size());
    double most = 0;
    for (std::size_t i = 0; i < n; ++i)
        most = std::max(most, std::fabs(s.causes[i].points));
    const qreal row = std::min<qreal>(px(24), (area.height() - px(20)) / static_cast<qreal>(n));
    const qreal number = px(40), bars = px(76), text = area.width() - number - bars;
    for (std::size_t i = 0; i < n; ++i) {
        const views::ScoreCause& c = s.causes[i];
        const QRectF r(area.left(), px(20) + static_cast<qreal>(i) * row, area.width(), row);
        link(painter, r.adjusted(-px(4), 0, px(4), 0),
             target(c.link, tr("%1: %2 points").arg(qs(c.text), signed_text(c.points, 1))));
        draw_text(painter, QRectF(r.left(), r.top(), text - px(6), row), qs(c.text), Type::small, tone(Tone::text));
        const qreal middle = r.left() + text + bars / 2;
        const qreal length = most > 0 ? bars / 2 * std::fabs(c.points) / most : 0;
        const QRectF bar = c.points < 0 ? QRectF(middle - length, r.center().y() - px(4), length, px(8))
                                        : QRectF(middle, r.center().y() - px(4), length, px(8));
        painter.fillRect(bar, tone(c.points < 0 ? Tone::fail : Tone::ok));
        painter.fillRect(QRectF(middle, r.top() + 2, 1, row - 4), tone(Tone::line_strong));
        draw_text(painter, QRectF(r.right() - number, r.top(), number, row), signed_text(c.points, 1),
                  Type::small_medium, tone(Tone::text), Qt::AlignRight | Qt::AlignVCenter);
    }
}

void SinceTile::paint(QPainter& painter, const views::Overview& o) {
    const qreal row = std::min<qreal>(px(27), height() / std::max<qreal>(1, static_cast<qreal>(o.since.size())));
    qreal y = 0;
    for (const views::SinceItem& item : o.since) {
        const QRectF r(0, y, width(), row);
        link(painter, r.adjusted(-px(4), 1, px(4), -1),
             target(item.link, qs(item.strong) + QLatin1Char(' ') + qs(item.rest)));
        paint_icon(painter, qs(item.icon), QRectF(0, y, px(16), row), tone(Tone::text2), px(14));
        const int used = draw_text(painter, QRectF(px(24), y, width() - px(24), row), qs(item.strong),
                                   Type::small_medium, tone(Tone::text));
        draw_text(painter, QRectF(px(24) + used + px(5), y, width() - px(29) - used, row), qs(item.rest), Type::small,
                  tone(Tone::text2));
        y += row;
    }
}

void DeadlinesTile::paint(QPainter& painter, const views::Overview& o) {
    const views::Deadlines& d = o.deadlines;
    const QString overdue = number_text(d.overdue), due = number_text(d.due_7d);
    const int wide = text_width(overdue, Type::figure) + px(5) + text_width(tr("overdue"), Type::small);
    link(painter, QRectF(-px(4), 0, wide + px(8), px(36)),
         {QStringLiteral("findings"), QStringLiteral("overdue:yes"), tr("%1 findings overdue").arg(overdue)});
    qreal x = draw_text(painter, line_rect(0, 0, width(), 36), overdue, Type::figure, tone(Tone::text)) + px(5);
    x += draw_text(painter, line_rect(x, px(7), width() - x, 24), tr("overdue"), Type::small, tone(Tone::text2)) +
         px(14);
    link(painter, QRectF(x - px(4), 0, width() - x + px(8), px(36)),
         {QStringLiteral("findings"), QStringLiteral("due:<7d"), tr("%1 findings due in 7 days").arg(due)});
    x += draw_text(painter, line_rect(x, 0, width() - x, 36), due, Type::figure, tone(Tone::text)) + px(5);
    draw_text(painter, line_rect(x, px(7), width() - x, 24), tr("due in 7 days"), Type::small, tone(Tone::text2));

    const qreal over_right = px(124), bar_left = px(136), due_width = px(34);
    draw_text(painter, line_rect(0, px(40), over_right, 16), tr("Over"), Type::caption, tone(Tone::text3),
              Qt::AlignRight | Qt::AlignVCenter);
    draw_text(painter, line_rect(0, px(40), width(), 16), tr("Due"), Type::caption, tone(Tone::text3),
              Qt::AlignRight | Qt::AlignVCenter);
    qreal y = px(56);
    const qreal row = px(25);
    for (const views::Deadlines::Row& r : d.rows) {
        const QRectF line(0, y, width(), row);
        const QString name = qs(name_of(r.severity));
        link(painter, line.adjusted(-px(4), 1, px(4), -1),
             {QStringLiteral("findings"), QStringLiteral("severity:%1 overdue:yes").arg(name),
              tr("%1: %2 overdue, %3 due in 7 days").arg(word(r.severity)).arg(r.overdue).arg(r.due_soon)});
        paint_severity(painter, QRectF(0, y + row / 2 - px(5), px(10), px(10)), r.severity);
        draw_text(painter, QRectF(px(18), y, px(70), row), word(r.severity), Type::small, tone(Tone::text));
        draw_text(painter, QRectF(px(80), y, over_right - px(80), row), number_text(r.overdue), Type::small_strong,
                  tone(r.overdue > 0 ? Tone::text : Tone::text3), Qt::AlignRight | Qt::AlignVCenter);
        const double all = static_cast<double>(std::max<std::int64_t>(1, r.overdue + r.due_soon + r.later));
        QRectF bar(bar_left, y + row / 2 - px(4), width() - bar_left - due_width, px(8));
        painter.fillRect(bar, tone(Tone::line_strong));
        const qreal red = bar.width() * static_cast<double>(r.overdue) / all,
                    yellow = bar.width() * static_cast<double>(r.due_soon) / all;
        painter.fillRect(QRectF(bar.left(), bar.top(), red, bar.height()), tone(Tone::fail));
        painter.fillRect(QRectF(bar.left() + red + (red > 0 ? 1 : 0), bar.top(), yellow, bar.height()),
                         tone(Tone::warn));
        draw_text(painter, line, number_text(r.due_soon), Type::small, tone(Tone::text2),
                  Qt::AlignRight | Qt::AlignVCenter);
        y += row;
    }
    if (d.oldest.empty()) return;
    painter.fillRect(QRectF(0, y + px(2), width(), 1), tone(Tone::line));
    const QRectF last(0, y + px(4), width(), px(22));
    link(
        painter, last.adjusted(-px(4), 0, px(4), 0),
        {QStringLiteral("findings"), QStringLiteral("id:%1").arg(d.oldest_id.value), tr("The oldest overdue finding")});
    const int used = draw_text(painter, last, tr("Oldest: %1,").arg(shown(d.oldest)), Type::small, tone(Tone::text2));
    draw_text(painter, last.adjusted(used + px(4), 0, 0, 0), tr("%1 d over").arg(number_text(d.oldest_days)),
              Type::small_medium, tone(Tone::text));
}

} // namespace parapet::ui

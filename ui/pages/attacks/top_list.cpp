#include "ui/pages/attacks/top_list.h"

#include "core/query/filter.h"
#include "ui/shell/app_context.h"
#include "ui/theme/paint.h"
#include "ui/widgets/text.h"

#include <QPainter>

#include <algorithm>

namespace parapet::ui {

FlagList::FlagList(AppContext& app, QWidget* parent)
    : LinkArea(parent)
    , app_(app) {
    setAccessibleName(tr("Flagged periods"));
}

void FlagList::setFlags(std::vector<views::AttackFlag> flags, bool known) {
    flags_ = std::move(flags);
    known_ = known;
    update();
}

void FlagList::draw(QPainter& painter) {
    if (flags_.empty()) {
        draw_text(painter, QRectF(0, 0, width(), px(24)),
                  known_ ? tr("Nothing above the usual range") : tr("The usual range needs four weeks of events"),
                  Type::small, tone(Tone::text2));
        return;
    }
    const qreal row = px(27);
    qreal y = 0;
    for (const views::AttackFlag& flag : flags_) {
        if (y + row > height()) break;
        link(painter, QRectF(-px(4), y, width() + px(8), row - 1),
             {QStringLiteral("flag"), QString::number(flag.number), qs(flag.text + ": " + flag.why)});
        const QRectF badge(0, y + row / 2 - px(8), px(16), px(16));
        paint_box(painter, badge, metric::k_radius_tag, tone(Tone::fail), QColor());
        draw_text(painter, badge, QString::number(flag.number), Type::small_strong, tone(Tone::surface),
                  Qt::AlignCenter);
        const QString when = app_.clockText(flag.span.from).chopped(3); // hours begin at :00
        const int w = text_width(when, Type::caption);
        draw_text(painter, QRectF(px(24), y, width() - px(30) - w, row), qs(flag.text), Type::small, tone(Tone::text));
        draw_text(painter, QRectF(0, y, width(), row), when, Type::caption, tone(Tone::text3),
                  Qt::AlignRight | Qt::AlignVCenter);
        y += row;
    }
}

TopList::TopList(QWidget* parent)
    : LinkArea(parent) {
    setAccessibleName(tr("Most frequent"));
}

void TopList::setValues(const QString& field, std::vector<views::TopValue> values) {
    field_ = field;
    values_ = std::move(values);
    update();
}

void TopList::draw(QPainter& painter) {
    if (values_.empty()) {
        draw_text(painter, QRectF(0, 0, width(), px(24)), tr("None in the range"), Type::small, tone(Tone::text2));
        return;
    }
    const qreal row = px(27);
    const double most = static_cast<double>(std::max<std::int64_t>(1, values_.front().count));
    qreal y = px(4); // below the line of the tabs
    for (const views::TopValue& v : values_) {
        if (y + row > height()) break;
        const QString value = v.value.empty() ? tr("(none)") : shown(v.value), count = number_text(v.count);
        const QString query =
            field_ + QLatin1Char(':') + (v.value.empty() ? QStringLiteral("none") : qs(query::quote(v.value)));
        link(painter, QRectF(-px(4), y, width() + px(8), row - 1),
             {QStringLiteral("filter"), query, tr("%1: %2 events").arg(value, count)});
        const int n = text_width(count, Type::small_medium),
                  kind = std::min(text_width(qs(title_of(v.main_kind)), Type::caption), width() / 3);
        draw_text(painter, QRectF(0, y, width() - n - kind - px(16), px(20)), value, Type::small, tone(Tone::text));
        draw_text(painter, QRectF(width() - n - kind - px(10), y, kind, px(20)), qs(title_of(v.main_kind)),
                  Type::caption, tone(Tone::text3));
        draw_text(painter, QRectF(0, y, width(), px(20)), count, Type::small_medium, tone(Tone::text),
                  Qt::AlignRight | Qt::AlignVCenter);
        const qreal w = width() * static_cast<double>(v.count) / most;
        painter.fillRect(QRectF(0, y + px(20), std::max<qreal>(2, w), px(3)), tone(role_of(v.main_kind)));
        y += row;
    }
}

} // namespace parapet::ui

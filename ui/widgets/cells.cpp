#include "ui/widgets/cells.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/small_charts.h"
#include "ui/widgets/text.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace parapet::ui {

namespace {

QString text_of(const QModelIndex& index) {
    return index.data(Qt::DisplayRole).toString();
}

// Draws and says how far it went.
int draw_elided(QPainter& painter, const QRect& rect, const QString& text, Qt::TextElideMode mode = Qt::ElideRight) {
    if (rect.width() <= 0) return 0;
    const QString line = painter.fontMetrics().elidedText(text, mode, rect.width());
    painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, line);
    return painter.fontMetrics().horizontalAdvance(line);
}

} // namespace

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto* table = qobject_cast<const DataTable*>(option.widget);
    const bool marked = (option.state & QStyle::State_Selected) != 0;
    const bool current = table != nullptr && table->isCurrentRow(index);
    const bool selected = marked || current;
    painter->save();
    if (selected) {
        painter->fillRect(option.rect, tone(Tone::selected));
    } else if (table != nullptr ? table->isHovered(index) : (option.state & QStyle::State_MouseOver) != 0) {
        painter->fillRect(option.rect, tone(Tone::hover));
    }
    painter->fillRect(QRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1), tone(Tone::line));
    if (current && table->isFirstShown(index.column())) {
        painter->fillRect(QRect(option.rect.x(), option.rect.y(), 2, option.rect.height()), tone(Tone::accent));
    }
    const QRect inside = option.rect.adjusted(px(paddingLeft()), 0, -px(paddingRight()), -1);
    painter->setClipRect(option.rect, Qt::IntersectClip);
    painter->setFont(textFont(index));
    paintContent(*painter, inside, index, selected);
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int words = QFontMetrics(textFont(index)).horizontalAdvance(text_of(index));
    Q_UNUSED(option)
    return {words + px(paddingLeft() + paddingRight() + 2), theme().rowHeight()};
}

bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                             const QModelIndex& index) {
    if (event->type() != QEvent::ToolTip) return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString tip = index.data(Qt::ToolTipRole).toString();
    if (tip.isEmpty() && sizeHint(option, index).width() > option.rect.width()) tip = text_of(index);
    QToolTip::showText(event->globalPos(), plain_tip(tip), view);
    return true;
}

QColor CellDelegate::textColor(const QModelIndex& index, Tone fallback) {
    if (!index.data(StaleRole).toString().isEmpty()) return tone(Tone::text3);
    const QVariant wanted = index.data(ToneRole);
    if (wanted.isValid()) return tone(static_cast<Tone>(wanted.toInt()));
    if (index.data(DepthRole).toInt() > 0) return tone(fallback == Tone::text ? Tone::text2 : Tone::text3);
    return tone(fallback);
}

QFont CellDelegate::textFont(const QModelIndex& index) {
    if (index.data(MonoRole).toBool()) return type(Type::mono_small);
    return type(index.data(StrongRole).toBool() ? Type::small_medium : Type::small);
}

void TextDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                bool /*selected*/) const {
    QRect r = rect;
    const QVariant kind = index.data(KindRole);
    if (kind.isValid()) {
        const int side = px(10);
        paint_swatch(painter, QRectF(r.x(), r.y() + (r.height() - side) / 2.0, side, side),
                     static_cast<ColorRole>(kind.toInt()));
        r.setLeft(r.left() + px(16));
    }
    const QString icon_name = index.data(IconRole).toString();
    if (!icon_name.isEmpty()) {
        const QVariant ink = index.data(IconToneRole);
        paint_icon(painter, icon_name, QRectF(r.x(), r.y(), px(14), r.height()),
                   tone(ink.isValid() ? static_cast<Tone>(ink.toInt()) : Tone::text3), px(14));
        r.setLeft(r.left() + px(20));
    }
    QString text = text_of(index);
    const bool unknown = text.isEmpty();
    if (unknown) text = unknown_text();
    const bool link = index.data(LinkRole).toBool();
    painter.setPen(unknown ? tone(Tone::text3) : link ? tone(Tone::accent) : textColor(index, tone_));
    const QString suffix = index.data(SuffixRole).toString();
    const int tail = suffix.isEmpty() ? 0 : QFontMetrics(painter.font()).horizontalAdvance(suffix) + px(5);
    const int used = draw_elided(painter, r.adjusted(0, 0, -tail, 0), text, elide_);
    r.setLeft(r.left() + used);
    if (!suffix.isEmpty()) {
        painter.setPen(tone(Tone::text3));
        draw_elided(painter, r.adjusted(px(4), 0, 0, 0), suffix);
        r.setLeft(r.left() + tail);
    }
    const QString stale = index.data(StaleRole).toString();
    if (!stale.isEmpty()) {
        paint_tag(painter, QPointF(r.x() + px(6), r.center().y() + 1), stale, Tag::Look::info);
    }
}

void NumberDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                  bool /*selected*/) const {
    const QString text = text_of(index);
    painter.setPen(text.isEmpty() ? tone(Tone::text3) : textColor(index, Tone::text));
    const QString line =
        text.isEmpty() ? unknown_text() : painter.fontMetrics().elidedText(text, Qt::ElideLeft, rect.width());
    painter.drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, line);
}

void SeverityDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                    bool /*selected*/) const {
    int x = rect.x();
    if (chevrons_) {
        const int state = index.data(ExpandRole).toInt();
        if (state != 0) {
            paint_icon(painter, state == 2 ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                       QRectF(x, rect.y(), px(14), rect.height()), tone(Tone::text3), px(14));
        }
        x += px(18);
    }
    const QVariant severity = index.data(SeverityRole);
    if (!severity.isValid()) return;
    const int side = px(10);
    const auto level = static_cast<Severity>(severity.toInt());
    paint_severity(painter, QRectF(x, rect.y() + (rect.height() - side) / 2.0, side, side), level);
    if (!words_) return;
    painter.setPen(textColor(index, Tone::text));
    draw_elided(painter, QRect(x + px(16), rect.y(), rect.right() - x - px(15), rect.height()), word(level));
}

void StatusDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const {
    const QVariant status = index.data(StatusRole);
    const int side = px(14);
    if (status.isValid()) {
        paint_status(painter, QRectF(rect.x(), rect.y() + (rect.height() - side) / 2.0, side, side),
                     static_cast<Status>(status.toInt()), theme().scheme(),
                     tone(selected ? Tone::selected : Tone::surface));
    }
    painter.setPen(textColor(index, status.isValid() ? Tone::text : Tone::text2));
    draw_elided(painter, rect.adjusted(px(19), 0, 0, 0), text_of(index));
}

void TagsDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                bool /*selected*/) const {
    const QStringList tags = index.data(TagsRole).toStringList();
    int x = rect.x();
    for (qsizetype i = 0; i < tags.size(); ++i) {
        const QString rest = QStringLiteral("+%1").arg(tags.size() - i);
        const bool last = i + 1 == tags.size();
        const int room = rect.right() - x - (last ? 0 : tag_width(rest) + px(4));
        if (tag_width(tags[i]) > room && i > 0) {
            paint_tag(painter, QPointF(x, rect.center().y() + 0.5), rest, Tag::Look::plain);
            return;
        }
        x += paint_tag(painter, QPointF(x, rect.center().y() + 0.5), tags[i], Tag::Look::plain) + px(4);
    }
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return {CellDelegate::sizeHint(option, index).width(), px(metric::k_two_line_row)};
}

void TwoLineDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                   bool /*selected*/) const {
    const int middle = rect.center().y();
    painter.setPen(textColor(index, Tone::text));
    draw_elided(painter, QRect(rect.x(), middle - px(17), rect.width(), px(18)), text_of(index));
    QRect below(rect.x(), middle, rect.width(), px(16));
    const QString icon_name = index.data(IconRole).toString();
    if (!icon_name.isEmpty()) {
        paint_icon(painter, icon_name, QRectF(below.x(), below.y(), px(12), below.height()), tone(Tone::text3), px(12));
        below.setLeft(below.left() + px(16));
    }
    painter.setFont(type(Type::caption));
    painter.setPen(tone(Tone::text3));
    draw_elided(painter, below, index.data(SecondRole).toString());
}

void IconDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                bool /*selected*/) const {
    const QString name = index.data(IconRole).toString();
    if (name.isEmpty()) return;
    const QVariant ink = index.data(IconToneRole);
    paint_icon(painter, name, QRectF(rect.x(), rect.y(), px(14), rect.height()),
               tone(ink.isValid() ? static_cast<Tone>(ink.toInt()) : Tone::text2), px(14));
}

void TrendDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                 bool /*selected*/) const {
    const auto values = index.data(TrendRole).value<QList<double>>();
    const int height = std::min(rect.height() - px(8), px(22));
    const QRectF box(rect.x(), rect.y() + (rect.height() - height) / 2.0, std::min(rect.width(), px(70)), height);
    if (values.size() < 2) {
        painter.setPen(tone(Tone::text3));
        painter.drawText(rect, Qt::AlignVCenter, unknown_text());
        return;
    }
    paint_sparkline(painter, box, std::vector<double>(values.begin(), values.end()), tone(Tone::text2), {});
}

void SharesDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                  bool /*selected*/) const {
    const auto values = index.data(SharesRole).value<QList<double>>();
    const auto tones = index.data(SharesToneRole).value<QList<int>>();
    std::vector<Share> shares;
    for (qsizetype i = 0; i < values.size() && i < tones.size(); ++i) {
        shares.push_back({values[i], tone(static_cast<Tone>(tones[i])), {}});
    }
    const int height = px(6);
    paint_segment_bar(painter, QRectF(rect.x(), rect.y() + (rect.height() - height) / 2.0, rect.width(), height),
                      shares);
}

void AvatarDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                  bool /*selected*/) const {
    const QString name = text_of(index);
    if (name.isEmpty()) {
        painter.setPen(tone(Tone::text3));
        painter.drawText(rect, Qt::AlignVCenter, unknown_text());
        return;
    }
    const int side = px(18);
    paint_avatar(painter, QRectF(rect.x(), rect.y() + (rect.height() - side) / 2.0, side, side), initials_of(name));
}

void CheckDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                 bool /*selected*/) const {
    // Children of an open group go with their head.
    if (index.data(DepthRole).toInt() > 0) return;
    const auto* table = qobject_cast<const DataTable*>(parent());
    const bool on = table != nullptr && table->isRowSelected(index.row());
    const int side = px(14);
    const int top = rect.y() + (rect.height() - side) / 2; // on whole pixels: its edge is one wide
    paint_check_box(painter, QRectF(rect.x(), top, side, side), on ? Check::on : Check::off, true);
}

} // namespace parapet::ui

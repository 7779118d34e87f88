#include "ui/pages/compliance/tree_delegate.h"

#include "ui/theme/icons.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/link_area.h"
#include "ui/widgets/small_charts.h"
#include "ui/widgets/text.h"

#include <QPainter>
#include <QTreeView>

namespace parapet::ui {

QSize ControlDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {px(200), px(26)};
}

void ControlDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto* model = qobject_cast<const ControlTree*>(index.model());
    if (model == nullptr) return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto* view = qobject_cast<const QTreeView*>(option.widget);
    const QRectF row(0, option.rect.y(), view != nullptr ? view->viewport()->width() : option.rect.right(),
                     option.rect.height());
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->fillRect(row, selected                                        ? tone(Tone::selected)
                           : (option.state & QStyle::State_MouseOver) != 0 ? tone(Tone::hover)
                                                                           : tone(Tone::surface));
    if (selected) painter->fillRect(QRectF(0, row.top(), 2, row.height()), tone(Tone::accent));
    const qreal y = row.top(), h = row.height();
    if (const auto* f = model->family(index)) {
        const bool open = view != nullptr && view->isExpanded(index);
        paint_icon(*painter, open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                   QRectF(px(10), y, px(14), h), tone(Tone::text3), px(12));
        draw_text(*painter, QRectF(px(28), y, px(32), h), qs(f->family->id), Type::small_strong, tone(Tone::text));
        std::int64_t met = 0, all = 0;
        std::vector<Share> shares;
        for (const ControlStatus s : {ControlStatus::satisfied, ControlStatus::partial, ControlStatus::not_satisfied,
                                      ControlStatus::not_assessed}) {
            const auto n = f->family->counts[static_cast<std::size_t>(s)];
            all += n;
            if (s == ControlStatus::satisfied) met = n;
            shares.push_back({static_cast<double>(n),
                              tone(s == ControlStatus::not_assessed ? Tone::line_strong : tone_of(status_of(s))),
                              word(s)});
        }
        const qreal right = row.right() - px(12);
        draw_text(*painter, QRectF(right - px(46), y, px(46), h), QStringLiteral("%1/%2").arg(met).arg(all),
                  Type::small, tone(Tone::text2), Qt::AlignRight | Qt::AlignVCenter);
        const qreal bar = right - px(46) - px(78);
        paint_segment_bar(*painter, QRectF(bar, y + h / 2 - px(3), px(70), px(6)), shares);
        draw_text(*painter, QRectF(px(64), y, bar - px(72), h), qs(f->family->title), Type::small, tone(Tone::text2));
    } else if (const auto* c = model->control(index)) {
        paint_status(*painter, QRectF(px(30), y + h / 2 - px(6), px(12), px(12)), status_of(c->status));
        draw_text(*painter, QRectF(px(50), y, px(62), h), qs(c->id), Type::small_strong, tone(Tone::text));
        draw_text(*painter, QRectF(px(112), y, row.right() - px(122), h), qs(c->title), Type::small, tone(Tone::text2));
    }
    painter->restore();
}

} // namespace parapet::ui

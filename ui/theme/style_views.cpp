// Menus, tables, trees, tabs, progress.
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/style_parts.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>
#include <QTabBar>

#include <algorithm>
#include <cmath>

namespace parapet::ui::style_parts {

namespace {

void draw_menu_separator(const QStyleOptionMenuItem& item, QPainter& painter) {
    const int y = item.rect.center().y();
    painter.fillRect(QRect(item.rect.x() + px(6), y, item.rect.width() - px(12), 1), tone(Tone::line));
    if (item.text.isEmpty()) return;
    painter.setFont(type(Type::caption_strong));
    painter.setPen(tone(Tone::text3));
    painter.drawText(item.rect.adjusted(px(10), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, item.text);
}

void draw_menu_item(const QStyleOptionMenuItem& item, QPainter& painter) {
    if (item.menuItemType == QStyleOptionMenuItem::Separator) return draw_menu_separator(item, painter);
    const bool enabled = (item.state & QStyle::State_Enabled) != 0;
    if (enabled && (item.state & QStyle::State_Selected) != 0) {
        paint_box(painter, item.rect, px(metric::k_radius_control), tone(Tone::selected), {});
    }
    const QColor text = tone(enabled ? Tone::text : Tone::disabled);
    QRect r = item.rect.adjusted(px(10), 0, -px(10), 0);
    const QRect mark(r.x(), r.y(), px(16), r.height());
    if (item.checkType != QStyleOptionMenuItem::NotCheckable && item.checked) {
        paint_icon(painter, QStringLiteral("check"), mark, enabled ? tone(Tone::accent) : text, px(16));
    } else if (!item.icon.isNull()) {
        item.icon.paint(&painter, QRect(mark.x(), mark.center().y() - px(8) + 1, px(16), px(16)), Qt::AlignCenter,
                        enabled ? QIcon::Normal : QIcon::Disabled);
    }
    r.setLeft(mark.right() + px(9));
    const qsizetype tab = item.text.indexOf(QLatin1Char('\t'));
    painter.setFont(item.font);
    painter.setPen(text);
    painter.drawText(r, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine,
                     item.text.left(tab));
    if (tab >= 0) {
        painter.setFont(type(Type::caption));
        painter.setPen(enabled ? tone(Tone::text3) : text);
        painter.drawText(r, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, item.text.mid(tab + 1));
    }
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu) {
        paint_icon(painter, QStringLiteral("chevron-right"), QRect(r.right() - px(12), r.y(), px(14), r.height()),
                   tone(Tone::text3), px(14));
    }
}

void draw_menu_bar_ground(const QRect& rect, QPainter& painter) {
    painter.fillRect(rect, tone(Tone::chrome));
    painter.fillRect(QRect(rect.x(), px(metric::k_menu_bar) - 1, rect.width(), 1), tone(Tone::line));
}

void draw_menu_bar_item(const QStyleOptionMenuItem& item, QPainter& painter) {
    draw_menu_bar_ground(item.rect, painter);
    const bool active = (item.state & QStyle::State_Selected) != 0;
    if (active) paint_box(painter, item.rect.adjusted(0, 3, 0, -4), px(4), tone(Tone::selected), {});
    painter.setFont(item.font);
    const bool enabled = (item.state & QStyle::State_Enabled) != 0;
    painter.setPen(tone(!enabled ? Tone::disabled : active ? Tone::text : Tone::text2));
    painter.drawText(item.rect, Qt::AlignCenter | Qt::TextHideMnemonic | Qt::TextSingleLine, item.text);
}

void draw_header(const QStyleOptionHeader& header, QPainter& painter) {
    painter.fillRect(header.rect, tone(Tone::header));
    painter.fillRect(QRect(header.rect.x(), header.rect.bottom(), header.rect.width(), 1), tone(Tone::line));
    const bool sorted = header.sortIndicator != QStyleOptionHeader::None;
    QRect r = header.rect.adjusted(px(8), 0, -px(8), -1);
    painter.setFont(type(Type::caption_strong));
    const QFontMetrics metrics = painter.fontMetrics();
    const int arrow = sorted ? px(15) : 0;
    const QString text = metrics.elidedText(header.text, Qt::ElideRight, std::max(0, r.width() - arrow));
    const bool right = (header.textAlignment & Qt::AlignRight) != 0;
    const bool centre = (header.textAlignment & Qt::AlignHCenter) != 0;
    const int width = metrics.horizontalAdvance(text);
    const int x = right ? r.right() - width - arrow + 1 : centre ? r.x() + (r.width() - width - arrow) / 2 : r.x();
    const bool hover = (header.state & QStyle::State_MouseOver) != 0;
    painter.setPen(tone(hover || sorted ? Tone::text2 : Tone::text3));
    painter.drawText(QRect(x, r.y(), width + px(2), r.height()), Qt::AlignVCenter | Qt::AlignLeft, text);
    if (!header.icon.isNull() && header.text.isEmpty()) {
        header.icon.paint(&painter, QRect(r.x(), r.center().y() - px(7), px(14), px(14)));
    }
    if (!sorted) return;
    // Qt's SortDown means ascending in Fusion; ours points up for the smallest first.
    const bool ascending = header.sortIndicator == QStyleOptionHeader::SortDown;
    paint_icon(painter, ascending ? QStringLiteral("arrow-up") : QStringLiteral("arrow-down"),
               QRect(x + width + px(2), r.y(), px(13), r.height()), tone(Tone::text2), px(12));
}

void draw_tab(const QStyleOptionTab& tab, QPainter& painter) {
    const bool on = (tab.state & QStyle::State_Selected) != 0;
    const bool enabled = (tab.state & QStyle::State_Enabled) != 0;
    const bool hover = (tab.state & QStyle::State_MouseOver) != 0;
    painter.setFont(type(on ? Type::small_medium : Type::small));
    painter.setPen(tone(!enabled ? Tone::disabled : on || hover ? Tone::text : Tone::text2));
    painter.drawText(tab.rect, Qt::AlignCenter | Qt::TextHideMnemonic, tab.text);
    if (on) painter.fillRect(QRect(tab.rect.x(), tab.rect.bottom() - 1, tab.rect.width(), 2), tone(Tone::accent));
}

void draw_item(const QStyle& style, const QStyleOptionViewItem& item, QPainter& painter, const QWidget* widget) {
    style.drawPrimitive(QStyle::PE_PanelItemViewItem, &item, &painter, widget);
    QRect text = style.subElementRect(QStyle::SE_ItemViewItemText, &item, widget).adjusted(px(4), 0, -px(4), 0);
    if ((item.features & QStyleOptionViewItem::HasCheckIndicator) != 0) {
        QStyleOptionViewItem box = item;
        box.rect = style.subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &item, widget);
        box.state.setFlag(QStyle::State_On, item.checkState == Qt::Checked);
        box.state.setFlag(QStyle::State_NoChange, item.checkState == Qt::PartiallyChecked);
        style.drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, &painter, widget);
    }
    const bool enabled = (item.state & QStyle::State_Enabled) != 0;
    if ((item.features & QStyleOptionViewItem::HasDecoration) != 0) {
        const QRect r = style.subElementRect(QStyle::SE_ItemViewItemDecoration, &item, widget);
        item.icon.paint(&painter, r, item.decorationAlignment, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter.setFont(item.font);
    painter.setPen(enabled ? item.palette.color(QPalette::Text) : tone(Tone::disabled));
    const QString shown = QFontMetrics(item.font).elidedText(item.text, item.textElideMode, text.width());
    painter.drawText(text, static_cast<int>(item.displayAlignment) | Qt::TextSingleLine, shown);
}

} // namespace

bool draw_menu_control(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* /*widget*/) {
    switch (element) {
    case QStyle::CE_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) draw_menu_item(*item, *painter);
        return true;
    case QStyle::CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            draw_menu_bar_item(*item, *painter);
        }
        return true;
    case QStyle::CE_MenuBarEmptyArea:
        draw_menu_bar_ground(option->rect, *painter);
        return true;
    case QStyle::CE_MenuEmptyArea:
        return true;
    default:
        return false;
    }
}

QSize menu_item_size(const QStyleOption* option, const QSize& content) {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (item == nullptr) return content;
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        return {px(40), item->text.isEmpty() ? px(9) : px(24)};
    }
    const qsizetype tab = item->text.indexOf(QLatin1Char('\t'));
    const QFontMetrics text(item->font);
    int width = text.horizontalAdvance(item->text.left(tab)) + px(10 + 16 + 8 + 16);
    if (tab >= 0) width += QFontMetrics(type(Type::caption)).horizontalAdvance(item->text.mid(tab + 1)) + px(28);
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) width += px(20);
    return {std::max(width, px(160)), px(28)};
}

bool draw_view_primitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                         const QWidget* /*widget*/) {
    switch (element) {
    case QStyle::PE_PanelItemViewRow:
        return true; // cells paint their ground
    case QStyle::PE_PanelItemViewItem: {
        if ((option->state & QStyle::State_Selected) != 0) {
            painter->fillRect(option->rect, tone(Tone::selected));
        } else if ((option->state & QStyle::State_MouseOver) != 0) {
            painter->fillRect(option->rect, tone(Tone::hover));
        }
        return true;
    }
    case QStyle::PE_IndicatorBranch: {
        if ((option->state & QStyle::State_Selected) != 0) painter->fillRect(option->rect, tone(Tone::selected));
        if ((option->state & QStyle::State_Children) == 0) return true;
        const bool open = (option->state & QStyle::State_Open) != 0;
        paint_icon(*painter, open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), option->rect,
                   tone(Tone::text3), px(14));
        return true;
    }
    case QStyle::PE_IndicatorHeaderArrow:
        return true; // beside the text
    default:
        return false;
    }
}

bool draw_view_control(const QStyle& style, QStyle::ControlElement element, const QStyleOption* option,
                       QPainter* painter, const QWidget* widget) {
    switch (element) {
    case QStyle::CE_Header:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) draw_header(*header, *painter);
        return true;
    case QStyle::CE_HeaderEmptyArea:
        painter->fillRect(option->rect, tone(Tone::header));
        painter->fillRect(QRect(option->rect.x(), option->rect.bottom(), option->rect.width(), 1), tone(Tone::line));
        return true;
    case QStyle::CE_ItemViewItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            painter->save();
            draw_item(style, *item, *painter, widget);
            painter->restore();
        }
        return true;
    case QStyle::CE_TabBarTab:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) draw_tab(*tab, *painter);
        return true;
    default:
        return false;
    }
}

bool draw_other_control(const QStyle& style, QStyle::ControlElement element, const QStyleOption* option,
                        QPainter* painter, const QWidget* widget) {
    switch (element) {
    case QStyle::CE_FocusFrame:
        paint_focus_ring(*painter, QRectF(option->rect).adjusted(3, 3, -3, -3), px(metric::k_radius_control));
        return true;
    case QStyle::CE_Splitter: {
        painter->fillRect(option->rect, tone(Tone::line));
        return true;
    }
    case QStyle::CE_PushButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button == nullptr) return false;
        ButtonLook look;
        look.enabled = (button->state & QStyle::State_Enabled) != 0;
        if ((button->features & QStyleOptionButton::DefaultButton) != 0) look.kind = ButtonKind::primary;
        QStyleOptionButton copy = *button;
        copy.palette.setColor(QPalette::ButtonText, button_text_color(look));
        copy.state &= ~QStyle::State_Sunken;
        const auto* proxy = dynamic_cast<const QProxyStyle*>(&style);
        if (proxy == nullptr || proxy->baseStyle() == nullptr) return false;
        proxy->baseStyle()->drawControl(element, &copy, painter, widget);
        return true;
    }
    case QStyle::CE_ProgressBar: {
        const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
        if (bar == nullptr) return false;
        const QRectF r = bar->rect;
        paint_box(*painter, r, px(2), tone(Tone::line), {});
        const double span = static_cast<double>(bar->maximum) - bar->minimum;
        const double part = span > 0 ? std::clamp((bar->progress - bar->minimum) / span, 0.0, 1.0) : 0.0;
        if (part > 0)
            paint_box(*painter, QRectF(r.x(), r.y(), r.width() * part, r.height()), px(2), tone(Tone::accent_fill), {});
        return true;
    }
    default:
        return false;
    }
}

} // namespace parapet::ui::style_parts

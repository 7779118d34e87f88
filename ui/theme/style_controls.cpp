// Buttons, fields, frames, combo and spin boxes, sliders and scroll bars.
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/style_parts.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QLineEdit>
#include <QPainter>
#include <QStyleOption>

namespace parapet::ui::style_parts {

namespace {

ButtonLook look_of(const QStyleOption* option) {
    ButtonLook look;
    look.enabled = (option->state & QStyle::State_Enabled) != 0;
    look.hover = (option->state & QStyle::State_MouseOver) != 0;
    look.down = (option->state & QStyle::State_Sunken) != 0;
    look.on = (option->state & QStyle::State_On) != 0;
    if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
        if ((button->features & QStyleOptionButton::DefaultButton) != 0) look.kind = ButtonKind::primary;
        if ((button->features & QStyleOptionButton::Flat) != 0) look.kind = ButtonKind::quiet;
    }
    return look;
}

void draw_line_edit(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (frame != nullptr && frame->lineWidth <= 0) return; // inside of another field
    if (widget != nullptr && qobject_cast<QAbstractItemView*>(widget->parentWidget()) != nullptr) {
        painter->fillRect(option->rect, tone(Tone::sunken));
        return;
    }
    const bool invalid = widget != nullptr && widget->property("invalid").toBool();
    paint_field(*painter, option->rect, (option->state & QStyle::State_HasFocus) != 0, invalid,
                (option->state & QStyle::State_Enabled) != 0);
}

} // namespace

bool draw_button_primitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                           const QWidget* widget) {
    const bool enabled = (option->state & QStyle::State_Enabled) != 0;
    switch (element) {
    case QStyle::PE_PanelButtonCommand:
    case QStyle::PE_PanelButtonTool: {
        ButtonLook look = look_of(option);
        if (element == QStyle::PE_PanelButtonTool) look.kind = ButtonKind::quiet;
        paint_button_ground(*painter, option->rect, look);
        return true;
    }
    case QStyle::PE_FrameDefaultButton:
    case QStyle::PE_FrameButtonBevel:
        return true;
    case QStyle::PE_IndicatorCheckBox:
    case QStyle::PE_IndicatorItemViewItemCheck: {
        const Check check = (option->state & QStyle::State_NoChange) != 0 ? Check::partly
                            : (option->state & QStyle::State_On) != 0     ? Check::on
                                                                          : Check::off;
        const int side = px(14);
        QRectF box(0, 0, side, side);
        box.moveCenter(QRectF(option->rect).center());
        box.moveTo(std::floor(box.x()), std::floor(box.y()));
        paint_check_box(*painter, box, check, enabled, (option->state & QStyle::State_MouseOver) != 0);
        return true;
    }
    case QStyle::PE_IndicatorRadioButton:
        paint_radio(*painter, option->rect, (option->state & QStyle::State_On) != 0, enabled);
        return true;
    case QStyle::PE_PanelLineEdit:
        draw_line_edit(option, painter, widget);
        return true;
    case QStyle::PE_FrameLineEdit:
        return true; // the panel has its edge
    default:
        return false;
    }
}

bool draw_frame_primitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) {
    switch (element) {
    case QStyle::PE_Frame: {
        if (widget != nullptr && widget->inherits("QComboBoxPrivateContainer")) {
            paint_box(*painter, option->rect, 0, tone(Tone::raised), tone(Tone::line_strong));
        } else {
            paint_box(*painter, option->rect, px(metric::k_radius_control), {}, tone(Tone::line));
        }
        return true;
    }
    case QStyle::PE_FrameGroupBox:
        paint_box(*painter, option->rect, px(metric::k_radius_panel), {}, tone(Tone::line));
        return true;
    case QStyle::PE_FrameMenu:
    case QStyle::PE_PanelMenu:
        paint_box(*painter, option->rect, 0, tone(Tone::raised), tone(Tone::line_strong));
        return true;
    case QStyle::PE_PanelTipLabel:
        paint_box(*painter, option->rect, 0, tone(Tone::raised), tone(Tone::line_strong));
        return true;
    case QStyle::PE_FrameTabWidget:
    case QStyle::PE_FrameTabBarBase:
    case QStyle::PE_FrameStatusBarItem:
    case QStyle::PE_PanelMenuBar:
        return true;
    case QStyle::PE_FrameFocusRect:
        return true; // the focus ring is a QFocusFrame (ui/widgets/focus_ring.h)
    case QStyle::PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, tone(Tone::surface));
        return true;
    default:
        return false;
    }
}

bool draw_scroll_bar(const QStyle& style, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (bar == nullptr) return false;
    // Beside a list lies the list's ground, not the page's.
    const QWidget* area =
        widget != nullptr && widget->parentWidget() != nullptr ? widget->parentWidget()->parentWidget() : nullptr;
    if (qobject_cast<const QAbstractItemView*>(area) != nullptr) painter->fillRect(bar->rect, tone(Tone::surface));
    if (bar->maximum <= bar->minimum) return true;
    const QRect slider = style.subControlRect(QStyle::CC_ScrollBar, bar, QStyle::SC_ScrollBarSlider, widget);
    const bool hover = (bar->activeSubControls & QStyle::SC_ScrollBarSlider) != 0;
    const int inset = px(2);
    const QRectF thumb = QRectF(slider).adjusted(inset, inset, -inset, -inset);
    const qreal radius = qMin(thumb.width(), thumb.height()) / 2;
    paint_box(*painter, thumb, radius, tone(hover ? Tone::control : Tone::line_strong), {});
    return true;
}

bool draw_combo_box(const QStyleOptionComplex* option, QPainter* painter) {
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
    if (combo == nullptr) return false;
    const bool enabled = (combo->state & QStyle::State_Enabled) != 0;
    if (combo->editable) {
        paint_field(*painter, combo->rect, (combo->state & QStyle::State_HasFocus) != 0, false, enabled);
    } else {
        paint_button_ground(*painter, combo->rect, look_of(option));
    }
    const QRectF arrow(combo->rect.right() - px(24), combo->rect.y(), px(20), combo->rect.height());
    paint_icon(*painter, QStringLiteral("chevron-down"), arrow, tone(enabled ? Tone::text2 : Tone::disabled), px(14));
    return true;
}

bool draw_spin_box(const QStyle& style, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) {
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    if (spin == nullptr) return false;
    const bool enabled = (spin->state & QStyle::State_Enabled) != 0;
    if (spin->frame) {
        paint_field(*painter, spin->rect, (spin->state & QStyle::State_HasFocus) != 0, false, enabled);
    }
    if (spin->buttonSymbols == QAbstractSpinBox::NoButtons) return true;
    const QRect up = style.subControlRect(QStyle::CC_SpinBox, spin, QStyle::SC_SpinBoxUp, widget);
    const QRect down = style.subControlRect(QStyle::CC_SpinBox, spin, QStyle::SC_SpinBoxDown, widget);
    const auto shade = [&](QStyle::SubControl sub, QAbstractSpinBox::StepEnabledFlag step) {
        if (!enabled || (spin->stepEnabled & step) == 0) return tone(Tone::disabled);
        return tone((spin->activeSubControls & sub) != 0 ? Tone::text : Tone::text3);
    };
    paint_icon(*painter, QStringLiteral("chevron-up"), up, shade(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled),
               px(12));
    paint_icon(*painter, QStringLiteral("chevron-down"), down,
               shade(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled), px(12));
    return true;
}

} // namespace parapet::ui::style_parts

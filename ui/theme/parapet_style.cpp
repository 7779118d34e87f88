#include "ui/theme/parapet_style.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_parts.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QBitmap>
#include <QComboBox>
#include <QMenu>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace parapet::ui {

ParapetStyle::ParapetStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {
    setObjectName(QStringLiteral("parapet"));
}

void ParapetStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
    if (style_parts::draw_button_primitive(element, option, painter, widget)) return;
    if (style_parts::draw_view_primitive(element, option, painter, widget)) return;
    if (style_parts::draw_frame_primitive(element, option, painter, widget)) return;
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void ParapetStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    if (style_parts::draw_menu_control(element, option, painter, widget)) return;
    if (style_parts::draw_view_control(*proxy(), element, option, painter, widget)) return;
    if (style_parts::draw_other_control(*proxy(), element, option, painter, widget)) return;
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ParapetStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                      const QWidget* widget) const {
    if (control == CC_ScrollBar && style_parts::draw_scroll_bar(*proxy(), option, painter, widget)) return;
    if (control == CC_ComboBox && style_parts::draw_combo_box(option, painter)) return;
    if (control == CC_SpinBox && style_parts::draw_spin_box(*proxy(), option, painter, widget)) return;
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect ParapetStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
                                   const QWidget* widget) const {
    const QRect r = option->rect;
    if (control == CC_ScrollBar) {
        // No arrows: the groove is the whole bar.
        if (sub == SC_ScrollBarAddLine || sub == SC_ScrollBarSubLine) return {};
        if (sub == SC_ScrollBarGroove) return r;
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (bar != nullptr && (sub == SC_ScrollBarSlider || sub == SC_ScrollBarAddPage || sub == SC_ScrollBarSubPage)) {
            const bool across = bar->orientation == Qt::Horizontal;
            const int room = across ? r.width() : r.height();
            const qint64 span = qint64(bar->maximum) - bar->minimum + bar->pageStep;
            const int wanted = span > 0 ? static_cast<int>(qint64(room) * bar->pageStep / span) : room;
            const int length = bar->maximum == bar->minimum ? room : qBound(px(24), wanted, room);
            const int at = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, room - length,
                                                   bar->upsideDown);
            const int from = sub == SC_ScrollBarSlider ? at : sub == SC_ScrollBarSubPage ? 0 : at + length;
            const int size = sub == SC_ScrollBarSlider ? length : sub == SC_ScrollBarSubPage ? at : room - at - length;
            return across ? QRect(r.x() + from, r.y(), size, r.height()) : QRect(r.x(), r.y() + from, r.width(), size);
        }
    }
    if (control == CC_ComboBox) {
        if (sub == SC_ComboBoxArrow) return {r.right() - px(26), r.y(), px(26), r.height()};
        if (sub == SC_ComboBoxEditField) return r.adjusted(px(9), 0, -px(26), 0);
    }
    if (control == CC_SpinBox && (sub == SC_SpinBoxUp || sub == SC_SpinBoxDown || sub == SC_SpinBoxEditField)) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const int side = spin != nullptr && spin->buttonSymbols == QAbstractSpinBox::NoButtons ? 0 : px(18);
        const int half = (r.height() - px(4)) / 2;
        if (sub == SC_SpinBoxEditField) return r.adjusted(1, 1, -side - 1, -1);
        return {r.right() - side, r.y() + px(2) + (sub == SC_SpinBoxUp ? 0 : half), side, half};
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

QRect ParapetStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    if (element == SE_LineEditContents) return option->rect.adjusted(px(6), 0, -px(6), 0);
    return QProxyStyle::subElementRect(element, option, widget);
}

QSize ParapetStyle::sizeFromContents(ContentsType contents, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const {
    switch (contents) {
    case CT_PushButton:
        return {size.width() + px(22), px(metric::k_control)};
    case CT_ComboBox:
        return {size.width() + px(40), px(metric::k_control)};
    case CT_LineEdit:
        return {size.width() + px(12), px(metric::k_control)};
    case CT_SpinBox:
        return {size.width() + px(30), px(metric::k_control)};
    case CT_MenuBarItem:
        return {size.width() + px(18), px(metric::k_menu_bar)};
    case CT_MenuItem:
        return style_parts::menu_item_size(option, size);
    case CT_TabBarTab:
        return {size.width() - px(6), px(35)};
    case CT_HeaderSection: {
        const QSize base = QProxyStyle::sizeFromContents(contents, option, size, widget);
        return {base.width() + px(8), px(metric::k_table_header)};
    }
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(contents, option, size, widget);
        return {base.width(), qMax(base.height(), theme().rowHeight())};
    }
    default:
        return QProxyStyle::sizeFromContents(contents, option, size, widget);
    }
}

int ParapetStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_ScrollBarExtent:
        return px(10);
    case PM_ScrollBarSliderMin:
        return px(24);
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return px(14);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return px(8);
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return px(16);
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
        return px(4);
    case PM_MenuVMargin:
        return px(4);
    case PM_MenuBarPanelWidth:
    case PM_MenuBarVMargin:
    case PM_MenuBarHMargin:
    case PM_MenuBarItemSpacing:
        return 0;
    case PM_SplitterWidth:
        return 1;
    case PM_HeaderMargin:
        return px(8);
    case PM_HeaderMarkSize:
        return px(12);
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 3;
    case PM_TreeViewIndentation:
        return px(18);
    case PM_ToolTipLabelFrameWidth:
        return px(6);
    case PM_TabBarTabHSpace:
        return px(22);
    case PM_TabBarTabVSpace:
        return 0;
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return px(8);
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return px(12);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ParapetStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* data) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_Widget_Animation_Duration: // calm: nothing slides or fades by itself
    case SH_ComboBox_Popup:
    case SH_ItemView_ActivateItemOnSingleClick:
    case SH_ScrollBar_Transient:
        return 0;
    case SH_Menu_MouseTracking:
    case SH_MenuBar_MouseTracking:
    case SH_ComboBox_ListMouseTracking:
    case SH_ScrollBar_MiddleClickAbsolutePosition:
    case SH_ItemView_ShowDecorationSelected:
    case SH_FocusFrame_AboveWidget:
        return 1;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_ItemView_PaintAlternatingRowColorsForEmptyArea:
        return 0;
    case SH_ToolTipLabel_Opacity:
        return 255;
    case SH_Table_GridLineColor:
        return static_cast<int>(tone(Tone::line).rgb());
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QIcon ParapetStyle::standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const {
    switch (which) {
    case SP_LineEditClearButton:
        return icon(QStringLiteral("close"), Tone::text3);
    case SP_DirIcon:
    case SP_DirClosedIcon:
    case SP_DirOpenIcon:
        return icon(QStringLiteral("folder"), Tone::text2);
    case SP_FileIcon:
        return icon(QStringLiteral("file"), Tone::text2);
    case SP_ArrowBack:
        return icon(QStringLiteral("arrow-left"));
    case SP_ArrowForward:
        return icon(QStringLiteral("arrow-right"));
    case SP_FileDialogToParent:
        return icon(QStringLiteral("arrow-up"));
    case SP_FileDialogNewFolder:
        return icon(QStringLiteral("plus"));
    case SP_FileDialogDetailedView:
        return icon(QStringLiteral("list"));
    case SP_FileDialogListView:
        return icon(QStringLiteral("table"));
    case SP_MessageBoxInformation:
        return icon(QStringLiteral("info"), Tone::accent);
    case SP_MessageBoxWarning:
        return icon(QStringLiteral("alert"), Tone::warn);
    case SP_MessageBoxCritical:
        return icon(QStringLiteral("alert-circle"), Tone::fail);
    case SP_MessageBoxQuestion:
        return icon(QStringLiteral("help"), Tone::accent);
    case SP_TitleBarCloseButton:
        return icon(QStringLiteral("close"));
    default:
        return QProxyStyle::standardIcon(which, option, widget);
    }
}

void ParapetStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) != nullptr || qobject_cast<QComboBox*>(widget) != nullptr) {
        widget->setAttribute(Qt::WA_Hover);
    }
}

} // namespace parapet::ui

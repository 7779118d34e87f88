#pragma once
// The pieces of ParapetStyle, by what they draw. Each answers true when it has drawn the element.

#include <QRect>
#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionComplex;
class QWidget;

namespace parapet::ui::style_parts {

bool draw_button_primitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                           const QWidget* widget);
bool draw_view_primitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                         const QWidget* widget);
bool draw_frame_primitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget);

bool draw_menu_control(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget);
bool draw_view_control(const QStyle& style, QStyle::ControlElement element, const QStyleOption* option,
                       QPainter* painter, const QWidget* widget);
bool draw_other_control(const QStyle& style, QStyle::ControlElement element, const QStyleOption* option,
                        QPainter* painter, const QWidget* widget);

bool draw_scroll_bar(const QStyle& style, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget);
bool draw_combo_box(const QStyleOptionComplex* option, QPainter* painter);
bool draw_spin_box(const QStyle& style, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget);

// Width that a menu item needs beside its text.
[[nodiscard]] QSize menu_item_size(const QStyleOption* option, const QSize& content);

} // namespace parapet::ui::style_parts

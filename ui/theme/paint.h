#pragma once
// The few shapes from which every control is painted.

#include "ui/theme/tokens.h"

#include <QColor>
#include <QRectF>

class QPainter;

namespace parapet::ui {

// A filled rectangle with a 1 px edge inside `rect`; either colour may be invalid (= none).
void paint_box(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& edge,
               qreal edge_width = 1.0);

enum class ButtonKind : std::uint8_t { plain, primary, quiet, danger };
struct ButtonLook {
    ButtonKind kind = ButtonKind::plain;
    bool enabled = true;
    bool hover = false;
    bool down = false;
    bool on = false; // checked
};
void paint_button_ground(QPainter& painter, const QRectF& rect, const ButtonLook& look);
[[nodiscard]] QColor button_text_color(const ButtonLook& look);

enum class Check : std::uint8_t { off, on, partly };
void paint_check_box(QPainter& painter, const QRectF& rect, Check check, bool enabled, bool hover = false);
void paint_radio(QPainter& painter, const QRectF& rect, bool on, bool enabled);
void paint_toggle(QPainter& painter, const QRectF& rect, bool on, bool enabled);

// The frame of a text field: sunken ground; the edge is 2 px in focus colour while it has focus.
void paint_field(QPainter& painter, const QRectF& rect, bool focus, bool invalid, bool enabled);

// 2 px ring, 1 px away from `rect` (it lies outside of it).
void paint_focus_ring(QPainter& painter, const QRectF& rect, qreal radius);

// A key's name in a 1 px frame, as in menus and on buttons. Returns its width; `draw` false only measures.
int paint_key_cap(QPainter& painter, const QPointF& left_middle, const QString& key, const QColor& text,
                  const QColor& edge);
[[nodiscard]] int key_cap_width(const QString& key);

} // namespace parapet::ui

#include "ui/theme/paint.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace parapet::ui {

void paint_box(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& edge,
               qreal edge_width) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (edge.isValid()) {
        // The edge as the area between two shapes: the same thickness at every scale, corners without a gap.
        QPainterPath outer;
        outer.addRoundedRect(rect, radius, radius);
        const QRectF inner_rect = rect.adjusted(edge_width, edge_width, -edge_width, -edge_width);
        const qreal inner_radius = std::max(0.0, radius - edge_width);
        QPainterPath inner;
        inner.addRoundedRect(inner_rect, inner_radius, inner_radius);
        if (fill.isValid()) painter.fillPath(fill.alpha() == 255 ? outer : inner, fill);
        painter.fillPath(outer.subtracted(inner), edge);
    } else if (fill.isValid()) {
        painter.setBrush(fill);
        painter.drawRoundedRect(rect, radius, radius);
    }
    painter.restore();
}

void paint_button_ground(QPainter& painter, const QRectF& rect, const ButtonLook& look) {
    QColor fill = tone(Tone::raised);
    QColor edge = tone(Tone::line_strong);
    if (!look.enabled) {
        fill = QColor();
        edge = look.kind == ButtonKind::quiet ? QColor() : tone(Tone::line);
    } else if (look.on) {
        fill = tone(Tone::accent_soft);
        edge = tone(Tone::accent);
    } else if (look.kind == ButtonKind::primary) {
        fill = tone(look.hover || look.down ? Tone::accent_hover : Tone::accent_fill);
        edge = fill;
    } else if (look.kind == ButtonKind::quiet) {
        fill = look.down ? tone(Tone::selected) : look.hover ? tone(Tone::hover) : QColor();
        edge = QColor();
    } else if (look.down) {
        fill = tone(Tone::selected);
    } else if (look.hover) {
        fill = tone(Tone::hover);
    }
    paint_box(painter, rect, px(metric::k_radius_control), fill, edge);
}

QColor button_text_color(const ButtonLook& look) {
    if (!look.enabled) return tone(Tone::disabled);
    if (look.on) return tone(Tone::accent);
    switch (look.kind) {
    case ButtonKind::primary:
        return tone(Tone::on_accent);
    case ButtonKind::quiet:
        return tone(look.hover ? Tone::text : Tone::text2);
    case ButtonKind::danger:
        return tone(Tone::fail);
    case ButtonKind::plain:
        break;
    }
    return tone(Tone::text);
}

void paint_check_box(QPainter& painter, const QRectF& rect, Check check, bool enabled, bool hover) {
    const bool on = check != Check::off;
    const QColor edge = !enabled ? tone(Tone::line_strong)
                        : on     ? tone(Tone::accent_fill)
                                 : tone(hover ? Tone::text3 : Tone::control);
    const QColor fill = on ? (enabled ? tone(Tone::accent_fill) : tone(Tone::line_strong)) : tone(Tone::sunken);
    paint_box(painter, rect, px(3), fill, edge);
    if (!on) return;
    const int size = static_cast<int>(rect.width()) - px(3);
    paint_icon(painter, check == Check::partly ? QStringLiteral("minus") : QStringLiteral("check"), rect,
               tone(Tone::on_accent), size);
}

void paint_radio(QPainter& painter, const QRectF& rect, bool on, bool enabled) {
    const QColor edge = !enabled ? tone(Tone::line_strong) : tone(on ? Tone::accent_fill : Tone::control);
    paint_box(painter, rect, rect.width() / 2, tone(Tone::sunken), edge);
    if (!on) return;
    const qreal dot = rect.width() * 6 / 14;
    paint_box(painter, QRectF(rect.center().x() - dot / 2, rect.center().y() - dot / 2, dot, dot), dot / 2, edge, {});
}

void paint_toggle(QPainter& painter, const QRectF& rect, bool on, bool enabled) {
    const QColor edge = !enabled ? tone(Tone::line_strong) : tone(on ? Tone::accent_fill : Tone::control);
    paint_box(painter, rect, rect.height() / 2, on && enabled ? tone(Tone::accent_fill) : tone(Tone::sunken), edge);
    const qreal knob = rect.height() * 8 / 14;
    const qreal inset = rect.height() * 3 / 14;
    const qreal x = on ? rect.right() - inset - knob : rect.left() + inset;
    const QColor fill = !enabled ? tone(Tone::disabled) : on ? tone(Tone::on_accent) : tone(Tone::text2);
    paint_box(painter, QRectF(x, rect.center().y() - knob / 2, knob, knob), knob / 2, fill, {});
}

void paint_field(QPainter& painter, const QRectF& rect, bool focus, bool invalid, bool enabled) {
    const QColor edge = invalid ? tone(Tone::fail)
                        : focus ? tone(Tone::focus)
                                : tone(enabled ? Tone::control : Tone::line);
    paint_box(painter, rect, px(metric::k_radius_control), tone(Tone::sunken), edge, focus ? 2.0 : 1.0);
}

void paint_focus_ring(QPainter& painter, const QRectF& rect, qreal radius) {
    paint_box(painter, rect.adjusted(-3, -3, 3, 3), radius + 3, {}, tone(Tone::focus), 2.0);
}

int key_cap_width(const QString& key) {
    const QFontMetrics metrics(type(Type::caption));
    return std::max(px(18), metrics.horizontalAdvance(key) + px(10));
}

int paint_key_cap(QPainter& painter, const QPointF& left_middle, const QString& key, const QColor& text,
                  const QColor& edge) {
    const int width = key_cap_width(key);
    const int height = px(18);
    const QRectF rect(left_middle.x(), left_middle.y() - height / 2.0, width, height);
    paint_box(painter, rect, px(metric::k_radius_tag), {}, edge);
    painter.save();
    painter.setFont(type(Type::caption));
    painter.setPen(text);
    painter.drawText(rect, Qt::AlignCenter, key);
    painter.restore();
    return width;
}

} // namespace parapet::ui

#include "ui/widgets/glyphs.h"

#include "ui/theme/paint.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr qreal k_grid = 16; // status shapes are drawn on this grid

QPen round_pen(const QColor& color, qreal width) {
    return {color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

void draw_ring(QPainter& p, const QColor& color) {
    p.setPen(round_pen(color, 1.6));
    p.setBrush(Qt::NoBrush);
    p.drawEllipse(QPointF(8, 8), 5.9, 5.9);
}

void draw_met(QPainter& p, const QColor& color, const QColor& ground) {
    p.setPen(Qt::NoPen);
    p.setBrush(color);
    p.drawEllipse(QPointF(8, 8), 6.6, 6.6);
    p.setPen(round_pen(ground, 1.6));
    p.setBrush(Qt::NoBrush);
    p.drawPolyline(QPolygonF{QPointF(5, 8.3), QPointF(7.2, 10.4), QPointF(11, 6)});
}

void draw_partly(QPainter& p, const QColor& color) {
    draw_ring(p, color);
    QPainterPath half;
    half.moveTo(8, 2.1);
    half.arcTo(QRectF(2.1, 2.1, 11.8, 11.8), 90, 180);
    half.closeSubpath();
    p.fillPath(half, color);
}

void draw_not_met(QPainter& p, const QColor& color, const QColor& ground) {
    p.setPen(Qt::NoPen);
    p.setBrush(color);
    p.drawRoundedRect(QRectF(1.6, 1.6, 12.8, 12.8), 2.5, 2.5);
    p.setPen(round_pen(ground, 1.6));
    p.drawLine(QPointF(5.6, 5.6), QPointF(10.4, 10.4));
    p.drawLine(QPointF(10.4, 5.6), QPointF(5.6, 10.4));
}

void draw_not_assessed(QPainter& p, const QColor& color) {
    // Eight dashes with gaps of their own length; round caps take half a pen at each end.
    p.setPen(round_pen(color, 1.6));
    constexpr int k_dashes = 8;
    for (int i = 0; i < k_dashes; ++i) {
        const int start = i * 360 * 16 / k_dashes;
        p.drawArc(QRectF(2.1, 2.1, 11.8, 11.8), start, 18 * 16);
    }
}

} // namespace

void paint_severity(QPainter& painter, const QRectF& rect, Severity severity, Scheme scheme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QColor color = color_of(role_of(severity), scheme);
    painter.setBrush(color);
    const qreal x = rect.x();
    const qreal y = rect.y();
    const qreal s = rect.width();
    const qreal h = s / 2;
    switch (severity) {
    case Severity::critical:
        painter.drawPolygon(
            QPolygonF{QPointF(x + h, y), QPointF(x + s, y + h), QPointF(x + h, y + s), QPointF(x, y + h)});
        break;
    case Severity::high:
        painter.drawPolygon(
            QPolygonF{QPointF(x + h, y + 0.05 * s), QPointF(x + s, y + 0.92 * s), QPointF(x, y + 0.92 * s)});
        break;
    case Severity::medium:
        painter.drawRect(rect.adjusted(0.1 * s, 0.1 * s, -0.1 * s, -0.1 * s));
        break;
    case Severity::low:
        painter.drawEllipse(rect.center(), h - 0.1 * s, h - 0.1 * s);
        break;
    case Severity::info: {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 0.15 * s));
        painter.drawEllipse(rect.center(), h - 0.175 * s, h - 0.175 * s);
        break;
    }
    }
    painter.restore();
}

void paint_severity(QPainter& painter, const QRectF& rect, Severity severity) {
    paint_severity(painter, rect, severity, theme().scheme());
}

Tone tone_of(Status status) {
    switch (status) {
    case Status::met:
        return Tone::ok;
    case Status::partly:
        return Tone::warn;
    case Status::not_met:
        return Tone::fail;
    case Status::running:
        return Tone::accent;
    case Status::not_assessed:
    case Status::not_applicable:
    case Status::paused:
        break;
    }
    return Tone::none;
}

void paint_status(QPainter& painter, const QRectF& rect, Status status, Scheme scheme, const QColor& ground) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    painter.scale(rect.width() / k_grid, rect.height() / k_grid);
    const QColor color = color_of(tone_of(status), scheme);
    switch (status) {
    case Status::met:
        draw_met(painter, color, ground);
        break;
    case Status::partly:
        draw_partly(painter, color);
        break;
    case Status::not_met:
        draw_not_met(painter, color, ground);
        break;
    case Status::not_assessed:
        draw_not_assessed(painter, color);
        break;
    case Status::not_applicable:
        draw_ring(painter, color);
        painter.drawLine(QPointF(5.5, 8), QPointF(10.5, 8));
        break;
    case Status::paused:
        draw_ring(painter, color);
        painter.drawLine(QPointF(6.6, 6), QPointF(6.6, 10));
        painter.drawLine(QPointF(9.4, 6), QPointF(9.4, 10));
        break;
    case Status::running:
        painter.setPen(round_pen(color, 1.6));
        painter.drawArc(QRectF(2.1, 2.1, 11.8, 11.8), 90 * 16, -270 * 16);
        break;
    }
    painter.restore();
}

void paint_status(QPainter& painter, const QRectF& rect, Status status) {
    paint_status(painter, rect, status, theme().scheme(), tone(Tone::surface));
}

void paint_avatar(QPainter& painter, const QRectF& rect, const QString& initials) {
    if (initials.isEmpty()) return;
    paint_box(painter, rect, rect.width() / 2, tone(Tone::line_strong), {});
    painter.save();
    QFont font = type(Type::tiny);
    font.setPixelSize(std::max(1, static_cast<int>(rect.width() / 2)));
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(tone(Tone::text));
    painter.drawText(rect, Qt::AlignCenter, initials);
    painter.restore();
}

SeverityLabel::SeverityLabel(Severity severity, QWidget* parent, Type type)
    : QWidget(parent)
    , severity_(severity)
    , type_(type) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(word(severity));
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void SeverityLabel::setSeverity(Severity severity) {
    severity_ = severity;
    setAccessibleName(word(severity));
    updateGeometry();
    update();
}

QSize SeverityLabel::sizeHint() const {
    const QFontMetrics metrics(ui::type(type_));
    return {px(16) + metrics.horizontalAdvance(word(severity_)) + 1, std::max(metrics.height(), px(16))};
}

void SeverityLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_severity(painter, QRectF(0, (height() - px(10)) / 2.0, px(10), px(10)), severity_);
    painter.setFont(ui::type(type_));
    painter.setPen(tone(Tone::text));
    painter.drawText(rect().adjusted(px(16), 0, 0, 0), Qt::AlignVCenter, word(severity_));
}

StatusLabel::StatusLabel(Status status, const QString& text, QWidget* parent, Type type)
    : QWidget(parent)
    , status_(status)
    , text_(text)
    , type_(type) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setStatus(status, text);
    connect(&theme(), &Theme::changed, this, &QWidget::updateGeometry);
}

void StatusLabel::setStatus(Status status, const QString& text) {
    status_ = status;
    text_ = text;
    setAccessibleName(text.isEmpty() ? word(status) : word(status) + QStringLiteral(": ") + text);
    updateGeometry();
    update();
}

void StatusLabel::setStrong(bool strong) {
    strong_ = strong;
    updateGeometry();
}

void StatusLabel::setTone(Tone tone) {
    tone_ = tone;
    update();
}

void StatusLabel::setDetail(const QString& text) {
    detail_ = text;
    updateGeometry();
    update();
}

void StatusLabel::setGlyphSize(int design_px) {
    glyph_ = design_px;
    updateGeometry();
}

QSize StatusLabel::sizeHint() const {
    QFont font = ui::type(type_);
    if (strong_) font.setWeight(QFont::DemiBold);
    int width = px(glyph_);
    if (!text_.isEmpty()) width += px(5) + QFontMetrics(font).horizontalAdvance(text_) + 1;
    if (!detail_.isEmpty()) width += px(5) + QFontMetrics(ui::type(type_)).horizontalAdvance(detail_) + 1;
    return {width, std::max(QFontMetrics(font).height(), px(glyph_ + 2))};
}

QSize StatusLabel::minimumSizeHint() const {
    return {px(glyph_), sizeHint().height()};
}

void StatusLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_status(painter, QRectF(0, (height() - px(glyph_)) / 2.0, px(glyph_), px(glyph_)), status_);
    QFont font = ui::type(type_);
    if (strong_) font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(ui::tone(isEnabled() ? tone_ : Tone::disabled));
    int x = px(glyph_ + 5);
    const QString line = painter.fontMetrics().elidedText(text_, Qt::ElideRight, width() - x);
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter, line);
    if (detail_.isEmpty()) return;
    x += painter.fontMetrics().horizontalAdvance(line) + px(5);
    painter.setFont(ui::type(type_));
    painter.setPen(tone(Tone::text3));
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(detail_, Qt::ElideRight, width() - x));
}

} // namespace parapet::ui

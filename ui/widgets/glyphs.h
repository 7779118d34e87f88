#pragma once
// The shapes of severity and status (design/ui.md section 2): painted, never icons, never colour alone.

#include "core/model/enums.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

#include <QRectF>
#include <QString>
#include <QWidget>

class QPainter;

namespace parapet::ui {

// Diamond, triangle, square, disc, ring; `rect` is a square of 9 to 12 px.
void paint_severity(QPainter& painter, const QRectF& rect, Severity severity, Scheme scheme);
void paint_severity(QPainter& painter, const QRectF& rect, Severity severity);
// `ground` is what lies under it: the tick and the cross are cut out in this colour.
void paint_status(QPainter& painter, const QRectF& rect, Status status, Scheme scheme, const QColor& ground);
void paint_status(QPainter& painter, const QRectF& rect, Status status);

[[nodiscard]] Tone tone_of(Status status);

// "PK" on a disc of 18 px; "" draws nothing.
void paint_avatar(QPainter& painter, const QRectF& rect, const QString& initials);

// Glyph and word in a row.
class SeverityLabel : public QWidget {
    Q_OBJECT
public:
    explicit SeverityLabel(Severity severity, QWidget* parent = nullptr, Type type = Type::body);
    void setSeverity(Severity severity);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Severity severity_;
    Type type_;
};

class StatusLabel : public QWidget {
    Q_OBJECT
public:
    // An empty text: the glyph alone (the word is its accessible name).
    StatusLabel(Status status, const QString& text, QWidget* parent = nullptr, Type type = Type::small);
    void setStatus(Status status, const QString& text);
    void setStrong(bool strong);
    void setTone(Tone tone);
    void setDetail(const QString& text); // after the text, in text3
    void setGlyphSize(int design_px);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Status status_;
    QString text_, detail_;
    Type type_;
    int glyph_ = 14;
    Tone tone_ = Tone::text;
    bool strong_ = false;
};

} // namespace parapet::ui

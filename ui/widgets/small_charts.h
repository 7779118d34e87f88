#pragma once
// Pictures without axes, painted by us: inside of delegates and panels. What has axes is ui/charts' business.

#include "ui/theme/theme.h"

#include <QRectF>
#include <QWidget>

#include <vector>

class QPainter;

namespace parapet::ui {

struct Share {
    double value = 0;
    QColor color;
    QString name; // for the tool tip and screen readers
};

// Stacked parts with a 1 px gap; parts that are not zero are at least 1 px wide. `total` > 0 leaves the rest of the bar
// as ground.
void paint_segment_bar(QPainter& painter, const QRectF& rect, const std::vector<Share>& parts, double total = 0);
// As many boxes as `all`, the first `on` of them filled.
void paint_step_bar(QPainter& painter, const QRectF& rect, int on, int all, const QColor& color);
struct SparklineLook {
    bool fill = false; // with an area under it
    bool dot = false;  // at the latest value
    bool from_zero = false;
};
// NaN = gap.
void paint_sparkline(QPainter& painter, const QRectF& rect, const std::vector<double>& values, const QColor& color,
                     const SparklineLook& look);
void paint_donut(QPainter& painter, const QRectF& rect, const std::vector<Share>& parts, qreal thickness);
// Signed bar around a middle line, as in the causes of the score.
void paint_signed_bar(QPainter& painter, const QRectF& rect, double value, double largest);
void paint_progress(QPainter& painter, const QRectF& rect, double part, const QColor& color);

class SegmentBar : public QWidget {
    Q_OBJECT
public:
    explicit SegmentBar(QWidget* parent = nullptr, int height = 6);
    void setShares(std::vector<Share> shares, double total = 0);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Share> shares_;
    double total_ = 0;
    int height_;
};

class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(QWidget* parent = nullptr);
    void setValues(std::vector<double> values);
    void setLook(const SparklineLook& look);
    void setTone(Tone tone);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<double> values_;
    SparklineLook look_;
    Tone tone_ = Tone::text2;
};

class Donut : public QWidget {
    Q_OBJECT
public:
    explicit Donut(QWidget* parent = nullptr);
    void setShares(std::vector<Share> shares);
    void setCentre(const QString& figure, const QString& caption);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Share> shares_;
    QString figure_, caption_;
};

class ProgressLine : public QWidget {
    Q_OBJECT
public:
    explicit ProgressLine(QWidget* parent = nullptr, int height = 6);
    void setPart(double part); // 0..1; below 0: unknown, a third of the line is shown as waiting
    void setTone(Tone tone);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double part_ = 0;
    int height_;
    Tone tone_ = Tone::accent_fill;
};

// A small square of a series' colour; with a 1 px edge where the fill is pale. For legends.
void paint_swatch(QPainter& painter, const QRectF& rect, ColorRole role);

} // namespace parapet::ui

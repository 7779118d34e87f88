#pragma once
// A chart on the screen: axes and layers by QCustomPlot, everything inside of them by chart_paint. Only for ui/charts;
// pages use ChartWidget.

#include "ui/charts/chart_paint.h"

#include <qcustomplot.h>

#include <memory>
#include <optional>

namespace parapet::ui {

// A layer's content as a function.
class ChartLayer : public QCPLayerable {
    Q_OBJECT
public:
    using Paint = std::function<void(QCPPainter&)>;
    ChartLayer(QCustomPlot* plot, const QString& layer, bool clipped, Paint paint);

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    [[nodiscard]] QRect clipRect() const override;

private:
    bool clipped_;
    Paint paint_;
};

class ChartPlot : public QCustomPlot {
    Q_OBJECT
public:
    explicit ChartPlot(QWidget* parent = nullptr);
    ~ChartPlot() override;

    void setModel(const ChartModel* model); // borrowed; keeps the view when `keep_view` fits
    void modelChanged();                    // visibility of series
    void setSelectable(bool selectable) { selectable_ = selectable; }

    void setView(double from, double to);
    void resetView();
    [[nodiscard]] double viewFrom() const { return from_; }
    [[nodiscard]] double viewTo() const { return to_; }
    void zoom(double factor, double at); // < 1 closer
    void zoomValues(double factor);
    void pan(double share);
    [[nodiscard]] ChartFrame frame() const;
    [[nodiscard]] ChartLook look() const;

    // The place that is read out; nullopt: none.
    void setPlace(std::optional<std::size_t> place);
    [[nodiscard]] std::optional<std::size_t> place() const { return place_; }
    [[nodiscard]] const ChartModel* model() const { return model_; }

signals:
    void viewChanged(double from, double to);
    void selected(double from, double to);
    void clicked(double x);
    void cellClicked(int row, int column);
    void markersClicked(const QList<int>& markers);
    void placeChanged();
    void seriesKey(int number); // 1..9

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void restyle();
    void applyView();
    void repaintOverlay();
    void paintSeries(QCPPainter& painter) const;
    void paintOverlay(QCPPainter& painter);
    void paintReading(QCPPainter& painter, const Reading& reading) const;
    void paintAxisEnd(QCPPainter& painter) const;
    [[nodiscard]] bool heatMap() const;
    [[nodiscard]] QRectF heatArea() const;
    [[nodiscard]] std::optional<QPoint> heatCell(const QPointF& at) const;
    [[nodiscard]] const MarkerSpot* spotAt(const QPointF& at) const;
    bool stepPlace(int key);

    const ChartModel* model_ = nullptr;
    double from_ = 0, to_ = 1;
    double value_zoom_ = 1;
    ValueAxis values_;
    std::optional<std::size_t> place_;
    std::optional<QPoint> cell_; // of a heat map
    std::vector<MarkerSpot> spots_;
    std::optional<double> drag_from_, drag_to_; // px
    bool selectable_ = true;
};

} // namespace parapet::ui

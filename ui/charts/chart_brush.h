#pragma once
// The long view below a chart: what is shown lies between two handles.

#include "ui/charts/chart_paint.h"

#include <QWidget>

namespace parapet::ui {

class ChartBrush : public QWidget {
    Q_OBJECT
public:
    explicit ChartBrush(QWidget* parent = nullptr);
    void setSpec(views::ChartSpec overview);
    void setRange(double from, double to);
    [[nodiscard]] double from() const { return from_; }
    [[nodiscard]] double to() const { return to_; }
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void selected(double from, double to); // when a drag or a key has ended

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Grip : std::uint8_t { none, from, to, whole, fresh };
    [[nodiscard]] ChartFrame frame() const;
    [[nodiscard]] Grip gripAt(double px) const;
    void describe();

    ChartModel model_;
    double from_ = 0, to_ = 0;
    double start_ = 0, start_from_ = 0, start_to_ = 0; // of a drag
    Grip grip_ = Grip::none;
};

} // namespace parapet::ui

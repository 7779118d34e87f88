// Mouse and keys of a chart (design/ui.md section 9).

#include "ui/charts/chart_plot.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace parapet::ui {
namespace {

constexpr double k_drag_px = 4;

} // namespace

void ChartPlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !model_) return event->ignore();
    setFocus(Qt::MouseFocusReason);
    drag_from_ = event->position().x();
    drag_to_.reset();
}

void ChartPlot::mouseMoveEvent(QMouseEvent* event) {
    if (!model_ || model_->empty()) return;
    const QPointF at = event->position();
    if (heatMap()) {
        const auto cell = heatCell(at);
        if (cell != cell_) {
            cell_ = cell;
            repaintOverlay();
            emit placeChanged();
        }
        return;
    }
    if (drag_from_ && selectable_ && model_->spec().time_axis) {
        drag_to_ = at.x();
        if (std::abs(*drag_to_ - *drag_from_) > k_drag_px) return repaintOverlay();
    }
    setCursor(spotAt(at) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const ChartFrame now = frame();
    const bool inside = at.x() >= now.area.left() && at.x() <= now.area.right();
    setPlace(inside ? model_->nearest(now.x_at(at.x())) : std::nullopt);
}

void ChartPlot::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !model_ || !drag_from_) return;
    const double from = *drag_from_;
    const bool dragged = drag_to_ && std::abs(*drag_to_ - from) > k_drag_px;
    const double to = drag_to_.value_or(from);
    drag_from_.reset();
    drag_to_.reset();
    repaintOverlay();
    if (model_->empty()) return;
    if (heatMap()) {
        if (const auto cell = heatCell(event->position())) emit cellClicked(cell->y(), cell->x());
        return;
    }
    const ChartFrame now = frame();
    if (dragged) {
        const double a = std::max(now.x_at(std::min(from, to)), from_);
        const double b = std::min(now.x_at(std::max(from, to)), to_);
        if (b > a) emit selected(a, b);
        return;
    }
    if (const MarkerSpot* spot = spotAt(event->position())) {
        QList<int> markers;
        for (const std::size_t i : spot->markers)
            markers << static_cast<int>(i);
        emit markersClicked(markers);
        return;
    }
    if (const auto place = model_->nearest(now.x_at(from))) emit clicked(model_->places()[*place]);
}

void ChartPlot::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    drag_from_.reset();
    resetView();
}

void ChartPlot::wheelEvent(QWheelEvent* event) {
    const double turn = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (!model_ || model_->empty() || heatMap() || turn == 0) return event->ignore();
    const double steps = turn / 120.0;
    if (event->modifiers() & Qt::ShiftModifier)
        pan(-0.1 * steps);
    else if (event->modifiers() & Qt::ControlModifier)
        zoomValues(std::pow(0.85, steps));
    else
        zoom(std::pow(0.8, steps), frame().x_at(event->position().x()));
    event->accept();
}

bool ChartPlot::stepPlace(int key) {
    if (model_->empty()) return false;
    if (heatMap()) {
        const int rows = static_cast<int>(model_->spec().series.size());
        const int columns = static_cast<int>(model_->spec().series.front().y.size());
        QPoint cell = cell_.value_or(QPoint(0, 0));
        if (cell_) {
            if (key == Qt::Key_Left)
                cell.rx() -= 1;
            else if (key == Qt::Key_Right)
                cell.rx() += 1;
            else if (key == Qt::Key_Up)
                cell.ry() -= 1;
            else if (key == Qt::Key_Down)
                cell.ry() += 1;
            else
                return false;
        }
        cell_ = QPoint(std::clamp(cell.x(), 0, columns - 1), std::clamp(cell.y(), 0, rows - 1));
        repaintOverlay();
        emit placeChanged();
        return true;
    }
    const auto count = static_cast<std::ptrdiff_t>(model_->places().size());
    std::ptrdiff_t place = place_ ? static_cast<std::ptrdiff_t>(*place_) : -1;
    switch (key) {
    case Qt::Key_Left:
        place = place < 0 ? count - 1 : place - 1;
        break;
    case Qt::Key_Right:
        place = place < 0 ? 0 : place + 1;
        break;
    case Qt::Key_Home:
        place = 0;
        break;
    case Qt::Key_End:
        place = count - 1;
        break;
    default:
        return false;
    }
    place = std::clamp<std::ptrdiff_t>(place, 0, count - 1);
    const double x = model_->places()[static_cast<std::size_t>(place)];
    if (x < from_ || x > to_) setView(x - (to_ - from_) / 2, x + (to_ - from_) / 2);
    setPlace(static_cast<std::size_t>(place));
    return true;
}

void ChartPlot::keyPressEvent(QKeyEvent* event) {
    if (!model_) return QCustomPlot::keyPressEvent(event);
    if (stepPlace(event->key())) return event->accept();
    switch (event->key()) {
    case Qt::Key_0:
        resetView();
        break;
    case Qt::Key_Plus:
        zoom(0.8, (from_ + to_) / 2);
        break;
    case Qt::Key_Minus:
        zoom(1.25, (from_ + to_) / 2);
        break;
    case Qt::Key_Escape:
        if (!place_ && !drag_from_) return event->ignore();
        drag_from_.reset();
        drag_to_.reset();
        setPlace(std::nullopt);
        repaintOverlay();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (cell_)
            emit cellClicked(cell_->y(), cell_->x());
        else if (place_)
            emit clicked(model_->places()[*place_]);
        break;
    default:
        if (event->key() < Qt::Key_1 || event->key() > Qt::Key_9 || event->modifiers() != Qt::NoModifier)
            return QCustomPlot::keyPressEvent(event);
        emit seriesKey(event->key() - Qt::Key_0);
    }
    event->accept();
}

void ChartPlot::leaveEvent(QEvent* event) {
    QCustomPlot::leaveEvent(event);
    cell_.reset();
    setPlace(std::nullopt);
    repaintOverlay();
}

void ChartPlot::focusOutEvent(QFocusEvent* event) {
    QCustomPlot::focusOutEvent(event);
    setPlace(std::nullopt);
}

} // namespace parapet::ui

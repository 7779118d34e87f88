#pragma once
// What a chart shows, as a file or a table.

#include "ui/charts/chart_model.h"

#include <QAbstractTableModel>
#include <QImage>
#include <QSize>

namespace parapet::ui {

// ISO 8601 with offset, raw numbers, an empty cell where there is no data. `context` goes on top as a comment.
[[nodiscard]] QString chart_csv(const ChartModel& model, double from, double to, const QString& context);
[[nodiscard]] QImage chart_image(const ChartModel& model, const QSize& size, int scale);
[[nodiscard]] bool write_chart_svg(const ChartModel& model, const QSize& size, const QString& path);

// The equal alternative to looking at the picture.
class ChartTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int k_value_role = Qt::UserRole + 1; // double
    ChartTableModel(const ChartModel& model, double from, double to, QObject* parent = nullptr);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ChartTable table_;
};

} // namespace parapet::ui

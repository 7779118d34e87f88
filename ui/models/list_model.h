#pragma once
// A table over a vector of rows that fits in memory: columns are functions of a row. For lists of hundreds, not
// millions.

#include <QAbstractTableModel>

#include <functional>
#include <utility>
#include <vector>

namespace parapet::ui {

template<class Row>
class ListModel final : public QAbstractTableModel {
public:
    struct ColumnSpec {
        QString title;
        std::function<QVariant(const Row&, int role)> data;
        std::function<QString(const QString& title)> dress = {}; // the title as of now, with the zone, say
    };
    ListModel(std::vector<ColumnSpec> columns, QObject* parent)
        : QAbstractTableModel(parent)
        , columns_(std::move(columns)) {}

    void setRows(std::vector<Row> rows) {
        beginResetModel();
        rows_ = std::move(rows);
        endResetModel();
    }
    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] const Row* rowAt(int row) const {
        return row < 0 || row >= static_cast<int>(rows_.size()) ? nullptr : &rows_[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(columns_.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
        const Row* row = rowAt(index.row());
        if (row == nullptr || index.column() >= static_cast<int>(columns_.size())) return {};
        QVariant value = columns_[static_cast<std::size_t>(index.column())].data(*row, role);
        if (!value.isValid() && role == Qt::AccessibleTextRole)
            value = columns_[static_cast<std::size_t>(index.column())].data(*row, Qt::DisplayRole);
        return value;
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section >= static_cast<int>(columns_.size()))
            return {};
        const ColumnSpec& column = columns_[static_cast<std::size_t>(section)];
        return column.dress ? column.dress(column.title) : column.title;
    }

private:
    std::vector<ColumnSpec> columns_;
    std::vector<Row> rows_;
};

} // namespace parapet::ui

#pragma once
// The rows of an import that is only tried. Nothing is copied: a cell is made when it is looked at.

#include "core/views/import_preview.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace parapet::ui {

enum class PreviewColumn : std::uint8_t { kind, severity, title, rule, asset, place, file };

class PreviewModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setRows(std::shared_ptr<const views::PreviewRows> rows, std::vector<QString> documents,
                 std::vector<std::uint32_t> shown);
    void setShown(std::vector<std::uint32_t> shown);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const views::PreviewRows> rows_;
    std::vector<QString> documents_;
    std::vector<std::uint32_t> shown_;
};

[[nodiscard]] QString preview_word(PreviewKind kind);

} // namespace parapet::ui

#pragma once
// The rows of an import that is only tried. Nothing is copied: a cell is made when it is looked at.

#include "core/ingest/preview_rows.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace parapet::ui {

enum class PreviewColumn : std::uint8_t { kind, severity, title, rule, asset, place, file };

// What the first column says of a row's kind.
struct PreviewWord {
    QString text;
    Tone tone = Tone::text3;
    bool strong = false;
};

class PreviewModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit PreviewModel(QObject* parent = nullptr);
    // Other kinds than those of an import (a comparison has its own); `title` is that of the first column.
    void setWords(const QString& title, std::vector<PreviewWord> words);
    void setPlaceTitle(const QString& title) { place_title_ = title; }
    void setRows(std::shared_ptr<const PreviewRows> rows, std::vector<QString> documents,
                 std::vector<std::uint32_t> shown);
    void setShown(std::vector<std::uint32_t> shown);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString kind_title_, place_title_;
    std::vector<PreviewWord> words_;
    std::shared_ptr<const PreviewRows> rows_;
    std::vector<QString> documents_;
    std::vector<std::uint32_t> shown_;
};

[[nodiscard]] QString preview_word(PreviewKind kind);

} // namespace parapet::ui

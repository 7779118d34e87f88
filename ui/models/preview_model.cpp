#include "ui/models/preview_model.h"

#include "ui/widgets/cells.h"
#include "ui/widgets/text.h"

#include <algorithm>
#include <utility>

namespace parapet::ui {

namespace {

Tone tone_of(PreviewKind kind) {
    switch (kind) {
    case PreviewKind::added:
        return Tone::accent;
    case PreviewKind::reopened:
        return Tone::fail;
    case PreviewKind::closed:
    case PreviewKind::decided:
        return Tone::ok;
    case PreviewKind::known:
    case PreviewKind::merged:
        break;
    }
    return Tone::text3;
}

QString shown_part(std::string_view text) {
    return shown(std::string(text));
}

} // namespace

QString preview_word(PreviewKind kind) {
    switch (kind) {
    case PreviewKind::added:
        return PreviewModel::tr("New");
    case PreviewKind::known:
        return PreviewModel::tr("Known");
    case PreviewKind::reopened:
        return PreviewModel::tr("Reopened");
    case PreviewKind::closed:
        return PreviewModel::tr("Closed");
    case PreviewKind::decided:
        return PreviewModel::tr("Decided");
    case PreviewKind::merged:
        break;
    }
    return PreviewModel::tr("Merged");
}

PreviewModel::PreviewModel(QObject* parent)
    : QAbstractTableModel(parent)
    , kind_title_(tr("Would be"))
    , place_title_(tr("Where, or what is decided")) {
    for (const PreviewKind kind : {PreviewKind::added, PreviewKind::known, PreviewKind::reopened, PreviewKind::closed,
                                   PreviewKind::merged, PreviewKind::decided})
        words_.push_back(
            {preview_word(kind), tone_of(kind), kind != PreviewKind::known && kind != PreviewKind::merged});
}

void PreviewModel::setWords(const QString& title, std::vector<PreviewWord> words) {
    kind_title_ = title;
    words_ = std::move(words);
}

void PreviewModel::setRows(std::shared_ptr<const PreviewRows> rows, std::vector<QString> documents,
                           std::vector<std::uint32_t> shown) {
    beginResetModel();
    rows_ = std::move(rows);
    documents_ = std::move(documents);
    shown_ = std::move(shown);
    endResetModel();
}

void PreviewModel::setShown(std::vector<std::uint32_t> shown) {
    beginResetModel();
    shown_ = std::move(shown);
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int PreviewModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(PreviewColumn::file) + 1;
}

QVariant PreviewModel::data(const QModelIndex& index, int role) const {
    if (!rows_ || index.row() < 0 || index.row() >= rowCount()) return {};
    const PreviewRows::Row row = rows_->row(shown_[static_cast<std::size_t>(index.row())]);
    const auto column = static_cast<PreviewColumn>(index.column());
    if (column == PreviewColumn::severity && role == SeverityRole) return static_cast<int>(row.severity);
    const PreviewWord& kind = words_[std::min(static_cast<std::size_t>(row.kind), words_.size() - 1)];
    if (column == PreviewColumn::kind && role == ToneRole) return static_cast<int>(kind.tone);
    if (column == PreviewColumn::kind && role == StrongRole) return kind.strong;
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != SortRole &&
        !(role == Qt::ToolTipRole && (column == PreviewColumn::title || column == PreviewColumn::place)))
        return {};
    switch (column) {
    case PreviewColumn::kind:
        return kind.text;
    case PreviewColumn::severity:
        return role == Qt::DisplayRole ? QVariant() : QVariant(word(row.severity));
    case PreviewColumn::title:
        return shown_part(row.title);
    case PreviewColumn::rule:
        return shown_part(row.rule);
    case PreviewColumn::asset:
        return shown_part(row.asset);
    case PreviewColumn::place:
        return shown_part(row.place);
    case PreviewColumn::file:
        break;
    }
    return row.document < documents_.size() ? documents_[row.document] : QString();
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (static_cast<PreviewColumn>(section)) {
    case PreviewColumn::kind:
        return kind_title_;
    case PreviewColumn::severity:
        return QString();
    case PreviewColumn::title:
        return tr("Title");
    case PreviewColumn::rule:
        return tr("Vulnerability or rule");
    case PreviewColumn::asset:
        return tr("Asset");
    case PreviewColumn::place:
        return place_title_;
    case PreviewColumn::file:
        break;
    }
    return tr("File");
}

} // namespace parapet::ui

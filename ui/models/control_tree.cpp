#include "ui/models/control_tree.h"

#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

namespace parapet::ui {

void ControlTree::setView(std::shared_ptr<const views::ComplianceView> view) {
    view_ = std::move(view);
    rebuild();
}

void ControlTree::setText(const QString& text) {
    text_ = text.trimmed();
    rebuild();
}

void ControlTree::rebuild() {
    beginResetModel();
    nodes_.clear();
    if (view_) {
        for (const views::FamilyRow& family : view_->families) {
            Node node{&family, {}};
            for (const views::ControlRow& control : view_->controls) {
                if (control.family != family.id) continue;
                const bool fits = text_.isEmpty() || qs(control.id).contains(text_, Qt::CaseInsensitive) ||
                                  qs(control.title).contains(text_, Qt::CaseInsensitive);
                if (fits) node.controls.push_back(&control);
            }
            if (!node.controls.empty()) nodes_.push_back(std::move(node));
        }
    }
    endResetModel();
}

// internalId: 0 for families, else 1 + the family's row.
QModelIndex ControlTree::index(int row, int column, const QModelIndex& above) const {
    if (!hasIndex(row, column, above)) return {};
    return createIndex(row, column, above.isValid() ? static_cast<quintptr>(above.row()) + 1 : 0);
}

QModelIndex ControlTree::parent(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == 0) return {};
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, static_cast<quintptr>(0));
}

int ControlTree::rowCount(const QModelIndex& above) const {
    if (!above.isValid()) return static_cast<int>(nodes_.size());
    return above.internalId() == 0 ? static_cast<int>(nodes_[static_cast<std::size_t>(above.row())].controls.size())
                                   : 0;
}

int ControlTree::columnCount(const QModelIndex&) const {
    return 1;
}

const ControlTree::Node* ControlTree::family(const QModelIndex& index) const {
    return index.isValid() && index.internalId() == 0 ? &nodes_[static_cast<std::size_t>(index.row())] : nullptr;
}

const views::ControlRow* ControlTree::control(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == 0) return nullptr;
    return nodes_[index.internalId() - 1].controls[static_cast<std::size_t>(index.row())];
}

QModelIndex ControlTree::indexOf(const QString& id) const {
    for (std::size_t f = 0; f < nodes_.size(); ++f) {
        for (std::size_t c = 0; c < nodes_[f].controls.size(); ++c) {
            if (qs(nodes_[f].controls[c]->id).compare(id, Qt::CaseInsensitive) == 0)
                return createIndex(static_cast<int>(c), 0, static_cast<quintptr>(f) + 1);
        }
    }
    return {};
}

QVariant ControlTree::data(const QModelIndex& index, int role) const {
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) return {};
    if (const auto* c = control(index))
        return QStringLiteral("%1 %2, %3").arg(qs(c->id), qs(c->title), word(c->status));
    const auto* n = family(index);
    return n == nullptr ? QVariant() : QVariant(QStringLiteral("%1 %2").arg(qs(n->family->id), qs(n->family->title)));
}

} // namespace parapet::ui

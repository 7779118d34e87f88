#pragma once
// Families and their controls, filtered by text.

#include "core/views/compliance.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace parapet::ui {

class ControlTree : public QAbstractItemModel {
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;
    void setView(std::shared_ptr<const views::ComplianceView> view);
    void setText(const QString& text);                                              // part of an id or title; "" = all
    [[nodiscard]] const views::ControlRow* control(const QModelIndex& index) const; // nullptr: a family
    [[nodiscard]] QModelIndex indexOf(const QString& id) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    // What the delegate draws.
    struct Node {
        const views::FamilyRow* family = nullptr;
        std::vector<const views::ControlRow*> controls;
    };
    [[nodiscard]] const Node* family(const QModelIndex& index) const; // nullptr: a control

private:
    void rebuild();
    std::shared_ptr<const views::ComplianceView> view_;
    QString text_;
    std::vector<Node> nodes_;
};

} // namespace parapet::ui

#pragma once

#include "ui/models/control_tree.h"

#include <QStyledItemDelegate>

namespace parapet::ui {

// A family with its share of met controls, or a control with its status.
class ControlDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace parapet::ui

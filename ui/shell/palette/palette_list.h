#pragma once

#include "ui/shell/palette/palette_items.h"

#include <QWidget>

namespace parapet::ui {

// Grouped rows of 32 px; the keyboard stays in the field above.
class PaletteList : public QWidget {
    Q_OBJECT
public:
    explicit PaletteList(QWidget* parent);
    void setItems(const QList<PaletteItem>& items, const QString& typed);
    [[nodiscard]] int current() const { return current_; }
    void setCurrent(int index);
    void moveCurrent(int by);
    [[nodiscard]] int wantedHeight() const;

signals:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    struct Line {
        int item; // -1: the title of a group
        int y;
        QString title;
    };
    void layOut();
    void paintItem(QPainter& painter, const QRect& rect, const PaletteItem& item, bool on) const;
    void paintMatched(QPainter& painter, const QRect& rect, const PaletteItem& item, int& x) const;
    void reveal();
    QList<PaletteItem> items_;
    QList<Line> lines_;
    QString typed_;
    int current_ = 0, offset_ = 0, height_ = 0;
};

} // namespace parapet::ui

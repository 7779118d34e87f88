#pragma once
// Names and values of the series: click switches one, double-click shows it alone. Also by keyboard.

#include "core/views/chart_spec.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <map>
#include <vector>

namespace parapet::ui {

class ChartLegend : public QWidget {
    Q_OBJECT
public:
    struct Entry {
        QString id, title, value;
        int series = -1; // -1: not collected, a dashed swatch
        bool on = true;
        QString note;       // "+212 %"
        bool alarm = false; // the note in fail colour
        QString group;      // a heading above the first of its group
    };
    explicit ChartLegend(QWidget* parent = nullptr);

    void setEntries(const views::ChartSpec& spec, std::vector<Entry> entries);
    // What a page adds to the entries of the spec: groups, changes, kinds that nobody reports.
    using Adorn = std::function<void(std::vector<Entry>&)>;
    void setAdorn(Adorn adorn) { adorn_ = std::move(adorn); }
    void setShowValues(bool show);
    void setColumn(bool column); // one below the other (right of the plot), else flowing
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return !column_; }
    [[nodiscard]] int heightForWidth(int width) const override;

signals:
    void toggled(const QString& id);
    void soloed(const QString& id);
    void missingActivated(const QString& id); // of an entry that nobody reports

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Cell {
        QRect rect;
        int entry = -1; // -1: words only
        QString words;  // a group's heading, "5 more"
        bool more = false;
    };
    int layoutCells(int width);
    int layoutColumn(int width);
    int layoutPart(int width, int row); // of a column that is too long for its room
    void scrollBy(int entries);
    int layoutFlow(int width);
    [[nodiscard]] int entryAt(const QPoint& at) const;
    [[nodiscard]] int entryWidth(const Entry& entry) const;
    void paintEntry(QPainter& painter, const QRect& rect, const Entry& entry, bool hot);
    void setCurrent(int entry);

    views::ChartSpec spec_; // without data: kinds and roles for the swatches
    std::vector<Entry> entries_;
    std::vector<Cell> cells_;
    Adorn adorn_;
    int hover_ = -1, current_ = 0, first_ = 0; // first_: the topmost shown
    bool column_ = false, values_ = true;
};

} // namespace parapet::ui

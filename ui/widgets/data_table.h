#pragma once
// Every list of the window: our header, rows of one height, keyboard first, copy as TSV or Markdown.

#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QTableView>
#include <QTimer>

#include <map>

namespace parapet::ui {

// Marks of a multi-column sort, a check box over column 0 of a checkable table.
class DataHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit DataHeader(QWidget* parent = nullptr);
    void setMarks(const std::map<int, Qt::SortOrder>& marks);
    void setCheckState(int section, Qt::CheckState state); // section -1: no box
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void checkClicked();
    void sortClicked(int section, bool add); // `add` with Shift

protected:
    void initStyleOptionForIndex(QStyleOptionHeader* option, int section) const override;
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    std::map<int, Qt::SortOrder> marks_;
    int check_section_ = -1;
    Qt::CheckState check_ = Qt::Unchecked;
    QPoint pressed_;
};

struct Column {
    QString id;      // stable: stands in saved layouts
    int width = 100; // design px
    bool stretch = false;
    bool hidden = false; // until chosen
};

class DataTable : public QTableView {
    Q_OBJECT
public:
    explicit DataTable(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    // Widths and order, after setModel(). `name` keeps what the user changed ("" = not kept).
    void setColumns(const QList<Column>& columns, const QString& name = {});
    // Where the layout belongs, a workspace say: what is changed is kept for it alone. Elsewhere one begins with what
    // was chosen for new places (in the menu of the columns), else with setColumns().
    void setLayoutPlace(const QString& place);
    void setCell(int column, QAbstractItemDelegate* delegate) { setItemDelegateForColumn(column, delegate); }
    // A click moves the current row; boxes and X select. Without it the current row is the selection.
    void setCheckable(bool checkable);
    void setTwoLine(bool two_line);   // rows of 40 px
    void setRowHeight(int design_px); // 0 = by density
    // Shown instead of rows; "" = none. While loading, grey lines appear after 300 ms.
    void setEmptyText(const QString& title, const QString& help = {});
    void setLoading(bool loading);
    void setSortMarks(const std::map<int, Qt::SortOrder>& marks);

    [[nodiscard]] QList<int> selectedRowNumbers() const; // sorted; the current row when none is selected
    [[nodiscard]] bool isRowSelected(int row) const;
    [[nodiscard]] bool isCurrentRow(const QModelIndex& index) const;
    [[nodiscard]] bool isHovered(const QModelIndex& index) const { return index.row() == hover_row_; }
    [[nodiscard]] bool isFirstShown(int column) const;

    // Selected rows (or all, when none is selected), with the header.
    [[nodiscard]] QString asTsv() const;
    [[nodiscard]] QString asMarkdown() const;

    void selectAll() override;
    void columnMenu(const QPoint& global); // which columns are shown

signals:
    void rowOpened(int row);         // Enter, double click
    void rowPeeked(int row);         // Space
    void currentRowChanged(int row); // -1 = none
    void selectionChangedByUser();
    void expandToggled(int row); // Right, Left or the chevron on a row with ExpandRole
    void linkClicked(const QModelIndex& index);
    void sortRequested(int column, bool add);
    void escaped();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyboardSearch(const QString& search) override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index, const QEvent* event) const override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fillWidth();
    void placeColumns();
    void keepLayout() const;
    void keepAsUsual() const;
    [[nodiscard]] QString layoutKey(const QString& place) const;
    bool handleKey(QKeyEvent& event);
    void moveCurrent(int by);
    void toggleCurrent();
    void copyText(const QString& text);
    void restyle();
    void updateHeaderCheck();
    void setHoverRow(int row);
    [[nodiscard]] QList<int> rowsToCopy() const;
    [[nodiscard]] QList<int> shownColumns() const;
    [[nodiscard]] QString cellText(int row, int column) const;
    void paintEmpty(QPainter& painter) const;
    void paintSkeleton(QPainter& painter) const;

    DataHeader* header_;
    QList<Column> columns_;
    QString layout_name_, layout_place_, empty_title_, empty_help_;
    QTimer loading_timer_;
    int hover_row_ = -1, row_height_ = 0;
    bool checkable_ = false, loading_ = false, skeleton_ = false, filling_ = false;
};

// Single-letter keys can be switched off in the settings.
void set_single_keys_enabled(bool enabled);
[[nodiscard]] bool single_keys_enabled();

} // namespace parapet::ui

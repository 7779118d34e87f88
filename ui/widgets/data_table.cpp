#include "ui/widgets/data_table.h"

#include "ui/settings/settings.h"
#include "ui/theme/paint.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr int k_least_stretch = 112; // design px

constexpr int k_skeleton_ms = 300;

bool& single_keys() {
    static bool enabled = true;
    return enabled;
}

} // namespace

void set_single_keys_enabled(bool enabled) {
    single_keys() = enabled;
}

bool single_keys_enabled() {
    return single_keys();
}

DataTable::DataTable(QWidget* parent)
    : QTableView(parent)
    , header_(new DataHeader(this)) {
    setHorizontalHeader(header_);
    header_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header_, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& at) { columnMenu(header_->mapToGlobal(at)); });
    connect(header_, &DataHeader::sortClicked, this, &DataTable::sortRequested);
    connect(header_, &DataHeader::checkClicked, this, [this] {
        if (selectionModel() == nullptr) return;
        if (selectionModel()->hasSelection()) {
            clearSelection();
        } else {
            selectAll();
        }
        emit selectionChangedByUser();
    });
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setItemDelegate(new TextDelegate(this));
    setProperty("focusRing", false);
    loading_timer_.setSingleShot(true);
    loading_timer_.setInterval(k_skeleton_ms);
    connect(&loading_timer_, &QTimer::timeout, this, [this] {
        skeleton_ = loading_;
        viewport()->update();
    });
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex& index) { emit rowOpened(index.row()); });
    connect(&theme(), &Theme::changed, this, &DataTable::restyle);
    restyle();
}

void DataTable::restyle() {
    const int height = row_height_ > 0 ? px(row_height_) : theme().rowHeight();
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
    verticalScrollBar()->setSingleStep(height);
    viewport()->setAutoFillBackground(true);
}

void DataTable::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    hover_row_ = -1;
    if (model != nullptr) {
        connect(model, &QAbstractItemModel::modelReset, this, &DataTable::updateHeaderCheck);
    }
    updateHeaderCheck();
}

void DataTable::setColumns(const QList<Column>& columns, const QString& name) {
    columns_ = columns;
    layout_name_ = name;
    placeColumns();
    const auto keep = [this] {
        if (filling_) return;
        fillWidth();
        keepLayout();
    };
    connect(header_, &QHeaderView::sectionMoved, this, keep);
    connect(header_, &QHeaderView::sectionResized, this, keep);
}

void DataTable::setLayoutPlace(const QString& place) {
    if (place == layout_place_) return;
    layout_place_ = place;
    placeColumns();
}

QString DataTable::layoutKey(const QString& place) const {
    const QString key = QStringLiteral("columns-") + layout_name_;
    return place.isEmpty() ? key : key + QLatin1Char('@') + place;
}

void DataTable::placeColumns() {
    filling_ = true; // nothing of this is a change by hand
    for (int i = 0; i < columns_.size() && i < header_->count(); ++i) {
        header_->setSectionResizeMode(i, QHeaderView::Interactive);
        header_->moveSection(header_->visualIndex(i), i);
        setColumnHidden(i, columns_[i].hidden);
        setColumnWidth(i, px(columns_[i].width));
    }
    if (!layout_name_.isEmpty()) {
        QByteArray state = Settings::layoutState(layoutKey(layout_place_));
        if (state.isEmpty()) state = Settings::layoutState(layoutKey({}));
        if (!state.isEmpty()) header_->restoreState(state);
        header_->setSortIndicatorShown(false);
    }
    filling_ = false;
    fillWidth();
}

void DataTable::keepLayout() const {
    if (!layout_name_.isEmpty()) Settings::setLayoutState(layoutKey(layout_place_), header_->saveState());
}

void DataTable::keepAsUsual() const {
    Settings::setLayoutState(layoutKey({}), header_->saveState());
}

// Unlike QHeaderView's own stretching it leaves a column readable where there is no room: the table scrolls then.
void DataTable::fillWidth() {
    int fixed = 0;
    QList<int> stretched;
    for (int i = 0; i < columns_.size() && i < header_->count(); ++i) {
        if (isColumnHidden(i)) continue;
        if (columns_[i].stretch)
            stretched << i;
        else
            fixed += columnWidth(i);
    }
    if (stretched.isEmpty()) return;
    filling_ = true;
    const int each = (viewport()->width() - fixed) / static_cast<int>(stretched.size());
    for (const int i : std::as_const(stretched))
        setColumnWidth(i, std::max(each, px(std::min(columns_[i].width, k_least_stretch))));
    filling_ = false;
}

void DataTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fillWidth();
}

void DataTable::setCheckable(bool checkable) {
    checkable_ = checkable;
    if (checkable) setItemDelegateForColumn(0, new CheckDelegate(this));
    updateHeaderCheck();
}

void DataTable::setTwoLine(bool two_line) {
    setRowHeight(two_line ? metric::k_two_line_row : 0);
}

void DataTable::setRowHeight(int design_px) {
    row_height_ = design_px;
    restyle();
}

void DataTable::setEmptyText(const QString& title, const QString& help) {
    empty_title_ = title;
    empty_help_ = help;
    viewport()->update();
}

void DataTable::setLoading(bool loading) {
    if (loading == loading_) return;
    loading_ = loading;
    skeleton_ = false;
    if (loading) {
        loading_timer_.start();
    } else {
        loading_timer_.stop();
    }
    viewport()->update();
}

void DataTable::setSortMarks(const std::map<int, Qt::SortOrder>& marks) {
    header_->setMarks(marks);
}

bool DataTable::isRowSelected(int row) const {
    return selectionModel() != nullptr && selectionModel()->isRowSelected(row, rootIndex());
}

bool DataTable::isCurrentRow(const QModelIndex& index) const {
    const QModelIndex now = currentIndex();
    return now.isValid() && now.row() == index.row();
}

bool DataTable::isFirstShown(int column) const {
    for (int visual = 0; visual < header_->count(); ++visual) {
        const int logical = header_->logicalIndex(visual);
        if (!isColumnHidden(logical)) return logical == column;
    }
    return false;
}

QList<int> DataTable::selectedRowNumbers() const {
    QList<int> rows;
    if (selectionModel() == nullptr) return rows;
    // Ranges, not indexes: "all of a million" is one range.
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            rows << row;
        }
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    if (rows.isEmpty() && currentIndex().isValid()) rows << currentIndex().row();
    return rows;
}

void DataTable::updateHeaderCheck() {
    if (!checkable_) return;
    const int rows = model() != nullptr ? model()->rowCount() : 0;
    int selected = 0;
    if (selectionModel() != nullptr) {
        for (const QItemSelectionRange& range : selectionModel()->selection()) {
            selected += range.height();
        }
    }
    header_->setCheckState(0, selected == 0 ? Qt::Unchecked : selected >= rows ? Qt::Checked : Qt::PartiallyChecked);
}

QItemSelectionModel::SelectionFlags DataTable::selectionCommand(const QModelIndex& index, const QEvent* event) const {
    if (!checkable_) {
        const bool plain = event == nullptr || event->type() != QEvent::MouseMove;
        return plain ? QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows
                     : QItemSelectionModel::SelectionFlags(QItemSelectionModel::NoUpdate);
    }
    if (event != nullptr && (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::KeyPress)) {
        const auto modifiers = static_cast<const QInputEvent*>(event)->modifiers();
        if ((modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) != 0) {
            return QTableView::selectionCommand(index, event);
        }
        const auto* mouse =
            event->type() == QEvent::MouseButtonPress ? static_cast<const QMouseEvent*>(event) : nullptr;
        if (mouse != nullptr && mouse->button() == Qt::LeftButton && index.isValid() && index.column() == 0) {
            return QItemSelectionModel::Toggle | QItemSelectionModel::Rows;
        }
    }
    return QItemSelectionModel::NoUpdate;
}

void DataTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    viewport()->update();
    if (current.row() != previous.row() || current.isValid() != previous.isValid()) {
        emit currentRowChanged(current.isValid() ? current.row() : -1);
    }
}

void DataTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
    QTableView::selectionChanged(selected, deselected);
    updateHeaderCheck();
    viewport()->update();
    emit selectionChangedByUser();
}

void DataTable::mouseMoveEvent(QMouseEvent* event) {
    const QModelIndex over = indexAt(event->position().toPoint());
    setHoverRow(over.isValid() ? over.row() : -1);
    const bool link = over.isValid() && over.data(LinkRole).toBool();
    viewport()->setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    QTableView::mouseMoveEvent(event);
}

void DataTable::mousePressEvent(QMouseEvent* event) {
    const QModelIndex hit = indexAt(event->position().toPoint());
    QTableView::mousePressEvent(event);
    if (!hit.isValid() || event->button() != Qt::LeftButton || event->modifiers() != Qt::NoModifier) return;
    if (hit.data(ExpandRole).toInt() != 0) {
        const int left = columnViewportPosition(hit.column());
        if (event->position().x() < left + px(18)) emit expandToggled(hit.row());
    } else if (hit.data(LinkRole).toBool()) {
        emit linkClicked(hit);
    }
}

void DataTable::leaveEvent(QEvent* event) {
    setHoverRow(-1);
    QTableView::leaveEvent(event);
}

void DataTable::setHoverRow(int row) {
    if (row == hover_row_) return;
    hover_row_ = row;
    viewport()->update();
}

void DataTable::columnMenu(const QPoint& global) {
    QMenu menu(this);
    for (int i = 0; i < header_->count(); ++i) {
        const QString title = model()->headerData(i, Qt::Horizontal).toString();
        if (title.isEmpty()) continue;
        QAction* action = menu.addAction(title);
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(i));
        connect(action, &QAction::toggled, this, [this, i](bool on) {
            setColumnHidden(i, !on);
            keepLayout();
        });
    }
    if (!layout_place_.isEmpty()) {
        menu.addSeparator();
        menu.addAction(tr("Use for new workspaces"), this, &DataTable::keepAsUsual);
        menu.addAction(tr("As in new workspaces"), this, [this] {
            Settings::setLayoutState(layoutKey(layout_place_), {});
            placeColumns();
        });
    }
    menu.exec(global);
}

void DataTable::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (model() != nullptr && model()->rowCount() > 0) return;
    QPainter painter(viewport());
    if (loading_) {
        if (skeleton_) paintSkeleton(painter);
    } else if (!empty_title_.isEmpty()) {
        paintEmpty(painter);
    }
}

void DataTable::paintEmpty(QPainter& painter) const {
    const QRect room = viewport()->rect();
    const int top = std::min(room.height() / 3, px(120));
    painter.setFont(type(Type::body_medium));
    painter.setPen(tone(Tone::text2));
    painter.drawText(QRect(0, top, room.width(), px(22)), Qt::AlignCenter, empty_title_);
    painter.setFont(type(Type::small));
    painter.setPen(tone(Tone::text3));
    painter.drawText(QRect(px(24), top + px(24), room.width() - px(48), px(60)),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, empty_help_);
}

void DataTable::paintSkeleton(QPainter& painter) const {
    const int height = verticalHeader()->defaultSectionSize();
    for (int y = 0; y < viewport()->height(); y += height) {
        const int length = viewport()->width() * (5 + (y / height * 7) % 4) / 12;
        paint_box(painter, QRectF(px(12), y + height / 2.0 - px(4), length, px(8)), px(3), tone(Tone::hover), {});
    }
}

} // namespace parapet::ui

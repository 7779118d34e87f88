#include "ui/theme/paint.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionHeader>

namespace parapet::ui {

DataHeader::DataHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumSectionSize(px(24));
    setMouseTracking(true);
    setFont(type(Type::caption_strong));
    connect(&theme(), &Theme::changed, this, [this] { setFont(type(Type::caption_strong)); });
}

void DataHeader::setMarks(const std::map<int, Qt::SortOrder>& marks) {
    marks_ = marks;
    viewport()->update();
}

void DataHeader::setCheckState(int section, Qt::CheckState state) {
    check_section_ = section;
    check_ = state;
    viewport()->update();
}

QSize DataHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), px(metric::k_table_header)};
}

void DataHeader::initStyleOptionForIndex(QStyleOptionHeader* option, int section) const {
    QHeaderView::initStyleOptionForIndex(option, section);
    // A title stands over its numbers.
    const auto* table = qobject_cast<const QAbstractItemView*>(parentWidget());
    if (table != nullptr && dynamic_cast<NumberDelegate*>(table->itemDelegateForColumn(section)) != nullptr)
        option->textAlignment = Qt::AlignRight | Qt::AlignVCenter;
    const auto mark = marks_.find(section);
    option->sortIndicator = mark == marks_.end()                 ? QStyleOptionHeader::None
                            : mark->second == Qt::AscendingOrder ? QStyleOptionHeader::SortDown
                                                                 : QStyleOptionHeader::SortUp;
}

void DataHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    QHeaderView::paintSection(painter, rect, section);
    if (section != check_section_) return;
    const int side = px(14);
    const Check check = check_ == Qt::Checked ? Check::on : check_ == Qt::PartiallyChecked ? Check::partly : Check::off;
    paint_check_box(*painter, QRectF(rect.x() + px(8), rect.y() + (rect.height() - side) / 2, side, side), check, true);
}

void DataHeader::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->position().toPoint();
    QHeaderView::mousePressEvent(event);
}

void DataHeader::mouseReleaseEvent(QMouseEvent* event) {
    QHeaderView::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton) return;
    const QPoint at = event->position().toPoint();
    const bool dragged = (at - pressed_).manhattanLength() > px(4);
    const int section = logicalIndexAt(at);
    if (dragged || section < 0 || cursor().shape() == Qt::SplitHCursor) return;
    if (section == check_section_) {
        emit checkClicked();
    } else {
        emit sortClicked(section, (event->modifiers() & Qt::ShiftModifier) != 0);
    }
}

} // namespace parapet::ui

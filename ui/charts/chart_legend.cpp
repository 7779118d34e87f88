#include "ui/charts/chart_legend.h"

#include "ui/charts/chart_paint.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/glyphs.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace parapet::ui {
namespace {

constexpr int k_row = 20, k_least_row = 16, k_mark = 10, k_gap = 8, k_between = 16;
constexpr int k_group_gap = 6, k_bare_gap = 3; // above a heading; between groups where there is no room for one

ChartLook look_now() {
    ChartLook look;
    look.scheme = theme().scheme();
    look.font = type(Type::small);
    look.strong = type(Type::small_strong);
    return look;
}

bool is_severity(ColorRole role) {
    return role >= ColorRole::critical && role <= ColorRole::info;
}

} // namespace

ChartLegend::ChartLegend(QWidget* parent)
    : QWidget(parent) {
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Legend"));
    connect(&theme(), &Theme::changed, this, [this] {
        layoutCells(width());
        updateGeometry();
        update();
    });
}

void ChartLegend::setEntries(const views::ChartSpec& spec, std::vector<Entry> entries) {
    spec_ = {};
    spec_.kind = spec.kind;
    for (const views::ChartSeries& series : spec.series) {
        views::ChartSeries bare;
        bare.role = series.role;
        bare.dashed = series.dashed;
        spec_.series.push_back(std::move(bare));
    }
    entries_ = std::move(entries);
    if (adorn_) adorn_(entries_);
    current_ = std::clamp(current_, 0, std::max(0, static_cast<int>(entries_.size()) - 1));
    layoutCells(width());
    updateGeometry();
    update();
}

void ChartLegend::setShowValues(bool show) {
    values_ = show;
    layoutCells(width());
    update();
}

void ChartLegend::setColumn(bool column) {
    column_ = column;
    QSizePolicy policy(column ? QSizePolicy::Preferred : QSizePolicy::Preferred,
                       column ? QSizePolicy::Expanding : QSizePolicy::Minimum);
    policy.setHeightForWidth(!column);
    setSizePolicy(policy);
    layoutCells(width());
    updateGeometry();
}

int ChartLegend::entryWidth(const Entry& entry) const {
    const QFontMetrics plain(type(Type::small)), strong(type(Type::small_strong));
    int width = px(k_mark) + px(6) + plain.horizontalAdvance(entry.title);
    if (values_ && !entry.value.isEmpty()) width += px(6) + strong.horizontalAdvance(entry.value);
    if (!entry.note.isEmpty()) width += px(k_gap) + std::max(px(44), strong.horizontalAdvance(entry.note));
    return width;
}

// All of it is to be seen: lines move closer, then the headings go, then it scrolls and says how many follow.
int ChartLegend::layoutColumn(int width) {
    const auto rows = static_cast<int>(entries_.size());
    int groups = 0;
    for (int i = 0; i < rows; ++i) {
        const QString& group = entries_[static_cast<std::size_t>(i)].group;
        groups += group != (i == 0 ? QString() : entries_[static_cast<std::size_t>(i - 1)].group) ? 1 : 0;
    }
    const int gaps = std::max(0, groups - 1), room = height() > 0 ? height() : rows * px(4 * k_row);
    const auto row_of = [&](int lines, int gap) {
        return std::min(px(k_row), (room - gaps * gap) / std::max(1, lines));
    };
    int row = row_of(rows + groups, px(k_group_gap));
    const bool headings = row >= px(k_least_row);
    if (!headings) row = row_of(rows, px(k_bare_gap));
    if (row < px(k_least_row)) return layoutPart(width, px(k_least_row));
    first_ = 0;
    int y = 0;
    QString group;
    for (int i = 0; i < rows; ++i) {
        const Entry& entry = entries_[static_cast<std::size_t>(i)];
        if (entry.group != group) {
            group = entry.group;
            if (y > 0) y += px(headings ? k_group_gap : k_bare_gap);
            if (headings) cells_.push_back({QRect(0, y, width, row), -1, group});
            y += headings ? row : 0;
        }
        cells_.push_back({QRect(0, y, width, row), i, {}});
        y += row;
    }
    return y;
}

int ChartLegend::layoutPart(int width, int row) {
    const auto rows = static_cast<int>(entries_.size());
    const int shown = std::max(1, height() / row - 1);
    first_ = std::clamp(first_, 0, std::max(0, rows - shown));
    int y = 0;
    for (int i = first_; i < std::min(rows, first_ + shown); ++i, y += row)
        cells_.push_back({QRect(0, y, width, row), i, {}});
    const int below = rows - first_ - shown;
    cells_.push_back(
        {QRect(0, y, width, row), -1, below > 0 ? tr("%n more", nullptr, below) : tr("Back to the top"), true});
    return y + row;
}

void ChartLegend::scrollBy(int entries) {
    first_ = std::max(0, first_ + entries);
    layoutCells(width());
    update();
}

void ChartLegend::wheelEvent(QWheelEvent* event) {
    const bool part = !cells_.empty() && cells_.back().more;
    if (!part) return event->ignore();
    scrollBy(event->angleDelta().y() > 0 ? -1 : 1);
}

int ChartLegend::layoutFlow(int width) {
    int x = 0, y = 0;
    for (int i = 0; i < static_cast<int>(entries_.size()); ++i) {
        const int need = entryWidth(entries_[static_cast<std::size_t>(i)]);
        if (x > 0 && x + need > width) {
            x = 0;
            y += px(k_row);
        }
        cells_.push_back({QRect(x, y, std::min(need, std::max(width, px(40))), px(k_row)), i, {}});
        x += need + px(k_between);
    }
    return entries_.empty() ? 0 : y + px(k_row);
}

int ChartLegend::layoutCells(int width) {
    cells_.clear();
    return column_ ? layoutColumn(width) : layoutFlow(width);
}

QSize ChartLegend::sizeHint() const {
    int width = 0, rows = 0;
    QString group;
    for (const Entry& entry : entries_) {
        width = column_ ? std::max(width, entryWidth(entry)) : width + entryWidth(entry) + px(k_between);
        rows += column_ && entry.group != group ? 2 : 1;
        group = entry.group;
    }
    return {width + px(4), column_ ? rows * px(k_row) : px(k_row)};
}

int ChartLegend::heightForWidth(int width) const {
    ChartLegend* self = const_cast<ChartLegend*>(this); // the cells are only a cache
    const std::vector<Cell> kept = cells_;
    const int height = self->layoutCells(width);
    self->cells_ = kept;
    return height;
}

void ChartLegend::paintEntry(QPainter& painter, const QRect& rect, const Entry& entry, bool hot) {
    const ChartLook look = look_now();
    const QRectF mark(rect.left(), rect.center().y() - px(k_mark) / 2.0 + 0.5, px(k_mark), px(k_mark));
    const QFontMetrics plain(look.font), strong(look.strong);
    if (hot) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tone(Tone::hover));
        painter.drawRoundedRect(QRectF(rect).adjusted(-4, 0, 4, 0), 4, 4);
    }
    painter.setOpacity(entry.on ? 1.0 : 0.45);
    if (entry.series < 0) {
        painter.setPen(QPen(tone(Tone::text3), 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(mark.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    } else {
        const auto series = static_cast<std::size_t>(entry.series);
        const ColorRole role = spec_.series[series].role;
        if (is_severity(role) && spec_.kind != views::ChartSpec::Kind::line)
            paint_severity(painter, mark,
                           static_cast<Severity>(4 - (static_cast<int>(role) - static_cast<int>(ColorRole::critical))));
        else
            paint_swatch(painter, mark.adjusted(0.5, 0.5, -0.5, -0.5), spec_, series, look);
    }
    int right = rect.right() + 1;
    if (!entry.note.isEmpty()) {
        painter.setFont(entry.alarm ? look.strong : look.font);
        painter.setPen(tone(entry.alarm ? Tone::fail : Tone::text3));
        painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, entry.note);
        right -= px(k_gap) + std::max(px(44), strong.horizontalAdvance(entry.note));
    }
    if (values_ && !entry.value.isEmpty()) {
        const int width = strong.horizontalAdvance(entry.value);
        painter.setFont(look.strong);
        painter.setPen(tone(entry.series < 0 ? Tone::text3 : Tone::text));
        if (entry.series < 0) painter.setFont(look.font);
        const int x =
            column_ ? right - width : rect.left() + px(k_mark) + px(6) + plain.horizontalAdvance(entry.title) + px(6);
        painter.drawText(QRect(x, rect.top(), width + 1, rect.height()), Qt::AlignLeft | Qt::AlignVCenter, entry.value);
        if (column_) right -= width + px(6);
    }
    QFont font = look.font;
    font.setStrikeOut(!entry.on);
    painter.setFont(font);
    painter.setPen(tone(entry.series < 0 ? Tone::text3 : Tone::text));
    const QRect text(rect.left() + px(k_mark) + px(6), rect.top(), right - rect.left() - px(k_mark) - px(6),
                     rect.height());
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     column_ ? plain.elidedText(entry.title, Qt::ElideRight, text.width()) : entry.title);
    painter.setOpacity(1.0);
}

void ChartLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Cell& cell : cells_) {
        if (cell.entry < 0) {
            painter.setFont(type(Type::caption_strong));
            painter.setPen(tone(cell.more ? Tone::accent : Tone::text3));
            painter.drawText(cell.rect, Qt::AlignLeft | Qt::AlignVCenter, cell.words);
            continue;
        }
        paintEntry(painter, cell.rect, entries_[static_cast<std::size_t>(cell.entry)], cell.entry == hover_);
        if (hasFocus() && cell.entry == current_)
            paint_focus_ring(painter, QRectF(cell.rect).adjusted(-2, 1, 2, -1), 4);
    }
}

int ChartLegend::entryAt(const QPoint& at) const {
    for (const Cell& cell : cells_)
        if (cell.entry >= 0 && cell.rect.contains(at)) return cell.entry;
    return -1;
}

void ChartLegend::mousePressEvent(QMouseEvent* event) {
    const int entry = entryAt(event->position().toPoint());
    const bool left = event->button() == Qt::LeftButton;
    if (left && !cells_.empty() && cells_.back().more && cells_.back().rect.contains(event->position().toPoint())) {
        const auto shown = static_cast<int>(cells_.size()) - 1;
        return scrollBy(first_ + shown >= static_cast<int>(entries_.size()) ? -first_ : shown);
    }
    if (!left || entry < 0) return event->ignore();
    current_ = entry;
    const Entry chosen = entries_[static_cast<std::size_t>(entry)]; // a copy: the answer replaces the entries
    if (chosen.series < 0)
        emit missingActivated(chosen.id);
    else
        emit toggled(chosen.id);
}

void ChartLegend::mouseDoubleClickEvent(QMouseEvent* event) {
    const int entry = entryAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || entry < 0) return;
    const Entry chosen = entries_[static_cast<std::size_t>(entry)]; // a copy: the answer replaces the entries
    if (chosen.series >= 0) emit soloed(chosen.id);                 // the first click had toggled it; solo decides anew
}

void ChartLegend::mouseMoveEvent(QMouseEvent* event) {
    const int entry = entryAt(event->position().toPoint());
    setCursor(entry >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (entry == hover_) return;
    hover_ = entry;
    update();
}

void ChartLegend::leaveEvent(QEvent*) {
    hover_ = -1;
    update();
}

void ChartLegend::setCurrent(int entry) {
    if (entries_.empty()) return;
    current_ = std::clamp(entry, 0, static_cast<int>(entries_.size()) - 1);
    if (!cells_.empty() && cells_.back().more) { // keep it in sight
        const auto shown = static_cast<int>(cells_.size()) - 1;
        scrollBy(std::clamp(first_, current_ - shown + 1, current_) - first_);
    }
    const Entry& chosen = entries_[static_cast<std::size_t>(current_)];
    setAccessibleDescription(chosen.title + QLatin1Char(' ') + chosen.value + (chosen.on ? QString() : tr(", hidden")));
    update();
}

void ChartLegend::keyPressEvent(QKeyEvent* event) {
    if (entries_.empty()) return QWidget::keyPressEvent(event);
    const Entry chosen = entries_[static_cast<std::size_t>(current_)];
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Left:
        setCurrent(current_ - 1);
        break;
    case Qt::Key_Down:
    case Qt::Key_Right:
        setCurrent(current_ + 1);
        break;
    case Qt::Key_Space:
        if (chosen.series < 0)
            emit missingActivated(chosen.id);
        else
            emit toggled(chosen.id);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (chosen.series >= 0) emit soloed(chosen.id);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ChartLegend::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    setCurrent(current_);
}

void ChartLegend::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

void ChartLegend::resizeEvent(QResizeEvent*) {
    layoutCells(width());
}

bool ChartLegend::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const int entry = entryAt(static_cast<QHelpEvent*>(event)->pos());
        if (entry >= 0 && entries_[static_cast<std::size_t>(entry)].series < 0)
            QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), tr("Not collected: no source reports it"),
                               this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace parapet::ui

#include "ui/widgets/month_grid.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {

namespace {
constexpr int k_cell = 30;
constexpr int k_head = 32;
constexpr int k_week = 22;
} // namespace

MonthGrid::MonthGrid(QWidget* parent)
    : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Calendar"));
    const QDate today = QDate::currentDate();
    last_ = today;
    setSpan(today, today);
}

void MonthGrid::setSpan(const QDate& from, const QDate& to) {
    from_ = from;
    to_ = to;
    cursor_ = to;
    second_ = false;
    showMonth(to);
}

void MonthGrid::setLast(const QDate& last) {
    last_ = last;
    update();
}

void MonthGrid::showMonth(const QDate& any_day) {
    month_ = QDate(any_day.year(), any_day.month(), 1);
    update();
}

QSize MonthGrid::sizeHint() const {
    return {px(k_cell) * 7, px(k_head + k_week) + px(k_cell) * 6};
}

QDate MonthGrid::dayOf(int index) const {
    const int first = QLocale().firstDayOfWeek();
    const int lead = (month_.dayOfWeek() - first + 7) % 7;
    return month_.addDays(index - lead);
}

QRect MonthGrid::cell(int index) const {
    return {(index % 7) * px(k_cell), px(k_head + k_week) + (index / 7) * px(k_cell), px(k_cell), px(k_cell)};
}

QDate MonthGrid::dayAt(const QPoint& position) const {
    for (int i = 0; i < 42; ++i) {
        if (cell(i).contains(position)) return dayOf(i);
    }
    return {};
}

void MonthGrid::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setFont(type(Type::title));
    painter.setPen(tone(Tone::text));
    const QString month = QLocale().toString(month_, QStringLiteral("MMMM yyyy"));
    painter.drawText(QRect(px(8), 0, width(), px(k_head)), Qt::AlignVCenter, month);
    paint_icon(painter, QStringLiteral("chevron-left"), QRectF(width() - px(56), 0, px(28), px(k_head)),
               tone(Tone::text2), px(16));
    paint_icon(painter, QStringLiteral("chevron-right"), QRectF(width() - px(28), 0, px(28), px(k_head)),
               tone(Tone::text2), px(16));
    painter.setFont(type(Type::caption));
    painter.setPen(tone(Tone::text3));
    for (int i = 0; i < 7; ++i) {
        const int day = (QLocale().firstDayOfWeek() - 1 + i) % 7 + 1;
        painter.drawText(QRect(i * px(k_cell), px(k_head), px(k_cell), px(k_week)), Qt::AlignCenter,
                         QLocale().dayName(day, QLocale::ShortFormat).left(2));
    }
    painter.setFont(type(Type::small));
    for (int i = 0; i < 42; ++i) {
        const QDate day = dayOf(i);
        const QRectF r = cell(i);
        const bool end = day == from_ || day == to_;
        if (end) {
            paint_box(painter, r.adjusted(1, 1, -1, -1), px(4), tone(Tone::accent_fill), {});
        } else if (day > from_ && day < to_) {
            painter.fillRect(r.adjusted(0, 1, 0, -1), tone(Tone::accent_soft));
        } else if (day == hover_ && day <= last_) {
            paint_box(painter, r.adjusted(1, 1, -1, -1), px(4), tone(Tone::hover), {});
        }
        const bool outside = day.month() != month_.month();
        painter.setPen(tone(end ? Tone::on_accent : day > last_ ? Tone::disabled : outside ? Tone::text3 : Tone::text));
        painter.drawText(r, Qt::AlignCenter, QString::number(day.day()));
        if (hasFocus() && day == cursor_) paint_box(painter, r.adjusted(1, 1, -1, -1), px(4), {}, tone(Tone::focus));
    }
}

void MonthGrid::choose(const QDate& day, bool extend) {
    if (!day.isValid() || day > last_) return;
    if (!extend) anchor_ = day;
    from_ = std::min(anchor_, day);
    to_ = std::max(anchor_, day);
    cursor_ = day;
    if (day.month() != month_.month() && !extend) showMonth(day);
    update();
}

void MonthGrid::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (at.y() < px(k_head)) {
        if (at.x() >= width() - px(28)) {
            showMonth(month_.addMonths(1));
        } else if (at.x() >= width() - px(56)) {
            showMonth(month_.addMonths(-1));
        }
        return;
    }
    choose(dayAt(at), second_);
}

void MonthGrid::mouseMoveEvent(QMouseEvent* event) {
    const QDate over = dayAt(event->position().toPoint());
    if ((event->buttons() & Qt::LeftButton) != 0) {
        choose(over, true);
    } else if (over != hover_) {
        hover_ = over;
        update();
    }
}

void MonthGrid::mouseReleaseEvent(QMouseEvent* event) {
    if (event->position().y() < px(k_head)) return;
    // One press waits for the last day; a drag or the second press is the whole span.
    const bool whole = second_ || from_ != to_;
    second_ = !whole;
    emit spanChosen(from_, to_);
}

void MonthGrid::keyPressEvent(QKeyEvent* event) {
    int days = 0;
    switch (event->key()) {
    case Qt::Key_Left:
        days = -1;
        break;
    case Qt::Key_Right:
        days = 1;
        break;
    case Qt::Key_Up:
        days = -7;
        break;
    case Qt::Key_Down:
        days = 7;
        break;
    case Qt::Key_PageUp:
        showMonth(month_.addMonths(-1));
        return;
    case Qt::Key_PageDown:
        showMonth(month_.addMonths(1));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit spanChosen(from_, to_);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    choose(cursor_.addDays(days), (event->modifiers() & Qt::ShiftModifier) != 0);
    showMonth(cursor_);
}

} // namespace parapet::ui

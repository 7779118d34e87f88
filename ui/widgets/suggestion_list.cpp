#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {

namespace {
constexpr int k_row = 28, k_widest = 560;
constexpr int k_most_rows = 12;
} // namespace

SuggestionList::SuggestionList(QWidget* window)
    : QWidget(window) {
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_ShowWithoutActivating);
    hide();
}

void SuggestionList::setRows(const QList<Suggestion>& rows, const QString& error) {
    rows_ = rows.mid(0, k_most_rows);
    error_ = error;
    current_ = std::min(current_, count() - 1);
    resize(sizeHint());
    update();
}

void SuggestionList::move(int by) {
    if (rows_.isEmpty()) return;
    const int n = count();
    current_ = current_ < 0 ? (by > 0 ? 0 : n - 1) : (current_ + by + n) % n;
    update();
}

QSize SuggestionList::sizeHint() const {
    const QFontMetrics mono(type(Type::mono));
    const QFontMetrics small(type(Type::small));
    int width = px(240);
    for (const Suggestion& row : rows_) {
        const int count = row.count >= 0 ? small.horizontalAdvance(number_text(row.count)) + px(16) : 0;
        width =
            std::max(width, mono.horizontalAdvance(row.text) + small.horizontalAdvance(row.detail) + count + px(34));
    }
    if (!error_.isEmpty()) width = std::max(width, small.horizontalAdvance(error_) + px(40));
    width = std::min(width, px(k_widest));
    return {width, errorHeight(width) + count() * px(k_row) + 2};
}

// What is accepted may take more than a line to say.
int SuggestionList::errorHeight(int width) const {
    if (error_.isEmpty()) return 0;
    const QRect room(0, 0, width - px(36), px(400));
    const int words = QFontMetrics(type(Type::small)).boundingRect(room, Qt::TextWordWrap, error_).height();
    return std::max(px(k_row), words + px(12));
}

void SuggestionList::paintRow(QPainter& painter, const QRect& rect, const Suggestion& row, bool on) const {
    if (on) painter.fillRect(rect, tone(Tone::selected));
    QRect r = rect.adjusted(px(10), 0, -px(10), 0);
    painter.setFont(type(Type::small));
    if (row.count >= 0) {
        const QString count = number_text(row.count);
        painter.setPen(tone(Tone::text3));
        painter.drawText(r, Qt::AlignVCenter | Qt::AlignRight, count);
        r.setRight(r.right() - painter.fontMetrics().horizontalAdvance(count) - px(12));
    }
    QFont mono = type(Type::mono);
    painter.setFont(mono);
    painter.setPen(tone(Tone::text));
    const QString text = painter.fontMetrics().elidedText(row.text, Qt::ElideRight, r.width());
    painter.drawText(r, Qt::AlignVCenter | Qt::TextSingleLine, text);
    r.setLeft(r.left() + painter.fontMetrics().horizontalAdvance(text) + px(10));
    painter.setFont(type(Type::small));
    painter.setPen(tone(Tone::text2));
    painter.drawText(r, Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(row.detail, Qt::ElideRight, r.width()));
}

void SuggestionList::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_panel), tone(Tone::raised), tone(Tone::line_strong));
    int y = 1;
    if (!error_.isEmpty()) {
        const int side = px(12);
        paint_status(painter, QRectF(px(10), y + (px(k_row) - side) / 2.0, side, side), Status::not_met);
        painter.setFont(type(Type::small));
        painter.setPen(tone(Tone::text));
        const int height = errorHeight(width());
        painter.drawText(QRect(px(28), y, width() - px(36), height), Qt::AlignVCenter | Qt::TextWordWrap, error_);
        y += height;
    }
    for (int i = 0; i < count(); ++i) {
        paintRow(painter, QRect(1, y, width() - 2, px(k_row)), rows_[i], i == current_);
        y += px(k_row);
    }
}

void SuggestionList::mouseMoveEvent(QMouseEvent* event) {
    const int y = static_cast<int>(event->position().y()) - errorHeight(width());
    const int row = y / px(k_row);
    if (y < 0 || row == current_ || row >= count()) return;
    current_ = row;
    update();
}

void SuggestionList::mousePressEvent(QMouseEvent* event) {
    mouseMoveEvent(event);
    if (current_ >= 0) emit taken(current_);
}

} // namespace parapet::ui

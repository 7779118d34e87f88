#include "ui/shell/palette/palette_list.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace parapet::ui {

namespace {
constexpr int k_row = 32;
constexpr int k_title = 28;
} // namespace

PaletteList::PaletteList(QWidget* parent)
    : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
}

void PaletteList::setItems(const QList<PaletteItem>& items, const QString& typed) {
    items_ = items;
    typed_ = typed;
    current_ = items_.isEmpty() ? -1 : std::clamp(current_, 0, static_cast<int>(items_.size()) - 1);
    layOut();
    reveal();
    update();
}

void PaletteList::layOut() {
    lines_.clear();
    int y = px(2);
    QString group;
    for (int i = 0; i < items_.size(); ++i) {
        if (items_[i].group != group) {
            group = items_[i].group;
            lines_.append({-1, y, group});
            y += px(k_title);
        }
        lines_.append({i, y, {}});
        y += px(k_row);
    }
    height_ = y + px(8);
}

int PaletteList::wantedHeight() const {
    return items_.isEmpty() ? px(64) : height_;
}

void PaletteList::setCurrent(int index) {
    current_ = index;
    reveal();
    update();
}

void PaletteList::moveCurrent(int by) {
    if (items_.isEmpty()) return;
    const int n = static_cast<int>(items_.size());
    setCurrent((current_ + by + n) % n);
}

void PaletteList::reveal() {
    for (const Line& line : lines_) {
        if (line.item != current_) continue;
        const int top = current_ == 0 ? 0 : line.y;
        offset_ = std::min(offset_, top);
        offset_ = std::max(offset_, line.y + px(k_row + 8) - height());
    }
    offset_ = std::clamp(offset_, 0, std::max(0, height_ - height()));
}

void PaletteList::paintMatched(QPainter& painter, const QRect& rect, const PaletteItem& item, int& x) const {
    // The first place of the first typed word stands out; the rest is plain.
    const QString word = typed_.section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty);
    const qsizetype at = word.isEmpty() || !item.bold_match ? -1 : item.text.indexOf(word, 0, Qt::CaseInsensitive);
    const auto draw = [&](const QString& part, Type face, Tone ink) {
        painter.setFont(type(face));
        painter.setPen(tone(ink));
        const int room = rect.right() - x;
        if (room <= 0) return;
        const QString shown = painter.fontMetrics().elidedText(part, Qt::ElideRight, room);
        painter.drawText(QRect(x, rect.y(), room, rect.height()), Qt::AlignVCenter | Qt::TextSingleLine, shown);
        x += painter.fontMetrics().horizontalAdvance(shown);
    };
    if (at < 0) return draw(item.text, Type::body, Tone::text);
    draw(item.text.left(at), Type::body, Tone::text);
    draw(item.text.mid(at, word.size()), Type::title, Tone::accent);
    draw(item.text.mid(at + word.size()), Type::body, Tone::text);
}

void PaletteList::paintItem(QPainter& painter, const QRect& rect, const PaletteItem& item, bool on) const {
    if (on) paint_box(painter, rect, px(metric::k_radius_control), tone(Tone::selected), {});
    QRect r = rect.adjusted(px(12), 0, -px(12), 0);
    paint_icon(painter, item.icon, QRectF(r.x(), r.y(), px(16), r.height()), tone(Tone::text3), px(16));
    int right = r.right();
    for (auto key = item.keys.crbegin(); key != item.keys.crend(); ++key) {
        right -= key_cap_width(*key);
        paint_key_cap(painter, QPointF(right, r.center().y() + 1), *key, tone(Tone::text3), tone(Tone::line_strong));
        right -= px(8);
    }
    r.setRight(right - px(8));
    int x = r.x() + px(26);
    paintMatched(painter, r, item, x);
    if (item.hint.isEmpty()) return;
    painter.setFont(type(Type::small));
    painter.setPen(tone(Tone::text3));
    x += px(10);
    const int room = r.right() - x;
    if (room <= 0) return;
    painter.drawText(QRect(x, r.y(), room, r.height()), Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(item.hint, Qt::ElideRight, room));
}

void PaletteList::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    if (items_.isEmpty()) {
        painter.setFont(type(Type::body));
        painter.setPen(tone(Tone::text3));
        painter.drawText(rect(), Qt::AlignCenter, tr("Nothing of that name"));
        return;
    }
    for (const Line& line : lines_) {
        const int y = line.y - offset_;
        if (y > height() || y + px(k_row) < 0) continue;
        if (line.item < 0) {
            painter.setFont(type(Type::caption_strong));
            painter.setPen(tone(Tone::text3));
            painter.drawText(QRect(px(18), y + px(6), width() - px(36), px(k_title - 6)), Qt::AlignVCenter, line.title);
        } else {
            paintItem(painter, QRect(px(6), y, width() - px(12), px(k_row)), items_[line.item], line.item == current_);
        }
    }
}

void PaletteList::mouseMoveEvent(QMouseEvent* event) {
    const int y = static_cast<int>(event->position().y()) + offset_;
    for (const Line& line : lines_) {
        if (line.item >= 0 && y >= line.y && y < line.y + px(k_row) && line.item != current_) {
            current_ = line.item;
            update();
        }
    }
}

void PaletteList::mousePressEvent(QMouseEvent* event) {
    mouseMoveEvent(event);
    if (event->button() == Qt::LeftButton && current_ >= 0) emit chosen(current_);
}

void PaletteList::wheelEvent(QWheelEvent* event) {
    offset_ = std::clamp(offset_ - event->angleDelta().y() / 3, 0, std::max(0, height_ - height()));
    update();
}

} // namespace parapet::ui

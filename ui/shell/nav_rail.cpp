#include "ui/shell/nav_rail.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/text.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

// "197,962" -> "197k": there is room for four letters.
QString short_count(const QString& badge) {
    bool ok = false;
    const qlonglong n = QString(badge).remove(QLatin1Char(',')).toLongLong(&ok);
    if (!ok || n < 1000) return badge;
    return n < 1'000'000 ? QStringLiteral("%1k").arg(n / 1000) : QStringLiteral("%1M").arg(n / 1'000'000);
}

} // namespace

RailButton::RailButton(const QString& title, const QString& icon, QWidget* parent)
    : QAbstractButton(parent)
    , icon_(icon) {
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setAccessibleName(title);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RailButton::setBadge(const QString& badge) {
    if (badge == badge_) return;
    badge_ = badge;
    setAccessibleName(badge.isEmpty() ? text() : tr("%1, %2 waiting").arg(text(), badge));
    update();
}

QSize RailButton::sizeHint() const {
    return {px(64), px(52)};
}

void RailButton::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const bool on = isChecked();
    const QRectF body(px(4), 0, width() - px(8) - 1, height());
    if (on || (underMouse() && isEnabled())) {
        paint_box(painter, body, px(metric::k_radius_panel), tone(on ? Tone::accent_soft : Tone::hover), {});
    }
    if (on) paint_box(painter, QRectF(0, px(10), px(3), height() - px(20)), px(1), tone(Tone::accent), {});
    const QColor ink = tone(!isEnabled() ? Tone::disabled : on ? Tone::accent : Tone::text2);
    const int words = QFontMetrics(type(Type::caption)).height();
    const int block = px(20) + px(3) + words;
    const int top = (height() - block) / 2;
    paint_icon(painter, icon_, QRectF(body.x(), top, body.width(), px(20)), ink, px(20));
    painter.setFont(type(on ? Type::caption_strong : Type::caption));
    painter.setPen(ink);
    const QString line = painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 2);
    painter.drawText(QRect(0, top + px(23), width() - 1, words), Qt::AlignCenter, line);
    if (badge_.isEmpty() || !isEnabled()) return;
    painter.setFont(type(Type::tiny));
    const QString words_of_badge = short_count(badge_);
    const int wide = std::max(px(16), painter.fontMetrics().horizontalAdvance(words_of_badge) + px(9));
    const QRectF bubble(std::min(width() / 2.0 + px(6), width() - px(1) - 1.0 * wide), px(4), wide, px(15));
    paint_box(painter, bubble, px(8), tone(Tone::raised), tone(Tone::line_strong));
    painter.setPen(tone(Tone::text));
    painter.drawText(bubble, Qt::AlignCenter, words_of_badge);
}

NavRail::NavRail(QWidget* parent)
    : QWidget(parent)
    , column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, px(8), 1, px(8));
    column_->setSpacing(px(2));
    column_->addStretch(1);
    setAccessibleName(tr("Pages"));
    const auto scale = [this] { setFixedWidth(px(metric::k_rail)); };
    connect(&theme(), &Theme::changed, this, scale);
    scale();
}

void NavRail::addPage(const QString& id, const QString& title, const QString& icon, const QString& shortcut,
                      bool at_bottom) {
    auto* button = new RailButton(title, icon, this);
    const QString tip = shortcut.isEmpty() ? title : title + QStringLiteral("  ") + shortcut;
    set_plain_tip(button, tip);
    connect(button, &QAbstractButton::clicked, this, [this, id] { emit chosen(id); });
    if (at_bottom) {
        column_->addWidget(button);
    } else {
        column_->insertWidget(bottom_from_++, button);
    }
    entries_.push_back({id, tip, button});
}

RailButton* NavRail::find(const QString& id) const {
    const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.id == id; });
    return at == entries_.end() ? nullptr : at->button;
}

void NavRail::setCurrent(const QString& id) {
    if (RailButton* button = find(id)) button->setChecked(true);
}

void NavRail::setBadge(const QString& id, const QString& badge) {
    if (RailButton* button = find(id)) button->setBadge(badge);
}

void NavRail::setPageEnabled(const QString& id, bool enabled, const QString& why) {
    for (const Entry& entry : entries_) {
        if (entry.id != id) continue;
        entry.button->setEnabled(enabled);
        set_plain_tip(entry.button, enabled ? entry.tip : why);
    }
}

void NavRail::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), tone(Tone::chrome));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), tone(Tone::line));
}

} // namespace parapet::ui

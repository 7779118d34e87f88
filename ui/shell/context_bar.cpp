#include "ui/shell/context_bar.h"

#include "ui/shell/app_context.h"
#include "ui/shell/range_popup.h"
#include "ui/shell/time_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>

namespace parapet::ui {

namespace {

constexpr int k_longest_filter = 28; // characters on the button; all of them in the tool tip

IconButton* history_button(const QString& icon, const QString& name, const QString& key, QWidget* parent) {
    auto* button = new IconButton(icon, name, parent);
    button->setName(name, key);
    button->setSide(metric::k_control_small);
    button->setRestTone(Tone::text);
    button->setEnabled(false);
    return button;
}

} // namespace

ContextBar::ContextBar(AppContext& app, QWidget* parent)
    : QWidget(parent)
    , app_(app)
    , back_(history_button(QStringLiteral("arrow-left"), tr("Back"), QStringLiteral("Alt+Left"), this))
    , forward_(history_button(QStringLiteral("arrow-right"), tr("Forward"), QStringLiteral("Alt+Right"), this))
    , bell_(new IconButton(QStringLiteral("bell"), tr("Notifications"), this))
    , title_(new PlainLabel({}, Type::page_title, Tone::text, this))
    , crumb_(new PlainLabel({}, Type::body, Tone::text3, this))
    , crumb_mark_(new PlainLabel(QStringLiteral("›"), Type::body, Tone::text3, this))
    , sample_(new Tag(tr("Sample data"), Tag::Look::warn, this))
    , range_(new Button({}, this))
    , filter_(new Button({}, this))
    , zone_(new Segmented({tr("UTC"), tr("Local")}, this))
    , search_(new SearchButton(tr("Search or run…"), QStringLiteral("Ctrl K"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(12), 0, px(16), 1);
    row->setSpacing(px(8));
    auto* arrows = new QHBoxLayout;
    arrows->setSpacing(px(2));
    arrows->addWidget(back_);
    arrows->addWidget(forward_);
    row->addLayout(arrows);
    row->addWidget(crumb_);
    row->addWidget(crumb_mark_);
    row->addWidget(title_);
    row->addWidget(sample_);
    row->addStretch(1);
    row->addWidget(range_);
    row->addWidget(zone_);
    row->addWidget(filter_);
    row->addWidget(search_);
    row->addWidget(bell_);
    range_->setIconName(QStringLiteral("calendar-time"));
    range_->setStrong(true);
    range_->setChevron(true);
    filter_->setIconName(QStringLiteral("filter"));
    filter_->setChevron(true);
    bell_->setGlyphSize(18);
    set_plain_tip(sample_, tr("This workspace was made by Parapet. None of it is about your systems."));
    zone_->setChoiceTip(0, tr("All times in UTC  Ctrl+Shift+U"));
    zone_->setChoiceTip(1, tr("All times in this computer's zone  Ctrl+Shift+U"));
    setTitle({});
    connect(back_, &QAbstractButton::clicked, this, &ContextBar::backRequested);
    connect(forward_, &QAbstractButton::clicked, this, &ContextBar::forwardRequested);
    connect(bell_, &QAbstractButton::clicked, this, &ContextBar::bellPressed);
    connect(search_, &SearchButton::clicked, this, &ContextBar::searchRequested);
    connect(range_, &QAbstractButton::clicked, this, &ContextBar::openRange);
    connect(filter_, &QAbstractButton::clicked, this, &ContextBar::openFilter);
    connect(zone_, &Segmented::chosen, &app_, [this](int index) { app_.setUtc(index == 0); });
    connect(&app_, &AppContext::scopeChanged, this, &ContextBar::refresh);
    connect(&app_, &AppContext::infoChanged, this, &ContextBar::refresh);
    connect(&theme(), &Theme::changed, this, [this] { setFixedHeight(px(metric::k_context_bar)); });
    setFixedHeight(px(metric::k_context_bar));
    refresh();
}

void ContextBar::setTitle(const QString& title, const QString& crumb) {
    title_->setText(title);
    crumb_->setText(crumb);
    crumb_->setVisible(!crumb.isEmpty());
    crumb_mark_->setVisible(!crumb.isEmpty());
}

void ContextBar::setHistory(bool can_back, bool can_forward) {
    back_->setEnabled(can_back);
    forward_->setEnabled(can_forward);
}

void ContextBar::setRangeShown(bool shown) {
    range_shown_ = shown;
    refresh();
}

void ContextBar::setNews(bool news) {
    bell_->setMark(news);
}

void ContextBar::refresh() {
    const bool visible = range_shown_ && app_.workspace() != nullptr;
    range_->setVisible(visible);
    zone_->setVisible(visible);
    filter_->setVisible(visible);
    sample_->setVisible(app_.isSample());
    zone_->setCurrent(app_.utc() ? 0 : 1);
    range_->setText(app_.rangeLabel());
    const QString all = app_.globalFilter();
    QString text = all.isEmpty() ? tr("All assets") : shown(ss(all));
    set_plain_tip(filter_, all.isEmpty() ? tr("Filter for every page") : tr("Filter for every page: %1").arg(text));
    if (text.size() > k_longest_filter) text = text.left(k_longest_filter - 1) + QStringLiteral("…");
    filter_->setText(text);
    fit();
}

// What gives way when the window is narrow: first the resolved ends of the range, then the zone's switch, then the
// words of the search.
void ContextBar::fit() {
    const QString ends = range_words(app_.range(), app_.utc());
    const bool all_time = app_.rangeText() == QLatin1String("all");
    const bool ranged = range_->isVisibleTo(this);
    const auto fits = [this] { return layout()->minimumSize().width() <= width(); };
    range_->setDetail(all_time ? QString() : ends);
    set_plain_tip(range_, tr("Time range  T") + QStringLiteral("\n") + ends);
    zone_->setVisible(ranged);
    search_->setCompact(false);
    if (!fits()) range_->setDetail({});
    if (!fits()) zone_->setVisible(false);
    if (!fits()) search_->setCompact(true);
}

// The window may be narrower than all that could stand here.
QSize ContextBar::minimumSizeHint() const {
    return {px(560), px(metric::k_context_bar)};
}

void ContextBar::resizeEvent(QResizeEvent* /*event*/) {
    fit();
}

void ContextBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), tone(Tone::chrome));
    painter.fillRect(QRect(0, height() - 1, width(), 1), tone(Tone::line));
}

void ContextBar::toggle(QPointer<Popup>& open, Popup* fresh, QWidget* anchor) {
    open = fresh;
    connect(fresh, &Popup::dismissed, fresh, &QObject::deleteLater);
    fresh->openBelow(anchor);
    fresh->setFocus(Qt::PopupFocusReason);
}

void ContextBar::openRange() {
    if (!range_->isVisible()) return;
    if (range_popup_ != nullptr) return range_popup_->dismiss();
    toggle(range_popup_, new RangePopup(app_, range_), range_);
}

void ContextBar::openFilter() {
    if (!filter_->isVisible()) return;
    if (filter_popup_ != nullptr) return filter_popup_->dismiss();
    toggle(filter_popup_, new FilterPopup(app_, filter_), filter_);
}

} // namespace parapet::ui

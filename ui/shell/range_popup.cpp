#include "ui/shell/range_popup.h"

#include "ui/shell/app_context.h"
#include "ui/shell/time_words.h"
#include "ui/shell/value_suggester.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/month_grid.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QTimeZone>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

// "Last 7 days ........ 11 Nov 14:32 –"
class PresetRow : public QAbstractButton {
public:
    PresetRow(const QString& label, bool on, QWidget* parent)
        : QAbstractButton(parent)
        , on_(on) {
        setText(label);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override { return {px(150), px(28)}; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        const QColor ground = on_ ? tone(Tone::accent_soft) : underMouse() ? tone(Tone::hover) : QColor();
        paint_box(painter, rect(), px(metric::k_radius_control), ground, {});
        painter.setFont(type(on_ ? Type::small_medium : Type::small));
        painter.setPen(tone(on_ ? Tone::accent : Tone::text));
        painter.drawText(rect().adjusted(px(10), 0, 0, 0), Qt::AlignVCenter, text());
    }
    void keyPressEvent(QKeyEvent* event) override {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return click();
        if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
            focusNextPrevChild(event->key() == Qt::Key_Down);
            return;
        }
        QAbstractButton::keyPressEvent(event);
    }

private:
    bool on_;
};

} // namespace

RangePopup::RangePopup(AppContext& app, QWidget* anchor)
    : Popup(anchor)
    , app_(app)
    , days_(new MonthGrid(this))
    , typed_(new TextField({}, this)) {
    setAccessibleName(tr("Time range"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(8), px(8), px(12), px(12));
    row->setSpacing(px(12));
    row->addWidget(presets(), 0, Qt::AlignTop);
    auto* right = new QVBoxLayout;
    right->setSpacing(px(8));
    row->addLayout(right);
    const TimeRange range = app.range();
    right->addWidget(days_);
    days_->setLast(to_qt(app.now(), app.utc()).date());
    days_->setSpan(to_qt(range.from, app.utc()).date(), to_qt(range.to, app.utc()).date());
    typed_->edit()->setPlaceholderText(tr("since mon 02:00, 3 d, 11 nov"));
    typed_->edit()->setAccessibleName(tr("Time range in words"));
    right->addWidget(typed_);
    auto* resolved = new PlainLabel(range_words(range, app.utc()) + QLatin1Char(' ') + zone_words(app.utc()),
                                    Type::caption, Tone::text3, this);
    right->addWidget(resolved);
    connect(typed_->edit(), &QLineEdit::returnPressed, this, &RangePopup::readTyped);
    connect(typed_->edit(), &QLineEdit::textEdited, this, [this] { typed_->setError({}); });
    connect(days_, &MonthGrid::spanChosen, this, [this](const QDate& from, const QDate& to) {
        const QTimeZone zone = app_.utc() ? QTimeZone::utc() : QTimeZone::systemTimeZone();
        app_.setRange(TimeRange{from_qt(QDateTime(from, QTime(0, 0), zone)),
                                from_qt(QDateTime(to.addDays(1), QTime(0, 0), zone))});
    });
}

QWidget* RangePopup::presets() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(2));
    const QString now = app_.rangeText();
    for (const QString& id : range_presets()) {
        auto* button = new PresetRow(range_preset_label(id), id == now, box);
        connect(button, &QAbstractButton::clicked, this, [this, id] {
            app_.setRange(id);
            dismiss();
        });
        column->addWidget(button);
    }
    return box;
}

void RangePopup::readTyped() {
    const auto range = read_range(typed_->text(), app_.now(), app_.utc());
    if (!range) {
        typed_->setError(qs(range.error().what));
        set_plain_tip(typed_, qs(range.error().help));
        adjustSize();
        return;
    }
    const QString preset = typed_->text().simplified().toLower();
    if (is_range_preset(preset)) {
        app_.setRange(preset);
    } else {
        app_.setRange(*range);
    }
    dismiss();
}

FilterPopup::FilterPopup(AppContext& app, QWidget* anchor)
    : Popup(anchor) {
    setAccessibleName(tr("Filter for every page"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(12), px(12), px(12), px(12));
    column->setSpacing(px(8));
    column->addWidget(new PlainLabel(tr("Applies to every page; a page's own filter narrows further."), Type::small,
                                     Tone::text2, this));
    auto* bar = new FilterBar(query::Domain::findings, this);
    bar->setMinimumWidth(px(420));
    bar->setQuery(app.globalFilter());
    bar->setPlaceholder(tr("env:production, team:payments, asset:pay*"));
    bar->setSuggester(value_suggester(app, bar));
    column->addWidget(bar);
    connect(bar, &FilterBar::queryChanged, &app, &AppContext::setGlobalFilter);
    setFocusProxy(bar);
}

} // namespace parapet::ui

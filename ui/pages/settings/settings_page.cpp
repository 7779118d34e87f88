#include "ui/pages/settings/settings_page.h"

#include "core/views/deadlines.h"
#include "ui/pages/settings/expectations_panel.h"
#include "ui/pages/settings/rules_panel.h"
#include "ui/pages/settings/tracker_panel.h"
#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/keys_sheet.h"
#include "ui/shell/look.h"
#include "ui/shell/time_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace parapet::ui {

namespace {

constexpr const char* k_deadline_setting = "deadline_days"; // core/store/import_row.h
constexpr const char* k_deadline_default = "0,180,90,30,15";

const QStringList k_parts{QStringLiteral("general"), QStringLiteral("rules"), QStringLiteral("expectations")};

// Label at the left, a sentence below it, the control at the right.
QHBoxLayout* setting_row(QVBoxLayout* column, const QString& name, const QString& what, QWidget* parent) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(6), 0, px(6));
    row->setSpacing(px(16));
    auto* words = new QVBoxLayout;
    words->setSpacing(px(2));
    words->addWidget(new PlainLabel(name, Type::body, Tone::text, parent));
    if (!what.isEmpty()) {
        auto* more = new PlainLabel(what, Type::small, Tone::text3, parent);
        more->setWordWrap(true);
        words->addWidget(more);
    }
    row->addLayout(words, 1);
    column->addLayout(row);
    return row;
}

} // namespace

SettingsPage::SettingsPage(AppContext& app, QWidget* parent)
    : Page(parent)
    , app_(app) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(px(16), px(4), px(16), 0);
    tabs_ = new Tabs(this);
    for (const QString& title : {tr("General"), tr("Rules"), tr("Expectations")})
        tabs_->add(title);
    head->addWidget(tabs_, 1);
    outer->addLayout(head);
    parts_ = new QStackedWidget(this);
    parts_->addWidget(general());
    rules_ = new RulesPanel(app_, this);
    parts_->addWidget(inMargins(rules_));
    expectations_ = new ExpectationsPanel(app_, this);
    parts_->addWidget(inMargins(expectations_));
    outer->addWidget(parts_, 1);
    connect(tabs_, &Tabs::currentChanged, parts_, &QStackedWidget::setCurrentIndex);
    connect(&app, &AppContext::workspaceOpened, this, &SettingsPage::refresh);
    refresh();
}

QWidget* SettingsPage::inMargins(QWidget* content) {
    auto* around = new QWidget(this);
    auto* column = new QVBoxLayout(around);
    column->setContentsMargins(px(16), px(12), px(16), px(16));
    column->addWidget(content);
    return around;
}

QWidget* SettingsPage::general() {
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inside = new QWidget;
    auto* row = new QHBoxLayout(inside);
    row->setContentsMargins(px(16), px(12), px(16), px(16));
    row->setSpacing(px(12));
    auto* left = new QVBoxLayout;
    left->setSpacing(px(12));
    left->addWidget(appearance());
    left->addWidget(time());
    left->addWidget(deadlines());
    left->addWidget(tracker_ = new TrackerPanel(app_, inside));
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->addWidget(keyboard());
    right->addStretch(1);
    row->addLayout(left, 1);
    row->addLayout(right, 1);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    return scroll;
}

QWidget* SettingsPage::appearance() {
    auto* panel = new Panel(tr("Appearance"), this);
    QVBoxLayout* column = panel->body();
    auto* themes = new Segmented({tr("System"), tr("Dark"), tr("Light")}, panel);
    themes->setCurrent(static_cast<int>(theme().mode()));
    connect(themes, &Segmented::chosen, this, [](int index) { choose_theme(static_cast<ThemeMode>(index)); });
    setting_row(column, tr("Theme"), {}, panel)->addWidget(themes);

    auto* rows = new Segmented({tr("Compact"), tr("Normal"), tr("Roomy")}, panel);
    rows->setCurrent(static_cast<int>(theme().density()));
    connect(rows, &Segmented::chosen, this, [](int index) { choose_density(static_cast<Density>(index)); });
    setting_row(column, tr("Rows of lists"), {}, panel)->addWidget(rows);

    auto* size = new QSpinBox(panel);
    size->setRange(90, 200);
    size->setSingleStep(10);
    size->setSuffix(tr(" %"));
    size->setValue(theme().textScale());
    size->setAccessibleName(tr("Text size in per cent"));
    size->setKeyboardTracking(false);
    connect(size, &QSpinBox::valueChanged, this, [](int percent) { choose_text_scale(percent); });
    setting_row(column, tr("Text size"), tr("Also Ctrl + and Ctrl −; spacing follows at the next start."), panel)
        ->addWidget(size);
    return panel;
}

QWidget* SettingsPage::time() {
    auto* panel = new Panel(tr("Time"), this);
    QVBoxLayout* column = panel->body();
    zone_ = new Segmented({tr("UTC"), tr("Local")}, panel);
    zone_->setCurrent(app_.utc() ? 0 : 1);
    connect(zone_, &Segmented::chosen, &app_, [this](int index) { app_.setUtc(index == 0); });
    connect(&app_, &AppContext::zoneChanged, this, [this] { zone_->setCurrent(app_.utc() ? 0 : 1); });
    setting_row(column, tr("Times are shown in"),
                tr("This computer is in %1. Everything is stored in UTC.").arg(zone_words(false)), panel)
        ->addWidget(zone_);
    return panel;
}

QWidget* SettingsPage::deadlines() {
    auto* panel = new Panel(tr("Fix deadlines"), this);
    panel->setSubtitle(tr("days from first seen, in this workspace"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(px(12));
    grid->setVerticalSpacing(px(8));
    constexpr std::array k_order{Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info};
    int line = 0;
    for (const Severity severity : k_order) {
        auto* box = new QSpinBox(panel);
        box->setRange(0, 3650);
        box->setSpecialValueText(tr("none"));
        box->setSuffix(tr(" days"));
        box->setFixedWidth(px(110));
        box->setAccessibleName(tr("Deadline of %1 findings in days").arg(word(severity)));
        days_[static_cast<std::size_t>(severity)] = box;
        connect(box, &QSpinBox::valueChanged, this, [this] { save_->setEnabled(!app_.isReadOnly()); });
        grid->addWidget(new SeverityLabel(severity, panel), line, 0, Qt::AlignLeft);
        grid->addWidget(box, line, 1, Qt::AlignRight);
        ++line;
    }
    grid->setColumnStretch(0, 1);
    panel->body()->addLayout(grid);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(10), 0, 0);
    deadline_note_ =
        new PlainLabel(tr("For all findings about which no rule says more."), Type::small, Tone::text3, panel);
    deadline_note_->setWordWrap(true);
    save_ = new Button(tr("Save deadlines"), panel);
    save_->setEnabled(false);
    connect(save_, &QAbstractButton::clicked, this, &SettingsPage::saveDeadlines);
    row->addWidget(deadline_note_, 1);
    row->addWidget(save_);
    panel->body()->addLayout(row);
    return panel;
}

QWidget* SettingsPage::keyboard() {
    auto* panel = new Panel(tr("Keyboard"), this);
    QVBoxLayout* column = panel->body();
    auto* letters = new Toggle({}, panel);
    letters->setAccessibleName(tr("Single-letter keys"));
    letters->setChecked(single_keys_enabled());
    connect(letters, &QAbstractButton::toggled, this, [](bool on) { choose_single_keys(on); });
    setting_row(column, tr("Single-letter keys"), tr("They work only while no text field has the focus."), panel)
        ->addWidget(letters);
    for (const KeysSheet::Group& group : KeysSheet::groups()) {
        column->addSpacing(px(8));
        column->addWidget(new PlainLabel(group.title, Type::small_strong, Tone::text, panel));
        column->addSpacing(px(4));
        for (const KeysSheet::Row& row : group.rows) {
            auto* line = new QHBoxLayout;
            line->setContentsMargins(0, px(2), 0, px(2));
            line->setSpacing(px(4));
            line->addWidget(new PlainLabel(row.what, Type::small, Tone::text2, panel), 1);
            for (const QString& key : row.keys) {
                line->addWidget(new KeyCap(key, panel));
            }
            column->addLayout(line);
        }
    }
    return panel;
}

void SettingsPage::refresh() {
    readDeadlines();
    tracker_->read();
    rules_->read();
    expectations_->read();
}

// The part by its name: "rules", "expectations".
void SettingsPage::open(const QString& query) {
    tabs_->setCurrentIndex(static_cast<int>(std::max<qsizetype>(k_parts.indexOf(query), 0)));
}

QString SettingsPage::query() const {
    return tabs_->currentIndex() > 0 ? k_parts.value(tabs_->currentIndex()) : QString();
}

void SettingsPage::readDeadlines() {
    save_->setEnabled(false);
    for (QSpinBox* box : days_) {
        box->setEnabled(app_.workspace() != nullptr && !app_.isReadOnly());
    }
    if (!app_.workspace()) return showDeadlines(QString::fromLatin1(k_deadline_default));
    app_.jobs().ask(
        read_ticket_, this,
        [workspace = app_.workspace()](const std::stop_token&) { return workspace->setting(k_deadline_setting); },
        [this](const Result<std::string>& text) {
            showDeadlines(text && !text->empty() ? qs(*text) : QString::fromLatin1(k_deadline_default));
        });
}

void SettingsPage::showDeadlines(const QString& text) {
    const QStringList parts = text.split(QLatin1Char(','));
    for (std::size_t i = 0; i < days_.size(); ++i) {
        const QSignalBlocker quiet(days_[i]);
        days_[i]->setValue(parts.value(static_cast<qsizetype>(i)).toInt());
    }
}

void SettingsPage::saveDeadlines() {
    if (!app_.workspace()) return;
    DeadlinePolicy policy;
    for (std::size_t i = 0; i < days_.size(); ++i)
        policy.days[i] = days_[i]->value();
    save_->setEnabled(false);
    app_.jobs().ask(
        save_ticket_, this,
        [workspace = app_.workspace(), policy, who = ss(app_.userName())](const std::stop_token&) {
            return views::set_deadlines(*workspace, policy, who);
        },
        [this](const Result<std::int64_t>& saved) {
            if (saved) {
                app_.toast(tr("Deadlines saved"));
            } else {
                app_.showError(qs(saved.error().one_line()), qs(saved.error().help));
                save_->setEnabled(true);
            }
        });
}

} // namespace parapet::ui

namespace parapet {
extern const PageInfo k_settings_page;
const PageInfo k_settings_page{
    "settings", QT_TRANSLATE_NOOP("Pages", "Settings"), "settings", 1000,
    [](ui::AppContext& app, QWidget* parent) -> ui::Page* { return new ui::SettingsPage(app, parent); }};
} // namespace parapet

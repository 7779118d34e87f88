#include "ui/pages/attacks/attacks_page.h"

#include "core/query/filter.h"
#include "core/views/export.h"
#include "ui/charts/chart_legend.h"
#include "ui/charts/chart_widget.h"
#include "ui/models/events_model.h"
#include "ui/pages/attacks/top_list.h"
#include "ui/shell/app_context.h"
#include "ui/shell/plurals.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTimeZone>
#include <QVBoxLayout>

#include <cmath>

namespace parapet::ui {

namespace {

constexpr int k_side_width = 308, k_side_narrow = 264, k_live_ms = 2000;
constexpr std::size_t k_top_values = 9;

} // namespace

AttacksPage::AttacksPage(AppContext& app, QWidget* parent)
    : Page(parent)
    , app_(app) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(16), px(12), px(16), px(12));
    row->setSpacing(px(metric::k_gap));
    auto* left = new QVBoxLayout;
    left->setSpacing(px(metric::k_gap));
    auto* right = new QVBoxLayout;
    right->setSpacing(px(metric::k_gap));
    row->addLayout(left, 1);
    row->addLayout(right);
    buildChart(left);
    buildEvents(left);
    buildSide(right);
    connectParts();
}

void AttacksPage::buildChart(QVBoxLayout* left) {
    chart_panel_ = new Panel(tr("Events by kind"), this);
    previous_ = new Toggle(tr("Previous period"), chart_panel_);
    previous_->setChecked(true);
    live_toggle_ = new Toggle(tr("Live tail"), chart_panel_);
    style_ = new Segmented({tr("Stacked"), tr("Lines")}, chart_panel_);
    style_->setSmall(true);
    auto* reset = new IconButton(QStringLiteral("zoom-reset"), tr("Reset the view"), chart_panel_);
    reset->setName(tr("Reset the view"), QStringLiteral("0"));
    chart_panel_->addTool(previous_);
    chart_panel_->addTool(live_toggle_);
    chart_panel_->addTool(style_);
    chart_panel_->addTool(reset);
    chart_ = new ChartWidget(chart_panel_);
    chart_->setLegend(LegendPlace::right);
    chart_->setSelectable(true);
    chart_->setMinimumHeight(px(220));
    chart_panel_->body()->addWidget(chart_, 1);
    left->addWidget(chart_panel_, 11);
    connect(reset, &IconButton::clicked, chart_, &ChartWidget::resetView);
}

void AttacksPage::buildEvents(QVBoxLayout* left) {
    events_panel_ = new Panel(tr("Events"), this);
    filter_ = new FilterBar(query::Domain::events, events_panel_);
    filter_->setBarHeight(metric::k_control);
    filter_->setPlaceholder(tr("Add filter or text"));
    filter_->setMinimumWidth(px(240));
    events_panel_->addTool(filter_, 3);
    auto* columns = new IconButton(QStringLiteral("columns"), tr("Columns"), events_panel_);
    events_panel_->addTool(columns);
    events_panel_->setBodyMargins(0, 0, 0, 0);
    model_ = new EventsModel(app_, this);
    table_ = new DataTable(events_panel_);
    table_->setAccessibleName(tr("Events"));
    table_->setModel(model_);
    table_->setColumns({{"time", 130, false, false},
                        {"kind", 132, false, false},
                        {"source", 116, false, false},
                        {"target", 104, false, false},
                        {"user", 80, false, false},
                        {"detail", 240, true, false},
                        {"outcome", 108, false, false},
                        {"rule", 140, false, true},
                        {"place", 180, false, true}},
                       QStringLiteral("events"));
    for (int c = 0; c < k_event_columns; ++c) {
        const auto column = static_cast<EventColumn>(c);
        if (column == EventColumn::outcome)
            table_->setCell(c, new StatusDelegate(table_));
        else
            table_->setCell(c, new TextDelegate(table_, column == EventColumn::kind || column == EventColumn::source ||
                                                                column == EventColumn::target
                                                            ? Tone::text
                                                            : Tone::text2));
    }
    detail_ = new PlainLabel({}, Type::mono_small, Tone::text2, events_panel_);
    detail_->setContentsMargins(px(12), px(4), px(12), px(6));
    detail_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    detail_->setWordWrap(true);
    detail_->hide();
    events_panel_->body()->addWidget(table_, 1);
    events_panel_->body()->addWidget(detail_);
    left->addWidget(events_panel_, 10);
    connect(columns, &IconButton::clicked, this,
            [this, columns] { table_->columnMenu(columns->mapToGlobal(QPoint(0, columns->height()))); });
}

void AttacksPage::buildSide(QVBoxLayout* right) {
    const auto panel = [&](const QString& title, int stretch) {
        auto* p = new Panel(title, this);
        side_ << p;
        right->addWidget(p, stretch);
        return p;
    };
    heat_panel_ = panel(tr("Hour of week"), 10);
    heat_ = new ChartWidget(heat_panel_);
    heat_->setSelectable(false);
    heat_->setMinimumHeight(px(150));
    heat_panel_->body()->addWidget(heat_);
    flag_panel_ = panel(tr("Flagged"), 8);
    flags_ = new FlagList(app_, flag_panel_);
    flags_->setMinimumHeight(px(108));
    flag_panel_->body()->addWidget(flags_);
    top_panel_ = panel({}, 14);
    top_tabs_ = new Tabs(top_panel_);
    for (const QString& t : {tr("Sources"), tr("Targets"), tr("Users")})
        top_tabs_->add(t);
    top_panel_->body()->addWidget(top_tabs_);
    top_ = new TopList(top_panel_);
    top_->setMinimumHeight(px(27 * 5));
    top_panel_->body()->addWidget(top_, 1);
}

void AttacksPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    for (Panel* panel : std::as_const(side_))
        panel->setFixedWidth(px(width() < px(1180) ? k_side_narrow : k_side_width));
}

void AttacksPage::connectParts() {
    connect(previous_, &Toggle::toggled, this, &AttacksPage::askChart);
    connect(style_, &Segmented::chosen, this, &AttacksPage::askChart);
    connect(chart_, &ChartWidget::rangeSelected, this, [this](TimeRange range) { app_.setRange(range); });
    connect(chart_, &ChartWidget::markerActivated, this, [this](const QString& link) {
        if (link.startsWith(QLatin1String("attacks:"))) setQuery(link.mid(8));
    });
    connect(chart_->legend(), &ChartLegend::missingActivated, this,
            [this] { app_.navigate(QStringLiteral("sources")); });
    connect(filter_, &FilterBar::queryChanged, this, &AttacksPage::setQuery);
    connect(model_, &EventsModel::failed, this, [this](const Error& e) {
        if (e.code == Errc::bad_argument)
            filter_->setError(qs(e.what + (e.help.empty() ? "" : ". " + e.help)));
        else
            app_.showError(qs(e.what), qs(e.help));
    });
    connect(model_, &EventsModel::loaded, this, [this] {
        table_->setLoading(false);
        table_->setEmptyText(tr("No event in this range fits"), tr("Take a filter away, or choose a longer range"));
    });
    connect(table_, &DataTable::currentRowChanged, this, &AttacksPage::showDetail);
    connect(heat_, &ChartWidget::cellActivated, this, [this](int row, int column) {
        // The latest such hour in the range.
        const Time end = app_.range().to;
        const auto day = std::chrono::floor<std::chrono::days>(end);
        const int today = static_cast<int>((unix_seconds(Time{day}) / 86400 + 3) % 7);
        const Time from = Time{day} - std::chrono::days((today - row + 7) % 7) + std::chrono::hours(column);
        app_.setRange({from, from + std::chrono::hours(1)});
    });
    connect(flags_, &LinkArea::activated, this, [this](const QString&, const QString& number) {
        for (const views::AttackFlag& f : activity_.flags) {
            if (f.number != number.toInt()) continue;
            setQuery(qs(f.query));
            app_.setRange({f.span.from - std::chrono::hours(2), f.span.to + std::chrono::hours(2)});
            return;
        }
    });
    connect(top_, &LinkArea::activated, this,
            [this](const QString&, const QString& query) { setQuery(qs(query::both(ss(query_), ss(query)))); });
    connect(top_tabs_, &Tabs::currentChanged, this, &AttacksPage::askTop);
    live_.setInterval(k_live_ms);
    connect(live_toggle_, &Toggle::toggled, this, [this](bool on) { on ? live_.start() : live_.stop(); });
    connect(&live_, &QTimer::timeout, this, [this] {
        // Scrolled away from the top: a person reads.
        if (isVisible() && table_->verticalScrollBar()->value() == 0) refresh();
    });
}

void AttacksPage::open(const QString& query) {
    setQuery(query);
}

void AttacksPage::setQuery(const QString& query) {
    query_ = query;
    filter_->setQuery(query);
    filter_->setError({});
    refresh();
}

void AttacksPage::refresh() {
    if (!app_.workspace()) return;
    askChart();
    askSide();
    askTop();
    askEvents();
}

void AttacksPage::askChart() {
    if (!app_.workspace()) return;
    views::AttackRequest request;
    request.scope = app_.scope(query_);
    request.style = style_->current() == 0 ? views::AttackStyle::stacked : views::AttackStyle::lines;
    request.previous = previous_->isChecked();
    request.zone = app_.utc() ? "UTC" : QTimeZone::systemTimeZoneId().toStdString();
    app_.jobs().ask(
        chart_ticket_, this,
        [ws = app_.workspace(), request](const std::stop_token& stop) {
            return views::attack_activity(*ws, request, stop);
        },
        [this](Result<views::AttackActivity> answer) {
            if (answer) {
                activity_ = std::move(*answer);
                show(activity_);
            } else if (answer.error().code == Errc::bad_argument) {
                filter_->setError(qs(answer.error().what));
            }
        },
        1);
}

void AttacksPage::show(const views::AttackActivity& a) {
    chart_panel_->setSubtitle(qs(a.chart.subtitle));
    chart_->setContext(QStringLiteral("%1, %2, %3")
                           .arg(app_.rangeText(), app_.utc() ? QStringLiteral("UTC") : tr("local time"), query_));
    adornLegend(a);
    chart_->setSpec(a.chart);
    chart_->setBrush(a.brush);
    chart_->setBrushRange(a.shown);
    const bool known = !a.chart.markers.empty() || !a.totals.empty();
    flags_->setFlags(a.flags, known);
    flag_panel_->setSubtitle(tr("%n unusual periods", nullptr, static_cast<int>(a.flags.size())));
    const QString badge = a.flags.empty() ? QString() : QString::number(a.flags.size());
    if (badge != badge_) {
        badge_ = badge;
        emit badgeChanged();
    }
}

// Groups, totals and change against the period before; kinds that nobody reports are named, not shown as zero.
void AttacksPage::adornLegend(const views::AttackActivity& a) {
    chart_->legend()->setAdorn([totals = a.totals](std::vector<ChartLegend::Entry>& entries) {
        std::vector<ChartLegend::Entry> out;
        for (const views::KindGroup& group : views::kind_groups()) {
            for (const EventKind kind : group.kinds) {
                const QString id = qs(name_of(kind));
                auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.id == id; });
                const auto t =
                    std::find_if(totals.begin(), totals.end(), [&](const auto& k) { return k.kind == kind; });
                const bool heard = t != totals.end() && t->collected;
                if (it == entries.end() && (heard || kind == EventKind::malware || kind == EventKind::availability))
                    continue;
                ChartLegend::Entry e;
                if (it != entries.end()) e = *it;
                e.id = id;
                e.title = qs(title_of(kind));
                e.group = qs(group.title);
                if (it == entries.end()) {
                    e.value = AttacksPage::tr("not collected");
                } else if (t != totals.end()) {
                    e.value = number_text(t->count);
                    if (t->previous > 0) {
                        const double change =
                            100.0 * (static_cast<double>(t->count) / static_cast<double>(t->previous) - 1.0);
                        e.note = signed_text(change, 0) + QStringLiteral(" %");
                        e.alarm = change >= 50 && t->count - t->previous > 20;
                    }
                }
                out.push_back(std::move(e));
            }
        }
        entries = std::move(out);
    });
}

void AttacksPage::askSide() {
    views::Scope scope = app_.scope(query_);
    scope.range.from = scope.range.to - std::chrono::hours(24 * 90);
    const Duration offset =
        app_.utc() ? Duration{} : std::chrono::seconds(QDateTime::currentDateTime().offsetFromUtc());
    heat_panel_->setSubtitle(app_.utc() ? tr("events, 90 days, UTC") : tr("events, 90 days, local time"));
    app_.jobs().ask(
        heat_ticket_, this,
        [ws = app_.workspace(), scope, offset](const std::stop_token& stop) {
            return views::hour_of_week(*ws, scope, offset, stop);
        },
        [this](Result<std::array<std::int64_t, 168>> answer) {
            if (answer) heat_->setSpec(views::hour_of_week_chart(*answer, app_.utc() ? "UTC" : "local"));
        });
}

views::ActivityBy AttacksPage::topBy() const {
    static constexpr views::ActivityBy k_by[] = {views::ActivityBy::source_ip, views::ActivityBy::asset,
                                                 views::ActivityBy::user};
    return k_by[std::clamp(top_tabs_->currentIndex(), 0, 2)];
}

void AttacksPage::askTop() {
    if (!app_.workspace()) return;
    static constexpr const char* k_fields[] = {"source", "target", "user"};
    const QString field = QString::fromLatin1(k_fields[std::clamp(top_tabs_->currentIndex(), 0, 2)]);
    app_.jobs().ask(
        top_ticket_, this,
        [ws = app_.workspace(), scope = app_.scope(query_), by = topBy()](const std::stop_token& stop) {
            return views::top_values(*ws, scope, by, k_top_values, stop);
        },
        [this, field](Result<std::vector<views::TopValue>> answer) {
            if (answer) top_->setValues(field, std::move(*answer));
        });
}

void AttacksPage::askEvents() {
    table_->setLoading(model_->rowCount() == 0);
    model_->setScope(app_.scope(query_));
    app_.jobs().ask(
        count_ticket_, this,
        [ws = app_.workspace(), scope = app_.scope(query_)](const std::stop_token& stop) {
            return views::events_count(*ws, scope, stop);
        },
        [this](const Result<std::int64_t>& answer) {
            if (answer) events_panel_->setSubtitle(tr("%1 in range").arg(number_text(*answer)));
        });
}

void AttacksPage::showDetail(int row) {
    const Event* e = model_->eventAt(row);
    detail_->setVisible(e != nullptr);
    if (e == nullptr) return;
    QStringList lines{
        QStringLiteral("%1  %2  %3").arg(qs(format_rfc3339(e->time)), qs(name_of(e->kind)), shown(e->rule))};
    if (!e->message.empty()) lines << shown(e->message);
    lines << (e->line > 0 ? tr("%1, line %2, byte %3").arg(shown(e->source)).arg(e->line).arg(e->offset)
                          : shown(e->source));
    detail_->setText(lines.join(QLatin1Char('\n')));
}

void AttacksPage::export_list() {
    ask_save_file(this, tr("Export these events"), QStringLiteral("events.csv"), tr("CSV (*.csv)"),
                  [this](const QString& path) {
                      app_.jobs().ask(
                          export_ticket_, this,
                          [ws = app_.workspace(), scope = app_.scope(query_), file = ss(path)](
                              const std::stop_token& stop) { return views::export_events(*ws, scope, file, stop); },
                          [this, path](const Result<std::int64_t>& answer) {
                              if (answer)
                                  app_.toast(counted(tr("%n events written to %1"), *answer).arg(path));
                              else
                                  app_.showError(qs(answer.error().what), qs(answer.error().help));
                          });
                  });
}

void AttacksPage::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Find) || event->key() == Qt::Key_Slash) return filter_->focusEdit();
    if (event->modifiers() != Qt::NoModifier || !single_keys_enabled()) return Page::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_L:
        return live_toggle_->toggle();
    case Qt::Key_C:
        return previous_->toggle();
    case Qt::Key_0:
        return chart_->resetView();
    default:
        break;
    }
    const int digit = event->key() - Qt::Key_1;
    if (digit >= 0 && digit < 9 && digit < static_cast<int>(activity_.chart.series.size())) {
        const views::ChartSeries& s = activity_.chart.series[static_cast<std::size_t>(digit)];
        chart_->setSeriesVisible(qs(s.id), !chart_->spec().series[static_cast<std::size_t>(digit)].visible);
        return;
    }
    Page::keyPressEvent(event);
}

} // namespace parapet::ui

namespace parapet {
extern const PageInfo k_attacks_page;
const PageInfo k_attacks_page{
    "attacks",
    QT_TRANSLATE_NOOP("Pages", "Attack activity"),
    "attacks",
    30,
    [](ui::AppContext& app, QWidget* parent) -> ui::Page* { return new ui::AttacksPage(app, parent); },
    QT_TRANSLATE_NOOP("Pages", "Attacks")};
} // namespace parapet

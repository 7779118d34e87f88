// The three tables of the page and the pane of one import.

#include "core/base/text.h"
#include "ui/pages/sources/sources_page.h"
#include "ui/shell/app_context.h"
#include "ui/shell/compare_sheet.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

QString state_text(views::Freshness f) {
    switch (f) {
    case views::Freshness::current:
        return SourcesPage::tr("current");
    case views::Freshness::behind:
        return SourcesPage::tr("behind");
    case views::Freshness::stopped:
        return SourcesPage::tr("stopped");
    case views::Freshness::failed:
        return SourcesPage::tr("failed");
    case views::Freshness::never:
        break;
    }
    return SourcesPage::tr("never heard");
}

QList<double> trend_list(const std::vector<double>& v) {
    return QList<double>(v.begin(), v.end());
}

QString outcome_text(const views::ImportRow& r) {
    QStringList parts;
    const auto add = [&](std::uint64_t n, const QString& what) {
        if (n > 0) parts << number_text(static_cast<qint64>(n)) + QLatin1Char(' ') + what;
    };
    add(r.findings_new, SourcesPage::tr("new"));
    add(r.findings_known, SourcesPage::tr("known"));
    add(r.findings_reopened, SourcesPage::tr("reopened"));
    add(r.findings_gone, SourcesPage::tr("closed"));
    add(r.checks_passed, SourcesPage::tr("passed"));
    add(r.events_stored, SourcesPage::tr("events"));
    add(r.events_counted, SourcesPage::tr("counted"));
    return parts.isEmpty() ? SourcesPage::tr("nothing found") : parts.join(QStringLiteral(", "));
}

// A surface with a line at its left.
class Side : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.fillRect(rect(), tone(Tone::surface));
        p.fillRect(QRect(0, 0, 1, height()), tone(Tone::line));
    }
};

} // namespace

QWidget* SourcesPage::buildSources() {
    using Row = views::SourceRow;
    const auto text = [](auto get) {
        return [get](const Row& r, int role) {
            return role == Qt::DisplayRole || role == SortRole ? QVariant(get(r)) : QVariant();
        };
    };
    sources_model_ = new ListModel<Row>(
        {{{},
          [](const Row& r, int role) -> QVariant {
              if (role == StatusRole) return static_cast<int>(status_of(r.state));
              return role == Qt::ToolTipRole || role == Qt::AccessibleTextRole ? QVariant(state_text(r.state))
                                                                               : QVariant();
          }},
         {tr("Source"), text([](const Row& r) { return shown(r.name); })},
         {tr("Way in"), text([](const Row& r) { return shown(r.way_in); })},
         {tr("Brings"), text([](const Row& r) { return shown(r.brings); })},
         {tr("Last import"), text([this](const Row& r) { return r.last ? app_.ageText(*r.last) : unknown_text(); })},
         {tr("Newest data"),
          text([this](const Row& r) { return r.last_data ? app_.timeText(*r.last_data, false) : unknown_text(); }),
          [this](const QString& title) { return app_.zoned(title); }},
         {tr("Imports"), text([](const Row& r) { return number_text(r.imports); })},
         {tr("Rec. 24 h"), text([](const Row& r) { return number_text(r.records_24h); })},
         {tr("14 days"),
          [](const Row& r, int role) -> QVariant {
              return role == TrendRole ? QVariant::fromValue(trend_list(r.trend)) : QVariant();
          }},
         {tr("Records"), text([](const Row& r) { return number_text(r.records); })}},
        this);
    return layOutSources();
}

QWidget* SourcesPage::layOutSources() {
    auto* panel = new Panel({}, this);
    panel->setBodyMargins(1, 1, 1, 1);
    sources_ = new DataTable(panel);
    sources_->setAccessibleName(tr("Sources"));
    sources_->setModel(sources_model_);
    sources_->setColumns({{"state", 34, false, false},
                          {"name", 180, true, false},
                          {"way", 96, false, false},
                          {"brings", 130, false, false},
                          {"last", 92, false, false},
                          {"data", 144, false, false},
                          {"imports", 70, false, false},
                          {"day", 84, false, false},
                          {"trend", 90, false, false},
                          {"records", 84, false, false}},
                         QStringLiteral("sources"));
    sources_->setCell(0, new StatusDelegate(sources_));
    sources_->setCell(1, new TextDelegate(sources_));
    for (const int c : {2, 3, 4, 5})
        sources_->setCell(c, new TextDelegate(sources_, Tone::text2));
    for (const int c : {6, 7, 9})
        sources_->setCell(c, new NumberDelegate(sources_));
    sources_->setCell(8, new TrendDelegate(sources_));
    sources_->setEmptyText(tr("No source yet"), tr("Drop a report or a log on the window"));
    connect(sources_, &DataTable::currentRowChanged, this, [this](int row) {
        const auto* r = sources_model_->rowAt(row);
        if (r == nullptr || qs(r->name) == source_) return;
        source_ = qs(r->name);
        askImports();
    });
    connect(sources_, &DataTable::escaped, this, [this] {
        source_.clear();
        askImports();
    });
    panel->body()->addWidget(sources_);
    return panel;
}

QWidget* SourcesPage::buildImports() {
    using Row = views::ImportRow;
    const auto text = [](auto get) {
        return [get](const Row& r, int role) {
            return role == Qt::DisplayRole || role == SortRole ? QVariant(get(r)) : QVariant();
        };
    };
    imports_model_ = new ListModel<Row>(
        {{{}, [](const Row&, int) { return QVariant(); }},
         {tr("At"), text([this](const Row& r) { return app_.timeText(r.at, false); }),
          [this](const QString& title) { return app_.zoned(title); }},
         {tr("File"),
          [](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(shown(r.path)) : QVariant();
          }},
         {tr("Tool"), text([](const Row& r) { return shown(r.tool); })},
         {tr("Records"), text([](const Row& r) { return number_text(static_cast<qint64>(r.records)); })},
         {tr("What it brought"), text([](const Row& r) { return outcome_text(r); })}},
        this);
    imports_panel_ = new Panel(tr("Imports"), this);
    imports_panel_->setBodyMargins(0, 0, 0, 0);
    search_ = new SearchField(tr("Part of the path"), imports_panel_);
    search_->setFixedWidth(px(170));
    connect(search_, &QLineEdit::textChanged, this, &SourcesPage::askImports);
    compare_ = new Button(tr("Compare"), imports_panel_);
    compare_->setSmall(true);
    connect(compare_, &Button::clicked, this, &SourcesPage::compareSelected);
    imports_panel_->addTool(compare_);
    imports_panel_->addTool(search_);
    imports_ = new DataTable(imports_panel_);
    imports_->setAccessibleName(tr("Imports"));
    imports_->setModel(imports_model_);
    imports_->setCheckable(true);
    imports_->setColumns({{"check", 34, false, false},
                          {"at", 132, false, false},
                          {"path", 110, true, false},
                          {"tool", 84, false, false},
                          {"records", 64, false, false},
                          {"brought", 132, false, false}},
                         QStringLiteral("imports-2"));
    imports_->setCell(0, new CheckDelegate(imports_));
    for (const int c : {1, 3, 5})
        imports_->setCell(c, new TextDelegate(imports_, Tone::text2));
    auto* path = new TextDelegate(imports_);
    path->setElide(Qt::ElideLeft); // the name tells more than the folder
    imports_->setCell(2, path);
    imports_->setCell(4, new NumberDelegate(imports_));
    connect(imports_, &DataTable::selectionChangedByUser, this, &SourcesPage::showCompare);
    connect(imports_, &DataTable::currentRowChanged, this, [this](int row) {
        if (const auto* r = imports_model_->rowAt(row)) askDetail(r->id);
    });
    imports_panel_->body()->addWidget(imports_);
    return imports_panel_;
}

void SourcesPage::askDetail(ImportId import) {
    if (!app_.workspace()) return;
    app_.jobs().ask(
        detail_ticket_, this,
        [ws = app_.workspace(), import](const std::stop_token& stop) {
            return views::import_detail(*ws, import, stop);
        },
        [this](const Result<views::ImportDetail>& answer) {
            if (answer) showDetail(*answer);
        });
}

void SourcesPage::showCompare() {
    const auto* selection = imports_->selectionModel();
    const bool two = selection != nullptr && selection->hasSelection() && imports_->selectedRowNumbers().size() == 2;
    compare_->setEnabled(two);
    set_plain_tip(compare_, two ? tr("What came, what went, what changed from the older to the newer one")
                                : tr("Select two imports"));
}

void SourcesPage::compareSelected() {
    QList<int> rows = imports_->selectedRowNumbers();
    if (rows.size() != 2 || !app_.workspace()) return;
    const views::ImportRow *newer = imports_model_->rowAt(rows[0]), *older = imports_model_->rowAt(rows[1]);
    if (newer == nullptr || older == nullptr) return;
    if (newer->id < older->id) std::swap(newer, older);
    const auto side = [this](const views::ImportRow& r) {
        return CompareSheet::Side{r.id, shown(r.path.substr(r.path.find_last_of('/') + 1)) + QStringLiteral(", ") +
                                            app_.timeText(r.at)};
    };
    (new CompareSheet(app_, side(*older), side(*newer), window()))->open();
}

// Scans first: what was never scanned is not clean. Telemetry beside it.
QWidget* SourcesPage::buildCoverage() {
    auto* panel = new Panel(tr("Coverage"), this);
    panel->setSubtitle(tr("what was looked at, and what was not"));
    panel->setBodyMargins(0, 0, 0, 0);
    auto* tabs = new Tabs(panel);
    tabs->add(tr("Scans"));
    tabs->add(tr("Telemetry"));
    auto* stack = new QStackedWidget(panel);
    stack->addWidget(buildScanCoverage(stack));
    stack->addWidget(buildTelemetry(stack));
    connect(tabs, &Tabs::currentChanged, stack, &QStackedWidget::setCurrentIndex);
    panel->addTool(tabs);
    panel->body()->addWidget(stack);
    return panel;
}

QWidget* SourcesPage::buildTelemetry(QWidget* parent) {
    using Row = views::Coverage;
    coverage_model_ = new ListModel<Row>(
        {{{},
          [this](const Row& r, int role) -> QVariant {
              if (role != StatusRole) return {};
              if (!r.last) return static_cast<int>(Status::not_assessed);
              return static_cast<int>(app_.now() - *r.last < std::chrono::hours(48) ? Status::met : Status::partly);
          }},
         {tr("Kind"),
          [](const Row& r, int role) -> QVariant {
              if (role == Qt::DisplayRole) return qs(title_of(r.kind));
              return role == KindRole ? QVariant(static_cast<int>(role_of(r.kind))) : QVariant();
          }},
         {tr("Heard through"),
          [](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(r.last ? shown(r.sources) : tr("no source yet")) : QVariant();
          }},
         {tr("Assets"),
          [](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole
                         ? QVariant(r.last ? tr("%1 / %2").arg(r.assets).arg(r.assets_all) : unknown_text())
                         : QVariant();
          }},
         {tr("Last"),
          [this](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(r.last ? app_.ageText(*r.last) : unknown_text()) : QVariant();
          }}},
        this);
    coverage_ = new DataTable(parent);
    coverage_->setAccessibleName(tr("Telemetry coverage"));
    coverage_->setModel(coverage_model_);
    coverage_->setColumns({{"state", 34, false, false},
                           {"kind", 150, true, false},
                           {"through", 120, false, false},
                           {"assets", 64, false, false},
                           {"last", 88, false, false}},
                          QStringLiteral("coverage"));
    coverage_->setCell(0, new StatusDelegate(coverage_));
    coverage_->setCell(1, new TextDelegate(coverage_));
    coverage_->setCell(2, new TextDelegate(coverage_, Tone::text2));
    coverage_->setCell(3, new NumberDelegate(coverage_));
    coverage_->setCell(4, new NumberDelegate(coverage_));
    connect(coverage_, &DataTable::rowOpened, this, [this](int row) {
        if (const auto* r = coverage_model_->rowAt(row))
            app_.navigate(QStringLiteral("attacks"), QStringLiteral("kind:") + qs(name_of(r->kind)));
    });
    return coverage_;
}

QWidget* SourcesPage::buildDetail() {
    detail_ = new Side(this);
    detail_->setFixedWidth(px(300));
    auto* outer = new QVBoxLayout(detail_);
    outer->setContentsMargins(1, 0, 0, 0);
    auto* scroll = new QScrollArea(detail_);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget;
    detail_column_ = new QVBoxLayout(page);
    detail_column_->setContentsMargins(px(16), px(14), px(16), px(14));
    detail_column_->setSpacing(px(7));
    scroll->setWidget(page);
    outer->addWidget(scroll);
    detail_->hide();
    return detail_;
}

void SourcesPage::showDetail(const views::ImportDetail& d) {
    while (QLayoutItem* item = detail_column_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    const auto add = [&](const QString& text, Type kind, Tone colour) {
        auto* label = new PlainLabel(text, kind, colour, detail_);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        detail_column_->addWidget(label);
    };
    const auto fact = [&](const QString& name, const QString& value) {
        if (value.isEmpty()) return;
        add(name, Type::caption, Tone::text3);
        add(value, Type::small, Tone::text);
    };
    const views::ImportRow& r = d.row;
    add(shown(r.path.substr(r.path.find_last_of('/') + 1)), Type::title, Tone::text);
    add(outcome_text(r), Type::small, Tone::text2);
    fact(tr("Path"), shown(r.path));
    fact(tr("Recognised as"), shown(r.format) + (r.why.empty() ? QString() : QStringLiteral(": ") + shown(r.why)));
    fact(tr("Tool"), shown(r.tool) + QLatin1Char(' ') + shown(r.tool_version));
    fact(tr("Imported"), app_.timeText(r.at));
    fact(tr("Size"), qs(format_bytes(r.bytes)));
    fact(tr("SHA-256"), shown(r.sha256));
    fact(tr("Records"),
         tr("%1 in the file, %2 merged, %3 skipped")
             .arg(number_text(static_cast<qint64>(r.records)), number_text(static_cast<qint64>(r.merged)),
                  number_text(static_cast<qint64>(r.skipped))));
    for (const auto& scan : d.scans)
        fact(tr("Scan"), tr("%1 on %2, %3%4")
                             .arg(shown(scan.tool), shown(scan.target), shown(scan.state),
                                  scan.complete ? QString() : tr(", partial")));
    if (!d.warnings.empty())
        add(tr("%n warnings", nullptr, static_cast<int>(r.warning_count)), Type::small_strong, Tone::warn);
    for (const std::string& w : d.warnings)
        add(shown(w), Type::small, Tone::text2);
    detail_column_->addStretch(1);
    detail_->setVisible(window()->width() >= px(1280));
}

} // namespace parapet::ui

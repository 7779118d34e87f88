#include "ui/pages/findings/findings_page.h"

#include "core/query/filter.h"
#include "ui/models/findings_model.h"
#include "ui/pages/findings/bulk_bar.h"
#include "ui/pages/findings/decide.h"
#include "ui/pages/findings/detail_pane.h"
#include "ui/pages/findings/regroup_step.h"
#include "ui/shell/app_context.h"
#include "ui/shell/plurals.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/facet_list.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QCryptographicHash>
#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

#include <utility>

namespace parapet::ui {

namespace {

constexpr int k_facets_width = 186, k_detail_width = 392, k_drawer_below = 1280;
const QString k_start_query = QStringLiteral("status:open,triaged,in_progress");

struct GroupChoice {
    views::FindingGroup group;
    const char* title;
};
constexpr GroupChoice k_groups[] = {
    {views::FindingGroup::vulnerability, QT_TRANSLATE_NOOP("parapet::ui::FindingsPage", "vulnerability")},
    {views::FindingGroup::asset, QT_TRANSLATE_NOOP("parapet::ui::FindingsPage", "asset")},
    {views::FindingGroup::rule, QT_TRANSLATE_NOOP("parapet::ui::FindingsPage", "rule")},
    {views::FindingGroup::owner, QT_TRANSLATE_NOOP("parapet::ui::FindingsPage", "owner")},
    {views::FindingGroup::file, QT_TRANSLATE_NOOP("parapet::ui::FindingsPage", "file")},
    {views::FindingGroup::none, QT_TRANSLATE_NOOP("parapet::ui::FindingsPage", "none")},
};

QList<Column> columns() {
    return {{"check", 34, false, false},      {"severity", 44, false, false}, {"title", 210, true, false},
            {"vuln", 124, false, false},      {"asset", 126, false, false},   {"kev", 40, false, false},
            {"epss", 60, false, false},       {"due", 104, false, false},     {"owner", 52, false, false},
            {"status", 96, false, true},      {"cause", 120, false, true},    {"phase", 80, false, true},
            {"score", 56, false, true},       {"where", 200, false, true},    {"tools", 120, false, true},
            {"first_seen", 132, false, true}, {"last_seen", 132, false, true}};
}

} // namespace

FindingsPage::FindingsPage(AppContext& app, QWidget* parent)
    : Page(parent)
    , app_(app)
    , decider_(new Decider(app, this))
    , regrouper_(new Regrouper(app, this))
    , model_(new FindingsModel(app, this))
    , query_(k_start_query) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    split_ = new QSplitter(Qt::Horizontal, this);
    split_->setChildrenCollapsible(false);
    split_->setHandleWidth(1);
    column->addWidget(split_, 1);
    split_->addWidget(buildMain());
    detail_ = new DetailPane(app, this);
    detail_->setMinimumWidth(px(300));
    split_->addWidget(detail_);
    split_->setStretchFactor(0, 1);
    split_->setStretchFactor(1, 0);
    split_->setSizes({px(960), px(k_detail_width)});
    connectParts();
    connectTable();
    applyViews();
    connect(&app_, &AppContext::workspaceOpened, this, &FindingsPage::placeColumns);
    placeColumns();
}

// Each workspace has its own columns. By a hash of its path: the names of settings have no slashes.
void FindingsPage::placeColumns() {
    const QByteArray path = QByteArray::fromStdString(app_.info().path);
    if (path.isEmpty()) return;
    table_->setLayoutPlace(
        QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha1).toHex().left(16)));
}

QWidget* FindingsPage::buildMain() {
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildTop(column);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    facets_ = new FacetList(main);
    facets_->setFixedWidth(px(k_facets_width));
    row->addWidget(facets_);
    auto* list = new QWidget(main);
    auto* table_column = new QVBoxLayout(list);
    table_column->setContentsMargins(0, 0, 0, 0);
    table_column->setSpacing(0);
    buildTable(table_column);
    row->addWidget(list, 1);
    column->addLayout(row, 1);
    return main;
}

void FindingsPage::buildTop(QVBoxLayout* column) {
    view_bar_ = new ViewBar(this);
    view_bar_->setAddText(tr("Save view"));
    auto* views_row = new QHBoxLayout;
    views_row->setContentsMargins(0, px(4), 0, px(4)); // the bar has its own
    views_row->addWidget(view_bar_, 1);
    column->addLayout(views_row);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(px(12), px(4), px(12), px(8));
    row->setSpacing(px(8));
    filter_ = new FilterBar(query::Domain::findings, this);
    filter_->setPlaceholder(tr("Add filter or text"));
    filter_->setSuggester([this](const QString& field, const QString& typed, const FilterBar::Answer& answer) {
        suggest(field, typed, answer);
    });
    row->addWidget(filter_, 1);
    group_button_ = new Button({}, this);
    group_button_->setChevron(true);
    group_button_->setHeight(metric::k_query_bar);
    row->addWidget(group_button_);
    columns_ = new IconButton(QStringLiteral("columns"), tr("Columns"), this, true);
    columns_->setSide(metric::k_query_bar);
    row->addWidget(columns_);
    export_ = new IconButton(QStringLiteral("download"), tr("Export this list"), this, true);
    export_->setName(tr("Export this list"), QStringLiteral("Ctrl+E"));
    export_->setSide(metric::k_query_bar);
    row->addWidget(export_);
    column->addLayout(row);
}

void FindingsPage::buildTable(QVBoxLayout* column) {
    bulk_ = new BulkBar(this);
    bulk_->hide();
    column->addWidget(bulk_);
    table_ = new DataTable(this);
    table_->setAccessibleName(tr("Findings"));
    table_->setModel(model_);
    table_->setColumns(columns(), QStringLiteral("findings"));
    table_->setCheckable(true);
    table_->setSortMarks({{static_cast<int>(FindingColumn::severity), Qt::DescendingOrder},
                          {static_cast<int>(FindingColumn::due), Qt::AscendingOrder}});
    const auto cell = [this](FindingColumn c, QAbstractItemDelegate* d) { table_->setCell(static_cast<int>(c), d); };
    cell(FindingColumn::check, new CheckDelegate(table_));
    cell(FindingColumn::severity, new SeverityDelegate(table_, false, true));
    cell(FindingColumn::title, new TextDelegate(table_));
    for (const FindingColumn c :
         {FindingColumn::vuln, FindingColumn::asset, FindingColumn::status, FindingColumn::cause, FindingColumn::phase,
          FindingColumn::where, FindingColumn::tools, FindingColumn::first_seen, FindingColumn::last_seen}) {
        cell(c, new TextDelegate(table_, Tone::text2));
    }
    cell(FindingColumn::kev, new IconDelegate(table_));
    cell(FindingColumn::epss, new NumberDelegate(table_));
    cell(FindingColumn::score, new NumberDelegate(table_));
    cell(FindingColumn::due, new StatusDelegate(table_));
    cell(FindingColumn::owner, new AvatarDelegate(table_));
    column->addWidget(table_, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(px(12), px(5), px(12), px(5));
    foot->setSpacing(px(14));
    foot_ = new PlainLabel({}, Type::small, Tone::text2, this);
    foot->addWidget(foot_, 1);
    foot->addWidget(key_hint({QStringLiteral("J"), QStringLiteral("K")}, tr("move"), this));
    foot->addWidget(key_hint({QStringLiteral("X")}, tr("select"), this));
    foot->addWidget(key_hint({QStringLiteral("Enter")}, tr("open"), this));
    column->addLayout(foot);
}

void FindingsPage::open(const QString& query) {
    setQuery(query.isEmpty() ? k_start_query : query);
}

QString FindingsPage::query() const {
    return query_ == k_start_query ? QString() : query_;
}

void FindingsPage::setQuery(const QString& query) {
    asked_anew_ = asked_anew_ || query != query_;
    query_ = query;
    filter_->setQuery(query);
    filter_->setError({});
    view_bar_->setCurrent(views_.find(query));
    ask();
}

void FindingsPage::refresh() {
    if (!app_.workspace()) return;
    askViewCounts();
    ask();
    if (detail_->current()) detail_->refresh();
}

void FindingsPage::ask() {
    if (!app_.workspace()) return;
    views::FindingsRequest request = model_->request();
    request.scope = app_.scope(query_);
    request.group = group_;
    request.after.clear();
    table_->setLoading(model_->rowCount() == 0);
    model_->setRequest(request);
    askCounts();
    askFacets();
    for (const GroupChoice& choice : k_groups) {
        if (choice.group == group_) group_button_->setText(tr("Group: %1").arg(tr(choice.title)));
    }
}

void FindingsPage::askCounts() {
    QElapsedTimer clock;
    clock.start();
    app_.jobs().ask(
        count_ticket_, this,
        [ws = app_.workspace(), request = model_->request()](const std::stop_token& stop) {
            return views::findings_count(*ws, request, stop);
        },
        [this, clock](Result<views::FindingsCount> answer) {
            if (answer) showCounts(*answer, clock.elapsed());
        });
}

void FindingsPage::showCounts(const views::FindingsCount& count, qint64 ms) {
    const QString total = number_text(count.total);
    const QString all = counted(tr("%n findings"), count.findings) + tr(" of %1").arg(total);
    const QString groups = counted(tr("%n groups"), count.groups);
    foot_->setText(group_ == views::FindingGroup::none ? tr("%1   %2 ms").arg(all).arg(ms)
                                                       : tr("%1, %2   %3 ms").arg(groups, all).arg(ms));
    if (count.total == 0)
        table_->setEmptyText(tr("No finding yet"), tr("Import a scanner's report: drop it on the window"));
    else
        table_->setEmptyText(tr("No finding fits this query"), tr("Take a chip away, or choose another view"));
}

void FindingsPage::askFacets() {
    app_.jobs().ask(
        facet_ticket_, this,
        [ws = app_.workspace(), scope = app_.scope(query_)](const std::stop_token& stop) {
            return views::findings_facets(*ws, scope, 6, stop);
        },
        [this](Result<std::vector<views::Facet>> answer) {
            if (answer) showFacets(*answer);
        });
}

void FindingsPage::suggest(const QString& field, const QString& typed,
                           const std::function<void(const QList<Suggestion>&)>& answer) {
    if (!app_.workspace()) return;
    app_.jobs().ask(
        suggest_ticket_, this,
        [ws = app_.workspace(), scope = app_.scope(query_), f = ss(field), t = ss(typed)](const std::stop_token& stop) {
            return views::suggest_values(*ws, scope, f, t, stop);
        },
        [answer, field](Result<std::vector<views::FacetValue>> values) {
            // "12..15" in quotes would be a name.
            const query::Field* known = query::find_field(query::Domain::findings, ss(field));
            const bool bare = known != nullptr && known->type == query::FieldType::pair;
            QList<Suggestion> rows;
            if (values) {
                for (const views::FacetValue& v : *values) {
                    Suggestion row;
                    row.insert = qs(bare ? v.value : query::quote(v.value));
                    row.text = shown(v.value);
                    row.detail = shown(v.label == v.value ? std::string() : v.label);
                    row.count = v.count;
                    rows << row;
                }
            }
            answer(rows);
        },
        2);
}

void FindingsPage::setGroup(views::FindingGroup group) {
    group_ = group;
    ask();
}

void FindingsPage::chooseGroup() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const GroupChoice& choice : k_groups) {
        auto* action = menu->addAction(tr(choice.title), this, [this, group = choice.group] { setGroup(group); });
        action->setCheckable(true);
        action->setChecked(choice.group == group_);
    }
    menu->popup(group_button_->mapToGlobal(QPoint(0, group_button_->height() + 2)));
}

void FindingsPage::currentChanged(int row) {
    const FindingId id = model_->idAt(row);
    if (id && detail_->isVisible()) detail_->showFinding(id);
}

// What the pane shows stays current while the list changes around it; another query begins with its first row.
void FindingsPage::chooseCurrent() {
    const bool anew = std::exchange(asked_anew_, false);
    int row = detail_->current() ? model_->rowOf(detail_->current()) : -1;
    if (row < 0 && anew && detail_->current() && model_->rowCount() == 0) return detail_->showFinding({});
    const bool wide = window()->width() >= px(k_drawer_below);
    if (row < 0 && wide && model_->rowCount() > 0 && (anew || !detail_->current())) row = 0;
    if (row >= 0 && row != table_->currentIndex().row()) table_->setCurrentIndex(model_->index(row, 3));
}

void FindingsPage::moveCurrent(int by) {
    const int row = table_->currentIndex().row() + by;
    if (row < 0 || row >= model_->rowCount()) return;
    table_->setCurrentIndex(model_->index(row, 2));
    detail_->showFinding(model_->idAt(row));
}

void FindingsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    // Below 1280 px of window the pane gives its room to the list until a finding is opened.
    const bool narrow = window()->width() < px(k_drawer_below);
    detail_->setVisible(detail_wanted_ && (!narrow || detail_->current()));
    facets_->setVisible(!(narrow && detail_->isVisible()));
}

} // namespace parapet::ui

namespace parapet {
extern const PageInfo k_findings_page;
const PageInfo k_findings_page{
    "findings", QT_TRANSLATE_NOOP("Pages", "Findings"), "findings", 20,
    [](ui::AppContext& app, QWidget* parent) -> ui::Page* { return new ui::FindingsPage(app, parent); }};
} // namespace parapet

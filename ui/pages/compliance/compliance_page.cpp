#include "ui/pages/compliance/compliance_page.h"

#include "core/base/text.h"
#include "ui/charts/chart_widget.h"
#include "ui/models/control_tree.h"
#include "ui/pages/compliance/tree_delegate.h"
#include "ui/shell/app_context.h"
#include "ui/shell/write_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/small_charts.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace parapet::ui {

namespace {

constexpr std::size_t k_whole_rows = 3; // of evidence to renew have room for two lines each
constexpr int k_tree_width = 316, k_narrow_tree_width = 284;
const QString k_usual_framework = QStringLiteral("nist-800-53-r5-moderate");

// A line for each check, and one for a control that has none.
std::string controls_csv(const views::ComplianceView& view) {
    std::string text = "framework,id,title,family,status,reason,check,measured,target,as_of\r\n";
    for (const views::ControlRow& c : view.controls) {
        const std::string head = csv_cell(c.framework) + "," + csv_cell(c.id) + "," + csv_cell(c.title) + "," +
                                 csv_cell(c.family) + "," + std::string(name_of(c.status)) + "," + csv_cell(c.reason);
        if (c.checks.empty()) text += head + ",,,,\r\n";
        for (const views::ControlCheck& k : c.checks)
            text += head + "," + csv_cell(k.title) + "," + csv_cell(k.measured) + "," + csv_cell(k.target) + "," +
                    (k.as_of ? format_rfc3339(*k.as_of) : "") + "\r\n";
    }
    return text;
}

} // namespace

CompliancePage::CompliancePage(AppContext& app, QWidget* parent)
    : Page(parent)
    , app_(app)
    , framework_(k_usual_framework) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildTree());
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(px(12), px(12), px(16), px(12));
    column->setSpacing(px(metric::k_gap));
    column->addWidget(buildTop());
    column->addWidget(buildControl(), 1);
    row->addWidget(main, 1);
}

QWidget* CompliancePage::buildTree() {
    auto* side = side_ = new Panel({}, this);
    side->setFixedWidth(px(k_tree_width));
    side->setBodyMargins(0, 10, 0, 0);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(px(12), 0, px(12), px(8));
    top->setSpacing(px(6));
    frameworks_ = new QComboBox(side);
    frameworks_->setAccessibleName(tr("Framework"));
    for (const views::FrameworkInfo& f : views::frameworks())
        frameworks_->addItem(qs(f.title), qs(f.id));
    frameworks_->setCurrentIndex(std::max(0, frameworks_->findData(framework_)));
    connect(frameworks_, &QComboBox::activated, this, [this](int i) {
        framework_ = frameworks_->itemData(i).toString();
        refresh();
    });
    top->addWidget(frameworks_);
    framework_note_ = new PlainLabel({}, Type::caption, Tone::text3, side);
    framework_note_->setWordWrap(true);
    top->addWidget(framework_note_);
    search_ = new SearchField(tr("Control or text"), side);
    top->addWidget(search_);
    side->body()->addLayout(top);
    tree_model_ = new ControlTree(this);
    tree_ = new QTreeView(side);
    tree_->setAccessibleName(tr("Controls"));
    tree_->setModel(tree_model_);
    tree_->setItemDelegate(new ControlDelegate(tree_));
    tree_->setHeaderHidden(true);
    tree_->setIndentation(0);
    tree_->setUniformRowHeights(true);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setMouseTracking(true);
    tree_->setExpandsOnDoubleClick(false);
    side->body()->addWidget(tree_, 1);
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        tree_model_->setText(text);
        if (!text.trimmed().isEmpty()) tree_->expandAll();
    });
    connect(tree_, &QTreeView::clicked, this, [this](const QModelIndex& i) {
        if (tree_model_->family(i) != nullptr) tree_->setExpanded(i, !tree_->isExpanded(i));
    });
    connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& i) {
        if (const auto* c = tree_model_->control(i)) showControl(c);
    });
    connect(tree_model_, &QAbstractItemModel::modelReset, this, [this] { showControl(nullptr); });
    return side;
}

QWidget* CompliancePage::buildTop() {
    auto* top = new QWidget(this);
    top->setFixedHeight(px(184));
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(metric::k_gap));
    coverage_ = new Panel(tr("Coverage"), top);
    auto* inside = new QHBoxLayout;
    donut_ = new Donut(coverage_);
    donut_->setFixedSize(px(124), px(124));
    inside->addWidget(donut_);
    inside->addSpacing(px(14));
    legend_ = new QVBoxLayout;
    legend_->setSpacing(px(4));
    inside->addLayout(legend_, 1);
    coverage_->body()->addLayout(inside);
    trend_ = new Panel(tr("Trend"), top);
    trend_->setSubtitle(tr("controls by status, month end"));
    trend_chart_ = new ChartWidget(trend_);
    trend_chart_->setSelectable(false);
    trend_->body()->addWidget(trend_chart_, 1);
    stale_ = new Panel(tr("Evidence to renew"), top);
    stale_rows_ = new QVBoxLayout;
    stale_rows_->setSpacing(px(6));
    stale_->body()->addLayout(stale_rows_);
    stale_->body()->addStretch(1);
    row->addWidget(coverage_, 33);
    row->addWidget(trend_, 36);
    row->addWidget(stale_, 26);
    return top;
}

void CompliancePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool narrow = width() < px(1180);
    if (std::exchange(narrow_, narrow) != narrow && view_) showStale();
    side_->setFixedWidth(px(narrow ? k_narrow_tree_width : k_tree_width));
    control_since_->setVisible(!narrow);
    const int donut = px(narrow ? 92 : 124); // the words beside it need their room
    donut_->setFixedSize(donut, donut);
}

void CompliancePage::open(const QString& query) {
    for (const QString& part : query.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (const int i = frameworks_->findData(part); i >= 0) {
            framework_ = part;
            frameworks_->setCurrentIndex(i);
        } else {
            control_ = part; // "NIST 800-53r5 SI-2": the last word is the control
        }
    }
    refresh();
}

QString CompliancePage::query() const {
    return control_.isEmpty() ? framework_ : framework_ + QLatin1Char(' ') + control_;
}

void CompliancePage::refresh() {
    if (!app_.workspace()) return;
    const Time as_of = app_.range().to;
    app_.jobs().ask(
        ticket_, this,
        [ws = app_.workspace(), id = ss(framework_), as_of](const std::stop_token& stop) {
            return views::compliance(*ws, id, as_of, stop);
        },
        [this](Result<views::ComplianceView> answer) {
            if (answer)
                show(std::make_shared<views::ComplianceView>(std::move(*answer)));
            else if (answer.error().code != Errc::cancelled)
                app_.showError(qs(answer.error().what), qs(answer.error().help));
        });
}

void CompliancePage::show(std::shared_ptr<const views::ComplianceView> view) {
    const QString wanted = control_;
    view_ = std::move(view);
    framework_note_->setText(tr("Status at %1, from findings and telemetry").arg(app_.timeText(view_->as_of)));
    tree_model_->setView(view_);
    showCoverage();
    showStale();
    trend_chart_->setSpec(view_->trend);
    QModelIndex index = tree_model_->indexOf(wanted);
    // Without a choice: the first that is not met, as that is what one comes for.
    for (std::size_t i = 0; !index.isValid() && i < view_->controls.size(); ++i) {
        if (view_->controls[i].status == ControlStatus::not_satisfied)
            index = tree_model_->indexOf(qs(view_->controls[i].id));
    }
    if (!index.isValid() && !view_->controls.empty()) index = tree_model_->indexOf(qs(view_->controls.front().id));
    if (!index.isValid()) return;
    tree_->expand(index.parent());
    tree_->setCurrentIndex(index);
    tree_->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void CompliancePage::showCoverage() {
    while (QLayoutItem* item = legend_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    std::vector<Share> shares;
    std::int64_t applicable = 0;
    legend_->addStretch(1);
    for (const ControlStatus s : {ControlStatus::satisfied, ControlStatus::partial, ControlStatus::not_satisfied,
                                  ControlStatus::not_assessed}) {
        const auto n = view_->counts[static_cast<std::size_t>(s)];
        applicable += n;
        shares.push_back({static_cast<double>(n),
                          tone(s == ControlStatus::not_assessed ? Tone::line_strong : tone_of(status_of(s))), word(s)});
        auto* line = new QWidget(coverage_);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        auto* name = new StatusLabel(status_of(s), word(s), line);
        name->setMinimumWidth(name->sizeHint().width());
        row->addWidget(name);
        row->addStretch(1);
        row->addWidget(new PlainLabel(number_text(n), Type::small_strong, Tone::text, line));
        legend_->addWidget(line);
    }
    legend_->addStretch(1);
    const double met = static_cast<double>(view_->counts[static_cast<std::size_t>(ControlStatus::satisfied)]);
    donut_->setShares(std::move(shares));
    donut_->setCentre(applicable == 0 ? unknown_text() : percent_text(met / static_cast<double>(applicable)),
                      tr("met"));
    coverage_->setSubtitle(tr("%n controls", nullptr, static_cast<int>(view_->framework.controls)));
}

// The age stays in sight however long the name is.
QWidget* CompliancePage::staleRow(const views::ControlCheck& check, bool whole) {
    auto* line = new QWidget(stale_);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(8));
    const bool over = check.freshness == views::EvidenceFreshness::expired;
    row->addWidget(new StatusLabel(over ? Status::not_met : Status::partly, {}, line));
    if (whole) {
        auto* title = new PlainLabel(qs(check.title), Type::small, Tone::text, line);
        title->setWordWrap(true);
        row->addWidget(title, 1);
    } else {
        row->addWidget(new ElidedLabel(qs(check.title), Type::small, Tone::text, line), 1);
    }
    row->addWidget(new PlainLabel(check.as_of ? tr("of %1").arg(app_.dayText(*check.as_of)) : QString(), Type::small,
                                  Tone::text2, line));
    return line;
}

void CompliancePage::showStale() {
    while (QLayoutItem* item = stale_rows_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    QSet<QString> seen;
    std::vector<const views::ControlCheck*> rows;
    for (const views::ControlRow& c : view_->controls) {
        for (const views::ControlCheck& check : c.checks) {
            const bool late = check.freshness == views::EvidenceFreshness::expired ||
                              check.freshness == views::EvidenceFreshness::due;
            if (!late || seen.contains(qs(check.rule)) || seen.size() >= 5) continue;
            seen.insert(qs(check.rule));
            rows.push_back(&check);
        }
    }
    for (const views::ControlCheck* check : rows)
        stale_rows_->addWidget(staleRow(*check, !narrow_ && rows.size() <= k_whole_rows));
    if (seen.isEmpty())
        stale_rows_->addWidget(new PlainLabel(tr("All evidence is within its age"), Type::small, Tone::text2, stale_));
}

void CompliancePage::export_list() {
    if (!view_) return;
    ask_save_file(this, tr("Export the controls"), QStringLiteral("controls.csv"), tr("CSV (*.csv)"),
                  [this](const QString& path) {
                      write_text(app_, export_ticket_, this, path, [view = view_] { return controls_csv(*view); });
                  });
}

} // namespace parapet::ui

namespace parapet {
extern const PageInfo k_compliance_page;
const PageInfo k_compliance_page{
    "compliance", QT_TRANSLATE_NOOP("Pages", "Compliance"), "compliance", 60,
    [](ui::AppContext& app, QWidget* parent) -> ui::Page* { return new ui::CompliancePage(app, parent); }};
} // namespace parapet

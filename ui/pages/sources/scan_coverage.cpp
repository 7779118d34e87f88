// "Scan coverage": assets by kinds of scan. Never scanned, scan failed and scanned clean have a shape and a word each.

#include "ui/pages/sources/sources_page.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace parapet::ui {

namespace {

using views::CoverageState;

QString short_title(ScanKind kind) {
    switch (kind) {
    case ScanKind::image:
        return SourcesPage::tr("Image");
    case ScanKind::dependencies:
        return SourcesPage::tr("Depend.");
    case ScanKind::code:
        return SourcesPage::tr("Code");
    case ScanKind::secrets:
        return SourcesPage::tr("Secrets");
    case ScanKind::dynamic:
        return SourcesPage::tr("Web");
    case ScanKind::configuration:
        return SourcesPage::tr("Config.");
    case ScanKind::network:
        return SourcesPage::tr("Network");
    case ScanKind::other:
        break;
    }
    return SourcesPage::tr("Other");
}

QString state_words(CoverageState state) {
    switch (state) {
    case CoverageState::never_scanned:
        return SourcesPage::tr("never scanned");
    case CoverageState::scan_failed:
        return SourcesPage::tr("scan failed");
    case CoverageState::partly:
        return SourcesPage::tr("scanned in part");
    case CoverageState::clean:
        return SourcesPage::tr("scanned clean");
    case CoverageState::findings:
        return SourcesPage::tr("scanned, with findings");
    case CoverageState::not_expected:
        break;
    }
    return SourcesPage::tr("not scanned for this");
}

// One word beside the shape.
QString cell_text(const views::CoverageCell& cell) {
    switch (cell.state) {
    case CoverageState::never_scanned:
        return SourcesPage::tr("never");
    case CoverageState::scan_failed:
        return SourcesPage::tr("failed");
    case CoverageState::partly:
        return SourcesPage::tr("part");
    case CoverageState::clean:
        return SourcesPage::tr("clean");
    case CoverageState::findings:
        return number_text(cell.reported);
    case CoverageState::not_expected:
        break;
    }
    return {};
}

QVariant cell_status(CoverageState state) {
    switch (state) {
    case CoverageState::never_scanned:
        return static_cast<int>(Status::not_assessed);
    case CoverageState::scan_failed:
        return static_cast<int>(Status::not_met);
    case CoverageState::partly:
        return static_cast<int>(Status::partly);
    case CoverageState::clean:
        return static_cast<int>(Status::met);
    case CoverageState::findings:
    case CoverageState::not_expected:
        break;
    }
    return {};
}

QString scope_line(const views::ScanScope& scope, const AppContext& app) {
    QStringList parts{QStringLiteral("%1: %2").arg(shown(scope.tool), state_words(scope.state))};
    if (!scope.branch.empty()) parts << SourcesPage::tr("branch %1").arg(shown(scope.branch));
    if (!scope.policy.empty()) parts << SourcesPage::tr("policy %1").arg(shown(scope.policy));
    if (!scope.digest.empty()) parts << shown(scope.digest.substr(0, 19));
    if (scope.failed_at && scope.state == CoverageState::scan_failed)
        parts << SourcesPage::tr("failed %1").arg(app.timeText(*scope.failed_at));
    parts << (scope.complete_at ? SourcesPage::tr("complete %1").arg(app.timeText(*scope.complete_at))
                                : SourcesPage::tr("never complete"));
    return parts.join(QStringLiteral(", "));
}

QVariant cell(const views::CoverageRow& row, ScanKind kind, int role, const AppContext& app) {
    const views::CoverageCell& c = row.cells[static_cast<std::size_t>(kind)];
    const bool loud = c.state == CoverageState::scan_failed || c.state == CoverageState::findings;
    switch (role) {
    case Qt::DisplayRole:
        return cell_text(c);
    case StatusRole:
        return cell_status(c.state);
    case ToneRole:
        return static_cast<int>(c.state == CoverageState::scan_failed ? Tone::fail : loud ? Tone::text : Tone::text2);
    case StrongRole:
        return loud;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        QStringList lines{QStringLiteral("%1: %2").arg(qs(title_of(kind)), state_words(c.state))};
        for (const views::ScanScope& scope : c.scopes)
            lines << scope_line(scope, app);
        return lines.join(QLatin1Char('\n'));
    }
    default:
        return {};
    }
}

} // namespace

QWidget* SourcesPage::buildScanCoverage(QWidget* parent) {
    using Row = views::CoverageRow;
    std::vector<ListModel<Row>::ColumnSpec> columns{{tr("Asset"), [](const Row& r, int role) -> QVariant {
                                                         if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
                                                             return {};
                                                         return r.asset.empty() ? tr("not named") : shown(r.asset);
                                                     }}};
    QList<Column> widths{{"asset", 100, true, false}};
    for (std::size_t k = 0; k < k_scan_kind_count; ++k) {
        const auto kind = static_cast<ScanKind>(k);
        columns.push_back({short_title(kind),
                           [this, kind](const Row& r, int role) -> QVariant { return cell(r, kind, role, app_); }});
        widths.push_back({qs(name_of(kind)), 70, false, false});
    }
    scans_model_ = new ListModel<Row>(std::move(columns), this);
    auto* page = new QWidget(parent);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    scans_ = new DataTable(page);
    scans_->setAccessibleName(tr("Scan coverage"));
    scans_->setModel(scans_model_);
    scans_->setColumns(widths, QStringLiteral("scan-coverage"));
    scans_->setCell(0, new TextDelegate(scans_));
    for (int k = 0; k < static_cast<int>(k_scan_kind_count); ++k)
        scans_->setCell(k + 1, new StatusDelegate(scans_));
    scans_->setEmptyText(tr("No scan was imported"), tr("What was never scanned is not clean"));
    connect(scans_, &DataTable::rowOpened, this, [this](int row) { openScan(row, scans_->currentIndex().column()); });
    connect(scans_, &QTableView::clicked, this,
            [this](const QModelIndex& index) { openScan(index.row(), index.column()); });
    column->addWidget(scans_, 1);
    auto* legend = new QHBoxLayout;
    legend->setContentsMargins(px(12), px(4), px(12), px(6));
    legend->setSpacing(px(12));
    for (const auto& [state, slot] : {std::pair(Status::met, 0), std::pair(Status::partly, 1),
                                      std::pair(Status::not_met, 2), std::pair(Status::not_assessed, 3)}) {
        scan_counts_[static_cast<std::size_t>(slot)] = new StatusLabel(state, {}, page, Type::caption);
        legend->addWidget(scan_counts_[static_cast<std::size_t>(slot)]);
    }
    legend->addStretch(1);
    column->addLayout(legend);
    return page;
}

void SourcesPage::showScans(views::ScanCoverage coverage) {
    const auto count = [&](CoverageState state) {
        return number_text(coverage.counts[static_cast<std::size_t>(state)]);
    };
    scan_counts_[0]->setStatus(Status::met, tr("%1 clean").arg(count(CoverageState::clean)));
    scan_counts_[1]->setStatus(Status::partly, tr("%1 in part").arg(count(CoverageState::partly)));
    scan_counts_[2]->setStatus(Status::not_met, tr("%1 failed").arg(count(CoverageState::scan_failed)));
    scan_counts_[3]->setStatus(Status::not_assessed, tr("%1 never scanned").arg(count(CoverageState::never_scanned)));
    for (std::size_t k = 0; k < k_scan_kind_count; ++k)
        scans_->setColumnHidden(static_cast<int>(k) + 1, !coverage.kinds[k]);
    scans_model_->setRows(std::move(coverage.rows));
}

// What it found is on the Findings page; a scan that failed or found nothing is an import; what was never scanned is
// neither.
void SourcesPage::openScan(int row, int column) {
    const auto* r = scans_model_->rowAt(row);
    if (r == nullptr || column < 1) return;
    const views::CoverageCell& c = r->cells[static_cast<std::size_t>(column - 1)];
    if (c.state == CoverageState::findings)
        return app_.navigate(QStringLiteral("findings"),
                             QStringLiteral("asset:\"%1\" status:open,triaged,in_progress").arg(qs(r->asset)));
    const auto worst = std::find_if(c.scopes.begin(), c.scopes.end(),
                                    [&](const views::ScanScope& scope) { return scope.state == c.state; });
    if (worst == c.scopes.end()) return;
    app_.jobs().ask(
        detail_ticket_, this,
        [ws = app_.workspace(), id = worst->import](const std::stop_token& stop) {
            return views::import_detail(*ws, id, stop);
        },
        [this](const Result<views::ImportDetail>& answer) {
            if (answer) showDetail(*answer);
        });
}

void SourcesPage::askScans() {
    app_.jobs().ask(
        scans_ticket_, this,
        [ws = app_.workspace()](const std::stop_token& stop) { return views::scan_coverage(*ws, stop); },
        [this](Result<views::ScanCoverage> answer) {
            if (answer) showScans(std::move(*answer));
        });
}

} // namespace parapet::ui

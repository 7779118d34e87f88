// Joining and splitting findings by hand, as the page offers it.

#include "ui/models/findings_model.h"
#include "ui/pages/findings/bulk_bar.h"
#include "ui/pages/findings/detail_pane.h"
#include "ui/pages/findings/findings_page.h"
#include "ui/pages/findings/regroup_step.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/data_table.h"

#include <algorithm>

namespace parapet::ui {

void FindingsPage::connectRegroup() {
    connect(regrouper_, &Regrouper::applied, this, [this](FindingId finding) {
        table_->clearSelection();
        detail_->showFinding(finding);
        refresh();
    });
    connect(detail_, &DetailPane::regroupRequested, this, [this](const views::Regroup& what) {
        if (what.kind == views::Regroup::Kind::split)
            regrouper_->askAndRegroup(this, tr("Split this sighting off"), what);
        else
            regrouper_->regroup(what);
    });
    connect(bulk_, &BulkBar::join, this, &FindingsPage::joinSelected);
}

// The current one, if it is selected, is the one that stays; else the first.
void FindingsPage::joinSelected() {
    const QList<int> rows = concerned();
    const FindingId current = model_->idAt(table_->currentIndex().row());
    model_->withFindingsOf(rows, [this, current](const std::vector<FindingId>& ids) {
        constexpr std::size_t k_most = 100; // more are no one weakness
        if (ids.size() < 2) return app_.toast(tr("Select two or more findings to join them"));
        if (ids.size() > k_most) return app_.toast(tr("At most %1 findings are joined at once").arg(k_most));
        const auto same = [&](FindingId id) { return id.value == current.value; };
        views::Regroup what;
        what.finding = std::any_of(ids.begin(), ids.end(), same) ? current : ids.front();
        for (const FindingId id : ids)
            if (id.value != what.finding.value) what.others.push_back(id);
        regrouper_->askAndRegroup(
            this, tr("Join %n findings into F-%1", nullptr, static_cast<int>(ids.size())).arg(what.finding.value),
            what);
    });
}

} // namespace parapet::ui

// What leaves the page: copies, files, a new issue in the tracker.

#include "core/views/export.h"
#include "core/views/issue_text.h"
#include "core/views/tracker_link.h"
#include "ui/models/findings_model.h"
#include "ui/pages/findings/findings_page.h"
#include "ui/shell/app_context.h"
#include "ui/shell/plurals.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QUrl>

namespace parapet::ui {

void FindingsPage::copyMarkdown() {
    QGuiApplication::clipboard()->setText(table_->asMarkdown());
    app_.toast(tr("Copied as Markdown"));
}

// For the tracker: the finding at hand as the text of an issue.
void FindingsPage::copyIssue() {
    const auto ws = app_.workspace();
    const FindingId id = model_->idAt(table_->currentIndex().row());
    if (!ws || !id) return;
    app_.jobs().ask(
        issue_ticket_, this, [ws, id](const std::stop_token& stop) { return views::finding_detail(*ws, id, stop); },
        [this](const Result<views::FindingDetail>& detail) {
            if (!detail) return app_.showError(qs(detail.error().what), qs(detail.error().help));
            QGuiApplication::clipboard()->setText(qs(views::issue_markdown(*detail)));
            app_.toast(tr("Issue text of F-%1 copied").arg(detail->row.id.value));
        });
}

// The tracker's own page with the issue filled in, in the browser: Parapet itself asks nothing of the network.
void FindingsPage::openTracker() {
    const auto ws = app_.workspace();
    const FindingId id = model_->idAt(table_->currentIndex().row());
    if (!ws || !id) return;
    app_.jobs().ask(
        issue_ticket_, this, [ws, id](const std::stop_token& stop) { return views::tracker_url_of(*ws, id, stop); },
        [this](const Result<std::string>& url) {
            if (!url) {
                app_.showError(qs(url.error().what), qs(url.error().help));
                if (url.error().code == Errc::not_found) app_.navigate(QStringLiteral("settings"));
                return;
            }
            if (!QDesktopServices::openUrl(QUrl::fromEncoded(QByteArray::fromStdString(*url))))
                app_.showError(tr("No browser could be opened"), tr("Use Copy as issue text instead"));
        });
}

void FindingsPage::export_list() {
    ask_save_file(this, tr("Export this list"), QStringLiteral("findings.csv"),
                  tr("CSV (*.csv);;Excel workbook (*.xlsx);;JSON lines (*.jsonl);;SARIF (*.sarif)"),
                  [this](const QString& path) { exportTo(path); });
}

void FindingsPage::exportTo(const QString& path) {
    const auto ws = app_.workspace();
    if (!ws) return;
    views::FindingsRequest request = model_->request();
    request.group = views::FindingGroup::none;
    app_.jobs().ask(
        export_ticket_, this,
        [ws, request, file = ss(path)](const std::stop_token& stop) {
            return views::export_findings(*ws, request, file, stop);
        },
        [this, path](const Result<std::int64_t>& answer) {
            if (answer)
                app_.toast(counted(tr("%n findings written to %1"), *answer).arg(path));
            else
                app_.showError(qs(answer.error().what), qs(answer.error().help));
        });
}

} // namespace parapet::ui

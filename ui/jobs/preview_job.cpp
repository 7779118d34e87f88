#include "ui/jobs/preview_job.h"

#include "core/jobs/priority.h"
#include "ui/jobs/on_gui.h"

#include <utility>

namespace parapet::ui {

struct PreviewJob::Found {
    std::shared_ptr<PreviewRows> rows = std::make_shared<PreviewRows>();
    std::vector<ImportOutcome> outcomes;
    std::optional<Error> error;
    bool cancelled = false;
};

PreviewJob::PreviewJob(std::shared_ptr<Workspace> workspace, QStringList paths, QObject* parent)
    : QObject(parent)
    , workspace_(std::move(workspace))
    , paths_(std::move(paths)) {}

PreviewJob::~PreviewJob() {
    stop_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void PreviewJob::start() {
    const QPointer<PreviewJob> self(this);
    job_ = std::make_shared<JobContext>(stop_.get_token(), [self](const Progress& progress) {
        on_gui(self, [progress](PreviewJob& there) {
            if (there.isOver()) return;
            there.progress_ = progress;
            emit there.changed();
        });
    });
    std::vector<std::string> paths;
    for (const QString& path : paths_)
        paths.push_back(path.toStdString());
    thread_ = std::jthread([self, job = job_, workspace = workspace_, paths = std::move(paths)] {
        give_way(); // to the window
        auto found = std::make_shared<Found>();
        ImportOptions options;
        options.preview = true;
        // The writer's thread adds rows, this one hears of outcomes; never both at once (core/ingest/import.h).
        options.on_preview = [rows = found->rows](const PreviewRow& row) { rows->add(row); };
        const auto note = [&found](const ImportOutcome& outcome) {
            if (outcome.status == ImportStatus::rejected) found->rows->drop_document();
            found->rows->next_document();
            found->outcomes.push_back(outcome);
            found->outcomes.back().warnings.clear();
        };
        Result<ImportSummary> summary = import_paths(*workspace, paths, options, *job, note);
        if (!summary)
            found->error = summary.error();
        else
            found->cancelled = summary->cancelled;
        on_gui(self, [found](PreviewJob& there) { there.end(*found); });
    });
}

void PreviewJob::cancel() {
    stop_.request_stop();
}

double PreviewJob::part() const {
    if (progress_.bytes_total == 0) return -1;
    return static_cast<double>(progress_.bytes_done) / static_cast<double>(progress_.bytes_total);
}

void PreviewJob::end(Found& found) {
    over_ = true;
    rows_ = std::move(found.rows);
    outcomes_ = std::move(found.outcomes);
    error_ = std::move(found.error);
    cancelled_ = found.cancelled;
    emit finished();
}

} // namespace parapet::ui

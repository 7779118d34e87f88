#include "ui/jobs/import_job.h"

#include "core/jobs/priority.h"
#include "ui/jobs/on_gui.h"

namespace parapet::ui {

namespace {

constexpr std::size_t k_most_rejected = 200;
constexpr qint64 k_settle_ms = 2000; // a guess before that is a wild one

} // namespace

ImportJob::ImportJob(std::shared_ptr<Workspace> workspace, QStringList paths, QObject* parent)
    : QObject(parent)
    , workspace_(std::move(workspace))
    , paths_(std::move(paths)) {}

ImportJob::~ImportJob() {
    stop_.request_stop();
    if (job_) job_->set_paused(false);
    if (thread_.joinable()) thread_.join();
}

void ImportJob::start() {
    clock_.start();
    const QPointer<ImportJob> self(this);
    job_ = std::make_shared<JobContext>(stop_.get_token(), [self](const Progress& progress) {
        on_gui(self, [progress](ImportJob& job) { job.report(progress); });
    });
    std::vector<std::string> paths;
    for (const QString& path : paths_) {
        paths.push_back(path.toStdString());
    }
    thread_ = std::jthread([self, job = job_, workspace = workspace_, paths = std::move(paths)] {
        give_way(); // to the window
        const auto note = [&self](const ImportOutcome& outcome) {
            on_gui(self, [outcome](ImportJob& there) { there.note(outcome); });
        };
        Result<ImportSummary> summary = import_paths(*workspace, paths, ImportOptions{}, *job, note);
        const Progress last = job->progress();
        on_gui(self, [summary = std::move(summary), last](ImportJob& there) {
            there.report(last);
            if (!summary) return there.end(State::failed, summary.error());
            there.end(summary->cancelled ? State::cancelled : State::done, std::nullopt);
        });
    });
}

void ImportJob::report(const Progress& progress) {
    if (isOver()) return;
    progress_ = progress;
    emit changed();
}

void ImportJob::note(const ImportOutcome& outcome) {
    ++documents_;
    imported_ += outcome.status == ImportStatus::imported ? 1 : 0;
    if (outcome.status == ImportStatus::rejected) {
        ++rejected_count_;
        if (rejected_.size() < k_most_rejected) rejected_.push_back(outcome);
    }
    emit changed();
}

void ImportJob::setPaused(bool paused) {
    if (isOver() || !job_) return;
    job_->set_paused(paused);
    state_ = paused ? State::paused : State::running;
    emit changed();
}

void ImportJob::cancel() {
    if (isOver()) return;
    stop_.request_stop();
    if (job_) job_->set_paused(false);
}

void ImportJob::end(State state, std::optional<Error> error) {
    state_ = state;
    error_ = std::move(error);
    emit changed();
    emit finished();
}

double ImportJob::part() const {
    if (progress_.bytes_total > 0) {
        return static_cast<double>(progress_.bytes_done) / static_cast<double>(progress_.bytes_total);
    }
    if (progress_.files_total > 0) {
        return static_cast<double>(progress_.files_done) / static_cast<double>(progress_.files_total);
    }
    return -1;
}

qint64 ImportJob::secondsLeft() const {
    const double done = part();
    if (state_ != State::running || done <= 0.02 || clock_.elapsed() < k_settle_ms) return -1;
    return static_cast<qint64>(static_cast<double>(clock_.elapsed()) / 1000.0 * (1 - done) / done);
}

} // namespace parapet::ui

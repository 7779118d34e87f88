#pragma once
// One import that runs on a thread of its own: the pool stays free for the pages' questions.

#include "core/ingest/import.h"

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace parapet::ui {

class ImportJob : public QObject {
    Q_OBJECT
public:
    enum class State : std::uint8_t { running, paused, done, cancelled, failed };

    ImportJob(std::shared_ptr<Workspace> workspace, QStringList paths, QObject* parent = nullptr);
    ~ImportJob() override; // cancels and waits: the writer undoes the current file

    void start();
    void setPaused(bool paused);
    void cancel();

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool isOver() const { return state_ != State::running && state_ != State::paused; }
    [[nodiscard]] const Progress& progress() const { return progress_; }
    [[nodiscard]] const std::vector<ImportOutcome>& rejected() const { return rejected_; } // at most 200 are kept
    [[nodiscard]] std::size_t rejectedCount() const { return rejected_count_; }
    [[nodiscard]] std::size_t documents() const { return documents_; }
    [[nodiscard]] std::size_t imported() const { return imported_; } // those that changed the workspace
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    [[nodiscard]] double part() const;        // 0..1; below 0: unknown
    [[nodiscard]] qint64 secondsLeft() const; // below 0: unknown
    [[nodiscard]] const QStringList& paths() const { return paths_; }

signals:
    void changed();
    void finished();

private:
    void report(const Progress& progress);
    void note(const ImportOutcome& outcome);
    void end(State state, std::optional<Error> error);

    std::shared_ptr<Workspace> workspace_;
    QStringList paths_;
    State state_ = State::running;
    Progress progress_;
    std::vector<ImportOutcome> rejected_;
    std::size_t documents_ = 0, rejected_count_ = 0, imported_ = 0;
    std::optional<Error> error_;
    QElapsedTimer clock_;
    std::stop_source stop_;
    std::shared_ptr<JobContext> job_; // shared with the thread; thread-safe
    std::jthread thread_;
};

} // namespace parapet::ui

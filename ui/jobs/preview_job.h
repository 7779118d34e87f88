#pragma once
// An import that is only tried, on a thread of its own.

#include "core/ingest/preview_rows.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace parapet::ui {

class PreviewJob : public QObject {
    Q_OBJECT
public:
    PreviewJob(std::shared_ptr<Workspace> workspace, QStringList paths, QObject* parent = nullptr);
    ~PreviewJob() override; // cancels and waits: the writer undoes the current file

    void start();
    void cancel();

    [[nodiscard]] const Progress& progress() const { return progress_; }
    [[nodiscard]] double part() const; // 0..1; below 0: unknown
    [[nodiscard]] const QStringList& paths() const { return paths_; }
    [[nodiscard]] bool isOver() const { return over_; }
    [[nodiscard]] bool cancelled() const { return cancelled_; }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    // When it is over:
    [[nodiscard]] const std::shared_ptr<PreviewRows>& rows() const { return rows_; }
    [[nodiscard]] const std::vector<ImportOutcome>& outcomes() const { return outcomes_; } // without warnings

signals:
    void changed();
    void finished();

private:
    struct Found;
    void end(Found& found);

    std::shared_ptr<Workspace> workspace_;
    QStringList paths_;
    Progress progress_;
    std::shared_ptr<PreviewRows> rows_;
    std::vector<ImportOutcome> outcomes_;
    std::optional<Error> error_;
    bool over_ = false, cancelled_ = false;
    std::stop_source stop_;
    std::shared_ptr<JobContext> job_; // shared with the thread; thread-safe
    std::jthread thread_;
};

} // namespace parapet::ui

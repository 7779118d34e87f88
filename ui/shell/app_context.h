#pragma once
// What every page may use: the workspace, the global range and filter, background questions, navigation, undo.
// Lives on the GUI thread; never blocks.

#include "core/store/workspace.h"
#include "core/views/findings.h"
#include "ui/jobs/errands.h"
#include "ui/jobs/job_bridge.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <QUndoStack>

#include <memory>
#include <optional>

namespace parapet::ui {

[[nodiscard]] Time end_of_day(const QDate& day); // its last second, UTC

class AppContext : public QObject {
    Q_OBJECT
public:
    explicit AppContext(QObject* parent = nullptr);
    ~AppContext() override;

    // --- workspace (null until one is open)
    [[nodiscard]] const std::shared_ptr<Workspace>& workspace() const { return workspace_; }
    void openWorkspace(const QString& path, bool read_only = false); // in the background; workspaceOpened or errorShown
    void setWorkspace(std::shared_ptr<Workspace> workspace);         // tests, snapshot
    [[nodiscard]] bool isSample() const { return info_.sample; }
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] bool isEmpty() const { return info_.imports == 0; } // nothing imported yet
    // Counts and size as last read in the background; for the status bar and the first-run page.
    [[nodiscard]] const WorkspaceInfo& info() const { return info_; }

    // --- global range, filter, zone
    [[nodiscard]] TimeRange range() const;    // resolved
    [[nodiscard]] QString rangeLabel() const; // "Last 7 days"
    [[nodiscard]] QString rangeText() const;  // what history and links keep: "7d", or "FROM..TO" in RFC 3339
    void setRange(const QString& text);       // "1h","24h","7d","28d","90d","12mo","all", or "FROM..TO"
    void setRange(TimeRange range);           // brushed or typed
    [[nodiscard]] QString globalFilter() const { return global_filter_; }
    void setGlobalFilter(const QString& filter);
    [[nodiscard]] bool utc() const { return utc_; }
    void setUtc(bool utc);
    [[nodiscard]] views::Scope scope(const QString& page_filter = {}) const; // ready for core/views
    [[nodiscard]] QDate today() const;                                       // of now(), UTC
    [[nodiscard]] Time now() const; // the workspace's clock: for a sample, the end of its 90 days

    // --- background questions: ui/jobs/job_bridge.h
    [[nodiscard]] JobBridge& jobs() { return *jobs_; }
    // --- changes of the workspace, one after another: ui/jobs/errands.h
    [[nodiscard]] Errands& errands() { return errands_; }

    // --- navigation, with history (Back restores page, query, range, filter)
    void navigate(const QString& page, const QString& query = {});

    // --- undo of decisions and edits (100 steps), toasts, errors
    [[nodiscard]] QUndoStack& undoStack() { return undo_; }
    void toast(const QString& text, bool with_undo = false);
    void showError(const QString& what, const QString& help); // one line at the top of the page, plain text
    void startImport(const QStringList& paths);               // with progress and cancel (mock-up 12b)
    void previewImport(const QStringList& paths);             // shows what would come of it, then imports or not
    void takeBackImport();                                    // the last one, in one step

    // Times for people, in the chosen zone: "18 Nov 2026 14:32 UTC"; age under 7 days: "48 min".
    [[nodiscard]] QString timeText(Time t, bool with_zone = true) const;
    [[nodiscard]] QString dayText(Time t) const;             // "18 Nov"; "18 Nov 2025" in another year than now's
    [[nodiscard]] QString clockText(Time t) const;           // "18 Nov 14:32:07"
    [[nodiscard]] QString zoned(const QString& title) const; // "At UTC", for the header of a column of times
    [[nodiscard]] QString ageText(Time t) const;             // "48 min", "6 d", else the date
    [[nodiscard]] QString userName() const;                  // who decides: the account's full name or login

signals:
    void workspaceOpened();
    void infoChanged(); // counts, size
    void dataChanged(); // after a commit; at most once per frame, and not while answers to the last one are still due
    void rangeChanged();
    void globalFilterChanged();
    void zoneChanged();
    void scopeChanged(); // any of the three above
    void navigationRequested(const QString& page, const QString& query);
    void toastRequested(const QString& text, bool with_undo);
    void errorRaised(const QString& what, const QString& help);
    void importRequested(const QStringList& paths);
    void previewRequested(const QStringList& paths);
    void takeBackRequested();

private:
    void adopt(std::shared_ptr<Workspace> workspace);
    void readInfo(bool opened);
    void committed(); // GUI thread
    void announceChange();
    void expireDecisions();

    std::shared_ptr<Workspace> workspace_;
    std::unique_ptr<JobBridge> jobs_;
    Errands errands_;
    WorkspaceInfo info_;
    std::optional<Time> sample_now_;
    QUndoStack undo_;
    QString global_filter_;
    QString preset_ = QStringLiteral("7d");
    TimeRange fixed_range_{};
    QString user_name_;
    Ticket open_ticket_, info_ticket_;
    QTimer change_timer_, expiry_timer_;
    QElapsedTimer since_change_;
    std::int64_t subscription_ = 0;
    bool utc_ = true;
};

} // namespace parapet::ui

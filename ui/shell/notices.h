#pragma once
// What happened that a person should know: a source that stopped, files that could not be read, an error. Never
// success.

#include "core/base/time.h"
#include "ui/jobs/job_bridge.h"
#include "ui/widgets/popup.h"

#include <QList>
#include <QObject>
#include <QString>

#include <set>

namespace parapet::ui {

class AppContext;
class ImportJob;
class JobList;

struct Notice {
    QString group; // "Sources", "Imports", "Window"
    QString icon;
    QString title, detail;
    QString page, query; // where it leads; may be empty
    Time at{};
    bool bad = false;
    bool read = false;
    QString key; // the same thing twice is one notice
};

class Notices : public QObject {
    Q_OBJECT
public:
    Notices(AppContext& app, JobList& jobs, QObject* parent = nullptr);
    [[nodiscard]] const QList<Notice>& all() const { return notices_; } // newest first
    [[nodiscard]] bool anyUnread() const;
    void markRead();
    void clear();
    // "Less of this": no more of the group until the program ends.
    void mute(const QString& group);

signals:
    void changed();

private:
    void add(Notice notice);
    void askSources();
    void importEnded(const ImportJob& job);
    AppContext& app_;
    QList<Notice> notices_;
    std::set<QString> muted_;
    Ticket ticket_;
};

class NoticePopup : public Popup {
    Q_OBJECT
public:
    NoticePopup(Notices& notices, AppContext& app, QWidget* anchor);
};

} // namespace parapet::ui

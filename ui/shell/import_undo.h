#pragma once
// The step back after an import: a toast with Undo, a step of Edit > Undo, and "Take back the last import".

#include "ui/jobs/job_bridge.h"

#include <QObject>
#include <QStringList>

namespace parapet::ui {

class AppContext;
class ImportJob;

class ImportUndo : public QObject {
    Q_OBJECT
public:
    explicit ImportUndo(AppContext& app, QObject* parent = nullptr);
    void offer(const ImportJob& job); // when it has ended
    void takeBack();
    void again(const QStringList& paths); // Redo

signals:
    void over(); // taken back, or refused

private:
    AppContext& app_;
    Ticket ticket_;
    bool running_ = false, redoing_ = false;
};

} // namespace parapet::ui

#pragma once

#include <QObject>

namespace parapet::ui {

// SIGTERM, SIGINT and SIGHUP (a session that ends) close the window as a person would: jobs are cancelled cleanly and
// the geometry is kept. One at a time in a process; the signals are as before when it is gone.
class QuitSignals : public QObject {
    Q_OBJECT
public:
    explicit QuitSignals(QObject* parent = nullptr);
    ~QuitSignals() override;
};

} // namespace parapet::ui

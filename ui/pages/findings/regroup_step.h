#pragma once
// Joining and splitting by hand as steps of the undo stack, beside decisions (ui/pages/findings/decide.h).

#include "core/views/regroup.h"
#include "ui/jobs/job_bridge.h"

#include <QObject>
#include <QUndoCommand>

#include <functional>
#include <memory>
#include <vector>

namespace parapet::ui {

class AppContext;

// Applies it, says so in a toast with Undo, and puts it on the undo stack once it is applied.
class Regrouper : public QObject {
    Q_OBJECT
public:
    explicit Regrouper(AppContext& app, QObject* parent = nullptr);
    void regroup(views::Regroup what);
    // Asks for the reason first.
    void askAndRegroup(QWidget* anchor, const QString& title, views::Regroup what);

signals:
    void applied(FindingId finding); // the whole, or what was split off

private:
    friend class RegroupStep;
    void apply(const views::Regroup& what, const std::function<void(views::Regrouped)>& then);
    [[nodiscard]] static QString said(const views::Regroup& what, const views::Regrouped& done);
    AppContext& app_;
    std::vector<std::shared_ptr<Ticket>> running_;
};

} // namespace parapet::ui

#pragma once
// Joining and splitting by hand as steps of the undo stack, beside decisions (ui/pages/findings/decide.h).

#include "core/views/regroup.h"

#include <QObject>
#include <QUndoCommand>

#include <functional>
#include <memory>

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
    // What it holds when the changes before it are made.
    void apply(const std::shared_ptr<const views::Regroup>& what, const std::function<void(views::Regrouped)>& then);
    [[nodiscard]] static QString said(const views::Regroup& what, const views::Regrouped& done);
    AppContext& app_;
};

} // namespace parapet::ui

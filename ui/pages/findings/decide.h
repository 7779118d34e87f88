#pragma once
// Decisions as steps of the undo stack: applied in the background, taken back by applying the inverse that core gave.

#include "core/views/findings.h"

#include <QObject>
#include <QUndoCommand>

#include <functional>
#include <memory>
#include <vector>

namespace parapet::ui {

class AppContext;

// Applies a decision, says so in a toast with Undo, and puts it on the undo stack once it is applied.
class Decider : public QObject {
    Q_OBJECT
public:
    explicit Decider(AppContext& app, QObject* parent = nullptr);
    void decide(const views::Decision& decision, const QString& said); // "3 set to Triaged"

signals:
    void applied();

private:
    friend class DecisionStep;
    // What `decisions` hold when those before them are applied.
    void apply(const std::shared_ptr<const std::vector<views::Decision>>& decisions,
               const std::function<void(std::vector<views::Decision> inverse)>& then);
    AppContext& app_;
};

} // namespace parapet::ui

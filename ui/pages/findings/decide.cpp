#include "ui/pages/findings/decide.h"

#include "ui/shell/app_context.h"
#include "ui/widgets/text.h"

#include <QPointer>

namespace parapet::ui {

namespace {

using Decisions = std::vector<views::Decision>;

Result<Decisions> apply_all(Workspace& workspace, const Decisions& decisions) {
    Decisions inverse;
    for (const views::Decision& decision : decisions) {
        auto applied = views::apply_decision(workspace, decision);
        if (!applied) return fail(applied.error());
        // Later steps are taken back first.
        inverse.insert(inverse.begin(), applied->inverse.begin(), applied->inverse.end());
    }
    return inverse;
}

} // namespace

// The first redo() is the one that QUndoStack::push calls: the work is done by then.
class DecisionStep : public QUndoCommand {
public:
    DecisionStep(Decider* decider, const QString& text, Decisions redo, Decisions undo)
        : QUndoCommand(text)
        , decider_(decider)
        , redo_(std::make_shared<Decisions>(std::move(redo)))
        , undo_(std::make_shared<Decisions>(std::move(undo))) {}
    void redo() override {
        if (first_)
            first_ = false;
        else
            run(redo_, undo_);
    }
    void undo() override { run(undo_, redo_); }

private:
    void run(const std::shared_ptr<Decisions>& what, const std::shared_ptr<Decisions>& back) {
        if (!decider_) return;
        decider_->apply(what, [back](Decisions inverse) { *back = std::move(inverse); });
    }
    QPointer<Decider> decider_;
    std::shared_ptr<Decisions> redo_, undo_;
    bool first_ = true;
};

Decider::Decider(AppContext& app, QObject* parent)
    : QObject(parent)
    , app_(app) {}

void Decider::apply(const std::shared_ptr<const Decisions>& decisions, const std::function<void(Decisions)>& then) {
    const auto workspace = app_.workspace();
    if (!workspace) return;
    app_.errands().add(
        this,
        [workspace, decisions] {
            return [workspace, now = *decisions](const std::stop_token&) { return apply_all(*workspace, now); };
        },
        [this, then](Result<Decisions> answer) {
            if (!answer) return app_.showError(qs(answer.error().what), qs(answer.error().help));
            then(std::move(*answer));
            emit applied();
        });
}

void Decider::decide(const views::Decision& decision, const QString& said) {
    if (app_.isReadOnly()) {
        app_.showError(tr("The workspace is open for reading only"), tr("Open it for writing to decide"));
        return;
    }
    apply(std::make_shared<Decisions>(Decisions{decision}), [this, decision, said](Decisions inverse) {
        app_.undoStack().push(new DecisionStep(this, said, {decision}, std::move(inverse)));
        app_.toast(said, true);
    });
}

} // namespace parapet::ui

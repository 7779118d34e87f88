#include "ui/pages/findings/regroup_step.h"

#include "ui/shell/app_context.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/text.h"

#include <QPointer>

namespace parapet::ui {

// The first redo() is the one that QUndoStack::push calls: the work is done by then. Each way leads to the inverse that
// core gave for it.
class RegroupStep : public QUndoCommand {
public:
    RegroupStep(Regrouper* regrouper, const QString& text, views::Regroup inverse)
        : QUndoCommand(text)
        , regrouper_(regrouper)
        , next_(std::make_shared<views::Regroup>(std::move(inverse))) {}
    void redo() override {
        if (first_)
            first_ = false;
        else
            run();
    }
    void undo() override { run(); }

private:
    void run() {
        if (!regrouper_) return;
        regrouper_->apply(next_, [next = next_](views::Regrouped done) { *next = std::move(done.inverse); });
    }
    QPointer<Regrouper> regrouper_;
    std::shared_ptr<views::Regroup> next_;
    bool first_ = true;
};

Regrouper::Regrouper(AppContext& app, QObject* parent)
    : QObject(parent)
    , app_(app) {}

void Regrouper::apply(const std::shared_ptr<const views::Regroup>& what,
                      const std::function<void(views::Regrouped)>& then) {
    const auto workspace = app_.workspace();
    if (!workspace) return;
    app_.errands().add(
        this,
        [workspace, what] {
            return [workspace, now = *what](const std::stop_token&) { return views::apply_regroup(*workspace, now); };
        },
        [this, then](Result<views::Regrouped> answer) {
            if (!answer) return app_.showError(qs(answer.error().what), qs(answer.error().help));
            const FindingId finding = answer->finding;
            then(std::move(*answer));
            emit applied(finding);
        });
}

QString Regrouper::said(const views::Regroup& what, const views::Regrouped& done) {
    switch (what.kind) {
    case views::Regroup::Kind::join:
        return tr("%n joined with F-%1", nullptr, static_cast<int>(what.others.size())).arg(done.finding.value);
    case views::Regroup::Kind::split:
        return tr("F-%1 split off F-%2").arg(done.finding.value).arg(what.finding.value);
    case views::Regroup::Kind::unjoin:
    case views::Regroup::Kind::unsplit:
        break;
    }
    return tr("Taken apart: F-%1").arg(done.finding.value);
}

void Regrouper::regroup(views::Regroup what) {
    if (app_.isReadOnly()) {
        app_.showError(tr("The workspace is open for reading only"), tr("Open it for writing to join or split"));
        return;
    }
    what.who = ss(app_.userName());
    apply(std::make_shared<views::Regroup>(what), [this, what](views::Regrouped done) {
        const QString text = said(what, done);
        app_.undoStack().push(new RegroupStep(this, text, std::move(done.inverse)));
        app_.toast(text, true);
    });
}

void Regrouper::askAndRegroup(QWidget* anchor, const QString& title, views::Regroup what) {
    ask_text(anchor, title, tr("Reason; it holds for every later import"),
             [this, what = std::move(what)](const QString& reason) {
                 views::Regroup with_reason = what;
                 with_reason.reason = ss(reason.trimmed());
                 regroup(std::move(with_reason));
             });
}

} // namespace parapet::ui

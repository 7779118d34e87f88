#include "ui/shell/import_undo.h"

#include "core/views/import_undo.h"
#include "ui/jobs/import_job.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/text.h"

#include <QPointer>
#include <QUndoCommand>

namespace parapet::ui {

namespace {

class ImportStep : public QUndoCommand {
public:
    ImportStep(ImportUndo* owner, const QString& text, QStringList paths)
        : QUndoCommand(text)
        , owner_(owner)
        , paths_(std::move(paths)) {}
    void undo() override {
        if (owner_) owner_->takeBack();
    }
    void redo() override {
        if (first_)
            first_ = false; // it is done
        else if (owner_)
            owner_->again(paths_);
    }

private:
    QPointer<ImportUndo> owner_;
    QStringList paths_;
    bool first_ = true;
};

QString words_of(std::int64_t added, std::int64_t reopened, std::int64_t gone, std::int64_t events) {
    QStringList parts;
    const auto add = [&](std::int64_t n, const QString& what) {
        if (n > 0) parts << number_text(n) + QLatin1Char(' ') + what;
    };
    add(added, ImportUndo::tr("new"));
    add(reopened, ImportUndo::tr("reopened"));
    add(gone, ImportUndo::tr("closed"));
    add(events, ImportUndo::tr("events"));
    return parts.isEmpty() ? ImportUndo::tr("nothing new") : parts.join(QStringLiteral(", "));
}

} // namespace

ImportUndo::ImportUndo(AppContext& app, QObject* parent)
    : QObject(parent)
    , app_(app) {
    connect(&app, &AppContext::takeBackRequested, this, &ImportUndo::takeBack);
}

void ImportUndo::offer(const ImportJob& job) {
    if (job.imported() == 0) return;
    const Progress& p = job.progress();
    const QString brought = words_of(
        static_cast<std::int64_t>(p.findings_new), static_cast<std::int64_t>(p.findings_reopened),
        static_cast<std::int64_t>(p.findings_gone), static_cast<std::int64_t>(p.events_stored + p.events_counted));
    const QString said = tr("%n files imported: %1", nullptr, static_cast<int>(job.imported())).arg(brought);
    if (!redoing_)
        app_.undoStack().push(
            new ImportStep(this, tr("import of %n files", nullptr, static_cast<int>(job.imported())), job.paths()));
    redoing_ = false;
    app_.toast(said, true);
}

void ImportUndo::again(const QStringList& paths) {
    redoing_ = true;
    app_.startImport(paths);
}

void ImportUndo::takeBack() {
    const auto workspace = app_.workspace();
    if (!workspace || running_) return;
    if (app_.isReadOnly())
        return app_.showError(tr("The workspace is open for reading only"),
                              tr("Open it for writing to take an import back"));
    running_ = true;
    app_.jobs().ask(
        ticket_, this,
        [workspace, who = ss(app_.userName())](const std::stop_token& stop) {
            JobContext job(stop);
            return views::undo_import_run(*workspace, who, job);
        },
        [this](const Result<views::ImportRun>& answer) {
            running_ = false;
            if (answer) {
                const QString words =
                    words_of(answer->findings_new, answer->findings_reopened, answer->findings_gone, answer->events);
                app_.toast(tr("Import taken back: %1").arg(words));
            } else if (answer.error().code != Errc::cancelled)
                app_.showError(qs(answer.error().what), qs(answer.error().help));
            emit over();
        },
        4);
}

} // namespace parapet::ui

#include "ui/shell/write_text.h"

#include "core/base/whole_file.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/text.h"

#include <QCoreApplication>

namespace parapet::ui {

void write_text(AppContext& app, Ticket& ticket, QObject* receiver, const QString& path,
                const std::function<std::string()>& text) {
    app.jobs().ask(
        ticket, receiver,
        [file = ss(path), text](const std::stop_token&) {
            return write_whole_file(file, [&](const ByteSink& out) { return out(text()); });
        },
        [&app, path](const Result<void>& written) {
            if (written)
                app.toast(QCoreApplication::translate("WriteText", "Written to %1").arg(path));
            else
                app.showError(QCoreApplication::translate("WriteText", "%1 cannot be written").arg(path),
                              QCoreApplication::translate("WriteText", "Choose another folder"));
        });
}

} // namespace parapet::ui

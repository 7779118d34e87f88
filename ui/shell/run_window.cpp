#include "ui/shell/run_window.h"

#include "core/store/workspace.h"
#include "ui/shell/app_context.h"
#include "ui/shell/deep_link.h"
#include "ui/shell/frame_log.h"
#include "ui/shell/look.h"
#include "ui/shell/main_window.h"
#include "ui/shell/plurals.h"
#include "ui/shell/quit_signals.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/text.h"

#include <QApplication>

#include <cstdio>
#include <cstdlib>

namespace parapet {

namespace {

// Qt aborts when it finds none.
bool has_window_system() {
#if defined(Q_OS_LINUX)
    const auto set = [](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr && *value != '\0';
    };
    return set("DISPLAY") || set("WAYLAND_DISPLAY") || set("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

// What the call asked for once the workspace is there.
void go_on(ui::AppContext& context, ui::MainWindow& window, const WindowCall& call) {
    if (!call.link.empty())
        if (const auto place = ui::from_link(ui::qs(call.link))) window.go(*place);
    QStringList paths;
    for (const std::string& path : call.imports)
        paths << QString::fromLocal8Bit(path.c_str());
    if (!paths.isEmpty()) context.startImport(paths);
}

} // namespace

int run_window(int argc, char** argv, const WindowCall& call) {
    if (!has_window_system()) {
        std::fputs("parapet: there is no window system here; name a sub-command, see parapet --help\n", stderr);
        return 2;
    }
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Parapet"));
    QApplication::setApplicationVersion(QStringLiteral(PARAPET_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("parapet"));
    ui::install_plurals();
    ui::load_look();
    ui::theme().install(app);
    ui::install_focus_ring(app);
    QApplication::setWindowIcon(ui::icon(QStringLiteral("app")));

    const ui::QuitSignals quit_signals;
    const auto frame_log = ui::FrameLog::fromEnvironment();
    ui::AppContext context;
    ui::MainWindow window(context);
    QObject::connect(
        &context, &ui::AppContext::workspaceOpened, &window, [&] { go_on(context, window, call); },
        Qt::SingleShotConnection);
    context.openWorkspace(ui::qs(call.workspace.empty() ? Workspace::default_path().string() : call.workspace));
    window.show();
    return QApplication::exec();
}

} // namespace parapet

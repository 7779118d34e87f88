#include "ui/shell/run_window.h"

#include "core/store/workspace.h"
#include "ui/shell/app_context.h"
#include "ui/shell/deep_link.h"
#include "ui/shell/frame_log.h"
#include "ui/shell/look.h"
#include "ui/shell/main_window.h"
#include "ui/shell/plurals.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/text.h"

#include <QApplication>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

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

std::optional<ui::ViewPlace> link_in(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]).starts_with("parapet://")) return ui::from_link(QString::fromLocal8Bit(argv[i]));
    }
    return std::nullopt;
}

} // namespace

int run_window(int argc, char** argv, const std::string& workspace) {
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

    const auto frame_log = ui::FrameLog::fromEnvironment();
    ui::AppContext context;
    ui::MainWindow window(context);
    if (const auto link = link_in(argc, argv)) {
        QObject::connect(
            &context, &ui::AppContext::workspaceOpened, &window, [&window, place = *link] { window.go(place); },
            Qt::SingleShotConnection);
    }
    context.openWorkspace(ui::qs(workspace.empty() ? Workspace::default_path().string() : workspace));
    window.show();
    return QApplication::exec();
}

} // namespace parapet

#include "ui/shell/snapshot.h"

#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_host.h"
#include "ui/shell/plurals.h"
#include "ui/theme/theme.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QEventLoop>
#include <QImage>
#include <QPainter>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <memory>

namespace parapet {

namespace {

constexpr int k_longest_wait_ms = 120'000;
constexpr int k_quiet_turns = 3; // turns of the event loop without a new question: layouts and charts ask late
constexpr int k_largest_side = 16'384;

// argc and argv have to live as long as the QApplication.
struct OwnApplication {
    int argc = 1;
    char name[8] = "parapet";
    char* argv[2] = {name, nullptr};
    std::unique_ptr<QApplication> app;
};

std::unique_ptr<OwnApplication> application() {
    if (QApplication::instance() != nullptr) return nullptr;
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    auto own = std::make_unique<OwnApplication>();
    own->app = std::make_unique<QApplication>(own->argc, own->argv);
    return own;
}

// Runs the event loop until nothing is asked any more. False after too long.
bool settle(ui::JobBridge& jobs) {
    QEventLoop loop;
    QTimer late;
    late.setSingleShot(true);
    QObject::connect(&late, &QTimer::timeout, &loop, [&loop] { loop.exit(1); });
    late.start(k_longest_wait_ms);
    int quiet = 0;
    QTimer turn;
    turn.setInterval(0);
    QObject::connect(&turn, &QTimer::timeout, &loop, [&] {
        quiet = jobs.outstanding() == 0 ? quiet + 1 : 0;
        if (jobs.outstanding() > 0) turn.stop(); // idle() starts it again
        if (quiet >= k_quiet_turns) loop.exit(0);
    });
    QObject::connect(&jobs, &ui::JobBridge::idle, &turn, [&turn] { turn.start(); });
    turn.start();
    return loop.exec() == 0;
}

Result<void> save(QWidget& widget, const SnapshotOptions& options) {
    const QSize pixels(static_cast<int>(std::lround(widget.width() * options.scale)),
                       static_cast<int>(std::lround(widget.height() * options.scale)));
    QImage image(pixels, QImage::Format_RGB32);
    image.setDevicePixelRatio(options.scale);
    image.fill(ui::tone(ui::Tone::page));
    widget.render(&image);
    if (!image.save(ui::qs(options.out), "PNG")) {
        return fail(Errc::unreadable, "the picture could not be written", options.out,
                    "check the folder and its rights");
    }
    return {};
}

Result<void> check(const SnapshotOptions& options) {
    if (options.width < 320 || options.height < 240 || options.scale < 0.5 || options.scale > 4 ||
        options.width * options.scale > k_largest_side || options.height * options.scale > k_largest_side) {
        return fail(Errc::bad_argument, "the size is out of range", "--size", "320x240 to 16384 pixels a side");
    }
    if (ui::PageHost::find(ui::qs(options.page)) == nullptr) {
        QStringList names;
        for (const PageInfo* info : ui::PageHost::ordered()) {
            names << QString::fromLatin1(info->id);
        }
        return fail(Errc::bad_argument, "there is no page \"" + options.page + "\"", {},
                    "pages: " + ui::ss(names.join(QStringLiteral(", "))));
    }
    return {};
}

} // namespace

Result<void> snapshot_page(const SnapshotOptions& options) {
    if (auto fine = check(options); !fine) return fine;
    auto workspace = Workspace::open(options.workspace, OpenMode::read_only);
    if (!workspace) return fail(std::move(workspace.error()));
    const auto own = application();
    ui::install_plurals();
    ui::Settings::useMemoryOnly();
    ui::theme().setTextScale(options.text_scale);
    ui::theme().setMode(options.dark ? ui::ThemeMode::dark : ui::ThemeMode::light);
    ui::theme().install(*static_cast<QApplication*>(QApplication::instance()));

    ui::AppContext app;
    app.setUtc(true);
    ui::MainWindow window(app);
    window.setMinimumSize(0, 0);
    window.resize(options.width, options.height);
    QString problem;
    QObject::connect(&app, &ui::AppContext::errorRaised, &window, [&problem](const QString& what) { problem = what; });
    app.openWorkspace(ui::qs(options.workspace), true);
    workspace->reset();
    window.show();
    if (!settle(app.jobs())) return fail(Errc::internal, "the page did not come to rest", options.page);
    if (!problem.isEmpty()) return fail(Errc::workspace_unusable, ui::ss(problem), options.workspace);
    window.go({ui::qs(options.page), ui::qs(options.query), ui::qs(options.range), ui::qs(options.global_filter)});
    if (!settle(app.jobs())) return fail(Errc::internal, "the page did not come to rest", options.page);
    QWidget* page = window.host().currentPage();
    return save(options.whole_window || page == nullptr ? static_cast<QWidget&>(window) : *page, options);
}

} // namespace parapet

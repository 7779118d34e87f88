#include "app/window_system.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QtGlobal>

#include <array>
#include <cstdio>

namespace parapet {

namespace {

// stderr belongs to the contract: one line a failure. What Qt remarks on the surroundings is no failure of ours.
void only_what_is_serious(QtMsgType type, const QMessageLogContext&, const QString& text) {
    if (type == QtCriticalMsg || type == QtFatalMsg) std::fprintf(stderr, "parapet: %s\n", qPrintable(text));
}

} // namespace

struct WindowSystem::Impl {
    // QApplication keeps references to both.
    int argc = 3;
    std::array<char, 8> name{"parapet"};
    std::array<char, 10> option{"-platform"};
    std::array<char, 10> value{"offscreen"};
    std::array<char*, 4> argv{name.data(), option.data(), value.data(), nullptr};
    std::unique_ptr<QApplication> application;
};

WindowSystem::WindowSystem()
    : impl_(std::make_unique<Impl>()) {
    qInstallMessageHandler(only_what_is_serious);
    impl_->application = std::make_unique<QApplication>(impl_->argc, impl_->argv.data());
    ui::Theme::instance().install(*impl_->application);
}

WindowSystem::~WindowSystem() = default;

} // namespace parapet

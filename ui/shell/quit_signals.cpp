#include "ui/shell/quit_signals.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#if defined(Q_OS_UNIX)
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#endif

namespace parapet::ui {

#if defined(Q_OS_UNIX)

namespace {

constexpr std::array k_signals{SIGTERM, SIGINT, SIGHUP};
// A handler may do little more than write a byte.
std::array<int, 2> g_pipe{-1, -1};

void on_signal(int) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(g_pipe[1], &byte, 1);
}

} // namespace

QuitSignals::QuitSignals(QObject* parent)
    : QObject(parent) {
    if (::pipe2(g_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
    auto* notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [] {
        char byte = 0;
        while (::read(g_pipe[0], &byte, 1) == 1) {
        }
        QCoreApplication::quit();
    });
    for (const int signal : k_signals)
        std::signal(signal, on_signal);
}

QuitSignals::~QuitSignals() {
    for (const int signal : k_signals)
        std::signal(signal, SIG_DFL);
    for (int& end : g_pipe) {
        if (end >= 0) ::close(end);
        end = -1;
    }
}

#else

QuitSignals::QuitSignals(QObject* parent)
    : QObject(parent) {}
QuitSignals::~QuitSignals() = default;

#endif

} // namespace parapet::ui

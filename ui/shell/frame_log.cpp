#include "ui/shell/frame_log.h"

#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QTextStream>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace parapet::ui {

namespace {
using SteadyClock = std::chrono::steady_clock;
constexpr auto k_knock_every = std::chrono::milliseconds(4);

qint64 ms_between(SteadyClock::time_point a, SteadyClock::time_point b) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(b - a).count();
}
} // namespace

struct FrameLog::Shared {
    std::mutex mutex;
    std::condition_variable_any answered;
    bool open = false; // a knock has not been answered yet
    SteadyClock::time_point started = SteadyClock::now();
    std::vector<Stall> stalls; // guarded
};

FrameLog::FrameLog(QObject* parent)
    : QObject(parent)
    , shared_(std::make_shared<Shared>()) {
    knocker_ = std::jthread([shared = shared_](const std::stop_token& stop) {
        std::unique_lock lock(shared->mutex);
        while (!stop.stop_requested()) {
            shared->open = true;
            const auto knocked = SteadyClock::now();
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [shared, knocked] {
                    const qint64 waited = ms_between(knocked, SteadyClock::now());
                    const std::lock_guard guard(shared->mutex);
                    if (waited > k_frame_ms) shared->stalls.push_back({ms_between(shared->started, knocked), waited});
                    shared->open = false;
                    shared->answered.notify_all();
                },
                Qt::QueuedConnection);
            shared->answered.wait(lock, stop, [&] { return !shared->open; });
            // Pause without holding the lock; a stop ends it at once.
            shared->answered.wait_for(lock, stop, k_knock_every, [] { return false; });
        }
    });
}

FrameLog::~FrameLog() {
    knocker_.request_stop();
    knocker_.join();
    if (path_.isEmpty()) return;
    QFile file(path_);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return;
    QTextStream out(&file);
    for (const Stall& stall : stalls()) {
        out << stall.at_ms << ' ' << stall.waited_ms << '\n';
    }
}

std::unique_ptr<FrameLog> FrameLog::fromEnvironment() {
    const QString path = qEnvironmentVariable("PARAPET_FRAME_LOG");
    if (path.isEmpty()) return nullptr;
    auto log = std::make_unique<FrameLog>();
    log->setFile(path);
    return log;
}

std::vector<FrameLog::Stall> FrameLog::stalls() const {
    const std::lock_guard guard(shared_->mutex);
    return shared_->stalls;
}

qint64 FrameLog::longest() const {
    qint64 most = 0;
    for (const Stall& stall : stalls()) {
        most = std::max(most, stall.waited_ms);
    }
    return most;
}

} // namespace parapet::ui

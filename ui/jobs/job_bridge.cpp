#include "ui/jobs/job_bridge.h"

namespace parapet::ui {

JobBridge::JobBridge(unsigned threads, QObject* parent)
    : QObject(parent)
    , pool_(threads) {}

JobBridge::~JobBridge() = default;

void JobBridge::post(std::function<void()> work, int priority) {
    pool_.run([work = std::move(work)](const std::stop_token&) { work(); }, priority);
}

void JobBridge::deliver(std::function<void()> on_gui_thread) {
    QMetaObject::invokeMethod(
        this,
        [this, answer = std::move(on_gui_thread)] {
            if (answer) answer();
            --outstanding_; // after the answer, so that a question asked by it keeps the bridge busy
            if (outstanding_ == 0) emit idle();
        },
        Qt::QueuedConnection);
}

} // namespace parapet::ui

#pragma once
// Changes that a person asked for: made in the background, one after another, and none is dropped.

#include "ui/jobs/job_bridge.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <utility>

namespace parapet::ui {

class Errands : public QObject {
    Q_OBJECT
public:
    explicit Errands(JobBridge& jobs, QObject* parent = nullptr)
        : QObject(parent)
        , jobs_(jobs) {}

    // `begin()` is called on the GUI thread once the errands before it are done, for what they left counts; it returns
    // the work (a function of a stop_token) for a worker. Then `done(result)` on the GUI thread, unless `context` is
    // gone.
    template<class Begin, class Done>
    void add(QObject* context, Begin begin, Done done) {
        const QPointer<QObject> guard(context);
        waiting_.push_back([this, guard, begin = std::move(begin), done = std::move(done)]() mutable {
            jobs_.ask(
                ticket_, this, begin(),
                [this, guard, done = std::move(done)](auto answer) mutable {
                    if (guard) done(std::move(answer));
                    waiting_.pop_front();
                    if (!waiting_.empty()) waiting_.front()();
                },
                k_before_questions);
        });
        if (waiting_.size() == 1) waiting_.front()();
    }

private:
    static constexpr int k_before_questions = 3;
    JobBridge& jobs_;
    Ticket ticket_;
    std::deque<std::function<void()>> waiting_; // the first one runs
};

} // namespace parapet::ui

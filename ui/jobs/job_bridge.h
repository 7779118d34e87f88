#pragma once
// core's callbacks -> queued signals. The one place where worker threads and widgets meet.

#include "core/base/result.h"
#include "core/jobs/job.h"

#include <QObject>
#include <QPointer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <utility>

namespace parapet::ui {

// A slot for one kind of question of one widget: a new question cancels the one before and drops its late answer
// (latest wins). Keep one per panel as a member.
class Ticket {
public:
    ~Ticket() { cancel(); }
    void cancel() {
        ++*generation_;
        stop_.request_stop();
    }

private:
    friend class JobBridge;
    std::shared_ptr<std::uint64_t> generation_ = std::make_shared<std::uint64_t>(0);
    std::stop_source stop_;
};

class JobBridge : public QObject {
    Q_OBJECT
public:
    explicit JobBridge(unsigned threads = 0, QObject* parent = nullptr);
    ~JobBridge() override;

    // Runs `work(stop_token)` on a worker; then, on the GUI thread, `done(result)`, unless the ticket has moved on or
    // `context` is gone. `work` must not touch widgets.
    template<class Work, class Done>
    void ask(Ticket& ticket, QObject* context, Work work, Done done, int priority = 0) {
        using R = decltype(work(std::stop_token{}));
        ticket.stop_.request_stop();
        ticket.stop_ = std::stop_source{};
        const std::uint64_t mine = ++*ticket.generation_;
        std::shared_ptr<std::uint64_t> generation = ticket.generation_;
        std::stop_token token = ticket.stop_.get_token();
        QPointer<QObject> guard(context);
        ++outstanding_;
        post(
            [=, this, work = std::move(work), done = std::move(done)]() mutable {
                if (token.stop_requested()) return deliver({});
                auto answer = std::make_shared<R>(work(token));
                // QPointer must be read on the GUI thread only: deliver() queues to the bridge, which lives there.
                deliver([=]() mutable {
                    if (!guard || *generation != mine) return;
                    done(std::move(*answer));
                });
            },
            priority);
    }

    [[nodiscard]] JobPool& pool() { return pool_; }
    // Questions that were asked and not settled yet (answered, or dropped). GUI thread.
    [[nodiscard]] int outstanding() const { return outstanding_; }

signals:
    // The last open question has been settled, and its `done` asked no other. The snapshot waits for this.
    void idle();

private:
    void post(std::function<void()> work, int priority);
    void deliver(std::function<void()> on_gui_thread);
    int outstanding_ = 0;
    JobPool pool_;
};

} // namespace parapet::ui

#include "core/jobs/job.h"

#include <algorithm>
#include <condition_variable>
#include <thread>
#include <vector>

namespace parapet {

struct JobContext::Shared {
    mutable std::mutex mutex;
    std::condition_variable_any resumed;
    Progress progress;
    ProgressFn on_progress;
    std::chrono::steady_clock::time_point reported{};
    std::atomic<bool> paused{false};
};

JobContext::JobContext(std::stop_token stop, ProgressFn on_progress)
    : stop_(std::move(stop))
    , shared_(std::make_shared<Shared>()) {
    shared_->on_progress = std::move(on_progress);
}

JobContext JobContext::with_stop(std::stop_token stop) const {
    JobContext part = *this;
    part.stop_ = std::move(stop);
    return part;
}

Result<void> JobContext::check() const {
    if (shared_ && shared_->paused.load(std::memory_order_relaxed)) {
        std::unique_lock lock(shared_->mutex);
        shared_->resumed.wait(lock, stop_, [this] { return !shared_->paused.load(); });
    }
    if (stop_.stop_requested()) return fail(Errc::cancelled, "stopped on request");
    return {};
}

void JobContext::update(const std::function<void(Progress&)>& change, bool force) {
    if (!shared_) return;
    Progress copy;
    {
        const std::lock_guard lock(shared_->mutex);
        change(shared_->progress);
        const auto now = std::chrono::steady_clock::now();
        if (!shared_->on_progress || (!force && now - shared_->reported < std::chrono::milliseconds(100))) return;
        shared_->reported = now;
        copy = shared_->progress;
    }
    shared_->on_progress(copy);
}

Progress JobContext::progress() const {
    if (!shared_) return {};
    const std::lock_guard lock(shared_->mutex);
    return shared_->progress;
}

void JobContext::set_paused(bool paused) {
    if (!shared_) return;
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->paused.store(paused);
    }
    shared_->resumed.notify_all();
}

bool JobContext::paused() const {
    return shared_ && shared_->paused.load();
}

struct JobPool::Impl {
    struct Task {
        int priority;
        std::uint64_t number;
        std::function<void(std::stop_token)> work;
        std::stop_source stop;
    };
    // Heap order: higher priority first, then first come.
    static bool later(const Task& a, const Task& b) {
        return a.priority != b.priority ? a.priority < b.priority : a.number > b.number;
    }

    std::mutex mutex;
    std::condition_variable_any wake;
    std::vector<Task> heap;
    std::vector<std::stop_source> running;
    std::uint64_t next_number = 0;
    std::vector<std::jthread> threads;

    void loop(const std::stop_token& quit) {
        for (;;) {
            Task task;
            {
                std::unique_lock lock(mutex);
                if (!wake.wait(lock, quit, [this] { return !heap.empty(); })) return;
                std::pop_heap(heap.begin(), heap.end(), later);
                task = std::move(heap.back());
                heap.pop_back();
                running.push_back(task.stop);
            }
            task.work(task.stop.get_token());
            const std::lock_guard lock(mutex);
            running.erase(std::find(running.begin(), running.end(), task.stop));
        }
    }
};

JobPool::JobPool(unsigned threads)
    : impl_(std::make_unique<Impl>()) {
    if (threads == 0) threads = std::max(2U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < threads; ++i) {
        impl_->threads.emplace_back([d = impl_.get()](const std::stop_token& quit) { d->loop(quit); });
    }
}

JobPool::~JobPool() {
    {
        const std::lock_guard lock(impl_->mutex);
        for (auto& task : impl_->heap)
            task.stop.request_stop();
        for (auto& stop : impl_->running)
            stop.request_stop();
    }
    for (auto& thread : impl_->threads)
        thread.request_stop();
    impl_->threads.clear(); // joins
}

std::stop_source JobPool::run(std::function<void(std::stop_token)> task, int priority) {
    std::stop_source stop;
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->heap.push_back({priority, impl_->next_number++, std::move(task), stop});
        std::push_heap(impl_->heap.begin(), impl_->heap.end(), Impl::later);
    }
    impl_->wake.notify_one();
    return stop;
}

std::size_t JobPool::waiting() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->heap.size();
}

} // namespace parapet

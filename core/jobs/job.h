#pragma once
// A job is told to stop, says how far it is, and never waits for a window.

#include "core/base/result.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace parapet {

struct Progress {
    std::string label;                             // what is being done now: a file name, a phase
    std::uint64_t bytes_done = 0, bytes_total = 0; // total 0 = unknown
    std::uint64_t records = 0;
    std::uint64_t files_done = 0, files_total = 0;
    std::uint64_t findings_new = 0, findings_known = 0, findings_reopened = 0, findings_gone = 0;
    std::uint64_t events_stored = 0, events_counted = 0;
    std::uint64_t rejected = 0;
};

// Handed to everything that may take longer than 16 ms. Cheap to ask; thread-safe.
class JobContext {
public:
    using ProgressFn = std::function<void(const Progress&)>; // called from any thread, at most 10 times a second

    JobContext() = default;
    explicit JobContext(std::stop_token stop, ProgressFn on_progress = {});

    [[nodiscard]] bool stop_requested() const { return stop_.stop_requested(); }
    [[nodiscard]] std::stop_token token() const { return stop_; }
    // The same progress and pause with another stop: for a part that may be stopped by itself.
    [[nodiscard]] JobContext with_stop(std::stop_token stop) const;
    // Errc::cancelled when stop was requested.
    [[nodiscard]] Result<void> check() const;

    // Changes the shared Progress under a lock and reports it, throttled; `force` reports now.
    void update(const std::function<void(Progress&)>& change, bool force = false);
    [[nodiscard]] Progress progress() const;

    // While paused, check() waits (without spinning) until resumed or stopped.
    void set_paused(bool paused);
    [[nodiscard]] bool paused() const;

private:
    struct Shared;
    std::stop_token stop_;
    std::shared_ptr<Shared> shared_;
};

// Worker threads for readers, parsers and reports. Tasks of one group can be cancelled together; the destructor asks
// every task to stop and joins.
class JobPool {
public:
    explicit JobPool(unsigned threads = 0); // 0: one per core, at least 2
    ~JobPool();
    JobPool(const JobPool&) = delete;
    JobPool& operator=(const JobPool&) = delete;

    // Runs `task` on a worker; the returned source stops it. Higher `priority` first.
    std::stop_source run(std::function<void(std::stop_token)> task, int priority = 0);
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace parapet

#include "core/store/writer.h"

#include "core/store/findings/stored_columns.h"
#include "core/store/undo/undo_log.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace parapet {

namespace {

// How long a writer waits for another process. An import of a large file holds the lock for its whole run.
constexpr int k_busy_ms = 30'000;

Changed both(const Changed& a, const Changed& b) {
    Changed out;
    out.findings = a.findings || b.findings;
    out.events = a.events || b.events;
    out.imports = a.imports || b.imports;
    out.decisions = a.decisions || b.decisions;
    out.compliance = a.compliance || b.compliance;
    out.settings = a.settings || b.settings;
    out.keeps_undo = a.keeps_undo && b.keeps_undo;
    return out;
}

// What the last import wrote may be changed by this, or be what it rests on.
bool overtakes_import(const Changed& what) {
    return !what.keeps_undo && (what.findings || what.events || what.imports || what.decisions);
}

Result<std::int64_t> commit(Connection& db, FindingChanges& findings) {
    if (auto settled = findings.settle(); !settled) return fail(std::move(settled.error()));
    if (auto done = db.exec("UPDATE revision SET value = value + 1"); !done) return fail(std::move(done.error()));
    auto revision = db.integer("SELECT value FROM revision");
    if (!revision) return revision;
    if (auto done = db.exec("COMMIT"); !done) return fail(std::move(done.error()));
    return revision;
}

// SQLite itself rolls back on some errors (disk full, say); asking twice would be an error of its own.
void roll_back(Connection& db) {
    if (db.in_transaction()) (void)db.exec("ROLLBACK");
}

} // namespace

struct WriteSession::Shared {
    enum class End : std::uint8_t { none, commit, rollback };

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Writer::Task> tasks;
    bool running = false; // a task is being run
    bool began = false;   // the transaction is open, or failed to open
    bool finished = false;
    End end = End::none;
    Changed what;
    std::optional<Error> error;
    std::stop_token stop;
    std::vector<std::function<void()>> at_end;
};

struct Writer::Impl {
    struct Item {
        Task task;
        Changed what;
        std::promise<Result<void>> done;
        std::shared_ptr<WriteSession::Shared> session; // instead of a task
        bool loose = false;                            // run alone, references are not looked at
        [[nodiscard]] bool alone() const { return session != nullptr || loose; }
    };

    std::unique_ptr<Connection> db;
    std::unique_ptr<FindingChanges> findings;
    std::string read_only_path;
    std::function<void(const Changed&)> published;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Item> queue;
    bool stopping = false;
    std::thread thread;

    void loop();
    void run_batch(std::vector<Item>& batch);
    void run_session(WriteSession::Shared& session);
    void serve_session(WriteSession::Shared& session);
    Result<void> run_in_savepoint(const Task& task);
    void publish(Changed what, std::int64_t revision) {
        what.revision = revision;
        if (published) published(what);
    }
};

Changed Writer::everything() {
    Changed all;
    all.findings = all.events = all.imports = all.decisions = all.compliance = all.settings = true;
    return all;
}

Writer::Writer(std::unique_ptr<Connection> connection, std::function<void(const Changed&)> published)
    : impl_(std::make_unique<Impl>()) {
    impl_->db = std::move(connection);
    impl_->db->set_busy(k_busy_ms);
    impl_->findings = std::make_unique<FindingChanges>(*impl_->db);
    impl_->published = std::move(published);
    impl_->thread = std::thread([impl = impl_.get()] { impl->loop(); });
}

Writer::Writer(std::string read_only_path)
    : impl_(std::make_unique<Impl>()) {
    impl_->read_only_path = std::move(read_only_path);
}

Writer::~Writer() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->wake.notify_all();
    if (impl_->thread.joinable()) impl_->thread.join();
}

std::future<Result<void>> Writer::post(Task task, const Changed& what, bool loose) {
    std::promise<Result<void>> promise;
    auto future = promise.get_future();
    if (impl_->db == nullptr) {
        promise.set_value(fail(Errc::conflict, "the workspace is open read-only", impl_->read_only_path,
                               "open it for writing to change something"));
        return future;
    }
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->queue.push_back({std::move(task), what, std::move(promise), nullptr, loose});
    }
    impl_->wake.notify_one();
    return future;
}

std::future<Result<void>> Writer::post(Task task, const Changed& what) {
    return post(std::move(task), what, false);
}

Result<void> Writer::transact(Task task, const Changed& what) {
    if (impl_->thread.get_id() == std::this_thread::get_id())
        return fail(Errc::internal, "a write task asked for another transaction and would wait for itself");
    return post(std::move(task), what).get();
}

Result<void> Writer::transact_loose(Task task, const Changed& what) {
    return post(std::move(task), what, true).get();
}

Result<std::unique_ptr<WriteSession>> Writer::begin_session(std::stop_token stop) {
    if (impl_->db == nullptr)
        return fail(Errc::conflict, "the workspace is open read-only", impl_->read_only_path,
                    "open it for writing to import");
    auto shared = std::make_shared<WriteSession::Shared>();
    shared->stop = std::move(stop);
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->queue.push_back({{}, {}, {}, shared, false});
    }
    impl_->wake.notify_one();
    std::unique_lock lock(shared->mutex);
    shared->changed.wait(lock, [&] { return shared->began; });
    if (shared->error) return fail(*shared->error);
    lock.unlock();
    return std::unique_ptr<WriteSession>(new WriteSession(std::move(shared)));
}

void Writer::Impl::loop() {
    constexpr std::size_t k_most_at_once = 64;
    for (;;) {
        std::vector<Item> batch;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [&] { return stopping || !queue.empty(); });
            if (queue.empty()) return;
            while (!queue.empty() && batch.size() < k_most_at_once) {
                if (queue.front().alone() && !batch.empty()) break;
                batch.push_back(std::move(queue.front()));
                queue.pop_front();
                if (batch.back().alone()) break;
            }
        }
        if (batch.front().session != nullptr)
            run_session(*batch.front().session);
        else
            run_batch(batch);
    }
}

Result<void> Writer::Impl::run_in_savepoint(const Task& task) {
    if (auto done = db->exec("SAVEPOINT task"); !done) return done;
    auto result = task(*db);
    if (!db->in_transaction())
        return result ? fail(Errc::internal, "a write task ended the transaction it was run in") : result;
    if (!result) {
        if (auto undone = db->exec("ROLLBACK TO task"); !undone) return undone;
    }
    if (auto done = db->exec("RELEASE task"); !done) return done;
    return result;
}

void Writer::Impl::run_batch(std::vector<Item>& batch) {
    std::vector<Result<void>> results;
    results.reserve(batch.size());
    std::optional<Error> whole; // what befell the transaction itself
    Changed what;
    what.keeps_undo = true;
    const bool loose = batch.front().loose;
    if (loose) (void)db->exec("PRAGMA foreign_keys=0");
    auto begun = db->exec("BEGIN IMMEDIATE");
    if (begun) begun = findings->begin();
    if (!begun) whole = begun.error();
    for (Item& item : batch) {
        if (whole) break;
        results.push_back(run_in_savepoint(item.task));
        if (results.back())
            what = both(what, item.what);
        else if (!db->in_transaction())
            whole = results.back().error();
    }
    std::int64_t revision = 0;
    const bool any = std::any_of(results.begin(), results.end(), [](const auto& result) { return result.has_value(); });
    if (!whole && any && overtakes_import(what)) {
        if (auto marked = overtake_undo(*db); !marked) whole = marked.error();
    }
    if (!whole && !any) {
        roll_back(*db); // nothing to keep: no new revision
    } else if (!whole) {
        if (auto committed = commit(*db, *findings); committed)
            revision = *committed;
        else
            whole = committed.error();
    }
    if (whole)
        roll_back(*db);
    else
        publish(what, revision);
    if (loose) (void)db->exec("PRAGMA foreign_keys=1");
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (whole)
            batch[i].done.set_value(fail(*whole));
        else
            batch[i].done.set_value(std::move(results[i]));
    }
}

void Writer::Impl::run_session(WriteSession::Shared& session) {
    db->set_busy(k_busy_ms, [stop = session.stop] { return !stop.stop_requested(); });
    auto begun = db->exec("BEGIN IMMEDIATE");
    if (begun) begun = findings->begin();
    if (!begun) roll_back(*db);
    db->set_busy(k_busy_ms);
    if (!begun && session.stop.stop_requested()) begun = fail(Errc::cancelled, "stopped on request");
    {
        const std::lock_guard lock(session.mutex);
        session.began = true;
        if (!begun) {
            session.error = begun.error();
            session.finished = true;
        }
    }
    session.changed.notify_all();
    if (!begun) return;
    serve_session(session);
    for (const auto& clean_up : session.at_end)
        clean_up();
    session.at_end.clear();
    // Copies of what commit() needs: the session's owner may go away as soon as `finished` is seen.
    std::optional<std::int64_t> revision;
    std::unique_lock lock(session.mutex);
    if (session.end == WriteSession::Shared::End::commit && !session.error) {
        lock.unlock();
        auto committed = commit(*db, *findings);
        lock.lock();
        if (committed)
            revision = *committed;
        else
            session.error = committed.error();
    }
    const Changed what = session.what;
    lock.unlock();
    if (revision)
        publish(what, *revision);
    else
        roll_back(*db);
    lock.lock();
    session.finished = true;
    session.tasks.clear();
    lock.unlock();
    session.changed.notify_all();
}

// Runs the session's tasks until its end is asked for.
void Writer::Impl::serve_session(WriteSession::Shared& session) {
    std::unique_lock lock(session.mutex);
    for (;;) {
        session.changed.wait(lock,
                             [&] { return !session.tasks.empty() || session.end != WriteSession::Shared::End::none; });
        if (session.end == WriteSession::Shared::End::rollback) return;
        if (session.tasks.empty()) return; // commit, and all is done
        Task task = std::move(session.tasks.front());
        session.tasks.pop_front();
        session.running = true;
        const bool skip = session.error.has_value();
        lock.unlock();
        session.changed.notify_all();
        Result<void> result;
        if (!skip) result = task(*db);
        task = {};
        lock.lock();
        session.running = false;
        if (!result) session.error = result.error();
        session.changed.notify_all();
    }
}

WriteSession::WriteSession(std::shared_ptr<Shared> shared)
    : shared_(std::move(shared)) {}

WriteSession::~WriteSession() {
    rollback();
}

Result<void> WriteSession::post(Writer::Task task) {
    std::unique_lock lock(shared_->mutex);
    shared_->changed.wait(lock, [&] { return shared_->tasks.size() < k_depth || shared_->finished || shared_->error; });
    if (shared_->error) return fail(*shared_->error);
    if (shared_->finished) return fail(Errc::internal, "the write session has ended already");
    shared_->tasks.push_back(std::move(task));
    lock.unlock();
    shared_->changed.notify_all();
    return {};
}

Result<void> WriteSession::run(Writer::Task task) {
    if (auto posted = post(std::move(task)); !posted) return posted;
    std::unique_lock lock(shared_->mutex);
    shared_->changed.wait(
        lock, [&] { return shared_->finished || shared_->error || (shared_->tasks.empty() && !shared_->running); });
    if (shared_->error) return fail(*shared_->error);
    return {};
}

Result<void> WriteSession::commit(const Changed& what) {
    std::unique_lock lock(shared_->mutex);
    if (!shared_->finished) {
        shared_->end = Shared::End::commit;
        shared_->what = what;
        shared_->changed.notify_all();
        shared_->changed.wait(lock, [&] { return shared_->finished; });
    } else if (!shared_->error) {
        return fail(Errc::internal, "the write session has ended already");
    }
    if (shared_->error) return fail(*shared_->error);
    return {};
}

void WriteSession::at_end(std::function<void()> clean_up) {
    const std::lock_guard lock(shared_->mutex);
    shared_->at_end.push_back(std::move(clean_up));
}

void WriteSession::rollback() {
    std::unique_lock lock(shared_->mutex);
    if (shared_->finished) return;
    shared_->end = Shared::End::rollback;
    shared_->changed.notify_all();
    shared_->changed.wait(lock, [&] { return shared_->finished; });
}

} // namespace parapet

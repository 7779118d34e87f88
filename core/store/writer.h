#pragma once
// The writer lane: one thread that owns the only read-write connection of a workspace.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <stop_token>

namespace parapet {

class WriteSession;

class Writer {
public:
    // Runs on the writer's thread inside a transaction. An error takes back all that the task did.
    using Task = std::function<Result<void>(Connection&)>;

    // `published` is called on the writer's thread after every commit.
    Writer(std::unique_ptr<Connection> connection, std::function<void(const Changed&)> published);
    explicit Writer(std::string read_only_path); // of a read-only workspace: refuses every task (Errc::conflict)
    ~Writer();                                   // what is queued is still done
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Blocks until committed (or taken back). Never call it from within a task.
    [[nodiscard]] Result<void> transact(Task task, const Changed& what = everything());
    // The same with SQLite's own look at references left out: for a task that takes rows of many tables away together
    // and looks itself at the end (`PRAGMA foreign_key_check`).
    [[nodiscard]] Result<void> transact_loose(Task task, const Changed& what);
    // The future is set after the commit. Tasks that wait together share one commit, each in its own SAVEPOINT.
    [[nodiscard]] std::future<Result<void>> post(Task task, const Changed& what = everything());

    // One transaction that stays open while records come in (an import). Others wait until it ends. Fails when the
    // database cannot be locked for writing.
    [[nodiscard]] Result<std::unique_ptr<WriteSession>> begin_session(std::stop_token stop = {});

    [[nodiscard]] static Changed everything();

private:
    friend class WriteSession;
    [[nodiscard]] std::future<Result<void>> post(Task task, const Changed& what, bool loose);
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The open transaction of an import, used by one thread (the parser's). Tasks run in order on the writer's thread while
// the caller parses on; at most k_depth of them wait.
class WriteSession {
public:
    static constexpr std::size_t k_depth = 4;
    ~WriteSession(); // rolls back unless committed
    WriteSession(const WriteSession&) = delete;
    WriteSession& operator=(const WriteSession&) = delete;

    // The first task that fails fails the session: it and every later call answer with that error.
    [[nodiscard]] Result<void> post(Writer::Task task);
    [[nodiscard]] Result<void> run(Writer::Task task); // post and wait until it ran
    [[nodiscard]] Result<void> commit(const Changed& what);
    void rollback();
    // Runs on the writer's thread when the session ends, whichever way, before COMMIT or ROLLBACK. Whoever keeps
    // prepared statements between tasks lets go of them here: they may not be finalised while another thread uses the
    // connection.
    void at_end(std::function<void()> clean_up);

private:
    friend class Writer;
    struct Shared;
    explicit WriteSession(std::shared_ptr<Shared> shared);
    std::shared_ptr<Shared> shared_;
};

} // namespace parapet

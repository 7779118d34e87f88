#pragma once
// Read-only connections, lent one per job.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace parapet {

// A read-only connection for as long as this lives; interrupted when `stop` is requested. Snapshot: the state at the
// first query within a transaction (`snapshot()`), else each query sees the newest commit.
class Reader {
public:
    ~Reader();
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    Connection* operator->() const { return connection_.get(); }
    Connection& operator*() const { return *connection_; }
    // All queries from now on see one state.
    [[nodiscard]] Result<void> snapshot();

private:
    friend class ReadPool;
    struct Pool;
    Reader(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection, std::stop_token stop);
    void give_back();
    std::shared_ptr<Pool> pool_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<std::stop_callback<std::function<void()>>> guard_;
};

class ReadPool {
public:
    explicit ReadPool(std::string path);
    ~ReadPool();
    ReadPool(const ReadPool&) = delete;
    ReadPool& operator=(const ReadPool&) = delete;

    // `stop` requested already: Errc::cancelled.
    [[nodiscard]] Result<Reader> reader(std::stop_token stop = {});
    // So that the writer's connection is the last one to close: only that one may fold the log into the file.
    void close_idle();

private:
    std::shared_ptr<Reader::Pool> pool_;
};

} // namespace parapet

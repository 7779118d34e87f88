#include "core/store/read_pool.h"

#include "core/store/id_set.h"

#include <mutex>
#include <utility>
#include <vector>

namespace parapet {

namespace {
// Kept open while idle; each has a page cache of its own.
constexpr std::size_t k_idle_connections = 4;
} // namespace

struct Reader::Pool {
    std::string path;
    std::mutex mutex;
    std::vector<std::unique_ptr<Connection>> idle;
};

Reader::Reader(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection, std::stop_token stop)
    : pool_(std::move(pool))
    , connection_(std::move(connection)) {
    if (stop.stop_possible()) guard_ = connection_->interrupt_on(std::move(stop));
}

Reader::Reader(Reader&& other) noexcept = default;

Reader& Reader::operator=(Reader&& other) noexcept {
    if (this != &other) {
        give_back();
        pool_ = std::move(other.pool_);
        connection_ = std::move(other.connection_);
        guard_ = std::move(other.guard_);
    }
    return *this;
}

Reader::~Reader() {
    give_back();
}

void Reader::give_back() {
    guard_.reset(); // waits for a running callback, so that no interrupt hits the next borrower
    if (connection_ == nullptr) return;
    if (connection_->in_transaction()) (void)connection_->exec("ROLLBACK");
    const std::lock_guard lock(pool_->mutex);
    if (pool_->idle.size() < k_idle_connections) pool_->idle.push_back(std::move(connection_));
    connection_.reset();
}

Result<void> Reader::snapshot() {
    return connection_->exec("BEGIN");
}

ReadPool::ReadPool(std::string path)
    : pool_(std::make_shared<Reader::Pool>()) {
    pool_->path = std::move(path);
}

ReadPool::~ReadPool() {
    close_idle();
}

void ReadPool::close_idle() {
    const std::lock_guard lock(pool_->mutex);
    pool_->idle.clear();
}

Result<Reader> ReadPool::reader(std::stop_token stop) {
    if (stop.stop_requested()) return fail(Errc::cancelled, "stopped on request");
    std::unique_ptr<Connection> connection;
    {
        const std::lock_guard lock(pool_->mutex);
        if (!pool_->idle.empty()) {
            connection = std::move(pool_->idle.back());
            pool_->idle.pop_back();
        }
    }
    if (connection == nullptr) {
        auto opened = Connection::open(pool_->path, Connection::Mode::read_only);
        if (!opened) return fail(std::move(opened.error()));
        connection = std::move(*opened);
        register_id_set(*connection);
    }
    return Reader(pool_, std::move(connection), std::move(stop));
}

} // namespace parapet

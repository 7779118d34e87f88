#include "core/store/watcher.h"

#include "core/store/connection.h"

#include <chrono>
#include <utility>

namespace parapet {

Watcher::Watcher(std::string path, std::function<std::int64_t()> known, std::function<void(std::int64_t)> changed)
    : known_(std::move(known))
    , changed_(std::move(changed)) {
    thread_ = std::thread([this, file = std::move(path)] { loop(file); });
}

Watcher::~Watcher() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Watcher::loop(const std::string& path) {
    std::unique_ptr<Connection> db;
    std::int64_t seen = -1; // data_version counts commits of all other connections, ours too
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) {
        lock.unlock();
        if (db == nullptr) {
            if (auto opened = Connection::open(path, Connection::Mode::read_only); opened) db = std::move(*opened);
        }
        if (db != nullptr) {
            const auto version = db->integer("PRAGMA data_version");
            if (version && *version != seen) {
                seen = *version;
                const auto revision = db->integer("SELECT value FROM revision");
                if (revision && *revision > known_()) changed_(*revision);
            }
        }
        lock.lock();
    }
}

} // namespace parapet

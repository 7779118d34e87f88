#pragma once
// Notices commits of other processes.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace parapet {

class Watcher {
public:
    // Looks once a second. `known` says the newest revision that was published; `changed` is called on the watcher's
    // thread when the file has another one.
    Watcher(std::string path, std::function<std::int64_t()> known, std::function<void(std::int64_t)> changed);
    ~Watcher();
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

private:
    void loop(const std::string& path);
    std::function<std::int64_t()> known_;
    std::function<void(std::int64_t)> changed_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace parapet

#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace parapet {

// Wall-clock seconds of one zone to UTC, fast for lines in time order. An hour that occurs twice (end of summer time)
// is read as the first one until the lines jump back; a time that never was moves forward. An unknown zone is UTC.
class LocalZone {
public:
    explicit LocalZone(const std::string& name);
    ~LocalZone();
    LocalZone(const LocalZone&) = delete;
    LocalZone& operator=(const LocalZone&) = delete;

    [[nodiscard]] bool is_utc() const { return impl_ == nullptr; }
    [[nodiscard]] std::int64_t to_utc(std::int64_t local_seconds) {
        return impl_ ? convert(local_seconds) : local_seconds;
    }

private:
    struct Impl;
    std::int64_t convert(std::int64_t local_seconds);
    std::unique_ptr<Impl> impl_; // null for UTC
};

} // namespace parapet

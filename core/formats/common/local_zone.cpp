#include "core/formats/common/local_zone.h"

#include "core/base/text.h"

#include <date/tz.h>

#include <chrono>
#include <exception>

namespace parapet {

namespace {

// Offsets change on quarters of an hour, if at all.
constexpr std::int64_t k_block_seconds = 900;

// How far back lines may be out of order before a jump back in an hour that occurs twice is taken for its second time.
constexpr std::int64_t k_disorder_seconds = 60;

const date::time_zone* find_zone(const std::string& name) {
    if (name.empty() || iequals(name, "utc") || iequals(name, "etc/utc") || iequals(name, "gmt")) return nullptr;
    try {
        return date::locate_zone(name);
    } catch (const std::exception&) {
        return nullptr;
    }
}

} // namespace

struct LocalZone::Impl {
    const date::time_zone* zone;
    std::int64_t block = INT64_MIN; // what the offsets below are good for
    std::int64_t first_offset = 0, second_offset = 0;
    std::int64_t last_utc = INT64_MIN;
};

LocalZone::LocalZone(const std::string& name) {
    if (const date::time_zone* zone = find_zone(name)) impl_ = std::make_unique<Impl>(Impl{zone});
}

LocalZone::~LocalZone() = default;

std::int64_t LocalZone::convert(std::int64_t local_seconds) {
    Impl& d = *impl_;
    const std::int64_t block = local_seconds / k_block_seconds - (local_seconds % k_block_seconds < 0 ? 1 : 0);
    if (block != d.block) {
        d.block = block;
        const auto info = d.zone->get_info(date::local_seconds{std::chrono::seconds{local_seconds}});
        d.first_offset = info.first.offset.count();
        d.second_offset = info.result == date::local_info::ambiguous ? info.second.offset.count() : d.first_offset;
    }
    std::int64_t utc = local_seconds - d.first_offset;
    if (d.second_offset != d.first_offset && d.last_utc != INT64_MIN && utc + k_disorder_seconds < d.last_utc) {
        utc = local_seconds - d.second_offset;
    }
    d.last_utc = utc;
    return utc;
}

} // namespace parapet

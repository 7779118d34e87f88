#include "core/store/events/rollup_query.h"

#include "core/store/events/codec.h"

#include <algorithm>
#include <limits>
#include <map>

namespace parapet::events {

namespace {

constexpr std::int64_t k_minute_ns = 60'000'000'000;
constexpr std::int64_t k_minutes_of_day = 24 * 60;

Error damaged(std::string where) {
    return {Errc::workspace_damaged, "counts of events do not read", std::move(where),
            "Run `parapet check --repair` to count them again"};
}

struct MinuteRange { // [from, to) in minutes since 1970
    std::int64_t from = 0, to = 0;
};

// The end is rounded up: a minute that has begun is shown.
MinuteRange minutes_of(std::int64_t from_ns, std::int64_t to_ns) {
    const std::int64_t to = floor_divide(to_ns, k_minute_ns);
    return {floor_divide(from_ns, k_minute_ns), to * k_minute_ns == to_ns ? to : to + 1};
}

struct HourReader {
    Connection& db;
    std::int64_t asset;
    const RollupFn& each;

    // The hours of [from, to) minutes, in cells of `grain` (day: all of it counts for the day it lies in).
    [[nodiscard]] Result<void> read(MinuteRange range, Grain grain) {
        if (range.from >= range.to) return {};
        auto find = db.cached("SELECT hour, kind, outcome, count, minutes FROM event_hour "
                              "WHERE asset = ?1 AND hour BETWEEN ?2 AND ?3 ORDER BY hour, kind, outcome");
        if (!find) return fail(std::move(find.error()));
        (*find)->bind(1, asset).bind(2, floor_divide(range.from, 60)).bind(3, floor_divide(range.to - 1, 60));
        for (;;) {
            auto row = (*find)->step();
            if (!row) return fail(std::move(row.error()));
            if (!*row) return {};
            if (auto done = take(**find, range, grain); !done) return done;
        }
    }

    [[nodiscard]] Result<void> take(Statement& row, MinuteRange range, Grain grain) {
        const std::int64_t hour = row.integer(0);
        RollupCell cell{0, asset, static_cast<EventKind>(row.integer(1)), static_cast<Outcome>(row.integer(2)), 0};
        const bool whole = hour * 60 >= range.from && hour * 60 + 60 <= range.to;
        if (whole && grain != Grain::minute) {
            cell.bucket = bucket_of(hour * 60, grain);
            cell.count = static_cast<std::uint64_t>(row.integer(3));
            each(cell);
            return {};
        }
        Minutes minutes{};
        if (!add_minutes(row.blob(4), minutes)) return fail(damaged("event_hour"));
        for (std::size_t m = 0; m < minutes.size(); ++m) {
            const std::int64_t minute = hour * 60 + static_cast<std::int64_t>(m);
            if (minutes[m] == 0 || minute < range.from || minute >= range.to) continue;
            if (grain != Grain::minute) {
                cell.count += minutes[m];
                continue;
            }
            cell.bucket = minute * 60;
            cell.count = minutes[m];
            each(cell);
        }
        if (grain != Grain::minute && cell.count != 0) {
            cell.bucket = bucket_of(hour * 60, grain);
            each(cell);
        }
        return {};
    }

    [[nodiscard]] static std::int64_t bucket_of(std::int64_t minute, Grain grain) {
        const std::int64_t length = seconds_of(grain);
        return floor_divide(minute * 60, length) * length;
    }
};

Result<void> read_days(Connection& db, std::int64_t asset, std::int64_t from_day, std::int64_t to_day,
                       const RollupFn& each) {
    auto find = db.cached("SELECT day, kind, outcome, count FROM event_day WHERE asset = ?1 AND day >= ?2 AND day < ?3 "
                          "ORDER BY day, kind, outcome");
    if (!find) return fail(std::move(find.error()));
    (*find)->bind(1, asset).bind(2, from_day).bind(3, to_day);
    for (;;) {
        auto row = (*find)->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) return {};
        each({(*find)->integer(0) * 86'400, asset, static_cast<EventKind>((*find)->integer(1)),
              static_cast<Outcome>((*find)->integer(2)), static_cast<std::uint64_t>((*find)->integer(3))});
    }
}

} // namespace

std::int64_t seconds_of(Grain grain) {
    switch (grain) {
    case Grain::minute:
        return 60;
    case Grain::hour:
        return 3600;
    case Grain::day:
        return 86'400;
    }
    return 60;
}

Result<void> rollup_cells(Connection& db, std::int64_t asset, std::int64_t from_ns, std::int64_t to_ns, Grain grain,
                          const RollupFn& each) {
    const MinuteRange range = minutes_of(from_ns, to_ns);
    HourReader hours{db, asset, each};
    if (grain != Grain::day) return hours.read(range, grain);
    const std::int64_t first_day = -floor_divide(-range.from, k_minutes_of_day);
    const std::int64_t end_day = floor_divide(range.to, k_minutes_of_day);
    if (first_day >= end_day) return hours.read(range, grain);
    if (auto done = hours.read({range.from, first_day * k_minutes_of_day}, grain); !done) return done;
    if (auto done = read_days(db, asset, first_day, end_day, each); !done) return done;
    return hours.read({end_day * k_minutes_of_day, range.to}, grain);
}

Result<std::vector<std::int64_t>> event_assets(Connection& db) {
    auto find = db.cached("SELECT DISTINCT asset FROM event_seen WHERE asset <> 0 ORDER BY asset");
    if (!find) return fail(std::move(find.error()));
    std::vector<std::int64_t> assets;
    for (;;) {
        auto row = (*find)->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) return assets;
        assets.push_back((*find)->integer(0));
    }
}

Result<ValueDays> value_days(Connection& db, Dimension dimension, std::uint32_t kinds, std::int64_t from_ns,
                             std::int64_t to_ns) {
    constexpr std::int64_t k_day_ns = 86'400'000'000'000;
    const std::int64_t first_day = floor_divide(from_ns, k_day_ns) + (from_ns % k_day_ns != 0 ? 1 : 0);
    const std::int64_t end_day = floor_divide(to_ns, k_day_ns);
    ValueDays out;
    if (first_day >= end_day) {
        out.edges.emplace_back(from_ns, to_ns);
        return out;
    }
    if (from_ns % k_day_ns != 0) out.edges.emplace_back(from_ns, first_day * k_day_ns);
    if (to_ns % k_day_ns != 0) out.edges.emplace_back(end_day * k_day_ns, to_ns);
    auto find = db.cached("SELECT day, kind, cells FROM event_value WHERE dimension = ?1 AND day >= ?2 AND day < ?3");
    if (!find) return fail(std::move(find.error()));
    (*find)->bind(1, static_cast<std::int64_t>(dimension)).bind(2, first_day).bind(3, end_day);
    Decompressor decompressor;
    for (;;) {
        auto row = (*find)->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) return out;
        const auto kind = static_cast<EventKind>((*find)->integer(1));
        if ((kinds >> static_cast<unsigned>(kind) & 1U) == 0) continue;
        out.days.push_back({(*find)->integer(0), kind, {}});
        if (!decode_values((*find)->blob(2), decompressor, out.days.back().cells)) return fail(damaged("event_value"));
    }
}

} // namespace parapet::events

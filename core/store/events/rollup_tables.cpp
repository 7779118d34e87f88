// Roll-ups: adds counts to what is there.

#include "core/store/events/event_tables.h"

#include <algorithm>
#include <utility>

namespace parapet::events {

namespace {

Error damaged(std::string where) {
    return {Errc::workspace_damaged, "counts of events do not read", std::move(where),
            "Run `parapet check --repair` to count them again"};
}

void bind_key(Statement& statement, int first, const HourKey& key) {
    statement.bind(first, key.asset).bind(first + 1, key.hour).bind(first + 2, static_cast<std::int64_t>(key.kind));
    statement.bind(first + 3, static_cast<std::int64_t>(key.outcome));
}

// One of the two tables with minutes: what stands there is read, added to and written back.
struct HourTable {
    CachedStatement find, put;
    std::optional<std::int64_t> import_id;

    [[nodiscard]] static Result<HourTable> open(Connection& db, std::optional<ImportId> counted_by) {
        auto find = counted_by
                        ? db.cached("SELECT count, minutes FROM event_counted WHERE asset = ?1 AND hour = ?2 AND "
                                    "kind = ?3 AND outcome = ?4 AND import_id = ?5")
                        : db.cached("SELECT count, minutes FROM event_hour WHERE asset = ?1 AND hour = ?2 AND "
                                    "kind = ?3 AND outcome = ?4");
        if (!find) return fail(std::move(find.error()));
        auto put = counted_by
                       ? db.cached("INSERT OR REPLACE INTO event_counted(asset, hour, kind, outcome, count, "
                                   "minutes, import_id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                       : db.cached("INSERT OR REPLACE INTO event_hour(asset, hour, kind, outcome, count, minutes) "
                                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
        if (!put) return fail(std::move(put.error()));
        HourTable table;
        table.find = std::move(*find);
        table.put = std::move(*put);
        if (counted_by) table.import_id = counted_by->value;
        return table;
    }

    [[nodiscard]] Result<void> add(HourCell cell) {
        bind_key(*find, 1, cell.key);
        if (import_id) find->bind(5, *import_id);
        auto row = find->step();
        if (!row) return fail(std::move(row.error()));
        if (*row) {
            cell.count += static_cast<std::uint64_t>(find->integer(0));
            if (!add_minutes(find->blob(1), cell.minutes)) return fail(damaged("event_hour"));
        }
        find->reset();
        const std::string minutes = encode_minutes(cell.minutes);
        bind_key(*put, 1, cell.key);
        put->bind(5, cell.count).bind_blob(6, minutes);
        if (import_id) put->bind(7, *import_id);
        return put->run();
    }
};

Result<void> add_days(Connection& db, const std::map<HourKey, std::uint64_t>& days) {
    auto add = db.cached("INSERT INTO event_day(asset, day, kind, outcome, count) VALUES(?1, ?2, ?3, ?4, ?5) "
                         "ON CONFLICT DO UPDATE SET count = count + excluded.count");
    if (!add) return fail(std::move(add.error()));
    for (const auto& [key, count] : days) {
        bind_key(**add, 1, key);
        if (auto done = (*add)->bind(5, count).run(); !done) return done;
    }
    return {};
}

} // namespace

Result<void> add_hours(Connection& db, std::span<const HourCell> cells, std::optional<ImportId> counted_by) {
    auto hours = HourTable::open(db, std::nullopt);
    if (!hours) return fail(std::move(hours.error()));
    std::optional<HourTable> counted;
    if (counted_by) {
        auto table = HourTable::open(db, counted_by);
        if (!table) return fail(std::move(table.error()));
        counted = std::move(*table);
    }
    HourCells all; // of all assets
    std::map<HourKey, std::uint64_t> days;
    for (const HourCell& cell : cells) {
        if (auto done = hours->add(cell); !done) return done;
        if (counted)
            if (auto done = counted->add(cell); !done) return done;
        HourCell total = cell;
        total.key.asset = 0;
        if (cell.key.asset != 0) all.add(total);
        HourKey day = cell.key;
        day.hour = floor_divide(day.hour, 24);
        days[day] += cell.count;
        day.asset = 0;
        if (cell.key.asset != 0) days[day] += cell.count;
    }
    for (const HourCell& cell : all.take())
        if (auto done = hours->add(cell); !done) return done;
    return add_days(db, days);
}

Result<void> add_values(Connection& db, const std::map<ValueKey, ValueCells>& values) {
    auto find = db.cached("SELECT cells FROM event_value WHERE dimension = ?1 AND day = ?2 AND kind = ?3");
    if (!find) return fail(std::move(find.error()));
    auto put = db.cached("INSERT OR REPLACE INTO event_value(dimension, day, kind, cells) VALUES(?1, ?2, ?3, ?4)");
    if (!put) return fail(std::move(put.error()));
    Compressor compressor;
    Decompressor decompressor;
    for (const auto& [key, cells] : values) {
        const auto bind = [&key = key](Statement& to) {
            to.bind(1, static_cast<std::int64_t>(key.dimension)).bind(2, key.day);
            to.bind(3, static_cast<std::int64_t>(key.kind));
        };
        bind(**find);
        auto row = (*find)->step();
        if (!row) return fail(std::move(row.error()));
        std::string bytes;
        if (*row) {
            ValueCells before;
            if (!decode_values((*find)->blob(0), decompressor, before)) return fail(damaged("event_value"));
            bytes = encode_values(merged(before, cells), compressor);
        } else {
            bytes = encode_values(cells, compressor);
        }
        (*find)->reset();
        bind(**put);
        if (auto done = (*put)->bind_blob(4, bytes).run(); !done) return done;
    }
    return {};
}

std::map<SeenKey, Seen> seen_in(std::span<const HourCell> cells) {
    std::map<SeenKey, Seen> seen;
    for (const HourCell& cell : cells) {
        Seen& into = seen[{cell.key.kind, cell.key.asset}];
        into.first_ns = into.count == 0 ? cell.first_ns : std::min(into.first_ns, cell.first_ns);
        into.last_ns = into.count == 0 ? cell.last_ns : std::max(into.last_ns, cell.last_ns);
        into.count += cell.count;
    }
    return seen;
}

Result<void> add_seen(Connection& db, SourceId source, std::span<const HourCell> cells) {
    auto add = db.cached("INSERT INTO event_seen(source_id, kind, asset, count, first_ns, last_ns) "
                         "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET count = count + excluded.count, "
                         "first_ns = min(first_ns, excluded.first_ns), last_ns = max(last_ns, excluded.last_ns)");
    if (!add) return fail(std::move(add.error()));
    for (const auto& [key, value] : seen_in(cells)) {
        (*add)->bind(1, source.value).bind(2, static_cast<std::int64_t>(key.kind)).bind(3, key.asset);
        (*add)->bind(4, value.count).bind(5, value.first_ns).bind(6, value.last_ns);
        if (auto done = (*add)->run(); !done) return done;
    }
    return {};
}

} // namespace parapet::events

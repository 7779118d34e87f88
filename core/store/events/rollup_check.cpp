#include "core/store/events/rollup_check.h"

#include "core/base/text.h"
#include "core/store/events/block_reader.h"
#include "core/store/events/event_tables.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace parapet::events {

namespace {

using DayKey = std::array<std::int64_t, 4>;  // asset, day, kind, outcome
using SeenRow = std::array<std::int64_t, 3>; // source, kind, asset

// Minutes stay encoded: a year of hours fits in memory.
struct HourCount {
    std::int64_t count = 0;
    std::string minutes;
};

class Recount {
public:
    explicit Recount(Connection& db)
        : db_(db)
        , parts_(db)
        , block_(parts_) {}

    [[nodiscard]] Result<void> run() {
        if (auto done = add_blocks(); !done) return done;
        return add_counted();
    }

    std::map<HourKey, HourCount> hours;
    std::map<DayKey, std::int64_t> days;
    std::map<ValueKey, ValueCells> values;
    std::map<SeenRow, Seen> seen;
    std::vector<std::string> unreadable;

private:
    [[nodiscard]] Result<void> add_blocks() {
        auto list = db_.prepare("SELECT b.id, i.source_id FROM event_block AS b LEFT JOIN import AS i "
                                "ON i.id = b.import_id ORDER BY b.id");
        if (!list) return fail(std::move(list.error()));
        for (;;) {
            auto row = list->step();
            if (!row) return fail(std::move(row.error()));
            if (!*row) break;
            auto meta = block_meta(db_, list->integer(0));
            if (!meta) {
                unreadable.push_back(meta.error().one_line());
                continue;
            }
            block_.open(list->integer(0), *meta);
            add_block(list->integer(1));
            if (block_.error()) unreadable.push_back(block_.error()->one_line());
        }
        values = day_values_.take();
        return {};
    }

    void add_block(std::int64_t source) {
        HourCells cells;
        const std::size_t rows = block_.meta().rows;
        kinds_.resize(rows);
        counts_.resize(rows);
        times_.resize(rows);
        for (std::size_t s = 0; s < block_.meta().segments(); ++s) {
            const auto times = block_.times(s);
            const auto shapes = block_.numbers(Column::shape, s);
            const auto places = block_.numbers(Column::place, s);
            const auto counts = block_.numbers(Column::count, s);
            for (std::size_t i = 0; i < times.size(); ++i) {
                const Shape& shape = block_.shapes()[shapes[i]];
                const std::size_t at = s * k_segment_rows + i;
                kinds_[at] = shape.kind;
                counts_[at] = counts[i];
                times_[at] = times[i];
                cells.add(block_.places()[places[i]].asset, shape.kind, shape.outcome, times[i], counts[i]);
            }
        }
        add_cells(source, cells.take());
        add_values(Dimension::user, Column::user);
        add_values(Dimension::source, Column::source);
    }

    void add_values(Dimension dimension, Column column) {
        if (block_.meta()[column].encoding == Encoding::constant) return;
        indexes_.clear();
        for (std::size_t s = 0; s < block_.meta().segments(); ++s) {
            const auto part = block_.numbers(column, s);
            for (const std::uint32_t index : part)
                indexes_.push_back(static_cast<std::uint16_t>(index));
        }
        const auto [first, last] = std::minmax_element(times_.begin(), times_.end());
        day_values_.add(dimension, {.time_ns = times_,
                                    .first_ns = *first,
                                    .last_ns = *last,
                                    .kinds = kinds_,
                                    .counts = counts_,
                                    .indexes = indexes_,
                                    .codes = block_.codes(column)});
    }

    void add_cells(std::int64_t source, const std::vector<HourCell>& cells) {
        for (const HourCell& cell : cells) {
            add_cell(cell.key, cell);
            HourKey all = cell.key;
            all.asset = 0;
            if (cell.key.asset != 0) add_cell(all, cell);
        }
        for (const auto& [key, value] : seen_in(cells)) {
            Seen& into = seen[{source, static_cast<std::int64_t>(key.kind), key.asset}];
            into.first_ns = into.count == 0 ? value.first_ns : std::min(into.first_ns, value.first_ns);
            into.last_ns = into.count == 0 ? value.last_ns : std::max(into.last_ns, value.last_ns);
            into.count += value.count;
        }
    }

    void add_cell(const HourKey& key, const HourCell& cell) {
        HourCount& into = hours[key];
        Minutes minutes = cell.minutes;
        if (!into.minutes.empty()) (void)add_minutes(into.minutes, minutes); // we wrote it ourselves
        into.minutes = encode_minutes(minutes);
        into.count += static_cast<std::int64_t>(cell.count);
        days[{key.asset, floor_divide(key.hour, 24), static_cast<std::int64_t>(key.kind),
              static_cast<std::int64_t>(key.outcome)}] += static_cast<std::int64_t>(cell.count);
    }

    [[nodiscard]] Result<void> add_counted() {
        auto list =
            db_.prepare("SELECT c.asset, c.hour, c.kind, c.outcome, c.minutes, i.source_id FROM event_counted AS c "
                        "LEFT JOIN import AS i ON i.id = c.import_id");
        if (!list) return fail(std::move(list.error()));
        constexpr std::int64_t k_minute_ns = 60'000'000'000;
        for (;;) {
            auto row = list->step();
            if (!row) return fail(std::move(row.error()));
            if (!*row) return {};
            Minutes minutes{};
            if (!add_minutes(list->blob(4), minutes)) {
                unreadable.emplace_back("event_counted: a counter does not read; import its log again");
                continue;
            }
            HourCells cells;
            for (std::size_t m = 0; m < minutes.size(); ++m)
                if (minutes[m] != 0)
                    cells.add(list->integer(0), static_cast<EventKind>(list->integer(2)),
                              static_cast<Outcome>(list->integer(3)),
                              (list->integer(1) * 60 + static_cast<std::int64_t>(m)) * k_minute_ns, minutes[m]);
            add_cells(list->integer(5), cells.take());
        }
    }

    Connection& db_;
    DatabaseParts parts_;
    BlockReader block_;
    DayValues day_values_;
    std::vector<EventKind> kinds_;
    std::vector<std::uint32_t> counts_;
    std::vector<std::uint16_t> indexes_;
    std::vector<std::int64_t> times_;
};

// Steps through a table and the recount side by side; the number of rows that differ.
template<class Map, class Same>
Result<std::int64_t> differing(Connection& db, std::string_view sql, const Map& expected, Same same_as_next) {
    auto rows = db.prepare(sql);
    if (!rows) return fail(std::move(rows.error()));
    std::int64_t found = 0, matching = 0;
    for (;;) {
        auto row = rows->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) break;
        ++found;
        if (same_as_next(*rows)) ++matching;
    }
    return found - matching + static_cast<std::int64_t>(expected.size()) - matching;
}

HourKey hour_key(const Statement& row) {
    return {row.integer(0), row.integer(1), static_cast<EventKind>(row.integer(2)),
            static_cast<Outcome>(row.integer(3))};
}

Result<std::int64_t> differing_hours(Connection& db, const Recount& recount) {
    return differing(db, "SELECT asset, hour, kind, outcome, count, minutes FROM event_hour", recount.hours,
                     [&](const Statement& row) {
                         const auto it = recount.hours.find(hour_key(row));
                         return it != recount.hours.end() && it->second.count == row.integer(4) &&
                                it->second.minutes == row.blob(5);
                     });
}

Result<std::int64_t> differing_days(Connection& db, const Recount& recount) {
    return differing(
        db, "SELECT asset, day, kind, outcome, count FROM event_day", recount.days, [&](const Statement& row) {
            const auto it = recount.days.find({row.integer(0), row.integer(1), row.integer(2), row.integer(3)});
            return it != recount.days.end() && it->second == row.integer(4);
        });
}

Result<std::int64_t> differing_values(Connection& db, const Recount& recount) {
    Decompressor decompressor;
    ValueCells cells;
    return differing(
        db, "SELECT dimension, day, kind, cells FROM event_value", recount.values, [&](const Statement& row) {
            const auto it = recount.values.find(
                {static_cast<Dimension>(row.integer(0)), row.integer(1), static_cast<EventKind>(row.integer(2))});
            return it != recount.values.end() && decode_values(row.blob(3), decompressor, cells) && cells == it->second;
        });
}

Result<std::int64_t> differing_seen(Connection& db, const Recount& recount) {
    return differing(db, "SELECT source_id, kind, asset, count, first_ns, last_ns FROM event_seen", recount.seen,
                     [&](const Statement& row) {
                         const auto it = recount.seen.find({row.integer(0), row.integer(1), row.integer(2)});
                         return it != recount.seen.end() &&
                                static_cast<std::int64_t>(it->second.count) == row.integer(3) &&
                                it->second.first_ns == row.integer(4) && it->second.last_ns == row.integer(5);
                     });
}

Result<void> rewrite(Connection& db, const Recount& recount) {
    if (auto done = db.exec("DELETE FROM event_hour; DELETE FROM event_day; DELETE FROM event_value; DELETE FROM "
                            "event_seen;");
        !done)
        return done;
    auto hour =
        db.prepare("INSERT INTO event_hour(asset, hour, kind, outcome, count, minutes) VALUES(?1,?2,?3,?4,?5,?6)");
    if (!hour) return fail(std::move(hour.error()));
    for (const auto& [key, value] : recount.hours) {
        hour->bind(1, key.asset).bind(2, key.hour).bind(3, static_cast<std::int64_t>(key.kind));
        hour->bind(4, static_cast<std::int64_t>(key.outcome)).bind(5, value.count).bind_blob(6, value.minutes);
        if (auto done = hour->run(); !done) return done;
    }
    auto day = db.prepare("INSERT INTO event_day(asset, day, kind, outcome, count) VALUES(?1, ?2, ?3, ?4, ?5)");
    if (!day) return fail(std::move(day.error()));
    for (const auto& [key, count] : recount.days) {
        day->bind(1, key[0]).bind(2, key[1]).bind(3, key[2]).bind(4, key[3]).bind(5, count);
        if (auto done = day->run(); !done) return done;
    }
    if (auto done = add_values(db, recount.values); !done) return done;
    auto seen = db.prepare("INSERT INTO event_seen(source_id, kind, asset, count, first_ns, last_ns) "
                           "VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    if (!seen) return fail(std::move(seen.error()));
    for (const auto& [key, value] : recount.seen) {
        seen->bind(1, key[0]).bind(2, key[1]).bind(3, key[2]).bind(4, value.count);
        seen->bind(5, value.first_ns).bind(6, value.last_ns);
        if (auto done = seen->run(); !done) return done;
    }
    return {};
}

} // namespace

} // namespace parapet::events

namespace parapet {

Result<std::vector<std::string>> check_event_rollups(Connection& db, bool repair) {
    events::Recount recount(db);
    if (auto done = recount.run(); !done) return fail(std::move(done.error()));
    std::vector<std::string> problems = recount.unreadable;
    bool off = false;
    // With blocks missing from the recount, counts that may be right would be lost.
    const bool can_repair = recount.unreadable.empty();
    const std::string remedy = !can_repair ? "they cannot be counted again while events do not read"
                               : repair    ? "counted again"
                                           : "run `parapet check --repair` to count them again";
    const auto tell = [&](std::string_view table, const Result<std::int64_t>& count) -> Result<void> {
        if (!count) return fail(count.error());
        if (*count == 0) return {};
        off = true;
        problems.push_back(std::string(table) + ": " + format_count(*count) +
                           " counts differ from the stored events; " + remedy);
        return {};
    };
    if (auto told = tell("event_hour", differing_hours(db, recount)); !told) return fail(std::move(told.error()));
    if (auto told = tell("event_day", differing_days(db, recount)); !told) return fail(std::move(told.error()));
    if (auto told = tell("event_value", differing_values(db, recount)); !told) return fail(std::move(told.error()));
    if (auto told = tell("event_seen", differing_seen(db, recount)); !told) return fail(std::move(told.error()));
    if (off && repair && can_repair)
        if (auto done = events::rewrite(db, recount); !done) return fail(std::move(done.error()));
    return problems;
}

} // namespace parapet

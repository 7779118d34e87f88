#include "core/store/events/block_sink.h"

#include <algorithm>

namespace parapet::events {

namespace {

constexpr std::int64_t k_minute_ns = 60'000'000'000;

} // namespace

Result<void> BlockSink::take(Connection& db, RawBlock& raw) {
    auto ids = string_ids(db, raw.new_strings);
    if (!ids) return fail(std::move(ids.error()));
    dictionaries_.learn(raw, *ids);
    if (raw.rows != 0) {
        const EncodedBlock block = encoder_.encode(raw);
        count_rows(raw);
        count_values(raw);
        if (auto done = insert_block(db, import_, block); !done) return done;
    }
    count_counted(raw);
    return write_counts(db, false);
}

void BlockSink::count_rows(const RawBlock& raw) {
    kinds_.resize(raw.rows);
    // First and last time by (shape, place) would be a wide table; kinds and assets of neighbours repeat, so that one
    // remembered entry serves most rows.
    SeenKey key{EventKind::other, -1};
    Seen* seen = nullptr;
    for (std::size_t i = 0; i < raw.rows; ++i) {
        const Shape& shape = dictionaries_.shapes[raw.shape[i]];
        const std::int64_t asset = dictionaries_.places[raw.place[i]].asset;
        kinds_[i] = shape.kind;
        stored_.add(asset, shape.kind, shape.outcome, floor_divide(raw.time[i], k_minute_ns), raw.count[i]);
        if (seen == nullptr || key.kind != shape.kind || key.asset != asset) {
            key = {shape.kind, asset};
            seen = &seen_[key];
        }
        seen->add(raw.time[i], raw.count[i]);
    }
}

void BlockSink::count_values(const RawBlock& raw) {
    const auto add = [&](Dimension dimension, Column column) {
        const LocalColumn& local = encoder_.local(column);
        if (local.codes.empty()) return;
        values_.add(dimension, {.time_ns = {raw.time.get(), raw.rows},
                                .kinds = kinds_,
                                .counts = {raw.count.get(), raw.rows},
                                .indexes = local.indexes,
                                .codes = local.codes});
    };
    add(Dimension::user, Column::user);
    add(Dimension::source, Column::source);
}

void BlockSink::count_counted(const RawBlock& raw) {
    for (const CountedCell& cell : raw.counted) {
        const std::int64_t asset = dictionaries_.places[cell.place].asset;
        counted_.add(asset, cell.kind, cell.outcome, cell.unix_minute, cell.count);
        // To the minute: the events themselves are not kept.
        seen_[{cell.kind, asset}].add(cell.unix_minute * k_minute_ns, cell.count);
    }
}

Result<void> BlockSink::write_counts(Connection& db, bool all) {
    if ((all && !stored_.empty()) || stored_.is_large())
        if (auto done = add_hours(db, stored_.take()); !done) return done;
    if ((all && !counted_.empty()) || counted_.is_large())
        if (auto done = add_hours(db, counted_.take(), import_); !done) return done;
    if (all || values_.is_large())
        if (auto done = add_values(db, values_.take()); !done) return done;
    return {};
}

Result<void> BlockSink::finish(Connection& db) {
    if (auto done = write_counts(db, true); !done) return done;
    return add_seen(db, source_, seen_);
}

} // namespace parapet::events

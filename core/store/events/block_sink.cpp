#include "core/store/events/block_sink.h"

#include <algorithm>

namespace parapet::events {

namespace {

constexpr std::int64_t k_minute_ns = 60'000'000'000;

} // namespace

Result<void> BlockSink::take(Connection& db, RawBlock& raw) {
    auto ids = string_ids(db, Dictionaries::texts_of(raw));
    if (!ids) return fail(std::move(ids.error()));
    dictionaries_.learn(raw, *ids);
    if (raw.rows != 0) {
        const EncodedBlock block = encoder_.encode(raw);
        count_rows(raw);
        count_values(raw, block);
        if (auto done = insert_block(db, import_, block); !done) return done;
    }
    count_counted(raw);
    return write_counts(db, false);
}

void BlockSink::count_rows(const RawBlock& raw) {
    kinds_.resize(raw.rows);
    counts_.clear();
    if (raw.count.used()) counts_.assign(raw.count.data(), raw.count.data() + raw.rows);
    for (std::size_t i = 0; i < raw.rows; ++i) {
        const Shape& shape = dictionaries_.shapes[raw.shape[i]];
        kinds_[i] = shape.kind;
        stored_.add(dictionaries_.places[raw.place[i]].asset, shape.kind, shape.outcome, raw.time[i],
                    counts_.empty() ? 1 : counts_[i]);
    }
}

void BlockSink::count_values(const RawBlock& raw, const EncodedBlock& block) {
    const auto add = [&](Dimension dimension, Column column) {
        const LocalColumn& local = encoder_.local(column);
        if (local.codes.empty()) return;
        values_.add(dimension, {.time_ns = {raw.time.data(), raw.rows},
                                .first_ns = block.first_ns,
                                .last_ns = block.last_ns,
                                .kinds = kinds_,
                                .counts = counts_,
                                .indexes = local.indexes,
                                .codes = local.codes});
    };
    add(Dimension::user, Column::user);
    add(Dimension::source, Column::source);
}

void BlockSink::count_counted(const RawBlock& raw) {
    // To the minute: the events themselves are not kept.
    for (const CountedCell& cell : raw.counted)
        counted_.add(dictionaries_.places[cell.place].asset, cell.kind, cell.outcome, cell.unix_minute * k_minute_ns,
                     cell.count);
}

Result<void> BlockSink::write_hours(Connection& db, HourCells& cells, std::optional<ImportId> counted_by) {
    const std::vector<HourCell> taken = cells.take();
    if (auto done = add_hours(db, taken, counted_by); !done) return done;
    return add_seen(db, source_, taken);
}

Result<void> BlockSink::write_counts(Connection& db, bool all) {
    if (all || stored_.is_large())
        if (auto done = write_hours(db, stored_, std::nullopt); !done) return done;
    if (all || counted_.is_large())
        if (auto done = write_hours(db, counted_, import_); !done) return done;
    if (all || values_.is_large())
        if (auto done = add_values(db, values_.take()); !done) return done;
    return {};
}

Result<void> BlockSink::finish(Connection& db) {
    return write_counts(db, true);
}

} // namespace parapet::events

#pragma once
// The writer lane's side of an import: encodes blocks, keeps the counts, writes both.

#include "core/base/ids.h"
#include "core/store/connection.h"
#include "core/store/events/block_encoder.h"
#include "core/store/events/event_tables.h"
#include "core/store/events/hour_cells.h"
#include "core/store/events/value_cells.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace parapet::events {

class BlockSink {
public:
    BlockSink(ImportId import, SourceId source)
        : import_(import)
        , source_(source)
        , encoder_(dictionaries_) {}

    [[nodiscard]] Result<void> take(Connection& db, RawBlock& raw);
    [[nodiscard]] Result<void> finish(Connection& db);

private:
    void count_rows(const RawBlock& raw);
    void count_values(const RawBlock& raw, const EncodedBlock& block);
    void count_counted(const RawBlock& raw);
    [[nodiscard]] Result<void> write_hours(Connection& db, HourCells& cells, std::optional<ImportId> counted_by);
    [[nodiscard]] Result<void> write_counts(Connection& db, bool all);

    ImportId import_;
    SourceId source_;
    Dictionaries dictionaries_;
    BlockEncoder encoder_;
    HourCells stored_, counted_;
    DayValues values_;
    std::vector<EventKind> kinds_;      // by row
    std::vector<std::uint32_t> counts_; // by row; empty: all 1
};

} // namespace parapet::events

#pragma once
// The writer lane's side of an import: encodes blocks, keeps the counts, writes both.

#include "core/base/ids.h"
#include "core/store/connection.h"
#include "core/store/events/block_encoder.h"
#include "core/store/events/event_tables.h"
#include "core/store/events/hour_cells.h"
#include "core/store/events/value_cells.h"

#include <cstdint>
#include <map>
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
    void count_values(const RawBlock& raw);
    void count_counted(const RawBlock& raw);
    void saw(EventKind kind, std::int64_t asset, std::int64_t time_ns, std::uint64_t count);
    [[nodiscard]] Result<void> write_counts(Connection& db, bool all);

    ImportId import_;
    SourceId source_;
    Dictionaries dictionaries_;
    BlockEncoder encoder_;
    HourCells stored_, counted_;
    DayValues values_;
    std::map<SeenKey, Seen> seen_;
    std::vector<EventKind> kinds_; // by row
};

} // namespace parapet::events

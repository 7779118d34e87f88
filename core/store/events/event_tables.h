#pragma once
// The SQL of events: texts, blocks, parts and roll-ups. Write functions run within the transaction of an import.

#include "core/base/ids.h"
#include "core/store/connection.h"
#include "core/store/events/block_encoder.h"
#include "core/store/events/block_reader.h"
#include "core/store/events/hour_cells.h"
#include "core/store/events/value_cells.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace parapet::events {

// Ids of texts, made where they are new, in the order given.
[[nodiscard]] Result<std::vector<std::int64_t>> string_ids(Connection& db, std::span<const std::string> texts);
// Texts that equal `text` but for ASCII case.
[[nodiscard]] Result<std::vector<std::int64_t>> find_strings(Connection& db, std::string_view text);

// Texts by id, remembered. For one thread and one reader.
class StringCache {
public:
    explicit StringCache(Connection& db)
        : db_(db) {}
    [[nodiscard]] std::string_view text(std::int64_t id); // "" for 0 and for what is not there
    [[nodiscard]] std::string address(AddressCode code);
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    Connection& db_;
    std::unordered_map<std::int64_t, std::string> texts_;
    std::optional<Error> error_;
};

[[nodiscard]] Result<void> insert_block(Connection& db, ImportId import, const EncodedBlock& block);

// Adds to event_hour and event_day, for the asset itself and for all assets together (0); with `counted_by`, also to
// event_counted.
[[nodiscard]] Result<void> add_hours(Connection& db, std::span<const HourCell> cells,
                                     std::optional<ImportId> counted_by = std::nullopt);
[[nodiscard]] Result<void> add_values(Connection& db, const std::map<ValueKey, ValueCells>& values);

struct SeenKey {
    EventKind kind = EventKind::other;
    std::int64_t asset = 0;
    auto operator<=>(const SeenKey&) const = default;
};
struct Seen {
    std::uint64_t count = 0;
    std::int64_t first_ns = 0, last_ns = 0;
};
[[nodiscard]] std::map<SeenKey, Seen> seen_in(std::span<const HourCell> cells);
[[nodiscard]] Result<void> add_seen(Connection& db, SourceId source, std::span<const HourCell> cells);

// One row of event_block.
struct BlockRow {
    std::int64_t id = 0;
    std::int64_t import_id = 0;
    std::size_t rows = 0;
    std::int64_t first_ns = 0, last_ns = 0;
    std::uint32_t kinds = 0;
};
// Blocks that may hold events within [from_ns, to_ns), newest first (by their last time).
[[nodiscard]] Result<std::vector<BlockRow>> blocks_within(Connection& db, std::int64_t from_ns, std::int64_t to_ns);
[[nodiscard]] Result<BlockMeta> block_meta(Connection& db, std::int64_t block);

// Keeps the last blob of every part in its statement: no copy is made.
class DatabaseParts : public PartSource {
public:
    explicit DatabaseParts(Connection& db)
        : db_(db) {}
    [[nodiscard]] Result<std::string_view> read_part(std::int64_t block, Part part) override;

private:
    Connection& db_;
    std::array<Statement, k_parts> statements_;
};

} // namespace parapet::events

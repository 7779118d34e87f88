#pragma once
// One row of a block as an event again.

#include "core/model/event.h"
#include "core/store/events/block_reader.h"
#include "core/store/events/event_tables.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet::events {

// EventId: block << 20 | row in block.
[[nodiscard]] constexpr std::int64_t event_id(std::int64_t block, std::size_t row) {
    return block << 20 | static_cast<std::int64_t>(row);
}
[[nodiscard]] constexpr std::int64_t block_of(std::int64_t event) {
    return event >> 20;
}

// Views into the block's and the cache's memory; good until another row is read.
class RowReader {
public:
    RowReader(BlockReader& block, StringCache& texts)
        : block_(block)
        , texts_(texts) {}

    // Everything but the message, which `message()` gives.
    [[nodiscard]] const EventView& fields(std::size_t row);
    // Of the row that was read last: its text, or its rule's wording with the fields put in. As it was logged: it may
    // hold bytes that are not UTF-8.
    [[nodiscard]] std::string_view message();
    // With a message that is valid UTF-8. `source` is left to the caller.
    [[nodiscard]] Event event(std::size_t row);

private:
    [[nodiscard]] AddressCode code(Column column, std::size_t segment, std::size_t i);

    BlockReader& block_;
    StringCache& texts_;
    EventView view_;
    std::string source_, destination_, message_;
    std::string_view wording_, text_;
};

} // namespace parapet::events

#pragma once
// Reads the blocks that a question is about, on two threads, skipping what their dictionaries rule out.

#include "core/store/events/block_reader.h"
#include "core/store/events/event_condition.h"
#include "core/store/events/event_tables.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace parapet::events {

// What is asked about. Times in ns, [from, to).
struct Question {
    std::string filter, global_filter;
    std::int64_t from_ns = std::numeric_limits<std::int64_t>::min();
    std::int64_t to_ns = std::numeric_limits<std::int64_t>::max();
};

// One per thread. Gets the rows that match.
class RowConsumer {
public:
    virtual ~RowConsumer() = default;
    // A block with matching rows comes next.
    virtual void begin_block(BlockReader& block, StringCache& texts) = 0;
    // `marks`: 1 for each row that matches; empty = all of the segment do.
    virtual void rows(BlockReader& block, std::size_t segment, std::span<const std::uint8_t> marks) = 0;
    virtual void end_block(BlockReader& block, StringCache& texts) = 0;
};

using MakeConsumer = std::function<std::unique_ptr<RowConsumer>()>;

// The consumers of all threads, to be added up by the caller.
[[nodiscard]] Result<std::vector<std::unique_ptr<RowConsumer>>>
scan(const Workspace& workspace, const Question& question, const MakeConsumer& make, std::stop_token stop = {});

// Calls `each(row in segment)` for the rows that match.
template<class Each>
void for_rows(std::size_t rows, std::span<const std::uint8_t> marks, Each each) {
    if (marks.empty()) {
        for (std::size_t i = 0; i < rows; ++i)
            each(i);
        return;
    }
    // Few of many: from one mark to the next.
    const std::uint8_t* const begin = marks.data();
    const std::uint8_t* const end = begin + rows;
    const void* at = std::memchr(begin, 1, rows);
    while (at != nullptr) {
        const auto* const mark = static_cast<const std::uint8_t*>(at);
        each(static_cast<std::size_t>(mark - begin));
        at = std::memchr(mark + 1, 1, static_cast<std::size_t>(end - mark) - 1);
    }
}

// Marks of one segment for a time range and a condition; shared by scan() and the pages of the table.
class SegmentMarks {
public:
    SegmentMarks(const Question& question, std::int64_t first_ns, std::int64_t last_ns)
        : question_(question)
        , whole_(first_ns >= question.from_ns && last_ns < question.to_ns) {}
    // False when no row matches; else marks() as for RowConsumer::rows.
    [[nodiscard]] bool find(Condition& condition, Extent extent, BlockReader& block, std::size_t segment,
                            StringCache& texts);
    [[nodiscard]] std::span<const std::uint8_t> marks() const { return marks_; }

private:
    const Question& question_;
    bool whole_;
    std::vector<std::uint8_t> buffer_;
    std::span<const std::uint8_t> marks_;
};

} // namespace parapet::events

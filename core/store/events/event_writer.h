#pragma once
// Takes the events of one import into the workspace: columns are filled on the caller's thread, full blocks are
// encoded, counted and written by the writer lane, all within the import's one transaction.

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/event.h"
#include "core/store/writer.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace parapet {

class EventWriter {
public:
    // `import` and `source` are the rows that this import gets; they may be inserted later in the same transaction.
    EventWriter(WriteSession& session, ImportId import, SourceId source);
    ~EventWriter(); // what is not finished is not written
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;

    // Cheap: no SQL, no allocation per event. A failure of the writer lane is told by finish() and failed().
    void event(const EventView& event);
    [[nodiscard]] bool failed() const; // worth asking now and then: the rest would be for nothing

    struct Counts {
        std::uint64_t stored = 0;   // events
        std::uint64_t counted = 0;  // occurrences of events that are counted only
        std::optional<Time> newest; // stored or counted
    };
    // Waits until all is written. The session is left open: commit is the caller's.
    [[nodiscard]] Result<Counts> finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace parapet

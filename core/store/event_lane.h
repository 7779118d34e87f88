#pragma once
// What an import needs of the store of events. core/store/events implements it; ImportSession feeds it.

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/event.h"
#include "core/store/writer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace parapet {

class Workspace;

struct EventLaneMeta {
    ImportId import{};
    SourceId source{};
    std::string source_name;
    bool keep_harmless = false;
    std::string asset; // overrides the asset of every event, "" = as the log says
};

// Lives as long as one import. All calls come from the parser's thread; what is to be written goes through
// WriteSession::post, into the transaction of the import.
class EventLane {
public:
    virtual ~EventLane() = default;
    virtual void event(const EventView& event) = 0;
    // The rest of the events, roll-ups and dictionaries; the caller commits afterwards.
    [[nodiscard]] virtual Result<void> finish() = 0;
    [[nodiscard]] virtual std::uint64_t stored() const = 0;
    [[nodiscard]] virtual std::uint64_t counted() const = 0;
    [[nodiscard]] virtual std::optional<Time> newest() const = 0; // of the events' times
};

// Defined by core/store/events.
[[nodiscard]] std::unique_ptr<EventLane> make_event_lane(Workspace& workspace, WriteSession& session,
                                                         const EventLaneMeta& meta);

} // namespace parapet

#pragma once
// The events of one piece of a log, kept until it is their turn: pieces are parsed side by side and handed on in order.

#include "core/formats/format.h"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class EventBatch final : public RecordSink {
public:
    // What views point to that need not be copied: `lines`, and what outlives every batch.
    void begin(std::string_view lines, std::string_view default_host);
    void scan(const ScanInfo&) override {}
    void finding(RawFinding&) override {}
    void event(const EventView& event) override;
    // Stored ones as they came, then the sums of those that are counted only.
    void hand_on(RecordSink& out) const;

private:
    struct Sum {
        EventView event; // its newest time
        std::int64_t minute = 0;
    };
    void count(const EventView& event);
    [[nodiscard]] std::string_view keep(std::string_view text);
    void keep_texts(EventView& event);

    std::string_view lines_, default_host_;
    std::vector<EventView> events_;
    std::vector<Sum> sums_;
    std::array<std::uint32_t, 256> sum_of_{}; // index into sums_, by hash
    std::deque<std::string> texts_;           // the others' bytes
};

} // namespace parapet

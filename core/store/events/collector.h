#pragma once
// Takes events on the parser's thread, as they come, into the columns of a RawBlock. Nothing here allocates per event.

#include "core/model/event.h"
#include "core/store/events/interner.h"
#include "core/store/events/raw_block.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace parapet::events {

class EventCollector {
public:
    EventCollector();

    [[nodiscard]] bool has_block() const { return block_ != nullptr; }
    void give(std::unique_ptr<RawBlock> empty) { block_ = std::move(empty); }
    // Needs a block. True when it is full now: take() it before the next event.
    [[nodiscard]] bool add(const EventView& event);
    // The rows so far and the dictionary entries that are new; nullptr when there is no block.
    [[nodiscard]] std::unique_ptr<RawBlock> take();

    [[nodiscard]] std::uint64_t stored() const { return stored_; }
    [[nodiscard]] std::uint64_t counted() const { return counted_; } // occurrences of events that are counted only
    [[nodiscard]] std::optional<Time> newest() const {
        return stored_ + counted_ == 0 ? std::nullopt : std::optional(newest_);
    }

private:
    // A rule of event_rules(): its static text is known by its address.
    struct KnownRule {
        const char* data = nullptr;
        std::string_view text;
        // The shape of its last event; mostly the next one has it too.
        StringInterner::Begun process;
        std::uint64_t marks = 0;
        std::uint32_t shape = 0; // 0: none yet
    };
    struct ShapeKey {
        std::uint64_t words = 0, marks = 0;
        bool operator==(const ShapeKey&) const = default;
    };
    struct ShapeSlot {
        ShapeKey key;
        std::uint32_t id = 0; // 0: free
    };

    // An address whose slot in the table is still on its way: looked up when the next event comes.
    struct PendingSource {
        StringInterner::Begun key;
        std::array<char, 16> text{};
        std::size_t row = 0;
        bool waits = false;
    };

    [[nodiscard]] std::size_t place_of_rule(const char* data) const {
        return static_cast<std::size_t>((reinterpret_cast<std::uintptr_t>(data) * 0x9E3779B97F4A7C15ULL) >> 40U) &
               (known_rules_.size() - 1);
    }
    // nullptr: a rule that is not registered, or a text that only equals one.
    [[nodiscard]] KnownRule* find_rule(std::string_view rule) {
        for (std::size_t at = place_of_rule(rule.data()); known_rules_[at].data != nullptr;
             at = (at + 1) & (known_rules_.size() - 1))
            if (known_rules_[at].data == rule.data() && known_rules_[at].text.size() == rule.size())
                return &known_rules_[at];
        return nullptr;
    }
    void fill_rules();
    [[nodiscard]] std::uint32_t shape_id(const EventView& e) {
        const std::uint64_t marks = marks_of(e);
        const StringInterner::Begun process = strings_.begin(e.process);
        KnownRule* const rule = find_rule(e.rule);
        if (rule != nullptr && rule->shape != 0 && rule->marks == marks && rule->process.same_short(process))
            return rule->shape;
        return shape_of(rule, process, marks, e);
    }
    // In the order of the fields in memory, so that the compiler reads them at once.
    [[nodiscard]] static std::uint64_t marks_of(const EventView& e) {
        return static_cast<std::uint64_t>(e.time_quality) | static_cast<std::uint64_t>(e.kind) << 8U |
               static_cast<std::uint64_t>(e.outcome) << 16U | static_cast<std::uint64_t>(e.severity) << 24U |
               static_cast<std::uint64_t>(e.line_shape) << 32U | static_cast<std::uint64_t>(e.message.empty()) << 40U;
    }
    [[nodiscard]] std::uint32_t shape_of(KnownRule* rule, const StringInterner::Begun& process, std::uint64_t marks,
                                         const EventView& event);
    [[nodiscard]] std::uint32_t add_shape(const ShapeKey& key, const EventView& event, std::size_t at);
    void begin_source(std::string_view text, std::size_t row);
    void finish_source() {
        if (!source_.waits) return;
        source_.waits = false;
        block_->source.set(source_.row, addresses_.finish(source_.key));
    }
    [[nodiscard]] std::uint32_t place_id(const EventView& event) {
        const std::uint32_t host = strings_.id(event.host);
        if (event.asset.empty() && host < place_of_host_.size() && place_of_host_[host] != 0)
            return place_of_host_[host];
        return remember_place(host, event.asset.empty() ? host : strings_.id(event.asset));
    }
    [[nodiscard]] std::uint32_t remember_place(std::uint32_t host, std::uint32_t asset);
    void count_only(const EventView& event);
    // The dictionaries are asked about now and then only; they may outgrow their limit by that much.
    [[nodiscard]] bool is_full() const {
        const std::size_t rows = block_->rows;
        return rows == k_block_rows || block_->text.size() >= k_block_text_bytes ||
               (rows % k_ask_every == 0 && is_large());
    }
    static constexpr std::size_t k_ask_every = 256;
    [[nodiscard]] bool is_large() const;
    void forget_if_large();

    std::unique_ptr<RawBlock> block_;
    StringInterner strings_, addresses_, objects_;
    PendingSource source_;
    std::vector<KnownRule> known_rules_; // open addressing
    std::vector<ShapeSlot> shapes_;
    std::uint32_t shape_count_ = 0;
    std::vector<Shape> new_shapes_;
    std::vector<std::uint32_t> place_of_host_;                // of events without an asset of their own; 0: not seen
    std::unordered_map<std::uint64_t, std::uint32_t> places_; // host, asset
    std::vector<Place> new_places_;
    std::array<std::uint32_t, 256> counted_cache_{}; // index into block_->counted, by hash
    bool reset_ = true;
    std::uint64_t stored_ = 0, counted_ = 0;
    Time newest_ = Time::min();
};

} // namespace parapet::events

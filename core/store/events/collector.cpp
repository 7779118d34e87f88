#include "core/store/events/collector.h"

#include "core/base/limits.h"
#include "core/formats/common/event_rules.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace parapet::events {

namespace {

constexpr std::size_t k_first_shapes = 1024;
// When the dictionaries of one import grow beyond these, they begin anew: memory stays bounded, whatever the log.
constexpr std::size_t k_max_strings = 200'000;
constexpr std::size_t k_max_addresses = 200'000;
constexpr std::size_t k_max_objects = 60'000;
constexpr std::size_t k_max_dictionary_bytes = 8U << 20U;
constexpr std::size_t k_max_counted_cells = 1U << 16U;

std::uint64_t hash_of(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t mixed = (a * 0x9E3779B97F4A7C15ULL) ^ (b * 0xC2B2AE3D27D4EB4FULL);
    return mixed ^ (mixed >> 29U);
}

template<class T>
RawBlock::Rows<T> column() {
    return std::make_unique_for_overwrite<T[]>(k_block_rows);
}

} // namespace

std::unique_ptr<RawBlock> RawBlock::make() {
    auto block = std::make_unique<RawBlock>();
    block->time = column<std::int64_t>();
    for (auto* rows : {&block->shape, &block->place, &block->user, &block->target_user, &block->source,
                       &block->destination, &block->object, &block->pid, &block->count, &block->text_length})
        *rows = column<std::uint32_t>();
    block->source_port = column<std::uint16_t>();
    block->destination_port = column<std::uint16_t>();
    block->line = column<std::uint64_t>();
    block->offset = column<std::uint64_t>();
    return block;
}

void RawBlock::clear() {
    rows = 0;
    text.clear();
    counted.clear();
    reset = false;
    new_strings.clear();
    new_addresses.clear();
    new_shapes.clear();
    new_places.clear();
    new_objects.clear();
}

EventCollector::EventCollector()
    : objects_(default_limits().max_field_bytes)
    , shapes_(k_first_shapes) {}

std::uint32_t EventCollector::rule_id(std::string_view rule) {
    if (rule.empty()) return 0;
    const auto address = reinterpret_cast<std::uintptr_t>(rule.data());
    RuleEntry& entry = rules_[(address ^ (address >> 6U)) % rules_.size()];
    if (entry.data == rule.data() && entry.text == rule) return entry.id;
    entry.data = rule.data();
    entry.text = rule;
    entry.id = strings_.id(rule);
    return entry.id;
}

std::uint32_t EventCollector::address_id(std::string_view text) {
    if (text.empty()) return 0;
    if (const auto ipv4 = parse_ipv4(text)) return addresses_.id(k_ipv4_base + *ipv4);
    return addresses_.id(strings_.id(text));
}

std::uint32_t EventCollector::shape_id(const EventView& e) {
    const ShapeKey key{
        static_cast<std::uint64_t>(rule_id(e.rule)) << 32U | strings_.id(e.process),
        static_cast<std::uint64_t>(e.kind) | static_cast<std::uint64_t>(e.outcome) << 8U |
            static_cast<std::uint64_t>(e.severity) << 16U | static_cast<std::uint64_t>(e.time_quality) << 24U |
            static_cast<std::uint64_t>(e.line_shape) << 32U | static_cast<std::uint64_t>(e.message.empty()) << 40U};
    const std::size_t mask = shapes_.size() - 1;
    std::size_t at = hash_of(key.words, key.marks) & mask;
    while (shapes_[at].id != 0) {
        if (shapes_[at].key == key) return shapes_[at].id;
        at = (at + 1) & mask;
    }
    return add_shape(key, e, at);
}

std::uint32_t EventCollector::add_shape(const ShapeKey& key, const EventView& e, std::size_t at) {
    const EventRule* rule = e.message.empty() ? find_event_rule(e.rule) : nullptr;
    new_shapes_.push_back({static_cast<std::uint32_t>(key.words >> 32U), static_cast<std::uint32_t>(key.words),
                           rule != nullptr ? strings_.id(rule->wording) : 0, e.kind, e.outcome, e.severity,
                           e.time_quality, e.line_shape});
    const std::uint32_t id = ++shape_count_;
    shapes_[at] = {key, id};
    if (static_cast<std::size_t>(shape_count_) * 2 > shapes_.size()) {
        std::vector<ShapeSlot> old(shapes_.size() * 4);
        old.swap(shapes_);
        const std::size_t mask = shapes_.size() - 1;
        for (const ShapeSlot& slot : old) {
            if (slot.id == 0) continue;
            std::size_t to = hash_of(slot.key.words, slot.key.marks) & mask;
            while (shapes_[to].id != 0)
                to = (to + 1) & mask;
            shapes_[to] = slot;
        }
    }
    return id;
}

std::uint32_t EventCollector::place_id(const EventView& e) {
    const std::uint32_t host = strings_.id(e.host);
    const std::uint32_t asset = e.asset.empty() ? host : strings_.id(e.asset);
    return places_.id(static_cast<std::uint64_t>(host) << 32U | asset);
}

void EventCollector::count_only(const EventView& e) {
    const std::int64_t second = unix_seconds(e.time);
    const std::int64_t minute = second >= 0 ? second / 60 : (second - 59) / 60;
    CountedCell cell{minute, place_id(e), e.count, e.kind, e.outcome};
    counted_ += e.count;
    const std::uint64_t key = static_cast<std::uint64_t>(cell.place) << 16U |
                              static_cast<std::uint64_t>(cell.kind) << 8U | static_cast<std::uint64_t>(cell.outcome);
    std::uint32_t& cached = counted_cache_[hash_of(static_cast<std::uint64_t>(minute), key) % counted_cache_.size()];
    auto& cells = block_->counted;
    if (cached < cells.size()) {
        CountedCell& known = cells[cached];
        if (known.unix_minute == minute && known.place == cell.place && known.kind == cell.kind &&
            known.outcome == cell.outcome && known.count <= std::numeric_limits<std::uint32_t>::max() - cell.count) {
            known.count += cell.count;
            return;
        }
    }
    cached = static_cast<std::uint32_t>(cells.size());
    cells.push_back(cell);
}

bool EventCollector::is_full() const {
    return block_->rows == k_block_rows || block_->text.size() >= k_block_text_bytes ||
           block_->counted.size() >= k_max_counted_cells || objects_.bytes() >= k_max_dictionary_bytes ||
           strings_.bytes() >= k_max_dictionary_bytes * 2;
}

bool EventCollector::add(const EventView& e) {
    newest_ = std::max(newest_, e.time);
    if (e.counted_only) {
        count_only(e);
        return is_full();
    }
    RawBlock& b = *block_;
    const std::size_t row = b.rows++;
    b.time[row] = unix_nanos(e.time);
    b.shape[row] = shape_id(e);
    b.place[row] = place_id(e);
    b.user[row] = strings_.id(e.user);
    b.target_user[row] = strings_.id(e.target_user);
    b.source[row] = address_id(e.source_ip);
    b.destination[row] = address_id(e.destination_ip);
    b.object[row] = objects_.id(e.object);
    b.pid[row] = e.pid;
    b.count[row] = e.count;
    b.source_port[row] = e.source_port;
    b.destination_port[row] = e.destination_port;
    b.line[row] = e.line;
    b.offset[row] = e.offset;
    const std::string_view text = e.message.substr(0, default_limits().max_field_bytes);
    b.text_length[row] = static_cast<std::uint32_t>(text.size());
    b.text.append(text);
    ++stored_;
    return is_full();
}

std::unique_ptr<RawBlock> EventCollector::take() {
    if (!block_) return nullptr;
    block_->reset = std::exchange(reset_, false);
    block_->new_strings = strings_.take_new();
    block_->new_addresses = addresses_.take_new();
    block_->new_shapes = std::exchange(new_shapes_, {});
    for (const std::uint64_t pair : places_.take_new())
        block_->new_places.push_back({static_cast<std::uint32_t>(pair >> 32U), static_cast<std::uint32_t>(pair)});
    block_->new_objects = objects_.take_new();
    forget_if_large();
    return std::move(block_);
}

void EventCollector::forget_if_large() {
    if (strings_.size() < k_max_strings && addresses_.size() < k_max_addresses && objects_.size() < k_max_objects &&
        objects_.bytes() < k_max_dictionary_bytes && strings_.bytes() < k_max_dictionary_bytes * 2)
        return;
    strings_.clear();
    objects_.clear();
    addresses_.clear();
    places_.clear();
    rules_.fill({});
    shapes_.assign(k_first_shapes, {});
    shape_count_ = 0;
    reset_ = true;
}

} // namespace parapet::events

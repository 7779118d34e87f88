#include "core/store/events/collector.h"

#include "core/base/limits.h"
#include "core/formats/common/event_rules.h"

#include <algorithm>
#include <bit>
#include <limits>

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

} // namespace

void RawBlock::clear() {
    rows = 0;
    for (auto* column : {&user, &target_user, &source, &destination, &object, &pid, &text_length})
        column->clear();
    count.clear();
    source_port.clear();
    destination_port.clear();
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
    , shapes_(k_first_shapes) {
    fill_rules();
}

void EventCollector::fill_rules() {
    const auto rules = event_rules();
    known_rules_.assign(std::bit_ceil(rules.size() * 4 + 1), {});
    for (const EventRule& rule : rules) {
        std::size_t at = place_of_rule(rule.id.data());
        while (known_rules_[at].data != nullptr)
            at = (at + 1) & (known_rules_.size() - 1);
        known_rules_[at].data = rule.id.data();
        known_rules_[at].text = rule.id;
    }
}

std::uint32_t EventCollector::shape_of(KnownRule* rule, const StringInterner::Begun& process, std::uint64_t marks,
                                       const EventView& e) {
    const ShapeKey key{static_cast<std::uint64_t>(strings_.id(e.rule)) << 32U | strings_.finish(process), marks};
    const std::size_t mask = shapes_.size() - 1;
    std::size_t at = hash_of(key.words, key.marks) & mask;
    while (shapes_[at].id != 0 && !(shapes_[at].key == key))
        at = (at + 1) & mask;
    const std::uint32_t id = shapes_[at].id != 0 ? shapes_[at].id : add_shape(key, e, at);
    if (rule != nullptr) {
        rule->process = process;
        rule->process.text = {}; // its bytes go away
        rule->process.length = process.text.size();
        rule->marks = marks;
        rule->shape = id;
    }
    return id;
}

std::uint32_t EventCollector::add_shape(const ShapeKey& key, const EventView& e, std::size_t at) {
    const EventRule* rule = e.message.empty() ? find_event_rule(e.rule) : nullptr;
    new_shapes_.push_back({static_cast<std::uint32_t>(key.words >> 32U), static_cast<std::uint32_t>(key.words),
                           rule != nullptr ? strings_.id(rule->wording) : 0, e.kind, e.outcome, e.severity,
                           e.time_quality, e.line_shape});
    const std::uint32_t id = ++shape_count_;
    shapes_[at] = {key, id};
    if (static_cast<std::size_t>(shape_count_) * 2 > shapes_.size()) {
        std::vector<ShapeSlot> old(shapes_.size() * 2);
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

std::uint32_t EventCollector::remember_place(std::uint32_t host, std::uint32_t asset) {
    const auto [entry, is_new] = places_.try_emplace(static_cast<std::uint64_t>(host) << 32U | asset);
    if (is_new) {
        entry->second = static_cast<std::uint32_t>(places_.size());
        new_places_.push_back({host, asset});
    }
    if (host == asset) {
        if (host >= place_of_host_.size()) place_of_host_.resize(host + 1);
        place_of_host_[host] = entry->second;
    }
    return entry->second;
}

void EventCollector::count_only(const EventView& e) {
    const std::int64_t second = unix_seconds(e.time);
    const std::int64_t minute = second >= 0 ? second / 60 : (second - 59) / 60;
    const CountedCell cell{minute, place_id(e), e.count, e.kind, e.outcome};
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

void EventCollector::begin_source(std::string_view text, std::size_t row) {
    source_.key = addresses_.begin(text);
    source_.row = row;
    source_.waits = true;
    if (text.size() > source_.text.size()) {
        finish_source(); // the text goes away before the next event
        return;
    }
    text.copy(source_.text.data(), text.size());
    source_.key.text = {source_.text.data(), text.size()};
}

bool EventCollector::is_large() const {
    return objects_.bytes() >= k_max_dictionary_bytes || strings_.bytes() >= k_max_dictionary_bytes * 2;
}

bool EventCollector::add(const EventView& e) {
    newest_ = std::max(newest_, e.time);
    if (e.counted_only) {
        count_only(e);
        return block_->counted.size() >= k_max_counted_cells || is_large();
    }
    RawBlock& b = *block_;
    const std::size_t row = b.rows++;
    b.time[row] = unix_nanos(e.time);
    b.shape[row] = shape_id(e);
    b.place[row] = place_id(e);
    b.user.set(row, strings_.id(e.user));
    b.target_user.set(row, strings_.id(e.target_user));
    b.object.set(row, objects_.id(e.object));
    b.pid.set(row, e.pid);
    b.count.set(row, e.count);
    b.source_port.set(row, e.source_port);
    b.destination_port.set(row, e.destination_port);
    b.line[row] = e.line;
    b.offset[row] = e.offset;
    const std::string_view text = e.message.substr(0, default_limits().max_field_bytes);
    b.text_length.set(row, static_cast<std::uint32_t>(text.size()));
    if (!text.empty()) b.text.append(text);
    b.destination.set(row, addresses_.id(e.destination_ip));
    finish_source();
    if (e.source_ip.empty())
        b.source.set(row, 0);
    else
        begin_source(e.source_ip, row);
    ++stored_;
    return is_full();
}

std::unique_ptr<RawBlock> EventCollector::take() {
    if (!block_) return nullptr;
    finish_source();
    block_->reset = std::exchange(reset_, false);
    block_->new_strings = strings_.take_new();
    block_->new_addresses = addresses_.take_new();
    block_->new_shapes = std::exchange(new_shapes_, {});
    block_->new_places = std::exchange(new_places_, {});
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
    place_of_host_.clear();
    fill_rules();
    shapes_.assign(k_first_shapes, {});
    shape_count_ = 0;
    reset_ = true;
}

} // namespace parapet::events

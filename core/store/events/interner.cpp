#include "core/store/events/interner.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>
#include <random>
#include <utility>

namespace parapet::events {

namespace {

constexpr std::size_t k_first_slots = 1024;

std::uint64_t random_number() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

// ASCII without NUL: most texts, and told at a glance.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

} // namespace

StringInterner::StringInterner(std::size_t max_bytes)
    : max_bytes_(max_bytes)
    , secret_{random_number() | 1U, random_number() | 1U} {
    clear();
}

void StringInterner::clear() {
    slots_.assign(k_first_slots, Slot{});
    mask_ = k_first_slots - 1;
    count_ = 0;
    long_texts_.clear();
    long_from_.assign(1, 0);
    new_texts_.clear();
}

std::uint32_t StringInterner::id_of_some(std::string_view text) {
    const std::size_t n = text.size();
    if (n > k_short) return finish(begin(text));
    std::uint64_t low = 0, high = 0;
    load_short(text, low, high);
    const std::size_t hash = hash_of(low, high, n);
    const Slot* const slots = slots_.data();
    std::size_t at = hash & mask_;
    for (; slots[at].id != 0; at = (at + 1) & mask_)
        if (slots[at].low == low && slots[at].high == high && slots[at].length == n) return slots[at].id;
    return add({text, low, high, hash, n}, at);
}

void StringInterner::hash_long(Begun& key) const {
    key.text = key.text.substr(0, max_bytes_);
    key.low = hash64(key.text, secret_[0]);
}

bool StringInterner::is_at(const Slot& slot, const Begun& key) const {
    return std::memcmp(long_texts_.data() + long_from_[slot.id], key.text.data(), key.text.size()) == 0;
}

std::uint32_t StringInterner::add(const Begun& key, std::size_t at) {
    const std::uint32_t id = ++count_;
    slots_[at] = {key.low, key.high, static_cast<std::uint32_t>(key.text.size()), id};
    long_from_.push_back(long_texts_.size());
    if (key.text.size() > k_short) long_texts_.append(key.text);
    new_texts_.push_back(is_plain(key.text) ? std::string(key.text) : sanitize_utf8(key.text));
    if (static_cast<std::size_t>(count_) * 2 > slots_.size()) grow();
    return id;
}

void StringInterner::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.id == 0) continue;
        std::size_t at = hash_of(slot.low, slot.high, slot.length) & mask_;
        while (slots_[at].id != 0)
            at = (at + 1) & mask_;
        slots_[at] = slot;
    }
}

std::vector<std::string> StringInterner::take_new() {
    return std::exchange(new_texts_, {});
}

} // namespace parapet::events

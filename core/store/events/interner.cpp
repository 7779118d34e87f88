#include "core/store/events/interner.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <array>
#include <charconv>
#include <cstring>
#include <random>
#include <utility>

namespace parapet::events {

namespace {

constexpr std::size_t k_first_slots = 1024;

template<class T>
T load(const char* p) {
    T n;
    std::memcpy(&n, p, sizeof n);
    return n;
}

std::uint64_t random_number() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

// wyhash's mixing step: both halves of a 128-bit product.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

} // namespace

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    if (text.size() < 7 || text.size() > 15) return std::nullopt;
    std::uint32_t address = 0, part = 0;
    unsigned digits = 0, parts = 0;
    for (const char c : text) {
        const auto digit = static_cast<unsigned>(static_cast<unsigned char>(c)) - '0';
        if (digit < 10) {
            if (digits != 0 && part == 0) return std::nullopt; // a leading zero
            part = part * 10 + digit;
            if (++digits > 3) return std::nullopt;
            continue;
        }
        if (c != '.' || digits == 0 || part > 255 || ++parts > 3) return std::nullopt;
        address = address << 8U | part;
        part = 0;
        digits = 0;
    }
    if (parts != 3 || digits == 0 || part > 255) return std::nullopt;
    return address << 8U | part;
}

std::string ipv4_text(std::uint32_t address) {
    std::array<char, 16> text{};
    char* p = text.data();
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        if (shift != 32) *p++ = '.';
        p = std::to_chars(p, text.data() + text.size(), (address >> (shift - 8)) & 0xFFU).ptr;
    }
    return {text.data(), p};
}

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
    new_texts_.clear();
}

std::uint32_t StringInterner::id(std::string_view text) {
    const std::size_t n = text.size();
    if (n == 0) return 0;
    const char* p = text.data();
    Slot key;
    if (n > 16) {
        text = text.substr(0, max_bytes_);
        key.low = hash64(text, secret_[0]);
    } else if (n >= 8) {
        key.low = load<std::uint64_t>(p);
        key.high = load<std::uint64_t>(p + n - 8);
    } else if (n >= 4) {
        key.low = load<std::uint32_t>(p) | static_cast<std::uint64_t>(load<std::uint32_t>(p + n - 4)) << 32U;
    } else {
        key.low = static_cast<unsigned char>(p[0]) | static_cast<unsigned>(static_cast<unsigned char>(p[n / 2])) << 8U |
                  static_cast<unsigned>(static_cast<unsigned char>(p[n - 1])) << 16U;
    }
    key.length = static_cast<std::uint32_t>(text.size());
    const std::size_t at = find(key, text);
    return slots_[at].id != 0 ? slots_[at].id : add(key, text, at);
}

// The slot of `key`, or the free slot where it belongs. For a long text `high` of a used slot is its place.
std::size_t StringInterner::find(const Slot& key, std::string_view text) const {
    const bool is_long = key.length > 16;
    const std::uint64_t high = is_long ? 0 : key.high;
    std::size_t at = mix(key.low ^ secret_[0], high ^ secret_[1] ^ key.length) & mask_;
    while (slots_[at].id != 0) {
        const Slot& slot = slots_[at];
        if (slot.low == key.low && slot.length == key.length) {
            if (!is_long && slot.high == key.high) return at;
            if (is_long && std::memcmp(long_texts_.data() + slot.high, text.data(), text.size()) == 0) return at;
        }
        at = (at + 1) & mask_;
    }
    return at;
}

std::uint32_t StringInterner::add(Slot key, std::string_view text, std::size_t at) {
    if (key.length > 16) {
        key.high = long_texts_.size();
        long_texts_.append(text);
    }
    key.id = ++count_;
    slots_[at] = key;
    new_texts_.push_back(sanitize_utf8(text));
    if (count_ * 2 > slots_.size()) grow();
    return key.id;
}

void StringInterner::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.id == 0) continue;
        const std::uint64_t high = slot.length > 16 ? 0 : slot.high;
        std::size_t at = mix(slot.low ^ secret_[0], high ^ secret_[1] ^ slot.length) & mask_;
        while (slots_[at].id != 0)
            at = (at + 1) & mask_;
        slots_[at] = slot;
    }
}

std::vector<std::string> StringInterner::take_new() {
    return std::exchange(new_texts_, {});
}

NumberInterner::NumberInterner()
    : secret_(random_number()) {
    clear();
}

void NumberInterner::clear() {
    slots_.assign(k_first_slots, Slot{});
    mask_ = k_first_slots - 1;
    count_ = 0;
    new_numbers_.clear();
}

std::uint32_t NumberInterner::add(std::uint64_t number, std::size_t at) {
    slots_[at] = {number, ++count_};
    new_numbers_.push_back(number);
    const std::uint32_t id = count_;
    if (static_cast<std::size_t>(count_) * 2 > slots_.size()) grow();
    return id;
}

void NumberInterner::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.id == 0) continue;
        std::size_t at = hash(slot.number) & mask_;
        while (slots_[at].id != 0)
            at = (at + 1) & mask_;
        slots_[at] = slot;
    }
}

std::vector<std::uint64_t> NumberInterner::take_new() {
    return std::exchange(new_numbers_, {});
}

} // namespace parapet::events

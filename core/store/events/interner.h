#pragma once
// Text -> small dense numbers, while one import runs. Numbers start at 1; 0 is the empty text. What is new since the
// last block is handed to the encoder, which knows the workspace's own ids.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::events {

// "203.0.113.7" without leading zeros, else nullopt: an address that is written any other way stays text, so that it is
// written back as it was read.
[[nodiscard]] std::optional<std::uint32_t> parse_ipv4(std::string_view text);
[[nodiscard]] std::string ipv4_text(std::uint32_t address);

// An address as one number: 0 none; 1..2^32-1 the id of a text; from 2^32 an IPv4 address.
using AddressCode = std::uint64_t;
inline constexpr AddressCode k_ipv4_base = 1ULL << 32U;

class StringInterner {
public:
    // Texts are cut at `max_bytes`.
    explicit StringInterner(std::size_t max_bytes = 1024);
    [[nodiscard]] std::uint32_t id(std::string_view text);

    // New texts in the order of their ids, valid UTF-8; empties the list.
    [[nodiscard]] std::vector<std::string> take_new();
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::size_t bytes() const { return long_texts_.size() + slots_.size() * sizeof(Slot); }
    void clear();

private:
    // Up to 16 bytes stand in the slot itself; longer texts leave their hash and their place in long_texts_.
    struct Slot {
        std::uint64_t low = 0, high = 0;
        std::uint32_t length = 0;
        std::uint32_t id = 0; // 0: free
    };
    [[nodiscard]] std::size_t find(const Slot& key, std::string_view text) const;
    std::uint32_t add(Slot key, std::string_view text, std::size_t at);
    void grow();

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    std::uint32_t count_ = 0;
    std::string long_texts_;
    std::vector<std::string> new_texts_;
    std::size_t max_bytes_;
    std::array<std::uint64_t, 2> secret_{}; // so that nobody can write a log whose texts collide
};

// Numbers of 64 bits (codes, pairs) -> dense numbers from 1.
class NumberInterner {
public:
    NumberInterner();
    [[nodiscard]] std::uint32_t id(std::uint64_t number) {
        std::size_t at = hash(number) & mask_;
        while (slots_[at].id != 0) {
            if (slots_[at].number == number) return slots_[at].id;
            at = (at + 1) & mask_;
        }
        return add(number, at);
    }
    [[nodiscard]] std::vector<std::uint64_t> take_new();
    [[nodiscard]] std::size_t size() const { return count_; }
    void clear();

private:
    struct Slot {
        std::uint64_t number = 0;
        std::uint32_t id = 0; // 0: free
    };
    [[nodiscard]] std::size_t hash(std::uint64_t number) const {
        const std::uint64_t mixed = (number ^ secret_) * 0x9E3779B97F4A7C15ULL;
        return static_cast<std::size_t>(mixed ^ (mixed >> 32U));
    }
    std::uint32_t add(std::uint64_t number, std::size_t at);
    void grow();

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    std::uint32_t count_ = 0;
    std::vector<std::uint64_t> new_numbers_;
    std::uint64_t secret_ = 0;
};

} // namespace parapet::events

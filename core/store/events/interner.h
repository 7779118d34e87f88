#pragma once
// Text -> small dense numbers, while one import runs. Numbers start at 1; 0 is the empty text. What is new since the
// last block is handed to the encoder, which knows the workspace's own ids.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::events {

class StringInterner {
    static constexpr std::size_t k_short = 16;

public:
    // Texts are cut at `max_bytes`.
    explicit StringInterner(std::size_t max_bytes = 1024);

    [[nodiscard]] std::uint32_t id(std::string_view text) { return text.empty() ? 0 : id_of_some(text); }

    // The same in two steps: begin() asks for the cache line of the text's slot, which a log of many addresses has
    // mostly lost, and finish() comes when other work has bridged the wait. Both before the text goes away.
    struct Begun {
        std::string_view text;
        std::uint64_t low = 0, high = 0;
        std::size_t hash = 0;
        std::size_t length = 0; // of a text that is not at hand any more
        // Is this the text that went away? Told of short texts only.
        [[nodiscard]] bool same_short(const Begun& other) const {
            return low == other.low && high == other.high && length == other.text.size() && length <= k_short;
        }
    };
    [[nodiscard]] Begun begin(std::string_view text) const {
        Begun key{text};
        if (text.empty()) return key;
        if (text.size() > k_short)
            hash_long(key);
        else
            load_short(text, key.low, key.high);
        key.hash = hash_of(key.low, key.high, key.text.size());
        __builtin_prefetch(&slots_[key.hash & mask_]);
        return key;
    }
    [[nodiscard]] std::uint32_t finish(const Begun& key) {
        const std::size_t n = key.text.size();
        if (n == 0) return 0;
        std::size_t at = key.hash & mask_; // the table may have grown since
        for (; slots_[at].id != 0; at = (at + 1) & mask_) {
            const Slot& slot = slots_[at];
            if (slot.low == key.low && slot.high == key.high && slot.length == n && (n <= k_short || is_at(slot, key)))
                return slot.id;
        }
        return add(key, at);
    }

    // New texts in the order of their ids, valid UTF-8; empties the list.
    [[nodiscard]] std::vector<std::string> take_new();
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::size_t bytes() const { return long_texts_.size() + slots_.size() * sizeof(Slot); }
    void clear();

private:
    // Up to 16 bytes stand in the slot itself; of longer texts `low` is a hash.
    struct Slot {
        std::uint64_t low = 0, high = 0;
        std::uint32_t length = 0;
        std::uint32_t id = 0; // 0: free
    };
    template<class T>
    [[nodiscard]] static T load(const char* p) {
        T n;
        std::memcpy(&n, p, sizeof n);
        return n;
    }
    // Reads overlap, so that all lengths of a class take the same path; with the length the words are the text.
    static void load_short(std::string_view text, std::uint64_t& low, std::uint64_t& high) {
        const char* const p = text.data();
        const std::size_t n = text.size();
        if (n >= 8) {
            low = load<std::uint64_t>(p);
            high = load<std::uint64_t>(p + n - 8);
        } else if (n >= 4) {
            low = load<std::uint32_t>(p) | static_cast<std::uint64_t>(load<std::uint32_t>(p + n - 4)) << 32U;
        } else {
            low = static_cast<unsigned char>(p[0]) | static_cast<unsigned>(static_cast<unsigned char>(p[n / 2])) << 8U |
                  static_cast<unsigned>(static_cast<unsigned char>(p[n - 1])) << 16U;
        }
    }
    // wyhash's mixing step: both halves of a 128-bit product.
    [[nodiscard]] std::size_t hash_of(std::uint64_t low, std::uint64_t high, std::size_t length) const {
        __extension__ using Wide = unsigned __int128;
        const Wide product = static_cast<Wide>(low ^ secret_[0]) * (high ^ secret_[1] ^ length);
        return static_cast<std::size_t>(product) ^ static_cast<std::size_t>(product >> 64U);
    }
    [[nodiscard]] std::uint32_t id_of_some(std::string_view text);
    void hash_long(Begun& key) const;
    [[nodiscard]] bool is_at(const Slot& slot, const Begun& key) const;
    std::uint32_t add(const Begun& key, std::size_t at);
    void grow();

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    std::uint32_t count_ = 0;
    std::string long_texts_;
    std::vector<std::size_t> long_from_{0}; // by id: place in long_texts_
    std::vector<std::string> new_texts_;
    std::size_t max_bytes_;
    std::array<std::uint64_t, 2> secret_{}; // so that nobody can write a log whose texts collide
};

} // namespace parapet::events

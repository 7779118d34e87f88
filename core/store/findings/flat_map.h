#pragma once
// 64-bit hashes to 64-bit numbers, 16 bytes a slot, for hundreds of thousands of keys.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace parapet {

class FlatMap {
public:
    // nullptr when absent. Good until the next insert.
    [[nodiscard]] std::int64_t* find(std::uint64_t key) {
        if (slots_.empty()) return nullptr;
        for (std::size_t i = at(key);; i = (i + 1) & (slots_.size() - 1)) {
            if (!slots_[i].used()) return nullptr;
            if (slots_[i].key == key) return &slots_[i].value;
        }
    }
    // `value` must not be k_free. The key must be absent.
    void insert(std::uint64_t key, std::int64_t value) {
        if (slots_.empty() || (size_ + 1) * 4 > slots_.size() * 3) grow();
        place(key, value);
        ++size_;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    void clear() {
        slots_.clear();
        slots_.shrink_to_fit();
        size_ = 0;
    }

    static constexpr std::int64_t k_free = INT64_MIN;

private:
    struct Slot {
        std::uint64_t key = 0;
        std::int64_t value = k_free;
        [[nodiscard]] bool used() const { return value != k_free; }
    };
    [[nodiscard]] std::size_t at(std::uint64_t key) const {
        return ((key * 0x9e3779b97f4a7c15ULL) >> 32U) & (slots_.size() - 1);
    }
    void place(std::uint64_t key, std::int64_t value) {
        std::size_t i = at(key);
        while (slots_[i].used())
            i = (i + 1) & (slots_.size() - 1);
        slots_[i] = {key, value};
    }
    void grow() {
        std::vector<Slot> old(slots_.empty() ? 1024 : slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old)
            if (slot.used()) place(slot.key, slot.value);
    }
    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

} // namespace parapet

#pragma once
// Which rows a search found, as bits, asked from within SQL: `in_set(?, f.id)`.

#include "core/store/connection.h"

#include <bit>
#include <cstdint>
#include <vector>

namespace parapet {

class IdSet {
public:
    void add(std::int64_t id) {
        const auto n = static_cast<std::size_t>(id);
        if (id < 0) return;
        if (n / 64 >= bits_.size()) bits_.resize(n / 64 + 1024);
        const std::uint64_t bit = std::uint64_t{1} << (n % 64);
        if ((bits_[n / 64] & bit) == 0) ++size_;
        bits_[n / 64] |= bit;
    }
    void remove(std::int64_t id) {
        if (!has(id)) return;
        const auto n = static_cast<std::size_t>(id);
        bits_[n / 64] &= ~(std::uint64_t{1} << (n % 64));
        --size_;
    }
    [[nodiscard]] bool has(std::int64_t id) const {
        const auto n = static_cast<std::size_t>(id);
        return id >= 0 && n / 64 < bits_.size() && ((bits_[n / 64] >> (n % 64)) & 1U) != 0;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::vector<std::int64_t> ids() const; // rising
    template<class Visit>
    void each(Visit visit) const { // rising
        for (std::size_t i = 0; i < bits_.size(); ++i)
            for (std::uint64_t word = bits_[i]; word != 0; word &= word - 1)
                visit(static_cast<std::int64_t>(i * 64) + std::countr_zero(word));
    }
    void keep_only(const IdSet& other); // intersection

private:
    std::vector<std::uint64_t> bits_;
    std::size_t size_ = 0;
};

// Makes in_set() known to a connection.
void register_id_set(Connection& db);
void bind_id_set(Statement& statement, int index, const IdSet& set);

} // namespace parapet

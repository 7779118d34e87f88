#pragma once
// What lists group, count and filter findings by, column by column in memory: some 25 bytes a finding. One read of the
// table makes it; it never changes afterwards (column_cache.h makes another one).

#include "core/base/result.h"
#include "core/store/connection.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace parapet {

// Numbers in one, two or four bytes each, as many as the greatest needs.
class CodeColumn {
public:
    void push(std::uint32_t value) {
        if (width_ < 4 && value > most_[width_]) widen(value);
        if (width_ == 1)
            one_.push_back(static_cast<std::uint8_t>(value));
        else if (width_ == 2)
            two_.push_back(static_cast<std::uint16_t>(value));
        else
            four_.push_back(value);
        greatest_ = value > greatest_ ? value : greatest_;
    }
    [[nodiscard]] std::uint32_t operator[](std::size_t i) const {
        if (width_ == 1) return one_[i];
        return width_ == 2 ? two_[i] : four_[i];
    }
    // Codes are below this.
    [[nodiscard]] std::size_t codes() const { return std::size_t{greatest_} + 1; }
    void shrink();
    // `visit` gets the vector itself, so that its loop knows the width.
    template<class Visit>
    void with(Visit visit) const {
        if (width_ == 1)
            visit(one_);
        else if (width_ == 2)
            visit(two_);
        else
            visit(four_);
    }

private:
    void widen(std::uint32_t value);
    static constexpr std::array<std::uint32_t, 3> most_{0, 0xff, 0xffff};
    unsigned width_ = 1;
    std::uint32_t greatest_ = 0;
    std::vector<std::uint8_t> one_;
    std::vector<std::uint16_t> two_;
    std::vector<std::uint32_t> four_;
};

// Values that repeat: a time, or the bits of a real number.
struct ValueColumn {
    CodeColumn codes;
    std::vector<std::int64_t> values; // by code
    [[nodiscard]] std::int64_t at(std::size_t row) const { return values[codes[row]]; }
};

struct FindingColumns {
    std::size_t rows = 0; // by rising id
    CodeColumn id, severity, status, cause, phase, asset, scope, rule, owner;
    CodeColumn file;  // 0: none
    CodeColumn vuln;  // 0: none, else 1 + place in `vulns`
    CodeColumn flags; // k_kev_*, k_under_attack, k_suppressed
    ValueColumn due, first_seen, last_seen, score, epss;
    std::vector<std::string> vulns;

    static constexpr std::uint32_t k_kev = 1, k_kev_known = 2, k_under_attack = 4, k_suppressed = 8;
    static constexpr std::size_t k_no_row = SIZE_MAX;
    [[nodiscard]] std::size_t row_of(std::int64_t finding) const; // k_no_row: not there
};

// Null when the table does not fit: too many rows, numbers or texts. Lists are then made by SQL alone.
[[nodiscard]] Result<std::shared_ptr<const FindingColumns>> load_columns(Connection& db);

// Which rows a filter finds: bits.
class RowSet {
public:
    explicit RowSet(std::size_t rows, bool all = false)
        : rows_(rows)
        , words_((rows + 63) / 64, all ? ~std::uint64_t{0} : 0) {
        if (all && rows % 64 != 0) words_.back() >>= 64 - rows % 64;
    }
    void add(std::size_t row) { words_[row / 64] |= std::uint64_t{1} << (row % 64); }
    [[nodiscard]] bool has(std::size_t row) const { return ((words_[row / 64] >> (row % 64)) & 1U) != 0; }
    void keep_only(const RowSet& other);
    void add_all(const RowSet& other);
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::vector<std::uint64_t>& words() { return words_; }
    template<class Visit>
    void each(Visit visit) const {
        for (std::size_t i = 0; i < words_.size(); ++i)
            for (std::uint64_t word = words_[i]; word != 0; word &= word - 1)
                visit(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
    }

private:
    std::size_t rows_;
    std::vector<std::uint64_t> words_;
};

} // namespace parapet

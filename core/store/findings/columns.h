#pragma once
// What lists order, group, count and filter findings by, column by column in memory: some 35 bytes a finding. It never
// changes once it is made (column_cache.h makes another one).

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/findings/compared.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// Fills a memory with the bytes from there on.
using ReadInto = std::function<bool(void* into, std::size_t bytes, std::size_t from)>;

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
    void set(std::size_t i, std::uint32_t value);
    [[nodiscard]] std::size_t size() const { return one_.size() + two_.size() + four_.size(); }
    // Codes are below this.
    [[nodiscard]] std::size_t codes() const { return std::size_t{greatest_} + 1; }
    void shrink();
    void keep(const std::vector<bool>& rows); // the others go
    // As bytes and back; false when they are not of so many rows.
    [[nodiscard]] std::string bytes() const;
    [[nodiscard]] bool adopt(std::string_view head, std::size_t rows, const ReadInto& read);
    static constexpr std::size_t k_head_bytes = 8;
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

// Texts by number, one after the other.
struct TextList {
    std::string all;
    std::vector<std::uint32_t> ends;
    [[nodiscard]] std::size_t size() const { return ends.size(); }
    [[nodiscard]] std::string_view operator[](std::size_t i) const {
        const std::uint32_t from = i == 0 ? 0 : ends[i - 1];
        return std::string_view(all).substr(from, ends[i] - from);
    }
    void add(std::string_view text) {
        all += text;
        ends.push_back(static_cast<std::uint32_t>(all.size()));
    }
};
// 0: none, else 1 + place in `texts`. Where there are too many to keep, all are 0.
struct TextColumn {
    CodeColumn codes;
    TextList texts;
    bool complete = true;
    [[nodiscard]] std::string_view at(std::size_t row) const {
        const std::uint32_t code = codes[row];
        return code == 0 ? std::string_view() : texts[code - 1];
    }
};

struct FindingColumns {
    std::size_t rows = 0; // by rising id
    CodeColumn id, severity, status, cause, phase, asset, scope, rule, owner;
    CodeColumn file, package, cwe, advisories, controls, description; // 0: none
    CodeColumn flags;                                                 // k_kev_*, k_under_attack, k_suppressed
    ValueColumn due, first_seen, last_seen, score, epss;
    TextColumn vuln, title, fix;

    // All of each kind, always in the same order.
    static constexpr std::size_t k_codes = 16, k_values = 5, k_texts = 3;
    [[nodiscard]] std::array<CodeColumn*, k_codes> codes();
    [[nodiscard]] std::array<ValueColumn*, k_values> values() { return {&due, &first_seen, &last_seen, &score, &epss}; }
    [[nodiscard]] std::array<TextColumn*, k_texts> texts() { return {&vuln, &title, &fix}; }

    ComparisonMemo comparisons; // asked for by filters

    static constexpr std::uint32_t k_kev = 1, k_kev_known = 2, k_under_attack = 4, k_suppressed = 8;
    static constexpr std::size_t k_no_row = SIZE_MAX;
    static constexpr std::size_t k_most_codes = 1U << 26U; // of assets, rules ...: tables of that length are made
    [[nodiscard]] std::size_t row_of(std::int64_t finding) const; // k_no_row: not there
};

// From the table itself. Null when it does not fit: too many rows, numbers or texts. Lists are then made by SQL alone.
[[nodiscard]] Result<std::shared_ptr<const FindingColumns>> read_columns(Connection& db);
// `base` with these rows (SQL after "FROM finding ") taken anew and added; null when they do not fit.
[[nodiscard]] Result<std::shared_ptr<const FindingColumns>> renew_columns(Connection& db, FindingColumns base,
                                                                          const std::vector<std::string>& rows);
// What each row holds is the same, whatever the codes are.
[[nodiscard]] bool same_columns(const FindingColumns& a, const FindingColumns& b);

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
    void remove_all(const RowSet& other);
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

#include "core/store/findings/columns.h"

#include <algorithm>
#include <cstring>

namespace parapet {

void CodeColumn::widen(std::uint32_t value) {
    if (width_ == 1 && value <= most_[2]) {
        two_.reserve(one_.capacity());
        two_.assign(one_.begin(), one_.end());
        width_ = 2;
    } else {
        four_.reserve(one_.capacity() + two_.capacity());
        if (width_ == 1)
            four_.assign(one_.begin(), one_.end());
        else
            four_.assign(two_.begin(), two_.end());
        width_ = 4;
        std::vector<std::uint16_t>().swap(two_);
    }
    std::vector<std::uint8_t>().swap(one_);
}

void CodeColumn::shrink() {
    one_.shrink_to_fit();
    two_.shrink_to_fit();
    four_.shrink_to_fit();
}

void CodeColumn::set(std::size_t i, std::uint32_t value) {
    if (width_ < 4 && value > most_[width_]) widen(value);
    if (width_ == 1)
        one_[i] = static_cast<std::uint8_t>(value);
    else if (width_ == 2)
        two_[i] = static_cast<std::uint16_t>(value);
    else
        four_[i] = value;
    greatest_ = std::max(greatest_, value);
}

void CodeColumn::keep(const std::vector<bool>& rows) {
    const auto keep_in = [&](auto& all) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (rows[i]) all[kept++] = all[i];
        all.resize(kept);
    };
    keep_in(one_);
    keep_in(two_);
    keep_in(four_);
}

namespace {

static_assert(std::endian::native == std::endian::little, "columns are stored as they lie in memory");

// Of many at once: the compiler makes one instruction of the inner loop.
template<class Number>
std::uint32_t greatest_of(const std::vector<Number>& all) {
    constexpr std::size_t k_lanes = 64 / sizeof(Number);
    std::array<Number, k_lanes> lanes{};
    std::size_t i = 0;
    for (; i + k_lanes <= all.size(); i += k_lanes)
        for (std::size_t lane = 0; lane < k_lanes; ++lane)
            lanes[lane] = lanes[lane] < all[i + lane] ? all[i + lane] : lanes[lane];
    Number most = *std::max_element(lanes.begin(), lanes.end());
    for (; i < all.size(); ++i)
        most = std::max(most, all[i]);
    return most;
}

} // namespace

// The width, then (where it is 0) the one number that all rows have, then the numbers.
std::string CodeColumn::bytes() const {
    std::string out(k_head_bytes, '\0');
    with([&](const auto& all) {
        const bool one = all.empty() || std::all_of(all.begin(), all.end(), [&](auto n) { return n == all[0]; });
        const std::uint32_t first = all.empty() ? 0 : all[0];
        out[0] = static_cast<char>(one ? 0 : width_);
        std::memcpy(out.data() + 4, &first, sizeof first);
        if (!one) out.append(reinterpret_cast<const char*>(all.data()), all.size() * sizeof all[0]);
    });
    return out;
}

bool CodeColumn::adopt(std::string_view head, std::size_t rows, const ReadInto& read) {
    const auto width = static_cast<unsigned char>(head[0]);
    std::uint32_t first = 0;
    std::memcpy(&first, head.data() + 4, sizeof first);
    const auto fill = [&](auto& all) {
        all.resize(rows);
        if (!read(all.data(), rows * sizeof all[0], k_head_bytes)) return false;
        greatest_ = greatest_of(all);
        width_ = width;
        return true;
    };
    if (width == 1) return fill(one_);
    if (width == 2) return fill(two_);
    if (width == 4) return fill(four_);
    greatest_ = first;
    width_ = first > most_[2] ? 4 : first > most_[1] ? 2 : 1;
    if (width_ == 1) one_.assign(rows, static_cast<std::uint8_t>(first));
    if (width_ == 2) two_.assign(rows, static_cast<std::uint16_t>(first));
    if (width_ == 4) four_.assign(rows, first);
    return width == 0;
}

std::array<CodeColumn*, FindingColumns::k_codes> FindingColumns::codes() {
    return {&id,    &severity, &status,  &cause, &phase,      &asset,    &scope,       &rule,
            &owner, &file,     &package, &cwe,   &advisories, &controls, &description, &flags};
}

std::size_t FindingColumns::row_of(std::int64_t finding) const {
    if (rows == 0 || finding < id[0]) return k_no_row;
    if (id[rows - 1] - id[0] + 1 == rows) { // none is missing
        const auto at = static_cast<std::size_t>(finding - id[0]);
        return at < rows ? at : k_no_row;
    }
    std::size_t from = 0, to = rows;
    while (from < to) {
        const std::size_t middle = from + (to - from) / 2;
        if (id[middle] < finding)
            from = middle + 1;
        else
            to = middle;
    }
    return from < rows && id[from] == finding ? from : k_no_row;
}

void RowSet::keep_only(const RowSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i)
        words_[i] &= other.words_[i];
}

void RowSet::add_all(const RowSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i)
        words_[i] |= other.words_[i];
}

void RowSet::remove_all(const RowSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i)
        words_[i] &= ~other.words_[i];
}

std::size_t RowSet::count() const {
    std::size_t n = 0;
    for (const std::uint64_t word : words_)
        n += static_cast<std::size_t>(std::popcount(word));
    return n;
}

bool same_columns(const FindingColumns& a, const FindingColumns& b) {
    auto& one = const_cast<FindingColumns&>(a); // codes() and the like hand out what may be changed
    auto& two = const_cast<FindingColumns&>(b);
    if (one.rows != two.rows) return false;
    const auto same = [&](const auto& equal) {
        for (std::size_t row = 0; row < one.rows; ++row)
            if (!equal(row)) return false;
        return true;
    };
    for (std::size_t i = 0; i < FindingColumns::k_codes; ++i)
        if (!same([x = one.codes()[i], y = two.codes()[i]](std::size_t row) { return (*x)[row] == (*y)[row]; }))
            return false;
    for (std::size_t i = 0; i < FindingColumns::k_values; ++i)
        if (!same([x = one.values()[i], y = two.values()[i]](std::size_t row) { return x->at(row) == y->at(row); }))
            return false;
    for (std::size_t i = 0; i < FindingColumns::k_texts; ++i) {
        const TextColumn &x = *one.texts()[i], &y = *two.texts()[i];
        if (!x.complete || !y.complete) continue; // SQL is asked then
        if (!same(
                [&](std::size_t row) { return (x.codes[row] == 0) == (y.codes[row] == 0) && x.at(row) == y.at(row); }))
            return false;
    }
    return true;
}

} // namespace parapet

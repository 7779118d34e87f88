#include "core/store/events/value_cells.h"

#include "core/store/events/codec.h"
#include "core/store/events/hour_cells.h"

#include <algorithm>

namespace parapet::events {

namespace {

constexpr std::uint64_t k_day_ns = 86'400'000'000'000;

} // namespace

ValueCells merged(const ValueCells& a, const ValueCells& b) {
    ValueCells out;
    out.reserve(a.size() + b.size());
    auto x = a.begin();
    auto y = b.begin();
    while (x != a.end() && y != b.end()) {
        if (x->code < y->code) {
            out.push_back(*x++);
        } else if (y->code < x->code) {
            out.push_back(*y++);
        } else {
            out.push_back({x->code, x->count + y->count});
            ++x;
            ++y;
        }
    }
    out.insert(out.end(), x, a.end());
    out.insert(out.end(), y, b.end());
    return out;
}

std::string encode_values(const ValueCells& cells, Compressor& compressor) {
    VarintList codes(cells.size()), counts(cells.size());
    AddressCode before = 0;
    for (const ValueCell& cell : cells) {
        codes.put(cell.code - before);
        counts.put(cell.count);
        before = cell.code;
    }
    std::string out;
    put_varint(out, cells.size());
    compressor.append(out, codes.finish());
    compressor.append(out, counts.finish());
    return out;
}

bool decode_values(std::string_view bytes, Decompressor& decompressor, ValueCells& out) {
    out.clear();
    ByteReader in(bytes);
    const std::uint64_t size = in.varint();
    std::string codes, counts;
    if (!decompressor.read(in, codes) || !decompressor.read(in, counts)) return false;
    if (size > codes.size() || size > counts.size()) return false;
    out.resize(size);
    ByteReader code_in(codes);
    ByteReader count_in(counts);
    AddressCode code = 0;
    for (ValueCell& cell : out) {
        code += code_in.varint();
        cell = {code, count_in.varint()};
    }
    return code_in.ok() && count_in.ok();
}

namespace {

std::size_t slot_hash(AddressCode code) {
    const std::uint64_t mixed = code * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed >> 29U);
}

} // namespace

ValueSums::ValueSums()
    : slots_(4096)
    , mask_(slots_.size() - 1) {}

void ValueSums::add(AddressCode code, std::uint64_t count) {
    std::size_t at = slot_hash(code) & mask_;
    while (slots_[at].code != 0 && slots_[at].code != code)
        at = (at + 1) & mask_;
    slots_[at].count += count;
    if (slots_[at].code == code) return;
    slots_[at].code = code;
    if (++used_ * 2 > slots_.size()) grow();
}

void ValueSums::add(const ValueCells& cells) {
    for (const ValueCell& cell : cells)
        add(cell.code, cell.count);
}

void ValueSums::grow() {
    std::vector<ValueCell> old(slots_.size() * 4);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const ValueCell& cell : old) {
        if (cell.code == 0) continue;
        std::size_t at = slot_hash(cell.code) & mask_;
        while (slots_[at].code != 0)
            at = (at + 1) & mask_;
        slots_[at] = cell;
    }
}

ValueCells ValueSums::cells() const {
    ValueCells out;
    out.reserve(used_);
    for (const ValueCell& cell : slots_)
        if (cell.code != 0) out.push_back(cell);
    return out;
}

void DayValues::add(Dimension dimension, const Rows& rows) {
    const auto day_of = [](std::int64_t time_ns) { return floor_divide(time_ns, static_cast<std::int64_t>(k_day_ns)); };
    const std::size_t n = rows.time_ns.size();
    if (n != 0 && day_of(rows.first_ns) == day_of(rows.last_ns))
        return add_run(dimension, rows, {0, n, day_of(rows.first_ns)});
    for (std::size_t from = 0; from < n;) {
        const std::int64_t day = day_of(rows.time_ns[from]);
        // Modulo 2^64, so that the ends of time do no harm.
        const std::uint64_t begin = static_cast<std::uint64_t>(day) * k_day_ns;
        std::size_t to = from + 1;
        while (to < n && static_cast<std::uint64_t>(rows.time_ns[to]) - begin < k_day_ns)
            ++to;
        add_run(dimension, rows, {from, to, day});
        from = to;
    }
}

void DayValues::add_run(Dimension dimension, const Rows& rows, const Run& run) {
    slot_of_.fill(-1);
    std::vector<EventKind> kinds;
    for (std::size_t i = run.from; i < run.to; ++i) {
        auto& slot = slot_of_[static_cast<std::size_t>(rows.kinds[i])];
        if (slot >= 0) continue;
        slot = static_cast<std::int32_t>(kinds.size());
        kinds.push_back(rows.kinds[i]);
    }
    std::vector<ValueCells> cells(kinds.size());
    if ((run.to - run.from) * 4 < rows.codes.size() * kinds.size())
        add_few(rows, run, cells);
    else if (rows.counts.empty())
        add_many(rows, run, small_totals_, cells);
    else
        add_many(rows, run, totals_, cells);
    for (std::size_t slot = 0; slot < kinds.size(); ++slot)
        if (!cells[slot].empty()) add({dimension, run.day, kinds[slot]}, std::move(cells[slot]));
}

// Sorts the rows instead of walking over all values.
void DayValues::add_few(const Rows& rows, const Run& run, std::vector<ValueCells>& cells) {
    const std::size_t n = rows.codes.size();
    few_.clear();
    for (std::size_t i = run.from; i < run.to; ++i) {
        const auto slot = static_cast<std::size_t>(slot_of_[static_cast<std::size_t>(rows.kinds[i])]);
        few_.emplace_back(static_cast<std::uint32_t>(slot * n + rows.indexes[i]),
                          rows.counts.empty() ? 1 : rows.counts[i]);
    }
    std::sort(few_.begin(), few_.end());
    for (const auto& [place, count] : few_) {
        ValueCells& into = cells[place / n];
        const AddressCode code = rows.codes[place % n];
        if (!into.empty() && into.back().code == code)
            into.back().count += count;
        else if (code != 0)
            into.push_back({code, count});
    }
}

template<class Count>
void DayValues::add_many(const Rows& rows, const Run& run, std::vector<Count>& totals, std::vector<ValueCells>& cells) {
    const std::size_t n = rows.codes.size();
    totals.assign(n * cells.size(), 0);
    for (std::size_t i = run.from; i < run.to; ++i) {
        const auto slot = static_cast<std::size_t>(slot_of_[static_cast<std::size_t>(rows.kinds[i])]);
        totals[slot * n + rows.indexes[i]] += rows.counts.empty() ? 1 : rows.counts[i];
    }
    for (std::size_t slot = 0; slot < cells.size(); ++slot) {
        const Count* const of = totals.data() + slot * n;
        cells[slot].reserve(n - static_cast<std::size_t>(std::count(of, of + n, Count{0})));
        for (std::size_t v = 0; v < n; ++v)
            if (of[v] != 0 && rows.codes[v] != 0) cells[slot].push_back({rows.codes[v], of[v]});
    }
}

void DayValues::add(const ValueKey& key, ValueCells cells) {
    auto& runs = runs_[key];
    size_ += cells.size();
    runs.push_back(std::move(cells));
    while (runs.size() > 1 && runs.back().size() * 2 >= runs[runs.size() - 2].size()) {
        const std::size_t before = runs.back().size() + runs[runs.size() - 2].size();
        ValueCells both = merged(runs[runs.size() - 2], runs.back());
        runs.pop_back();
        size_ -= before - both.size();
        runs.back() = std::move(both);
    }
}

std::map<ValueKey, ValueCells> DayValues::take() {
    std::map<ValueKey, ValueCells> out;
    for (auto& [key, runs] : runs_) {
        while (runs.size() > 1) {
            ValueCells both = merged(runs[runs.size() - 2], runs.back());
            runs.pop_back();
            runs.back() = std::move(both);
        }
        out.emplace(key, std::move(runs.front()));
    }
    runs_.clear();
    size_ = 0;
    return out;
}

} // namespace parapet::events

#include "core/store/findings/column_order.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <sqlite3.h>
#include <string_view>

namespace parapet {

namespace {

Ranks by_number(const CodeColumn& column) {
    Ranks out{&column, std::vector<std::uint32_t>(column.codes()), static_cast<std::uint32_t>(column.codes())};
    std::iota(out.of_code.begin(), out.of_code.end(), 0U);
    return out;
}

// Ranks of things that can be compared: equal ones have one rank.
template<class Less>
void rank_by(Ranks& out, std::vector<std::uint32_t> codes, Less less) {
    std::sort(codes.begin(), codes.end(), less);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (i > 0 && less(codes[i - 1], codes[i])) ++rank;
        out.of_code[codes[i]] = rank;
    }
    out.count = rank + 1;
}

std::vector<std::uint32_t> all_codes(std::size_t n) {
    std::vector<std::uint32_t> codes(n);
    std::iota(codes.begin(), codes.end(), 0U);
    return codes;
}

Ranks by_value(const ValueColumn& column, bool real) {
    Ranks out{&column.codes, std::vector<std::uint32_t>(column.values.size()), 0};
    const std::vector<std::int64_t>& values = column.values;
    if (real)
        rank_by(out, all_codes(values.size()), [&](std::uint32_t a, std::uint32_t b) {
            return std::bit_cast<double>(values[a]) < std::bit_cast<double>(values[b]);
        });
    else
        rank_by(out, all_codes(values.size()), [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    return out;
}

// As COLLATE NOCASE compares: letters of ASCII only, and a text before what it begins.
bool less_nocase(std::string_view a, std::string_view b) {
    const int order = sqlite3_strnicmp(a.data(), b.data(), static_cast<int>(std::min(a.size(), b.size())));
    return order != 0 ? order < 0 : a.size() < b.size();
}

Ranks by_text(const TextColumn& column) {
    Ranks out{&column.codes, std::vector<std::uint32_t>(column.texts.size() + 1), 0};
    rank_by(out, all_codes(column.texts.size() + 1), [&](std::uint32_t a, std::uint32_t b) {
        if (a == 0 || b == 0) return a < b;
        return less_nocase(column.texts[a - 1], column.texts[b - 1]);
    });
    return out;
}

// Names of another table; what has none is before them.
Result<Ranks> by_name(Connection& db, std::string_view sql, const CodeColumn& column) {
    TextList names;
    std::vector<std::uint32_t> ids;
    std::vector<std::uint32_t> place(column.codes(), 0);
    auto rows = db.cached(sql);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        const auto id = static_cast<std::size_t>((*rows)->integer(0));
        if (id >= place.size()) continue;
        ids.push_back(static_cast<std::uint32_t>(id));
        place[id] = static_cast<std::uint32_t>(names.size());
        names.add((*rows)->text(1));
    }
    Ranks out{&column, std::vector<std::uint32_t>(column.codes(), 0), 0};
    rank_by(out, ids, [&](std::uint32_t a, std::uint32_t b) { return names[place[a]] < names[place[b]]; });
    for (const std::uint32_t id : ids)
        ++out.of_code[id];
    ++out.count;
    return out;
}

Result<Ranks> made_ranks(Connection& db, const FindingColumns& c, FindingOrder by) {
    switch (by) {
    case FindingOrder::due:
        return by_value(c.due, false);
    case FindingOrder::first_seen:
        return by_value(c.first_seen, false);
    case FindingOrder::last_seen:
        return by_value(c.last_seen, false);
    case FindingOrder::epss:
        return by_value(c.epss, true);
    case FindingOrder::score:
        return by_value(c.score, true);
    case FindingOrder::title:
        return by_text(c.title);
    case FindingOrder::asset:
        return by_name(db, "SELECT id, name FROM asset", c.asset);
    case FindingOrder::owner:
        return by_name(db, "SELECT id, name FROM owner", c.owner);
    case FindingOrder::rule:
        return by_name(db, "SELECT id, code FROM rule", c.rule);
    case FindingOrder::status:
        return by_number(c.status);
    case FindingOrder::rule_id:
        return by_number(c.rule);
    case FindingOrder::severity:
        break;
    }
    return by_number(c.severity);
}

} // namespace

Result<RanksPtr> ranks_of(Connection& db, const FindingColumns& columns, FindingOrder by) {
    if (by == FindingOrder::title && !columns.title.complete) return RanksPtr();
    auto made = made_ranks(db, columns, by);
    if (!made) return fail(std::move(made.error()));
    return std::make_shared<const Ranks>(std::move(*made));
}

namespace {

// A key's rank of a row, so that the least comes first.
struct Reading {
    const Ranks* ranks;
    bool descending;
    [[nodiscard]] std::uint32_t operator()(std::uint32_t row) const {
        const std::uint32_t rank = ranks->of_code[(*ranks->codes)[row]];
        return descending ? ranks->count - 1 - rank : rank;
    }
};

// Ranks of these rows, with the column's width known to the loop.
std::vector<std::uint32_t> ranks_of_rows(const ColumnOrder::Key& key, const std::vector<std::uint32_t>& rows) {
    std::vector<std::uint32_t> of_code = key.ranks->of_code;
    if (key.descending)
        for (std::uint32_t& rank : of_code)
            rank = key.ranks->count - 1 - rank;
    std::vector<std::uint32_t> out(rows.size());
    key.ranks->codes->with([&](const auto& codes) {
        for (std::size_t i = 0; i < rows.size(); ++i)
            out[i] = of_code[codes[rows[i]]];
    });
    return out;
}

std::vector<std::uint32_t> rows_in(const RowSet& rows) {
    std::vector<std::uint32_t> out;
    out.reserve(rows.count());
    rows.each([&](std::size_t row) { out.push_back(static_cast<std::uint32_t>(row)); });
    return out;
}

bool falls(const ColumnOrder& order) {
    return !order.keys.empty() && order.keys.back().descending;
}

struct Before {
    explicit Before(const ColumnOrder& order)
        : id_falls(falls(order)) {
        for (const ColumnOrder::Key& key : order.keys)
            keys.push_back({key.ranks.get(), key.descending});
    }
    bool operator()(std::uint32_t a, std::uint32_t b) const {
        for (const Reading& key : keys) {
            const std::uint32_t x = key(a), y = key(b);
            if (x != y) return x < y;
        }
        return id_falls ? a > b : a < b;
    }
    std::vector<Reading> keys;
    bool id_falls;
};

} // namespace

// The last key first, each time keeping what is equal as it stands: a few passes instead of a million comparisons.
std::vector<std::uint32_t> in_order(const FindingColumns&, const RowSet& rows, const ColumnOrder& order) {
    std::vector<std::uint32_t> out = rows_in(rows), next(out.size());
    if (falls(order)) std::reverse(out.begin(), out.end());
    for (std::size_t i = order.keys.size(); i-- > 0;) {
        const ColumnOrder::Key& key = order.keys[i];
        const std::vector<std::uint32_t> ranks = ranks_of_rows(key, out);
        std::vector<std::uint32_t> at(key.ranks->count + 1, 0);
        for (const std::uint32_t rank : ranks)
            ++at[rank + 1];
        std::partial_sum(at.begin(), at.end(), at.begin());
        for (std::size_t row = 0; row < out.size(); ++row)
            next[at[ranks[row]]++] = out[row];
        out.swap(next);
    }
    return out;
}

// Key by key: what is surely among the first, and what is equal to the last of them, which the next key decides.
std::vector<std::uint32_t> first_in_order(const FindingColumns&, const RowSet& rows, const ColumnOrder& order,
                                          std::optional<std::uint32_t> after, std::size_t limit) {
    const Before before(order);
    std::vector<std::uint32_t> open = rows_in(rows), sure;
    if (after) std::erase_if(open, [&](std::uint32_t row) { return !before(*after, row); });
    for (const ColumnOrder::Key& key : order.keys) {
        const std::size_t wanted = limit - sure.size();
        if (open.size() <= wanted) break;
        const std::vector<std::uint32_t> ranks = ranks_of_rows(key, open);
        std::vector<std::uint32_t> count(key.ranks->count, 0);
        for (const std::uint32_t rank : ranks)
            ++count[rank];
        std::uint32_t last = 0;
        for (std::size_t before_it = 0; before_it + count[last] < wanted; ++last)
            before_it += count[last];
        std::size_t kept = 0;
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (ranks[i] < last) sure.push_back(open[i]);
            if (ranks[i] == last) open[kept++] = open[i];
        }
        open.resize(kept);
    }
    const std::size_t wanted = std::min(limit - sure.size(), open.size());
    if (before.id_falls)
        sure.insert(sure.end(), open.end() - static_cast<std::ptrdiff_t>(wanted), open.end());
    else
        sure.insert(sure.end(), open.begin(), open.begin() + static_cast<std::ptrdiff_t>(wanted));
    std::sort(sure.begin(), sure.end(), before);
    return sure;
}

namespace {

Result<std::string> name_of(Connection& db, std::string_view sql, std::uint32_t id) {
    auto row = db.cached(sql);
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, std::int64_t{id}).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? (*row)->str(0) : std::string();
}

Result<SqlValue> value_of(Connection& db, const FindingColumns& c, FindingOrder by, std::uint32_t row) {
    const auto named = [&](std::string_view sql, const CodeColumn& column) -> Result<SqlValue> {
        auto name = name_of(db, sql, column[row]);
        if (!name) return fail(std::move(name.error()));
        return SqlValue(std::move(*name));
    };
    switch (by) {
    case FindingOrder::due:
        return SqlValue(c.due.at(row));
    case FindingOrder::first_seen:
        return SqlValue(c.first_seen.at(row));
    case FindingOrder::last_seen:
        return SqlValue(c.last_seen.at(row));
    case FindingOrder::epss:
        return SqlValue(std::bit_cast<double>(c.epss.at(row)));
    case FindingOrder::score:
        return SqlValue(std::bit_cast<double>(c.score.at(row)));
    case FindingOrder::title:
        return SqlValue(std::string(c.title.at(row)));
    case FindingOrder::asset:
        return named("SELECT name FROM asset WHERE id = ?1", c.asset);
    case FindingOrder::owner:
        return named("SELECT name FROM owner WHERE id = ?1", c.owner);
    case FindingOrder::rule:
        return named("SELECT code FROM rule WHERE id = ?1", c.rule);
    case FindingOrder::status:
        return SqlValue(std::int64_t{c.status[row]});
    case FindingOrder::rule_id:
        return SqlValue(std::int64_t{c.rule[row]});
    case FindingOrder::severity:
        break;
    }
    return SqlValue(std::int64_t{c.severity[row]});
}

} // namespace

Result<ListPlace> place_of_row(Connection& db, const FindingColumns& columns, const std::vector<FindingOrderKey>& order,
                               std::uint32_t row) {
    ListPlace place;
    for (const FindingOrderKey& key : order) {
        auto value = value_of(db, columns, key.by, row);
        if (!value) return fail(std::move(value.error()));
        place.push_back(std::move(*value));
    }
    place.emplace_back(std::int64_t{columns.id[row]});
    return place;
}

} // namespace parapet

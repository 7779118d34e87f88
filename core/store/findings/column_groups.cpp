#include "core/store/findings/column_groups.h"

#include "core/store/findings/flat_map.h"
#include "core/store/findings/rows.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace parapet {

namespace {

constexpr std::uint32_t k_none = std::numeric_limits<std::uint32_t>::max();

const CodeColumn& column_of(const FindingColumns& c, FindingGrouping grouping) {
    switch (grouping) {
    case FindingGrouping::asset:
        return c.asset;
    case FindingGrouping::owner:
        return c.owner;
    case FindingGrouping::file:
        return c.file;
    default:
        return c.rule;
    }
}

// What a group is ordered by: the least of its members' values.
struct Ranks {
    const CodeColumn* codes = nullptr;
    std::vector<std::int64_t> of_code; // negated where the order falls
};

std::vector<std::int64_t> identity(const CodeColumn& column) {
    std::vector<std::int64_t> out(column.codes());
    std::iota(out.begin(), out.end(), std::int64_t{0});
    return out;
}

// Real numbers as numbers of the same order.
std::vector<std::int64_t> ordered(std::vector<std::int64_t> bits) {
    for (std::int64_t& one : bits) {
        if (std::bit_cast<double>(one) == 0) one = 0; // -0
        if (one < 0) one = std::numeric_limits<std::int64_t>::min() - one;
    }
    return bits;
}

// By name; equal names are equal.
Result<std::vector<std::int64_t>> by_name(Connection& db, std::string_view sql, const CodeColumn& column) {
    std::vector<std::int64_t> out(column.codes());
    auto rows = db.cached(sql);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        const auto id = static_cast<std::size_t>((*rows)->integer(0));
        if (id < out.size()) out[id] = (*rows)->integer(1);
    }
}

Result<Ranks> ranks_of(Connection& db, const FindingColumns& c, FindingOrder by) {
    const auto named = [&](std::string_view sql, const CodeColumn& column) -> Result<Ranks> {
        auto ranks = by_name(db, sql, column);
        if (!ranks) return fail(std::move(ranks.error()));
        return Ranks{&column, std::move(*ranks)};
    };
    switch (by) {
    case FindingOrder::due:
        return Ranks{&c.due.codes, c.due.values};
    case FindingOrder::first_seen:
        return Ranks{&c.first_seen.codes, c.first_seen.values};
    case FindingOrder::last_seen:
        return Ranks{&c.last_seen.codes, c.last_seen.values};
    case FindingOrder::epss:
        return Ranks{&c.epss.codes, ordered(c.epss.values)};
    case FindingOrder::score:
        return Ranks{&c.score.codes, ordered(c.score.values)};
    case FindingOrder::asset:
        return named("SELECT id, dense_rank() OVER (ORDER BY name) FROM asset", c.asset);
    case FindingOrder::owner:
        return named("SELECT id, dense_rank() OVER (ORDER BY name) FROM owner", c.owner);
    case FindingOrder::rule:
        return named("SELECT id, dense_rank() OVER (ORDER BY code) FROM rule", c.rule);
    case FindingOrder::status:
        return Ranks{&c.status, identity(c.status)};
    case FindingOrder::rule_id:
        return Ranks{&c.rule, identity(c.rule)};
    default:
        return Ranks{&c.severity, identity(c.severity)};
    }
}

} // namespace

GroupCodes::GroupCodes(const FindingColumns& columns, FindingGrouping grouping)
    : by_(&column_of(columns, grouping))
    , codes_(by_->codes()) {
    if (grouping != FindingGrouping::vulnerability) return;
    named_ = static_cast<std::uint32_t>(columns.vulns.size());
    codes_ += named_;
    if (named_ > 0) vuln_ = &columns.vuln;
}

bool can_order_groups(const std::vector<FindingOrderKey>& order) {
    return std::none_of(order.begin(), order.end(),
                        [](const FindingOrderKey& key) { return key.by == FindingOrder::title; });
}

Result<std::vector<std::int64_t>> order_groups(Connection& db, const FindingColumns& columns, const RowSet& rows,
                                               FindingGrouping grouping, const std::vector<FindingOrderKey>& order) {
    const GroupCodes codes(columns, grouping);
    std::vector<std::uint32_t> first(codes.codes(), k_none); // row
    rows.each([&](std::size_t row) {
        std::uint32_t& one = first[codes.of(row)];
        if (one == k_none) one = static_cast<std::uint32_t>(row);
    });
    std::vector<std::vector<std::int64_t>> keys; // of groups, by order key
    for (const FindingOrderKey& key : order) {
        auto ranks = ranks_of(db, columns, key.by);
        if (!ranks) return fail(std::move(ranks.error()));
        if (key.descending)
            for (std::int64_t& one : ranks->of_code)
                one = ~one;
        std::vector<std::int64_t> best(codes.codes(), std::numeric_limits<std::int64_t>::max());
        ranks->codes->with([&](const auto& code) {
            rows.each([&](std::size_t row) {
                std::int64_t& least = best[codes.of(row)];
                least = std::min(least, ranks->of_code[code[row]]);
            });
        });
        keys.push_back(std::move(best));
    }
    std::vector<std::uint32_t> groups;
    for (std::uint32_t code = 0; code < first.size(); ++code)
        if (first[code] != k_none) groups.push_back(code);
    std::sort(groups.begin(), groups.end(), [&](std::uint32_t a, std::uint32_t b) {
        for (const std::vector<std::int64_t>& key : keys)
            if (key[a] != key[b]) return key[a] < key[b];
        return first[a] < first[b];
    });
    std::vector<std::int64_t> out;
    out.reserve(groups.size());
    for (const std::uint32_t code : groups)
        out.push_back(columns.id[first[code]]);
    return out;
}

namespace {

// Members of one group, put together.
struct GroupHead {
    FindingGroupRow row;
    std::uint32_t last_asset = k_none, status = k_none, owner = k_none;

    void add(const FindingColumns& c, std::size_t i) {
        const std::uint32_t its_status = c.status[i], its_owner = c.owner[i];
        if (row.members++ == 0) {
            row.first = c.id[i];
            row.due = k_never;
            row.first_seen = c.first_seen.at(i);
            status = its_status;
            owner = its_owner;
        }
        row.same_status = row.same_status && status == its_status;
        row.same_owner = row.same_owner && owner == its_owner;
        row.severity = std::max(row.severity, static_cast<int>(c.severity[i]));
        if (its_status <= 2) row.due = std::min(row.due, c.due.at(i));
        row.first_seen = std::min(row.first_seen, c.first_seen.at(i));
        row.last_seen = std::max(row.last_seen, c.last_seen.at(i));
        row.score = std::max(row.score, std::bit_cast<double>(c.score.at(i)));
        row.epss = std::max(row.epss, std::bit_cast<double>(c.epss.at(i)));
        row.kev = row.kev || (c.flags[i] & FindingColumns::k_kev) != 0;
        row.under_attack = row.under_attack || (c.flags[i] & FindingColumns::k_under_attack) != 0;
    }
};

std::string key_of(const FindingColumns& c, FindingGrouping grouping, std::uint32_t code) {
    if (grouping == FindingGrouping::vulnerability) {
        if (code < c.vulns.size()) return "v:" + c.vulns[code];
        return "w:" + std::to_string(code - c.vulns.size());
    }
    const char letter = grouping == FindingGrouping::asset   ? 'a'
                        : grouping == FindingGrouping::owner ? 'o'
                        : grouping == FindingGrouping::file  ? 'f'
                                                             : 'r';
    return std::string(1, letter) + ":" + std::to_string(code);
}

} // namespace

std::vector<FindingGroupRow> group_heads(const FindingColumns& columns, const RowSet& rows, FindingGrouping grouping,
                                         std::span<const std::uint32_t> codes) {
    const GroupCodes groups(columns, grouping);
    std::vector<std::uint32_t> place(groups.codes(), k_none);
    for (std::size_t i = 0; i < codes.size(); ++i)
        place[codes[i]] = static_cast<std::uint32_t>(i);
    std::vector<GroupHead> heads(codes.size());
    FlatMap assets; // pairs of group and asset that were met
    rows.each([&](std::size_t row) {
        const std::uint32_t at = place[groups.of(row)];
        if (at == k_none) return;
        GroupHead& head = heads[at];
        head.add(columns, row);
        const std::uint32_t asset = columns.asset[row];
        if (asset == head.last_asset) return;
        head.last_asset = asset;
        const std::uint64_t pair = (std::uint64_t{at} << 32U) | asset;
        if (assets.find(pair) != nullptr) return;
        assets.insert(pair, 1);
        ++head.row.assets;
    });
    std::vector<FindingGroupRow> out;
    out.reserve(heads.size());
    for (std::size_t i = 0; i < heads.size(); ++i) {
        heads[i].row.key = key_of(columns, grouping, codes[i]);
        out.push_back(std::move(heads[i].row));
    }
    return out;
}

std::int64_t count_groups(const FindingColumns& columns, const RowSet& rows, FindingGrouping grouping) {
    const GroupCodes codes(columns, grouping);
    RowSet met(codes.codes());
    rows.each([&](std::size_t row) { met.add(codes.of(row)); });
    return static_cast<std::int64_t>(met.count());
}

namespace {

std::vector<std::int64_t> tally(const CodeColumn& column, const RowSet& rows) {
    std::vector<std::int64_t> counts(column.codes());
    column.with([&](const auto& codes) { rows.each([&](std::size_t row) { ++counts[codes[row]]; }); });
    return counts;
}

std::int64_t due_bucket(std::int64_t due, std::int64_t now) {
    constexpr std::int64_t k_week = 7 * 86'400;
    if (due == k_never) return static_cast<std::int64_t>(DueBucket::none);
    if (due < now) return static_cast<std::int64_t>(DueBucket::overdue);
    return static_cast<std::int64_t>(due <= now + k_week ? DueBucket::within_7_days : DueBucket::later);
}

const CodeColumn& column_of(const FindingColumns& c, FacetField field) {
    switch (field) {
    case FacetField::severity:
        return c.severity;
    case FacetField::status:
        return c.status;
    case FacetField::cause:
        return c.cause;
    case FacetField::due:
        return c.due.codes;
    case FacetField::asset:
        return c.asset;
    case FacetField::source:
        return c.scope;
    case FacetField::phase:
        break;
    }
    return c.phase;
}

} // namespace

FacetCounts count_facets(const FindingColumns& columns, const RowSet& rest, const std::vector<OwnRows>& own,
                         std::int64_t now) {
    FacetCounts out;
    for (std::size_t i = 0; i < k_facet_fields; ++i) {
        const auto field = static_cast<FacetField>(i);
        RowSet rows = rest;
        for (const OwnRows& one : own)
            if (one.first != field) rows.keep_only(one.second);
        const std::vector<std::int64_t> counts = tally(column_of(columns, field), rows);
        for (std::size_t code = 0; code < counts.size(); ++code) {
            if (counts[code] == 0) continue;
            const auto value = static_cast<std::int64_t>(code);
            out.counts[i][field == FacetField::due ? due_bucket(columns.due.values[code], now) : value] += counts[code];
        }
    }
    return out;
}

} // namespace parapet

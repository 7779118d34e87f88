#include "core/store/findings/column_groups.h"

#include "core/base/text.h"
#include "core/store/findings/column_order.h"
#include "core/store/findings/flat_map.h"
#include "core/store/findings/rows.h"

#include <algorithm>
#include <bit>
#include <limits>

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

} // namespace

GroupCodes::GroupCodes(const FindingColumns& columns, FindingGrouping grouping)
    : by_(&column_of(columns, grouping))
    , codes_(by_->codes()) {
    if (grouping != FindingGrouping::vulnerability) return;
    named_ = static_cast<std::uint32_t>(columns.vuln.texts.size());
    codes_ += named_;
    if (named_ > 0) vuln_ = &columns.vuln.codes;
}

bool can_order_groups(const FindingColumns& columns, const std::vector<FindingOrderKey>& order) {
    return columns.title.complete || std::none_of(order.begin(), order.end(), [](const FindingOrderKey& key) {
               return key.by == FindingOrder::title;
           });
}

Result<std::vector<std::int64_t>> order_groups(Connection& db, const FindingColumns& columns, const RowSet& rows,
                                               FindingGrouping grouping, const std::vector<FindingOrderKey>& order) {
    const GroupCodes codes(columns, grouping);
    std::vector<std::uint32_t> first(codes.codes(), k_none); // row
    rows.each([&](std::size_t row) {
        std::uint32_t& one = first[codes.of(row)];
        if (one == k_none) one = static_cast<std::uint32_t>(row);
    });
    std::vector<std::vector<std::uint32_t>> keys; // of groups, by order key
    for (const FindingOrderKey& key : order) {
        auto ranks = ranks_of(db, columns, key.by);
        if (!ranks) return fail(std::move(ranks.error()));
        if (*ranks == nullptr) return fail(Errc::internal, "groups cannot be ordered by this");
        std::vector<std::uint32_t> of_code = (*ranks)->of_code;
        if (key.descending)
            for (std::uint32_t& one : of_code)
                one = (*ranks)->count - 1 - one;
        std::vector<std::uint32_t> best(codes.codes(), k_none);
        (*ranks)->codes->with([&](const auto& code) {
            rows.each([&](std::size_t row) {
                std::uint32_t& least = best[codes.of(row)];
                least = std::min(least, of_code[code[row]]);
            });
        });
        keys.push_back(std::move(best));
    }
    std::vector<std::uint32_t> groups;
    for (std::uint32_t code = 0; code < first.size(); ++code)
        if (first[code] != k_none) groups.push_back(code);
    std::sort(groups.begin(), groups.end(), [&](std::uint32_t a, std::uint32_t b) {
        for (const std::vector<std::uint32_t>& key : keys)
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
        if (code < c.vuln.texts.size()) return "v:" + std::string(c.vuln.texts[code]);
        return "w:" + std::to_string(code - c.vuln.texts.size());
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

std::optional<RowSet> rows_of_group(const FindingColumns& c, const std::string& key) {
    if (key.size() < 3 || key[1] != ':') return std::nullopt;
    const std::string_view value = std::string_view(key).substr(2);
    RowSet out(c.rows);
    const auto with_code = [&](const CodeColumn& column, std::uint32_t code) {
        column.with([&](const auto& codes) {
            for (std::size_t row = 0; row < c.rows; ++row)
                if (codes[row] == code) out.add(row);
        });
    };
    if (key[0] == 'v') {
        for (std::size_t i = 0; i < c.vuln.texts.size(); ++i)
            if (c.vuln.texts[i] == value) with_code(c.vuln.codes, static_cast<std::uint32_t>(i) + 1);
        return out;
    }
    std::int64_t number = 0;
    if (!parse_int(value, number) || number < 0 || number >= k_none) return std::nullopt;
    const auto id = static_cast<std::uint32_t>(number);
    if (key[0] == 'i') {
        if (const std::size_t row = c.row_of(number); row != FindingColumns::k_no_row) out.add(row);
        return out;
    }
    if (key[0] == 'a') with_code(c.asset, id);
    if (key[0] == 'r' || key[0] == 'w') with_code(c.rule, id);
    if (key[0] == 'o') with_code(c.owner, id);
    if (key[0] == 'f') with_code(c.file, id);
    if (key[0] == 'w') { // of those that name no vulnerability
        RowSet named(c.rows);
        named.words().swap(out.words());
        with_code(c.vuln.codes, 0);
        out.keep_only(named);
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

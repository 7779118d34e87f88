#include "core/store/findings/column_reach.h"

#include <vector>

namespace parapet {

Result<void> ColumnReach::of_assets(const std::string& pattern, IdSet& into) {
    auto rows = db().cached("SELECT id FROM asset WHERE name LIKE ?1 ESCAPE '\\'");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, pattern);
    IdSet assets;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        assets.add((*rows)->integer(0));
    }
    if (assets.size() > 0) add_those(c_.asset, assets, into);
    return {};
}

Result<void> ColumnReach::of_titles(const std::string& pattern, IdSet& into) {
    if (!c_.title.complete) return SearchReach::of_titles(pattern, into);
    auto is = db().cached("SELECT ?1 LIKE ?2 ESCAPE '\\'");
    if (!is) return fail(std::move(is.error()));
    IdSet titles;
    for (std::size_t i = 0; i < c_.title.texts.size(); ++i) {
        (*is)->reset();
        auto there = (*is)->bind(1, c_.title.texts[i]).bind(2, pattern).step();
        if (!there) return fail(std::move(there.error()));
        if ((*is)->integer(0) != 0) titles.add(static_cast<std::int64_t>(i) + 1);
    }
    add_those(c_.title.codes, titles, into);
    return {};
}

Result<void> ColumnReach::of_descriptions(const IdSet& texts, IdSet& into) {
    constexpr std::size_t k_few = 500; // are looked up by their index
    if (texts.size() <= k_few) return SearchReach::of_descriptions(texts, into);
    add_those(c_.description, texts, into);
    return {};
}

void ColumnReach::add_those(const CodeColumn& column, const IdSet& wanted, IdSet& into) const {
    std::vector<std::uint8_t> good(column.codes());
    for (std::size_t code = 0; code < good.size(); ++code)
        good[code] = wanted.has(static_cast<std::int64_t>(code)) ? 1 : 0;
    column.with([&](const auto& codes) {
        for (std::size_t row = 0; row < c_.rows; ++row)
            if (good[codes[row]] != 0) into.add(c_.id[row]);
    });
}

} // namespace parapet

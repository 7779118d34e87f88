// Text search: the rows of each word by the search index, put together as sets. Several words in one ("CVE-2024-1",
// "SAX parser" in quotes) must follow each other.
#include "core/store/findings/condition.h"
#include "core/store/search/postings.h"
#include "core/store/search/reindex.h"
#include "core/store/search/words.h"

#include <algorithm>
#include <string>
#include <vector>

namespace parapet {

namespace {

constexpr std::size_t k_most_groups = 16;
constexpr std::size_t k_few_texts = 500;

// What stands between two blanks, or all of a phrase.
struct Group {
    std::string raw;
    std::vector<std::string> words;
    bool prefix = false; // the last word may go on
};

Group group_of(std::string_view raw, bool phrase) {
    Group g;
    g.raw = raw;
    WordSplitter splitter(raw);
    std::string_view word;
    while (splitter.next(word))
        g.words.emplace_back(word);
    // "100%" is complete, "100" may go on.
    g.prefix = !phrase && !raw.empty() && k_word_bytes[static_cast<unsigned char>(raw.back())] != 0;
    return g;
}

std::vector<Group> groups_of(std::string_view text, bool phrase) {
    if (phrase) return {group_of(text, true)};
    std::vector<Group> groups;
    while (groups.size() < k_most_groups) {
        const std::size_t from = text.find_first_not_of(" \t\r\n");
        if (from == std::string_view::npos) break;
        text.remove_prefix(from);
        const std::size_t end = text.find_first_of(" \t\r\n");
        groups.push_back(group_of(text.substr(0, end), false));
        if (end == std::string_view::npos) break;
        text = text.substr(end);
    }
    return groups;
}

Result<void> collect(Statement& rows, IdSet& into) {
    for (;;) {
        auto there = rows.step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        into.add(rows.integer(0));
    }
}

Result<void> collect_like(Connection& db, std::string_view sql, const std::string& pattern, IdSet& into) {
    auto rows = db.cached(sql);
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, pattern);
    return collect(**rows, into);
}

std::string anywhere(std::string_view raw) {
    return "%" + like_pattern(raw, false) + "%";
}

} // namespace

Result<void> SearchReach::of_assets(const std::string& pattern, IdSet& into) {
    return collect_like(db_,
                        "SELECT f.id FROM asset a CROSS JOIN finding f ON f.asset_id = a.id"
                        " WHERE a.name LIKE ?1 ESCAPE '\\'",
                        pattern, into);
}

Result<void> SearchReach::of_titles(const std::string& pattern, IdSet& into) {
    return collect_like(db_, "SELECT id FROM finding WHERE title LIKE ?1 ESCAPE '\\'", pattern, into);
}

Result<void> SearchReach::of_descriptions(const IdSet& texts, IdSet& into) {
    if (texts.size() > k_few_texts) {
        auto rows = db_.cached("SELECT f.id FROM finding f INDEXED BY finding_by_description"
                               " WHERE f.description_id > 0 AND in_set(?1, f.description_id)");
        if (!rows) return fail(std::move(rows.error()));
        bind_id_set(**rows, 1, texts);
        return collect(**rows, into);
    }
    auto rows = db_.cached("SELECT id FROM finding INDEXED BY finding_by_description WHERE description_id = ?1");
    if (!rows) return fail(std::move(rows.error()));
    for (const std::int64_t text : texts.ids()) {
        (*rows)->reset();
        (*rows)->bind(1, text);
        if (auto done = collect(**rows, into); !done) return done;
    }
    return {};
}

namespace {

Result<IdSet> search_words(Connection& db, const Group& group, SearchReach& reach) {
    IdSet found, texts;
    const auto collect_in = [&](SearchSpace space, IdSet& into) {
        if (group.words.size() == 1) return collect_postings(db, space, group.words[0], group.prefix, into);
        return collect_sequence(db, space, group.words, group.prefix, into);
    };
    auto done = collect_in(SearchSpace::finding, found);
    if (done) done = collect_in(SearchSpace::text, texts);
    if (done && texts.size() > 0) done = reach.of_descriptions(texts, found);
    if (!done) return fail(std::move(done.error()));
    return found;
}

Result<bool> holds(Connection& db, std::int64_t id, const Group& group) {
    auto texts = words_of_finding(db, id);
    if (!texts) return fail(std::move(texts.error()));
    return std::any_of(texts->begin(), texts->end(),
                       [&](const std::string& text) { return holds_words(text, group.words, group.prefix); });
}

Result<IdSet> search_group(Connection& db, const Group& group, SearchReach& reach) {
    IdSet found;
    // Nothing that an index of words could find: "%" or "->" stand in titles.
    if (group.words.empty()) {
        if (auto done = reach.of_titles(anywhere(group.raw), found); !done) return fail(std::move(done.error()));
        return found;
    }
    return search_words(db, group, reach);
}

// Rows that were changed since they were indexed are asked themselves.
Result<void> settle_late(Connection& db, const Group& group, IdSet& found) {
    if (group.words.empty()) return {};
    auto late = late_findings(db);
    if (!late) return fail(std::move(late.error()));
    for (const std::int64_t id : *late) {
        auto good = holds(db, id, group);
        if (!good) return fail(std::move(good.error()));
        if (*good)
            found.add(id);
        else
            found.remove(id);
    }
    return {};
}

} // namespace

Result<IdSet> search_findings(Connection& db, std::string_view text, bool phrase) {
    SearchReach by_sql(db);
    return search_findings(db, text, phrase, by_sql);
}

Result<IdSet> search_findings(Connection& db, std::string_view text, bool phrase, SearchReach& reach) {
    IdSet all;
    bool first = true;
    for (const Group& group : groups_of(text, phrase)) {
        auto found = search_group(db, group, reach);
        if (!found) return found;
        auto done = settle_late(db, group, *found);
        if (done) done = reach.of_assets(anywhere(group.raw), *found);
        if (!done) return fail(std::move(done.error()));
        if (first)
            all = std::move(*found);
        else
            all.keep_only(*found);
        first = false;
        if (all.size() == 0) break;
    }
    return all;
}

} // namespace parapet

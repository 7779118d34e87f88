#include "core/store/findings/interner.h"

#include "core/base/hash.h"

#include <algorithm>
#include <tuple>

namespace parapet {

namespace {

// A map that a hostile report fills with millions of names is emptied; the database knows them still.
constexpr std::size_t k_most_kept = 1U << 20U;
constexpr std::size_t k_most_listed = 1U << 17U; // words that wait to be sorted

constexpr std::uint64_t k_searchable = 0x9e3779b97f4a7c15ULL; // description and remediation may be the same text

} // namespace

Result<Interner::Next> Interner::next_of(std::string_view table, bool fresh) {
    auto last = db_.integer("SELECT max(id) FROM " + std::string(table));
    if (!last) return fail(std::move(last.error()));
    return Next{*last + 1, !fresh || *last > 0};
}

Result<void> Interner::begin(bool fresh) {
    if (fresh) postings_.set_fresh();
    const auto start = [&](Next& next, std::string_view table) {
        auto got = next_of(table, fresh);
        if (!got) return Result<void>(fail(std::move(got.error())));
        next = *got;
        return Result<void>();
    };
    auto done = start(texts_next_, "text");
    if (done) done = start(sets_next_, "word_set");
    if (done) done = start(rules_next_, "rule");
    return done;
}

Result<void> Interner::flush() {
    auto done = new_texts_.flush();
    if (done) done = new_sets_.flush();
    if (done) done = new_rules_.flush();
    if (!done) return done;
    const auto limit = [](FlatMap& map, bool in_table) {
        if (map.size() >= k_most_kept && in_table) map.clear();
    };
    limit(texts_, texts_next_.look_up);
    limit(words_, sets_next_.look_up);
    limit(rules_, rules_next_.look_up);
    limit(strings_, true);
    limit(assets_, true);
    return listed_.size() > k_most_listed ? write_listed() : Result<void>();
}

Result<std::int64_t> Interner::string(std::string_view text) {
    if (text.empty()) return 0;
    const std::uint64_t key = hash64(text, seed_);
    if (const auto* id = strings_.find(key)) return *id;
    auto find = db_.cached("SELECT id FROM string WHERE text = ?1");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, text).step();
    if (!there) return fail(std::move(there.error()));
    std::int64_t id = *there ? (*find)->integer(0) : 0;
    if (id == 0) {
        auto put = db_.cached("INSERT INTO string(text) VALUES(?1)");
        if (!put) return fail(std::move(put.error()));
        if (auto done = (*put)->bind(1, text).run(); !done) return fail(std::move(done.error()));
        id = db_.last_insert_id();
    }
    strings_.insert(key, id);
    return id;
}

Result<std::int64_t> Interner::known_text(std::int64_t hash, bool searchable) {
    if (!texts_next_.look_up) return 0;
    auto find = db_.cached("SELECT id FROM text WHERE hash = ?1 AND searchable = ?2");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, hash).bind(2, searchable).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? (*find)->integer(0) : 0;
}

Result<std::int64_t> Interner::text(std::string_view body, bool searchable) {
    if (body.empty()) return 0;
    const std::uint64_t hash = hash64(body, seed_);
    const std::uint64_t key = searchable ? hash ^ k_searchable : hash;
    if (const auto* id = texts_.find(key)) return *id;
    auto id = known_text(static_cast<std::int64_t>(hash), searchable);
    if (!id) return id;
    if (*id == 0) {
        *id = texts_next_.id++;
        auto done = new_texts_.add({*id, static_cast<std::int64_t>(hash), searchable, body});
        if (done && searchable) postings_.add(*id, body);
        if (done && postings_.large()) done = postings_.write();
        if (!done) return fail(std::move(done.error()));
    }
    texts_.insert(key, *id);
    return id;
}

void Interner::list_words(WordSet kind, std::int64_t set, std::string_view items) {
    while (!items.empty()) {
        const std::size_t end = items.find('\n');
        const std::string_view word = items.substr(0, end);
        items = end == std::string_view::npos ? std::string_view() : items.substr(end + 1);
        if (!word.empty()) listed_.push_back({kind, std::string(word), set});
    }
}

// In about the order of the table: rows that come in any order cost three times as much.
Result<void> Interner::write_listed() {
    std::sort(listed_.begin(), listed_.end(), [](const ListedWord& a, const ListedWord& b) {
        return std::tie(a.kind, a.word, a.set) < std::tie(b.kind, b.word, b.set);
    });
    auto put = db_.cached("INSERT OR IGNORE INTO word_of_set(kind, word, set_id) VALUES(?1, ?2, ?3)");
    if (!put) return fail(std::move(put.error()));
    for (const ListedWord& one : listed_) {
        (*put)->bind(1, static_cast<std::int64_t>(one.kind)).bind(2, one.word).bind(3, one.set);
        if (auto done = (*put)->run(); !done) return done;
    }
    listed_.clear();
    return {};
}

Result<void> Interner::write_words() {
    auto done = flush();
    if (done) done = write_listed();
    return done ? postings_.write() : done;
}

Result<std::int64_t> Interner::known_words(WordSet kind, std::int64_t hash) {
    if (!sets_next_.look_up) return 0;
    auto find = db_.cached("SELECT id FROM word_set WHERE kind = ?1 AND hash = ?2");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, static_cast<std::int64_t>(kind)).bind(2, hash).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? (*find)->integer(0) : 0;
}

Result<std::int64_t> Interner::words(WordSet kind, std::string_view items) {
    if (items.empty()) return 0;
    const std::uint64_t key = hash64(items, seed_ + static_cast<std::uint64_t>(kind) + 1);
    if (const auto* id = words_.find(key)) return *id;
    auto id = known_words(kind, static_cast<std::int64_t>(key));
    if (!id) return id;
    if (*id == 0) {
        *id = sets_next_.id++;
        auto done = new_sets_.add({*id, static_cast<std::int64_t>(kind), static_cast<std::int64_t>(key), items});
        if (!done) return fail(std::move(done.error()));
        if (kind != WordSet::link) list_words(kind, *id, items);
    }
    words_.insert(key, *id);
    return id;
}

Result<std::int64_t> Interner::asset(std::string_view name, std::string_view kind) {
    const std::uint64_t key = hash64(name, seed_);
    if (const auto* id = assets_.find(key)) return *id;
    auto put = db_.cached("INSERT INTO asset(name, kind) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET kind ="
                          " CASE WHEN asset.kind = '' THEN excluded.kind ELSE asset.kind END RETURNING id");
    if (!put) return fail(std::move(put.error()));
    auto there = (*put)->bind(1, name).bind(2, kind).step();
    if (!there) return fail(std::move(there.error()));
    const std::int64_t id = (*put)->integer(0);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    assets_.insert(key, id);
    return id;
}

// A rule that was known without a name may get one.
Result<std::int64_t> Interner::known_rule(std::string_view tool, std::string_view code, std::string_view name) {
    if (!rules_next_.look_up) return 0;
    auto find = db_.cached("SELECT id, name = '' FROM rule WHERE tool = ?1 AND code = ?2");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, tool).bind(2, code).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return 0;
    const std::int64_t id = (*find)->integer(0);
    if (name.empty() || (*find)->integer(1) == 0) return id;
    auto put = db_.cached("UPDATE rule SET name = ?2 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    if (auto done = (*put)->bind(1, id).bind(2, name).run(); !done) return fail(std::move(done.error()));
    return id;
}

Result<std::int64_t> Interner::rule(std::string_view tool, std::string_view code, std::string_view name) {
    const std::uint64_t key = hash64(code, hash64(tool, seed_));
    if (const auto* id = rules_.find(key)) return *id;
    auto id = known_rule(tool, code, name);
    if (!id) return id;
    if (*id == 0) {
        *id = rules_next_.id++;
        if (auto done = new_rules_.add({*id, tool, code, name}); !done) return fail(std::move(done.error()));
    }
    rules_.insert(key, *id);
    return id;
}

Result<std::int64_t> Interner::source(std::string_view name, std::string_view way_in, std::int64_t now_ns) {
    auto put = db_.cached("INSERT INTO source(name, way_in, created) VALUES(?1, ?2, ?3)"
                          " ON CONFLICT(name) DO UPDATE SET way_in = source.way_in RETURNING id");
    if (!put) return fail(std::move(put.error()));
    auto there = (*put)->bind(1, name).bind(2, way_in).bind(3, now_ns).step();
    if (!there) return fail(std::move(there.error()));
    const std::int64_t id = (*put)->integer(0);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    return id;
}

} // namespace parapet

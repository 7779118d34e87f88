#include "core/store/findings/interner.h"

#include "core/base/hash.h"

namespace parapet {

namespace {

// A map that a hostile report fills with millions of names is emptied; the database knows them still.
constexpr std::size_t k_most_kept = 1U << 20U;

constexpr std::uint64_t k_searchable = 0x9e3779b97f4a7c15ULL; // description and remediation may be the same text

} // namespace

void Interner::remember(FlatMap& map, std::uint64_t key, std::int64_t id) {
    if (map.size() >= k_most_kept && !(fresh_ && &map == &texts_)) map.clear();
    map.insert(key, id);
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
    remember(strings_, key, id);
    return id;
}

Result<std::int64_t> Interner::text(std::string_view body, bool searchable) {
    if (body.empty()) return 0;
    const std::uint64_t hash = hash64(body, seed_);
    const std::uint64_t key = searchable ? hash ^ k_searchable : hash;
    if (const auto* id = texts_.find(key)) return *id;
    if (next_text_ == 0) {
        auto last = db_.integer("SELECT max(id) FROM text");
        if (!last) return last;
        next_text_ = *last + 1;
    }
    std::int64_t id = 0;
    if (!fresh_) {
        auto find = db_.cached("SELECT id FROM text WHERE hash = ?1 AND searchable = ?2");
        if (!find) return fail(std::move(find.error()));
        auto there = (*find)->bind(1, hash).bind(2, searchable).step();
        if (!there) return fail(std::move(there.error()));
        if (*there) id = (*find)->integer(0);
    }
    if (id == 0) {
        id = next_text_++;
        auto put = db_.cached("INSERT INTO text(id, hash, searchable, body) VALUES(?1, ?2, ?3, ?4)");
        if (!put) return fail(std::move(put.error()));
        auto done = (*put)->bind(1, id).bind(2, hash).bind(3, searchable).bind(4, body).run();
        if (done && searchable) postings_.add(id, body);
        if (done && postings_.large()) done = postings_.write();
        if (!done) return fail(std::move(done.error()));
    }
    remember(texts_, key, id);
    return id;
}

Result<void> Interner::list_words(WordSet kind, std::int64_t set, std::string_view items) {
    auto put = db_.cached("INSERT OR IGNORE INTO word_of_set(kind, word, set_id) VALUES(?1, ?2, ?3)");
    if (!put) return fail(std::move(put.error()));
    while (!items.empty()) {
        const std::size_t end = items.find('\n');
        const std::string_view word = items.substr(0, end);
        items = end == std::string_view::npos ? std::string_view() : items.substr(end + 1);
        if (word.empty()) continue;
        auto done = (*put)->bind(1, static_cast<std::int64_t>(kind)).bind(2, word).bind(3, set).run();
        if (!done) return done;
    }
    return {};
}

Result<std::int64_t> Interner::words(WordSet kind, std::string_view items) {
    if (items.empty()) return 0;
    const auto kind_number = static_cast<std::int64_t>(kind);
    const std::uint64_t key = hash64(items, seed_ + static_cast<std::uint64_t>(kind) + 1);
    if (const auto* id = words_.find(key)) return *id;
    auto find = db_.cached("SELECT id FROM word_set WHERE kind = ?1 AND items = ?2");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, kind_number).bind(2, items).step();
    if (!there) return fail(std::move(there.error()));
    std::int64_t id = *there ? (*find)->integer(0) : 0;
    if (id == 0) {
        auto put = db_.cached("INSERT INTO word_set(kind, items) VALUES(?1, ?2)");
        if (!put) return fail(std::move(put.error()));
        if (auto done = (*put)->bind(1, kind_number).bind(2, items).run(); !done) return fail(std::move(done.error()));
        id = db_.last_insert_id();
        if (kind != WordSet::link) {
            if (auto done = list_words(kind, id, items); !done) return fail(std::move(done.error()));
        }
    }
    remember(words_, key, id);
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
    remember(assets_, key, id);
    return id;
}

Result<std::int64_t> Interner::rule(std::string_view tool, std::string_view code, std::string_view name) {
    const std::uint64_t key = hash64(code, hash64(tool, seed_));
    if (const auto* id = rules_.find(key)) return *id;
    auto put = db_.cached("INSERT INTO rule(tool, code, name) VALUES(?1, ?2, ?3) ON CONFLICT(tool, code) DO UPDATE SET"
                          " name = CASE WHEN rule.name = '' THEN excluded.name ELSE rule.name END RETURNING id");
    if (!put) return fail(std::move(put.error()));
    auto there = (*put)->bind(1, tool).bind(2, code).bind(3, name).step();
    if (!there) return fail(std::move(there.error()));
    const std::int64_t id = (*put)->integer(0);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    remember(rules_, key, id);
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

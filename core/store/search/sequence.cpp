#include "core/store/search/sequence.h"

#include "core/store/findings/flat_map.h"
#include "core/store/search/words.h"

#include <array>
#include <string_view>

namespace parapet {

namespace {

constexpr std::string_view k_columns =
    "SELECT f.id, f.file_id, f.rule_id, f.package_id, f.advisory_set, f.title, f.resource, f.description,"
    " f.description_id FROM finding f WHERE ";
constexpr std::size_t k_few = 2000; // are looked up one by one

// Texts that many findings share are looked at once.
struct Shared {
    int column;
    std::string_view sql;
    FlatMap known; // id -> 0 or 1
};

class Check {
public:
    Check(Connection& db, const std::vector<std::string>& words, bool prefix)
        : db_(db)
        , words_(words)
        , prefix_(prefix) {}

    // Those that cost least first; long descriptions last.
    Result<bool> holds(const Statement& row) {
        for (std::size_t i = 0; i < k_names; ++i) {
            auto good = shared(row, shared_[i]);
            if (!good || *good) return good;
        }
        for (int column = 5; column <= 7; ++column)
            if (holds_words(row.text(column), words_, prefix_)) return true;
        return shared(row, shared_[k_names]);
    }

private:
    Result<bool> shared(const Statement& row, Shared& texts) {
        const std::int64_t id = row.integer(texts.column);
        if (id == 0) return false;
        if (const auto* known = texts.known.find(static_cast<std::uint64_t>(id))) return *known != 0;
        auto text = db_.cached(texts.sql);
        if (!text) return fail(std::move(text.error()));
        auto there = (*text)->bind(1, id).step();
        if (!there) return there;
        const bool good = *there && holds_words((*text)->text(0), words_, prefix_);
        texts.known.insert(static_cast<std::uint64_t>(id), good ? 1 : 0);
        return good;
    }

    static constexpr std::size_t k_names = 4;
    Connection& db_;
    const std::vector<std::string>& words_;
    bool prefix_;
    std::array<Shared, k_names + 1> shared_{{{1, "SELECT text FROM string WHERE id = ?1", {}},
                                             {2, "SELECT code FROM rule WHERE id = ?1", {}},
                                             {3, "SELECT text FROM string WHERE id = ?1", {}},
                                             {4, "SELECT items FROM word_set WHERE id = ?1", {}},
                                             {8, "SELECT body FROM text WHERE id = ?1", {}}}};
};

Result<void> read(Statement& rows, Check& check, IdSet& into) {
    for (;;) {
        auto there = rows.step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        auto good = check.holds(rows);
        if (!good) return fail(std::move(good.error()));
        if (*good) into.add(rows.integer(0));
    }
}

} // namespace

Result<IdSet> only_in_sequence(Connection& db, const IdSet& candidates, const std::vector<std::string>& words,
                               bool prefix) {
    IdSet found;
    Check check(db, words, prefix);
    const bool few = candidates.size() <= k_few;
    auto rows = db.prepare(std::string(k_columns) + (few ? "f.id = ?1" : "in_set(?1, f.id)"));
    if (!rows) return fail(std::move(rows.error()));
    if (!few) {
        bind_id_set(*rows, 1, candidates);
        if (auto done = read(*rows, check, found); !done) return fail(std::move(done.error()));
        return found;
    }
    for (const std::int64_t id : candidates.ids()) {
        rows->reset();
        rows->bind(1, id);
        if (auto done = read(*rows, check, found); !done) return fail(std::move(done.error()));
    }
    return found;
}

} // namespace parapet

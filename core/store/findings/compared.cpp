#include "core/store/findings/compared.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace parapet {

namespace {

constexpr std::size_t k_most_kept = 16;

struct Meaning {
    std::string_view field;
    bool added, gone, changed, unchanged;
};
constexpr std::array<Meaning, 4> k_meanings{{{"new_in", true, false, false, false},
                                             {"gone_in", false, true, false, false},
                                             {"changed_in", false, false, true, false},
                                             {"still_in", false, false, true, true}}};

const Meaning* meaning_of(const query::Node& n) {
    if (n.kind != query::Node::Kind::field) return nullptr;
    const auto* found =
        std::find_if(k_meanings.begin(), k_meanings.end(), [&](const Meaning& m) { return m.field == n.field->name; });
    return found == k_meanings.end() ? nullptr : found;
}

bool is_meant(const Meaning& m, Compared kind) {
    switch (kind) {
    case Compared::added:
        return m.added;
    case Compared::gone:
        return m.gone;
    case Compared::changed:
        return m.changed;
    case Compared::unchanged:
        break;
    }
    return m.unchanged;
}

Result<std::int64_t> one_number(Connection& db, std::string_view sql, std::int64_t value) {
    auto row = db.cached(sql);
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, value).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? (*row)->integer(0) : 0;
}

Result<std::int64_t> revision_of(Connection& db) {
    return one_number(db, "SELECT value FROM revision WHERE ?1", 1);
}

// The newest import before it that looked at what it looked at.
Result<std::int64_t> import_before(Connection& db, std::int64_t import) {
    auto before = one_number(db,
                             "SELECT coalesce(max(b.import_id), 0) FROM scan a JOIN scan b ON b.scope_id = a.scope_id"
                             " AND b.import_id < a.import_id WHERE a.import_id = ?1",
                             import);
    if (before && *before == 0)
        return fail(Errc::bad_argument, "no import before " + std::to_string(import) + " looked at the same", {},
                    "name both, as in 12..15");
    return before;
}

} // namespace

ComparisonMemo& ComparisonMemo::operator=(const ComparisonMemo& of) {
    if (this == &of) return *this;
    const std::lock_guard lock(mutex_);
    known_.clear();
    return *this;
}

Result<ComparisonPtr> ComparisonMemo::compare(Connection& db, std::int64_t from, std::int64_t to) const {
    auto revision = revision_of(db);
    if (!revision) return fail(std::move(revision.error()));
    const std::tuple key{*revision, from, to};
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = known_.find(key); known != known_.end()) return known->second;
    }
    auto sets = compared_sets(db, from, to);
    if (!sets) return fail(std::move(sets.error()));
    return put(key, std::move(*sets));
}

Result<void> ComparisonMemo::keep(Connection& db, std::int64_t from, std::int64_t to, ComparedSets sets) const {
    auto revision = revision_of(db);
    if (!revision) return fail(std::move(revision.error()));
    put({*revision, from, to}, std::move(sets));
    return {};
}

ComparisonPtr ComparisonMemo::put(const Key& key, ComparedSets sets) const {
    auto kept = std::make_shared<const ComparedSets>(std::move(sets));
    const std::lock_guard lock(mutex_);
    if (known_.size() >= k_most_kept) known_.clear();
    return known_.insert_or_assign(key, std::move(kept)).first->second;
}

bool asks_for_comparison(const query::Node& field) {
    return meaning_of(field) != nullptr;
}

Result<IdSet> compared_findings(Connection& db, const ComparisonMemo& memo, const query::Node& field) {
    const Meaning& meaning = *meaning_of(field);
    const auto pointed = [&](Error error) {
        error.code = error.code == Errc::not_found ? Errc::bad_argument : error.code;
        error.where.clear();
        error.offset = static_cast<std::int64_t>(field.from);
        error.column = error.offset + 1;
        return fail(std::move(error));
    };
    IdSet out;
    for (const query::Term& term : field.terms) {
        const bool both = term.op == query::Op::range;
        auto from = both ? Result<std::int64_t>(static_cast<std::int64_t>(term.number))
                         : import_before(db, static_cast<std::int64_t>(term.number));
        if (!from) return pointed(std::move(from.error()));
        auto compared = memo.compare(db, *from, static_cast<std::int64_t>(both ? term.number_to : term.number));
        if (!compared) return pointed(std::move(compared.error()));
        for (std::size_t kind = 0; kind < (*compared)->size(); ++kind)
            if (is_meant(meaning, static_cast<Compared>(kind)))
                (**compared)[kind].each([&](std::int64_t id) { out.add(id); });
    }
    return out;
}

} // namespace parapet

#include "core/store/findings/column_ask.h"
#include "core/store/findings/compared.h"
#include "core/store/findings/first_commits.h"

#include <map>
#include <tuple>
#include <utility>

namespace parapet {

bool ComposedColumns::knows(Subject subject) {
    return subject == Subject::overdue || subject == Subject::source || subject == Subject::compared ||
           subject == Subject::change || subject == Subject::framework;
}

Result<RowSet> ComposedColumns::ask(const query::Node& n, Subject subject) {
    if (subject == Subject::overdue) return overdue(n);
    if (subject == Subject::change) return change(n);
    if (subject == Subject::framework) return framework(n);
    return subject == Subject::source ? by_source(n) : compared(n);
}

Result<RowSet> ComposedColumns::compared(const query::Node& n) {
    auto found = compared_findings(db_, c_.comparisons, n);
    if (!found) return fail(std::move(found.error()));
    return rows_with_ids(*found);
}

Result<RowSet> ComposedColumns::change(const query::Node& n) {
    RowSet out(c_.rows, n.terms.empty());
    for (const query::Term& term : n.terms) {
        std::map<std::pair<std::int64_t, std::int64_t>, Verdicts> scopes; // by the ids that an import brought
        auto done = each_row(scans_of_commit(term), [&](const Statement& row) {
            auto& good = scopes.try_emplace({row.integer(0), row.integer(1)}, c_.scope.codes()).first->second;
            const auto scope = static_cast<std::size_t>(row.integer(2));
            if (scope < good.size()) good[scope] = 1;
        });
        if (!done) return fail(std::move(done.error()));
        for (const auto& [ids, good] : scopes)
            for (std::size_t row = row_after(ids.first); row < c_.rows && c_.id[row] <= ids.second; ++row)
                if (good[c_.scope[row]] != 0) out.add(row);
    }
    return out;
}

Result<RowSet> ComposedColumns::framework(const query::Node& n) {
    auto terms = framework_words(db_, n, context_);
    if (!terms) return fail(std::move(terms.error()));
    RowSet out(c_.rows, n.terms.empty());
    for (std::size_t i = 0; i < n.terms.size(); ++i) {
        RowSet one(c_.rows);
        for (const auto& [kind, words, column] :
             {std::tuple(4, &(*terms)[i].controls, &c_.controls), std::tuple(0, &(*terms)[i].cwes, &c_.cwe)}) {
            auto with_words = rows_listed(sets_with(kind, *words), *column);
            if (!with_words) return with_words;
            one.add_all(*with_words);
        }
        if (n.terms[i].none) {
            RowSet rest(c_.rows, true);
            rest.remove_all(one);
            one = std::move(rest);
        }
        out.add_all(one);
    }
    return out;
}

std::size_t ComposedColumns::row_after(std::int64_t id) const {
    std::size_t from = 0, to = c_.rows;
    while (from < to) {
        const std::size_t middle = from + (to - from) / 2;
        if (c_.id[middle] <= id)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

// By the scope of a finding's first witness, and of those that joined.
Result<RowSet> ComposedColumns::by_source(const query::Node& n) {
    RowSet out(c_.rows, n.terms.empty());
    for (const query::Term& term : n.terms) {
        const SqlText scopes = scopes_named(term, n.field->name == "tool");
        auto first = rows_listed(scopes, c_.scope);
        if (!first) return first;
        out.add_all(*first);
        SqlText joined("SELECT s.id >> 16 FROM sighting s INDEXED BY sighting_joined WHERE s.own IS NOT NULL"
                       " AND s.scope_id IN (");
        joined << scopes << ")";
        auto done = each_row(joined, [&](const Statement& row) { add_id(out, row.integer(0)); });
        if (!done) return fail(std::move(done.error()));
    }
    return out;
}

RowSet ComposedColumns::overdue(const query::Node& n) const {
    Verdicts late(c_.due.values.size()), unfinished(c_.status.codes());
    const std::int64_t now = context_.now;
    for (std::size_t i = 0; i < late.size(); ++i)
        late[i] = c_.due.values[i] < now ? 1 : 0;
    for (std::size_t i = 0; i < unfinished.size() && i <= 2; ++i)
        unfinished[i] = 1;
    RowSet yes = rows_with(c_.due.codes, late);
    yes.keep_only(rows_with(c_.status, unfinished));
    RowSet out(c_.rows, n.terms.empty());
    for (const query::Term& term : n.terms) {
        RowSet one = yes;
        if (term.text != "yes") {
            one = RowSet(c_.rows, true);
            one.remove_all(yes);
        }
        out.add_all(one);
    }
    return out;
}

} // namespace parapet

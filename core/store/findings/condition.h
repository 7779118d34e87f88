#pragma once
// A filter's tree as a condition on the table `finding f`.

#include "core/query/filter.h"
#include "core/store/sql.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// What of a finding maps it to a control of a framework. core/compliance knows; the store is told.
struct FrameworkWords {
    std::vector<std::string> controls, cwes; // words of the sets of these kinds
};
// The frameworks that a value of the filter names: `any` and `none` mean all. Errors: bad_argument.
using FrameworkLookup = std::function<Result<FrameworkWords>(Connection& db, const query::Term& name)>;

struct ConditionContext {
    std::int64_t now = 0;              // seconds; what relative times count from
    std::optional<std::int64_t> as_of; // seconds: the state at that time, from the history
    FrameworkLookup frameworks = {};   // none: nothing can be filtered by framework here
};

struct FindingCondition {
    SqlText where; // never empty
    // Set when a search narrows the whole condition to few rows: worth starting from them, not from an order.
    bool few = false;
};

// Searches for text run on `db` now; the rest is left to the query.
[[nodiscard]] Result<FindingCondition> finding_condition(Connection& db, const query::Node& filter,
                                                         const ConditionContext& context);

// The sets that hold one of these words: a SELECT of their ids. kind: of word_set.
[[nodiscard]] SqlText sets_with(int kind, const std::vector<std::string>& words);
// What `framework:NAME` stands for; errors point at the field.
[[nodiscard]] Result<std::vector<FrameworkWords>> framework_words(Connection& db, const query::Node& field,
                                                                  const ConditionContext& context);

// Status and owner as they were at that time: expressions on `f`.
[[nodiscard]] SqlText status_expression(const ConditionContext& context);

// "deadline passed": due < now and not yet fixed or decided away.
[[nodiscard]] SqlText overdue_expression(const ConditionContext& context);

// The scopes whose tool (or, unless `tool_only`, source) a value of the filter names: a SELECT.
[[nodiscard]] SqlText scopes_named(const query::Term& term, bool tool_only);

// How a search reaches findings by what they have in common; SQL does it where nobody else can.
class SearchReach {
public:
    explicit SearchReach(Connection& db)
        : db_(db) {}
    virtual ~SearchReach() = default;
    SearchReach(const SearchReach&) = delete;
    SearchReach& operator=(const SearchReach&) = delete;
    // Adds the findings of assets whose name is LIKE this; those whose title is; those with one of these descriptions.
    [[nodiscard]] virtual Result<void> of_assets(const std::string& pattern, IdSet& into);
    [[nodiscard]] virtual Result<void> of_titles(const std::string& pattern, IdSet& into);
    [[nodiscard]] virtual Result<void> of_descriptions(const IdSet& texts, IdSet& into);

protected:
    [[nodiscard]] Connection& db() const { return db_; }

private:
    Connection& db_;
};

// Findings whose words hold `text`: every word (its beginning, unless a phrase) somewhere in title, place, ids or
// description, or in the name of the asset.
[[nodiscard]] Result<IdSet> search_findings(Connection& db, std::string_view text, bool phrase);
[[nodiscard]] Result<IdSet> search_findings(Connection& db, std::string_view text, bool phrase, SearchReach& reach);

} // namespace parapet

#pragma once
// Counts by severity, status, asset ... under a filter, in one pass over the findings.

#include "core/base/result.h"
#include "core/store/findings/condition.h"

#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace parapet {

enum class FacetField : std::uint8_t { severity, status, cause, due, asset, source, phase };
inline constexpr std::size_t k_facet_fields = 7;

enum class DueBucket : std::uint8_t { overdue, within_7_days, later, none };

struct FacetCounts {
    // By the value's number: of enumerations theirs, of due a DueBucket, of assets and sources (scopes) their id.
    std::array<std::map<std::int64_t, std::int64_t>, k_facet_fields> counts;
};

// `rest`: what holds for all facets. `own`: what the filter says of a facet's own field; a facet is counted without it,
// so that a person sees what another click would give.
struct FacetCondition {
    SqlText rest;
    struct Own {
        FacetField field;
        SqlText where;
    };
    std::vector<Own> own;
};
[[nodiscard]] Result<FacetCounts> count_facets(Connection& db, const FacetCondition& condition,
                                               const ConditionContext& context);

struct NamedCount {
    std::string value;
    std::int64_t count = 0;
};
// Names of assets, and tools of scopes.
[[nodiscard]] Result<std::vector<NamedCount>> name_assets(Connection& db,
                                                          const std::map<std::int64_t, std::int64_t>& counts);
[[nodiscard]] Result<std::vector<NamedCount>> name_sources(Connection& db,
                                                           const std::map<std::int64_t, std::int64_t>& counts);

// Values of a field that hold `typed`, those that begin with it first, then by count. Unknown fields give none.
[[nodiscard]] Result<std::vector<NamedCount>> suggest(Connection& db, const FindingCondition& condition,
                                                      std::string_view field, std::string_view typed,
                                                      std::size_t limit);

} // namespace parapet

#pragma once
// Rules on the findings that are stored: after an import on those it touched, after a change of the rules on all. In
// pieces, so that memory stays the same however many there are.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/journal.h"
#include "core/store/rules/active_rules.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct RuleCounts {
    std::int64_t looked_at = 0;
    std::int64_t changed = 0; // findings of which at least one of these is another now
    std::int64_t cause = 0, phase = 0, owner = 0, due = 0;
};

// Which findings: those in the list (in order), and all from `from` on.
struct RuleReach {
    std::vector<std::int64_t> ids;
    std::int64_t from = 0;
};

// Within a transaction. Findings below `from` get a row of history when they change; what is newer is what an import
// has just brought, whose first sight says enough.
[[nodiscard]] Result<RuleCounts> apply_rules(Connection& db, const ActiveRules& rules, const RuleReach& reach,
                                             HistoryWriter& history, std::int64_t now_seconds);

// What they would change. On any connection.
[[nodiscard]] Result<RuleCounts> count_rule_changes(Connection& db, const ActiveRules& rules);

// Keeps the text, which must be good, and applies it to everything, within the caller's transaction. The journal says
// who did it and what it says now.
[[nodiscard]] Result<RuleCounts> keep_rules(Connection& db, std::string_view text, std::string_view who,
                                            std::int64_t now_ns);

// The same with a CODEOWNERS file; an empty body takes it away.
struct OwnerFileOrder {
    std::string asset, path, body;
};
[[nodiscard]] Result<RuleCounts> keep_owner_file(Connection& db, const OwnerFileOrder& order, std::string_view who,
                                                 std::int64_t now_ns);

// Everything anew by what is kept, and a record in the journal (`kind`, with these fields first in its body).
[[nodiscard]] Result<RuleCounts> apply_all_rules(Connection& db, std::string_view who, std::string_view kind,
                                                 const std::vector<std::pair<std::string, std::string>>& fields,
                                                 std::int64_t now_ns);

} // namespace parapet

#pragma once
// Decisions of people about findings: status, owner, notes. Journalled; undone by decisions of their own.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct DecisionOrder {
    std::vector<std::int64_t> findings;
    std::optional<int> status;
    std::optional<std::string> owner;
    std::optional<std::int64_t> owner_rule; // of an undo: what had set the owner; else it is set by hand
    std::string reason, who, note;
    std::optional<std::int64_t> until; // seconds
    std::int64_t now_ns = 0;
    std::optional<std::int64_t> decided_at; // seconds; of a document that is older than its import
    std::string source;                     // the document, for the journal
};
struct FormerState { // of findings that had the same one
    std::vector<std::int64_t> findings;
    std::optional<int> status;
    std::optional<std::string> owner;
    std::optional<std::int64_t> owner_rule; // what had set the owner
    std::string reason;
    std::optional<std::int64_t> until;
};

// The number of an owner, who is made if new; 0 for nobody. Within a transaction.
[[nodiscard]] Result<std::int64_t> owner_id(Connection& db, std::string_view name);

// Within a transaction. Findings that are not there: not_found, nothing is changed. Returns how many changed; their
// former states go to `former`.
[[nodiscard]] Result<std::int64_t> decide(Connection& db, const DecisionOrder& order, std::vector<FormerState>& former);

// Acceptances, and false positives that were given an end, become open again when it has come. Returns how many.
[[nodiscard]] Result<std::int64_t> expire_decisions(Connection& db, std::int64_t now_ns);
// Whether there are any, without a write.
[[nodiscard]] Result<bool> decisions_to_expire(Connection& db, std::int64_t now_seconds);

} // namespace parapet

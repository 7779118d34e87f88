#pragma once
// Indexes of `finding` for the orders and groups that people ask for. An import pays for every index that exists, so
// these are built when a list is first sorted or grouped that way, by the writer, while the list is read without.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string_view>

namespace parapet {

enum class FindingIndex : std::uint8_t {
    due,
    title,
    asset,
    first_seen,
    last_seen,
    epss,
    score,
    owner,
    status,
    rule,
    vuln,
    file,
    rule_and_asset,
};

// Builds it later, if it is missing, the table is large enough to gain by it and the workspace can be written.
void want_finding_index(const Workspace& workspace, Connection& reader, FindingIndex index);

[[nodiscard]] bool has_finding_index(Connection& db, FindingIndex index);

// Builds it within the caller's transaction.
[[nodiscard]] Result<void> build_finding_index(Connection& db, FindingIndex index);

[[nodiscard]] std::string_view name_of(FindingIndex index);

} // namespace parapet

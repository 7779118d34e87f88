#pragma once
// Expectations held against what any scanner saw of each asset.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/expect/expectations.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet {

// Stands in workspaces: only append. Not seen is no pass.
enum class ExpectationState : std::uint8_t { holds = 0, broken = 1, not_seen = 2 };

struct ExpectationResult {
    std::string expectation; // its name
    std::int64_t asset_id = 0;
    std::string asset;
    ExpectationState state = ExpectationState::not_seen;
    std::string expected, actual;
    Severity severity = Severity::medium;
    std::string tool;      // who saw it; "" = nobody
    std::int64_t seen = 0; // seconds
    std::int64_t import_id = 0;
    std::string import_path, import_sha256;
};

// Of these assets; of all of them when none is given.
[[nodiscard]] Result<std::vector<ExpectationResult>>
evaluate_expectations(Connection& db, const Expectations& expectations, const std::vector<std::int64_t>& assets);

// Assets of which imports from this one on told something.
[[nodiscard]] Result<std::vector<std::int64_t>> assets_of_imports(Connection& db, std::int64_t first_import);

// What was found out last, by expectation and asset.
[[nodiscard]] Result<std::vector<ExpectationResult>> read_expectation_states(Connection& db);
// Replaces what is kept of these assets (of all when none is given).
[[nodiscard]] Result<void> keep_expectation_states(Connection& db, const std::vector<ExpectationResult>& results,
                                                   const std::vector<std::int64_t>& assets);
[[nodiscard]] Result<Expectations> kept_expectations(Connection& db);

} // namespace parapet

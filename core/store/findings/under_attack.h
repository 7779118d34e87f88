#pragma once
// finding.under_attack: telemetry of the last seven days shows, on the finding's asset, attacks of the kind that goes
// for its weakness.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>

namespace parapet {

// Within a transaction, after events or findings came in. Returns how many findings changed.
[[nodiscard]] Result<std::int64_t> refresh_under_attack(Connection& db, std::int64_t now_seconds);

// Whether marks were set on an earlier day, so that some may be over by now.
[[nodiscard]] Result<bool> under_attack_is_old(Connection& db, std::int64_t now_seconds);

} // namespace parapet

#pragma once
// Findings as decision files look at them.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <functional>
#include <string>

namespace parapet {

struct DecidableFinding {
    std::int64_t id = 0;
    int status = 0;
    std::string rule, asset, file, package, version, resource;
    std::string advisories;      // one a line; with the one it goes by
    std::int64_t decided_at = 0; // seconds; 0: nobody has decided
};
// Every finding, in one pass.
[[nodiscard]] Result<void> each_decidable(Connection& db, const std::function<void(const DecidableFinding&)>& each);

// Whether the history of a finding has this note already.
[[nodiscard]] Result<bool> has_note(Connection& db, std::int64_t finding, const std::string& note);

} // namespace parapet

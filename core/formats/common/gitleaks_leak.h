#pragma once
// A leak of Gitleaks, whichever way it is written.

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/formats/common/code_place.h"
#include "core/model/finding.h"

#include <cstdint>
#include <string_view>

namespace parapet::gitleaks {

struct Leak {
    std::string_view rule, title, secret, match, file, commit, author, date, url, fingerprint;
    std::int64_t line = 0, end_line = 0, column = 0;
};

// The finding, with the secret masked.
void read_leak(const Leak& leak, RawFinding& finding, const Limits& limits);
// The same of its JSON, of version 8 (RuleID, Secret, Fingerprint) or of 7 and before (rule, offender).
void read_leak(json::Value leak, RawFinding& finding, const Limits& limits);

} // namespace parapet::gitleaks

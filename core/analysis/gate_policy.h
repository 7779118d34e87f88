#pragma once
// What a build must not bring: severities, ages, known exploitation, and scans that must have run.
//
//   name: release
//   severity: high            # any open finding of this or above
//   age: {critical: 7d, high: 30d}
//   known_exploited: true
//   epss: 0.5
//   filters:                  # any finding that one of these matches
//     - name: no secrets
//       filter: cause:secret
//   scans:                    # a complete scan by this tool, not older than that
//     - {tool: Trivy, within: 24h, asset: "shop*"}
//   except: owner:platform    # findings left out of all of it
//   baseline: 2026-11-01      # only findings first seen since then; 7d = in the last seven days

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/model/enums.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct GateRule { // fails when a finding matches
    std::string name;
    std::string filter; // in the filter language, of findings
};
struct GateScan {
    std::string tool;  // as the tool calls itself; letters' case does not matter, * stands for any
    std::string asset; // likewise; empty = any
    Duration within{};
};
struct GatePolicy {
    std::string name;
    std::vector<GateRule> rules;
    std::vector<GateScan> scans;
};

// `base` is a filter that holds for every rule ("" = none).
[[nodiscard]] GatePolicy gate_of_severity(Severity severity, const std::string& base);
// Errc::malformed or bad_argument with line and column; a key that is not known is an error, as a gate must not be open
// because of a slip of the pen.
[[nodiscard]] Result<GatePolicy> parse_gate_policy(std::string_view yaml, const std::string& base);

// "2026-11-01", a time or "7d" as a filter of findings first seen since then. Errc::bad_argument.
[[nodiscard]] Result<std::string> baseline_filter(std::string_view text);

// `*` stands for any characters; without case.
[[nodiscard]] bool matches_name(std::string_view pattern, std::string_view text);

} // namespace parapet

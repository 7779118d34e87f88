#pragma once
// Cause and phase of a finding, by a table of rules whose reasons are kept with it.

#include "core/model/finding.h"

#include <string_view>

namespace parapet {

struct Classified {
    Cause cause = Cause::other;
    Phase phase = Phase::operate;
    int cause_rule = 0; // number of the rule that said so; stands in workspaces
    int phase_rule = 0;
};

// `target_kind` as in ScanInfo: image, filesystem, repository, host, url, cluster, account, other.
[[nodiscard]] Classified classify(const RawFinding& finding, std::string_view target_kind);

// The rule's reason in words: "a newer version of the package cures it".
[[nodiscard]] std::string_view cause_reason(int rule);
[[nodiscard]] std::string_view phase_reason(int rule);

} // namespace parapet

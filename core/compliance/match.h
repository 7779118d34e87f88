#pragma once
// Which findings a rule is about: the part of the filter language that does not depend on the day.

#include "core/base/result.h"
#include "core/compliance/facts.h"
#include "core/query/filter.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace parapet::compliance {

// Knows severity, cause, phase, cwe, kev and epss; everything else is an error, so that a rule cannot silently mean
// less than it says.
class FindingMatcher {
public:
    [[nodiscard]] static Result<FindingMatcher> make(std::string_view query);
    // Indexes of the fitting ones in facts.findings, ascending.
    [[nodiscard]] std::vector<std::uint32_t> select(const Facts& facts) const;

private:
    std::unique_ptr<query::Node> root_;
};

} // namespace parapet::compliance

#pragma once
// Two imports beside each other, row by row.

#include "core/views/overview.h"

#include <array>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace parapet::views {

enum class ComparedKind : std::uint8_t { added, gone, changed, unchanged };
[[nodiscard]] std::string_view name_of(ComparedKind kind);

struct ComparedChange {
    std::string field, from, to; // severity, fixed_version, location
};
struct ComparedRow {
    ComparedKind kind = ComparedKind::unchanged;
    FindingId id;
    Severity severity = Severity::info; // in the second import; of a gone one in the first
    std::string title, rule, asset, location;
    std::vector<ComparedChange> changes;
};
struct ImportsCompared {
    std::array<std::uint64_t, 4> counts{}; // by ComparedKind
    bool partial = false;                  // a scan left something out: that counts as it was known then
    bool other_scopes = false;             // other tools or targets
};
// Rows come by kind, the worst first. Errors: not_found, bad_argument (a log, a feed).
[[nodiscard]] Result<ImportsCompared> compare_imports(const Workspace&, ImportId from, ImportId to,
                                                      const std::function<void(const ComparedRow&)>& each,
                                                      std::stop_token stop = {});

} // namespace parapet::views

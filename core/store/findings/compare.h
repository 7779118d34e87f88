#pragma once
// Two imports beside each other: what the second has that the first had not, and the other way round.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/id_set.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace parapet {

enum class Compared : std::uint8_t { added = 0, gone = 1, changed = 2, unchanged = 3 };

struct ComparedFinding {
    std::int64_t finding = 0;
    Compared kind = Compared::unchanged;
    int severity_from = 0, severity_to = 0;
    std::string fixed_from, fixed_to, place_from, place_to; // where they differ
};

struct ImportComparison {
    std::vector<ComparedFinding> findings; // by kind, worst first
    bool partial = false;      // a scan of one of them was not complete: what it left out counts as it was known then
    bool other_scopes = false; // different tools or targets: severities are each import's own
};

// What each import found to be there at its scans' times. Errors: not_found, bad_argument (an import without scans).
[[nodiscard]] Result<ImportComparison> compare_imports(Connection& db, std::int64_t from, std::int64_t to);

// The same as sets of findings, by Compared: of a million findings they take a few hundred kilobytes.
using ComparedSets = std::array<IdSet, 4>;
[[nodiscard]] Result<ComparedSets> compared_sets(Connection& db, std::int64_t from, std::int64_t to);
[[nodiscard]] ComparedSets sets_of(const ImportComparison& comparison);

// What a list shows of a finding.
struct ComparedText {
    std::string title, rule, asset, place;
};
[[nodiscard]] Result<ComparedText> compared_text(Connection& db, std::int64_t finding);

} // namespace parapet

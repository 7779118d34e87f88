#pragma once
// Which finding a record is about (design/architecture.md, Records). Pure: the same weakness at the same place on the
// same asset gives the same text whatever the order of fields, the line numbers, the version or the tool.

#include "core/analysis/identity_basis.h"
#include "core/model/finding.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

struct Identity {
    IdentityBasis basis = IdentityBasis::other_place;
    std::string text; // parts in a fixed order, separated by U+001F
    // Tells places apart that are the same by the text: the second strcpy(a, b) of a file. 0 = there is only one such
    // place. Not part of the identity itself: within a scan the n-th different spot of one text, from the top of the
    // file, gets the number n.
    std::uint64_t spot = 0;
    int weakness = 0; // CWE that stands for the rule; 0: the rule itself does
};

// Writes into `out`, whose buffers are reused. `asset` is the name of the asset that the record is about.
void identify(const RawFinding& finding, std::string_view asset, Identity& out);

// The number under which the finding is looked up; `number` from 1.
[[nodiscard]] std::uint64_t identity_key(const Identity& identity, std::uint32_t number, std::uint64_t seed = 0);
// The same from the key of number 1.
[[nodiscard]] std::uint64_t numbered_key(std::uint64_t first, std::uint32_t number);

// The advisory that a record goes by: its rule if that is a CVE, its CVE, else the first of its aliases by name. ""
// when it has none.
[[nodiscard]] std::string_view main_advisory(const RawFinding& finding);

// CWEs narrow enough that two rules which name one at the same place mean the same weakness (89 SQL injection), unlike
// classes such as 20 (input validation) or 693 (protection mechanism failure).
[[nodiscard]] bool is_narrow_weakness(int cwe);

} // namespace parapet

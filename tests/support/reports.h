#pragma once
// For tests of findings formats: bytes in, records out, and the words that `inspect --json` would print of a finding.

#include "core/formats/format.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::test {

struct Collected {
    Result<ParseStats> stats = ParseStats{};
    std::vector<ScanInfo> scans;
    std::vector<RawFinding> findings;          // every one handed out
    std::vector<std::size_t> scan_of;          // of each finding: index into scans
    [[nodiscard]] std::size_t failing() const; // findings with CheckOutcome::fail
    [[nodiscard]] std::size_t listed() const;  // the same and those that the tool lists as fixed
    [[nodiscard]] const RawFinding* by_rule(std::string_view rule) const;
    [[nodiscard]] bool warned(std::string_view words) const;
    [[nodiscard]] std::string error() const; // "" when it was read
};

// The format that content alone points to ("" when none); the name is given as "report".
[[nodiscard]] std::string recognised(std::string_view bytes, std::string* why = nullptr);
// By slug.
[[nodiscard]] Collected parse_with(std::string_view slug, std::string_view bytes,
                                   const Limits& limits = default_limits());

// The text of a finding as far as the command line's contract shows it, lower case.
[[nodiscard]] std::string shown(const RawFinding& finding, const ScanInfo& scan);

// One fact that a peer's own test states of a finding; empty fields are not asked.
struct Fact {
    std::string severity, file;
    std::vector<int> cwe;
    std::vector<std::string> words; // must stand somewhere in it
    std::string line;
};
[[nodiscard]] bool holds(const Fact& fact, const RawFinding& finding, const ScanInfo& scan);

} // namespace parapet::test

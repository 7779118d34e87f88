#pragma once
// What formats of vulnerable packages have in common.

#include "core/formats/common/finding_fields.h"
#include "core/formats/format.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parapet::fields {

// Base score of a CVSS vector of any version (core/analysis/cvss.h); nothing where the vector breaks its standard.
[[nodiscard]] std::optional<double> cvss_base_score(std::string_view vector);
// The rating of CVSS v3: 0 info, to 3.9 low, to 6.9 medium, to 8.9 high, critical.
[[nodiscard]] Severity severity_of_score(double score);

// Severity of a vulnerability: the tool's word; without one (or with "unknown") what its score or CVSS vector says,
// else `presumed`, which counts as not known. Call it when the CVSS is in its place.
void rate(RawFinding& finding, std::string_view word, std::span<const SeverityWord> table, Severity presumed,
          ParseStats& stats);
// The same with common_severities().
void rate(RawFinding& finding, std::string_view word, Severity presumed, ParseStats& stats);

// A package manager's or language's word as the type of a purl: "Maven", "rubygems", "debian:11", "python-pkg" ...;
// other words in lower case.
[[nodiscard]] std::string ecosystem_of(std::string_view word);

// Marks it as a vulnerability of a package: identity, cause; rule, aliases and title from its id and its location.
// Call it when the location is filled; a title that is there stays.
void set_vulnerability(RawFinding& finding, std::string_view id, const Limits& limits = default_limits());

// Adds to the fixed versions: "1.2, 2.0".
void add_fixed(Location& at, std::string_view version);
// "Update PACKAGE to VERSION." where a fixed version is known and nothing is said yet.
void set_update_remedy(RawFinding& finding);
// 0..1, else nothing.
void set_epss(RawFinding& finding, std::optional<double> probability);
// Line numbers within reason.
[[nodiscard]] std::int64_t line_number(std::optional<std::int64_t> line);

} // namespace parapet::fields

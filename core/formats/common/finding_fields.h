#pragma once
// What every findings format does to the words of a report before they become fields of a RawFinding.

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet::fields {

// ---- severity ----
// A tool's words; compared without case and surrounding space.
struct SeverityWord {
    std::string_view word;
    Severity severity;
};
// critical/high/medium|moderate/low/info and their usual kin; for tools without words of their own.
[[nodiscard]] std::span<const SeverityWord> common_severities();
// Sets severity, severity_raw and severity_known. A word that the table lacks (or none) is info, unknown, and a
// warning.
void set_severity(RawFinding& finding, std::string_view word, std::span<const SeverityWord> table, ParseStats& stats);

// ---- CVSS ----
// Keeps the best of several: v4.0 before v3.1, v3.0 and v2; within a version the first that was offered. A score
// outside 0..10 is unknown. `vector` may lack its "CVSS:x/" prefix (v2, old v3): the version is then told by its
// metrics.
class CvssPick {
public:
    void offer(std::string_view vector, std::optional<double> score);
    // Writes cvss_vector and score.
    void put(RawFinding& finding) const;
    void clear() { *this = {}; }

private:
    int rank_ = 0;
    std::string vector_;
    std::optional<double> score_;
};

// ---- ids ----
void add_cwe(RawFinding& finding, std::int64_t number);
// Every CWE that a text names: "CWE-79", "external/cwe/cwe-079", "CWE-79: Cross-site ...", "cwe:79".
void add_cwes_of(RawFinding& finding, std::string_view text);
// Numbers of them, for rules that are read once.
void find_cwes(std::string_view text, std::vector<int>& out);
// One id: CVE-YYYY-N becomes a CVE (upper case), other known schemes (GHSA-, RUSTSEC-, PYSEC-, GO-, RHSA-, DSA- ...) an
// alias. Anything else is left alone (false).
bool add_id(RawFinding& finding, std::string_view id);
// Every CVE and GHSA id that stands in a text.
void add_ids_of(RawFinding& finding, std::string_view text);
void add_alias(RawFinding& finding, std::string_view alias);
// http and https only, at most 100 a finding.
void add_link(RawFinding& finding, std::string_view url);
void add_tag(RawFinding& finding, std::string_view tag);
void add_control(RawFinding& finding, std::string_view scheme, std::string_view id);

// ---- text ----
// Cut to Limits::max_field_bytes, with a warning at `where`.
void set_text(std::string& field, std::string_view text, ParseStats& stats, std::string_view where,
              const Limits& limits = default_limits());
// A short field: cut to `max_bytes`, trimmed.
inline void put(std::string& field, std::string_view text, std::size_t max_bytes = 300) {
    text = trim(text);
    if (text.size() <= max_bytes)
        field.assign(text);
    else
        field = elide(text, max_bytes);
}
// White space of any kind and length as single spaces.
[[nodiscard]] std::string folded(std::string_view text);
// One line: the first of several texts that says something, white space folded, cut to max_title_bytes.
void set_title(RawFinding& finding, std::initializer_list<std::string_view> texts,
               const Limits& limits = default_limits());

// ---- places ----
// "file:///a/b%20c" -> "/a/b c", "file:///C:/x" -> "C:/x", "a\\b" -> "a/b", "./a/../b" -> "b"; ".." that leads out
// stays. It is only ever shown.
[[nodiscard]] std::string normal_path(std::string_view uri);
[[nodiscard]] std::string percent_decoded(std::string_view text);
// Type, name and version of "pkg:npm/%40a/b@1.0" where the location has none yet; and the purl itself.
void set_purl(Location& location, std::string_view purl);
// Scheme://host:port of a URL; host and port into the location. `url` becomes the whole.
void set_url(Location& location, std::string_view url);
[[nodiscard]] std::string url_origin(std::string_view url);
// Adds to more_locations up to the limit; beyond it only counts. `finish_locations` then says how many are missing.
struct LocationCount {
    std::uint64_t dropped = 0;
};
void add_location(RawFinding& finding, Location&& location, LocationCount& count, const Limits& limits);
void finish_locations(const LocationCount& count, std::string_view where, ParseStats& stats);

// ---- state ----
// The tool lists it as fixed: nothing fails any more.
inline void set_fixed(RawFinding& finding) {
    finding.outcome = CheckOutcome::pass;
    finding.fixed = true;
}

// ---- secrets ----
// Puts a masked form into evidence and an unguessable-by-itself identity into fingerprint, and marks the finding.
void set_secret(RawFinding& finding, std::string_view secret);
// `text` with every occurrence of `secret` masked.
[[nodiscard]] std::string without_secret(std::string text, std::string_view secret);
// HTTP headers that carry credentials (Authorization, Cookie ...) with their values masked.
[[nodiscard]] std::string masked_http(std::string_view message);

} // namespace parapet::fields

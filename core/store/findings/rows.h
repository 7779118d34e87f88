#pragma once
// Rows of the tables `finding` and `sighting` as an import writes them.

#include "core/store/connection.h"

#include <cstdint>
#include <limits>
#include <string_view>

namespace parapet {

inline constexpr std::int64_t k_never = std::numeric_limits<std::int64_t>::max(); // due and until: none

// A finding's sightings are numbered from 0 within it.
inline constexpr int k_sighting_bits = 16;
inline constexpr std::int64_t k_most_sightings = (std::int64_t{1} << k_sighting_bits) - 1;
[[nodiscard]] inline std::int64_t sighting_id(std::int64_t finding, std::int64_t number) {
    return (finding << k_sighting_bits) + number;
}
[[nodiscard]] inline std::int64_t finding_of(std::int64_t sighting) {
    return sighting >> k_sighting_bits;
}
[[nodiscard]] inline std::int64_t number_of(std::int64_t sighting) {
    return sighting & k_most_sightings;
}

// OR ROLLBACK: a failed row ends the import anyway, and without it each sixteen rows would first write what it takes to
// take back just those.
struct FindingRowData {
    static constexpr int k_columns = 35;
    static constexpr const char* k_into =
        "INSERT OR ROLLBACK INTO finding(id, identity, proof, basis, severity, status, cause, phase, cause_rule,"
        " phase_rule, suppressed, kev, reachable, score, epss, due, first_seen, last_seen, fixed_at, asset_id, rule_id,"
        " scope_id, title, vuln, file_id, line, package_id, version, fixed_version, resource, cwe_set, advisory_set,"
        " control_set, description, description_id)";

    std::int64_t id = 0, identity = 0, proof = 0, due = k_never, first_seen = 0, last_seen = 0, fixed_at = 0;
    std::int64_t asset = 0, rule = 0, scope = 0, file = 0, line = 0, package = 0;
    std::int64_t cwe_set = 0, advisory_set = 0, control_set = 0, description_id = 0;
    double score = -1, epss = -1;
    int basis = 0, severity = 0, status = 0, cause = 0, phase = 0, cause_rule = 0, phase_rule = 0;
    int kev = -1, reachable = -1;
    bool suppressed = false;
    std::string_view title, vuln, version, fixed_version, resource, description;

    void bind(Statement& to, int first) const;
};

struct SightingRowData {
    static constexpr int k_columns = 22;
    static constexpr const char* k_into =
        "INSERT OR ROLLBACK INTO sighting(id, scope_id, rule_id, import_id, content, severity, basis, first_seen,"
        " last_seen, gone_at, severity_raw, title, description_id, remediation_id, evidence_id, tag_set, link_set, own,"
        " place_path, place_line, place_offset, detail)";

    std::int64_t id = 0, scope = 0, rule = 0, import = 0, content = 0, first_seen = 0, last_seen = 0, gone_at = 0;
    std::int64_t severity_raw = 0, description = 0, remediation = 0, evidence = 0, tag_set = 0, link_set = 0;
    std::int64_t place_line = 0, place_offset = -1;
    int severity = 0, basis = 0;
    std::string_view title, own, place_path, detail;

    void bind(Statement& to, int first) const;
};

// Descriptions up to this many bytes stand in the finding's own row: most are of that one finding.
inline constexpr std::size_t k_short_description = 300;

} // namespace parapet

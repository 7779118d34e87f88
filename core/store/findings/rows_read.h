#pragma once
// Rows of findings as lists show them, and everything about one.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/findings/condition.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

// Times in seconds, k_never and 0 as in the table.
struct FindingListRow {
    std::int64_t id = 0, due = 0, first_seen = 0, last_seen = 0, fixed_at = 0, decided_until = 0, line = 0;
    int severity = 0, status = 0, cause = 0, phase = 0;
    double score = -1, epss = -1;
    std::optional<std::int64_t> kev;
    bool under_attack = false, suppressed = false;
    std::string title, vuln, rule, asset, file, package, version, fixed_version, resource, owner;
    std::vector<std::string> tools; // each once, by the order of their sightings
};
// In the order of `ids`; ids that are gone are left out.
[[nodiscard]] Result<std::vector<FindingListRow>> read_finding_rows(Connection& db, const ConditionContext& context,
                                                                    const std::vector<std::int64_t>& ids);

struct FindingBody { // what only the detail shows
    int basis = 0;
    std::int64_t cause_rule = 0, phase_rule = 0; // RuleMark::of()
    std::optional<std::int64_t> reachable;
    std::int64_t identity = 0, asset_id = 0, rule_id = 0;
    std::string description;
    std::vector<std::string> cwe, advisories, controls;
};
struct SightingBody {
    std::int64_t id = 0, import_id = 0, first_seen = 0, last_seen = 0, gone_at = 0;
    std::int64_t scope_complete = 0, scope_failed = 0; // newest scans of its scope; 0: none
    std::string branch, policy;
    std::int64_t via = 0; // the identity it came by, if not the finding's own
    int basis = 0, severity = 0;
    std::string tool, tool_version, rule, rule_name, severity_raw, title, description, remediation, evidence;
    std::string import_path, import_sha256;
    std::vector<std::string> tags, links;
    std::string place_path;
    std::int64_t place_line = 0, place_offset = -1;
    std::string own, more, detail; // JSON
};
struct HistoryEntry {
    std::int64_t at = 0, until = 0;
    int what = 0, status_from = 0, status_to = 0;
    std::string owner_from, owner_to;
    std::string detail;    // of what rules changed
    std::string who, body; // of the journal's record
};
struct DecisionInForce {
    int status = 0;
    std::int64_t at = 0, until = 0;
    std::string who, reason;
};
struct FindingBodyAll {
    FindingBody body;
    std::vector<SightingBody> sightings;
    std::vector<HistoryEntry> history; // newest first
    std::optional<DecisionInForce> decision;
};
enum class BodyParts : std::uint8_t { all, of_the_tools }; // of_the_tools: no history
[[nodiscard]] Result<FindingBodyAll> read_finding_body(Connection& db, std::int64_t id,
                                                       BodyParts parts = BodyParts::all);

} // namespace parapet

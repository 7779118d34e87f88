#pragma once
// View-models of findings: what the page, the CLI and the reports show. Every call runs on a worker thread, answers
// from a read-only connection, and stops soon after `stop` is requested (Errc::cancelled).

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/model/enums.h"
#include "core/model/finding.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace parapet::views {

// What every list and figure depends on.
struct Scope {
    std::string filter;        // the page's own query
    std::string global_filter; // the shell's, applied to every page
    TimeRange range{};         // findings: state at range.to; events: within it
    std::optional<Time> as_of; // journal-backed earlier state; nullopt = now
};

enum class FindingSort : std::uint8_t {
    severity,
    due,
    title,
    asset,
    first_seen,
    last_seen,
    epss,
    score,
    owner,
    status,
    rule
};
struct SortKey {
    FindingSort by = FindingSort::severity;
    bool descending = true;
};

enum class FindingGroup : std::uint8_t { none, vulnerability, asset, rule, owner, file };

struct FindingRow {
    FindingId id{};           // of a group: its first member
    bool group = false;       // a group's head
    std::int64_t members = 1; // findings in it
    std::int64_t assets = 1;
    std::string group_key; // opaque; for members_of
    std::string title;
    std::string vuln_or_rule; // CVE/GHSA, else rule
    std::string asset;
    std::string where; // package and version, file:line, URL, resource
    Severity severity = Severity::info;
    FindingStatus status = FindingStatus::open;
    Cause cause = Cause::other;
    Phase phase = Phase::build;
    std::optional<double> score, epss;
    std::optional<bool> kev;
    bool under_attack = false;
    bool suppressed = false;
    std::optional<Time> due; // deadline; frozen at the fix date
    std::optional<Time> first_seen, last_seen, fixed_at, decided_until;
    std::string owner;
    std::vector<std::string> tools;
};

// Keyset cursor: opaque, from the page before. Empty = from the start.
using Cursor = std::string;

struct FindingsRequest {
    Scope scope;
    std::vector<SortKey> sort{{FindingSort::severity, true}, {FindingSort::due, false}};
    FindingGroup group = FindingGroup::none;
    std::string members_of; // group_key: the members of that group
    Cursor after;
    std::size_t limit = 256;
};
struct FindingsPage {
    std::vector<FindingRow> rows;
    Cursor next; // empty: the end
};
// A filter that does not parse: Errc::bad_argument with column, as query::parse gives it.
[[nodiscard]] Result<FindingsPage> findings_page(const Workspace&, const FindingsRequest&, std::stop_token stop = {});

// All ids in order (for a true scroll bar); of groups, of their first members. 8 bytes each.
[[nodiscard]] Result<std::vector<FindingId>> findings_spine(const Workspace&, const FindingsRequest&,
                                                            std::stop_token stop = {});
// Rows by id, in the order given; for group spines pass the same request.
[[nodiscard]] Result<std::vector<FindingRow>>
findings_rows(const Workspace&, const FindingsRequest&, const std::vector<FindingId>& ids, std::stop_token stop = {});

struct FindingsCount {
    std::int64_t findings = 0;
    std::int64_t groups = 0; // by request.group
    std::int64_t total = 0;  // without the page's filter
};
[[nodiscard]] Result<FindingsCount> findings_count(const Workspace&, const FindingsRequest&, std::stop_token stop = {});

struct FacetValue {
    std::string value; // as the filter language takes it
    std::string label;
    std::int64_t count = 0;
    bool selected = false;
};
struct Facet {
    std::string field;              // severity, status, cause, due, asset, source, phase, framework
    std::vector<FacetValue> values; // at most `limit`, by count or natural order
    std::int64_t more = 0;          // values not listed
};
// Counts under the filter without that field's own condition, so that a person sees what another click would give.
[[nodiscard]] Result<std::vector<Facet>> findings_facets(const Workspace&, const Scope&, std::size_t limit = 5,
                                                         const std::stop_token& stop = {});
// For the query bar: values of a field that begin with or contain `typed`, with counts (at most 50).
[[nodiscard]] Result<std::vector<FacetValue>> suggest_values(const Workspace&, const Scope&, const std::string& field,
                                                             const std::string& typed, std::stop_token stop = {});

struct Sighting {
    std::int64_t id = 0;  // for Regroup::sightings (core/views/regroup.h)
    bool by_hand = false; // a person joined it, or split it off
    // Of its scope, whose scans may close it: when the newest ones were complete, or said that they failed.
    std::string branch, policy;
    std::optional<Time> scanned, scan_failed;
    std::string tool, tool_version, rule, severity_raw, fingerprint;
    ImportId import{};
    std::string import_path, import_sha256;
    Place place;
    Time first_seen{}, last_seen{};
    bool gone = false;
    Location location;
    std::string title, description, evidence, join_reason; // why it is part of this finding
};
struct HistoryItem {
    Time at{};
    std::string who;  // person, or the tool/import
    std::string what; // "Set to triaged", "Seen again", "Closed: absent from a complete scan" ...
    std::string reason;
    std::optional<Time> until;
};
struct FindingDetail {
    FindingRow row;
    std::string description, remediation, cvss_vector, identity_reason, cause_reason, phase_reason;
    std::string owner_reason, due_reason; // where rules of the workspace say so
    IdentityKind identity = IdentityKind::other;
    std::vector<int> cwe;
    std::vector<std::string> cve, aliases, links, tags;
    Location location;
    std::vector<Location> more_locations;
    std::vector<Sighting> sightings;
    struct Joined { // findings that a person made part of this one
        FindingId id{};
        std::string title, who, reason;
        Time at{};
    };
    std::vector<Joined> joined;
    std::vector<std::string> other_assets; // with the same vulnerability or rule
    std::vector<std::string> controls;     // control ids it bears on ("NIST 800-53r5 SI-2")
    std::vector<HistoryItem> history;      // newest first
    std::string decision_reason, decided_by;
    std::optional<Time> decided_at;
    struct ScorePart {
        std::string what;
        double points;
    };
    std::vector<ScorePart> risk_parts; // sums to risk
    double risk = 0;
};
[[nodiscard]] Result<FindingDetail> finding_detail(const Workspace&, FindingId id, std::stop_token stop = {});
// The same of many rows, for exports: without other assets, controls, history and risk. `rows` stand as they are given
// (as of an earlier time, say).
[[nodiscard]] Result<std::vector<FindingDetail>> finding_details(const Workspace&, std::vector<FindingRow> rows,
                                                                 std::stop_token stop = {});

// Decisions. All go through the writer, are journalled (append-only, hash-chained), and can be undone by applying the
// returned inverse.
struct Decision {
    std::vector<FindingId> findings;
    std::optional<FindingStatus> status;    // nullopt: leave
    std::optional<std::string> owner;       // nullopt: leave; "" = nobody
    std::optional<std::int64_t> owner_rule; // of an inverse only: what had set the owner
    std::string reason;                     // required for risk_accepted and false_positive
    std::optional<Time> until;              // end of the acceptance; required for risk_accepted
    std::string who;                        // person
    std::string note;                       // a remark without a change
};
struct AppliedDecision {
    std::int64_t changed = 0;
    std::vector<Decision> inverse; // applying them in order restores the former state (and is journalled too)
};
[[nodiscard]] Result<AppliedDecision> apply_decision(Workspace&, const Decision&);

// A finding by what people type: its number ("F-12", "12"), or a unique identity prefix (8+ hex).
[[nodiscard]] Result<FindingId> resolve_finding(const Workspace&, const std::string& text);

} // namespace parapet::views

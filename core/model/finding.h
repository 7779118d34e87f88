#pragma once
// What a format says of one result, before identity and enrichment. Everything a tool may say has a home here; what it
// does not say stays empty. Text is UTF-8 as the tool wrote it (already valid), never markup to be rendered.

#include "core/base/time.h"
#include "core/model/enums.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct Location {
    std::string file;      // path in the report's own words, '/' separators, no file:// prefix, no build root
    std::int64_t line = 0; // from 1; 0 = unknown
    std::int64_t end_line = 0;
    std::int64_t column = 0;
    std::string function; // logical location, fully qualified
    std::string snippet;  // source text at the place, if the report carries it
    std::string package;
    std::string ecosystem; // purl type: npm, pypi, deb, maven, golang ...
    std::string version;
    std::string fixed_version;
    std::string purl;
    std::string url;
    std::string method;    // HTTP
    std::string parameter; // HTTP
    std::string host;
    std::int64_t port = 0;
    std::string resource; // cloud or configuration object: arn, k8s kind/name, sysctl key ...
};

struct Place {             // where in the report it stands
    std::int64_t line = 0; // from 1; 0 = unknown
    std::string path;      // JSON pointer, XPath-like or member name
    std::int64_t offset = -1;
};

struct RawFinding {
    std::string title;       // one line
    std::string description; // may have lines
    std::string remediation; // what to do
    std::string rule;        // the tool's id of the check
    std::string rule_name;
    std::string severity_raw; // the tool's word, kept
    Severity severity = Severity::info;
    bool severity_known = false; // false: the word was absent or unknown; counted as a warning
    std::optional<double> score; // CVSS base score 0..10
    std::string cvss_vector;     // best one: v4, then v3.1, v3.0, v2
    std::vector<int> cwe;
    std::vector<std::string> cve;     // CVE-YYYY-N, upper case
    std::vector<std::string> aliases; // GHSA-, OSV, vendor advisories
    std::vector<std::string> links;   // http(s) only
    std::vector<std::string> tags;    // the tool's tags, as they are
    std::vector<std::string>
        controls; // control ids the tool itself names, with their scheme: "nist:AC-2 (3)", "cci:CCI-000366"
    Location location;
    std::string asset;          // overrides ScanInfo::target when this result is about something else
    std::string fingerprint;    // the tool's own stable fingerprint, if it has one
    std::string evidence;       // request, response, matched text: already masked if it is a secret
    std::optional<Cause> cause; // when the format knows (a secret scanner: secret)
    std::optional<Phase> phase;
    IdentityKind identity = IdentityKind::other; // which rule joins its sightings
    CheckOutcome outcome = CheckOutcome::fail;
    bool fixed = false;         // no check that passed, but a finding that its tool holds fixed (outcome is pass)
    bool suppressed = false;    // by the tool or in source
    std::string suppression;    // its justification
    std::optional<double> epss; // 0..1, as the report says
    std::optional<bool> kev;    // known exploited, as the report says
    std::optional<bool> reachable;
    std::optional<Time> seen;             // when the tool saw it, if the result itself says
    std::vector<Location> more_locations; // bounded by Limits::max_locations
    Place place;

    void clear(); // to empty, keeping buffers
};

// One scan = one tool on one target at one time. A file may hold several (SARIF runs, Trivy targets of a cluster).
struct ScanInfo {
    std::string tool; // "Trivy", "Semgrep", "OpenSCAP"
    std::string tool_version;
    std::string target;      // asset: image name without digest, host, repository, URL origin; may be empty
    std::string target_kind; // image, filesystem, repository, host, url, cluster, account, other
    std::string digest;      // image digest
    std::string branch, commit;
    std::string policy; // profile, benchmark, automation id: scans of different policies do not close each other's
    std::optional<Time> started, finished;
    bool complete = true; // a partial scan closes nothing
    bool failed = false;  // the tool said that it failed: neither clean nor closing
};

// An absent value and "not a finding" are different things; so are these three.
enum class ScanState : std::uint8_t { never_scanned, scan_failed, scanned };

} // namespace parapet

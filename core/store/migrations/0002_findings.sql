-- Findings, what each tool saw of them, and what people decided. Times are seconds since 1970. Columns that lists sort by
-- are never NULL, so that keyset pages need no special cases: due and until 9223372036854775807 = none, score and epss -1
-- = unknown.

CREATE TABLE rule(
    id INTEGER PRIMARY KEY,
    tool TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    UNIQUE(tool, code)) STRICT;
CREATE INDEX rule_by_code ON rule(code);

-- Ordered sets of words that repeat over findings: CWE numbers, advisories, tags, links, control ids.
-- kind: 0 cwe, 1 advisory, 2 tag, 3 link, 4 control. items: one a line.
CREATE TABLE word_set(
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    hash INTEGER NOT NULL, -- of the items, with this workspace's seed
    items TEXT NOT NULL) STRICT;
CREATE INDEX word_set_by_hash ON word_set(kind, hash);
CREATE TABLE word_of_set( -- of the kinds that filters ask for (not links)
    kind INTEGER NOT NULL,
    word TEXT NOT NULL COLLATE NOCASE,
    set_id INTEGER NOT NULL REFERENCES word_set(id),
    PRIMARY KEY(kind, word, set_id)) STRICT, WITHOUT ROWID;

-- Where scans supersede each other: a complete scan closes what earlier ones of the same scope saw and it does not.
CREATE TABLE scope(
    id INTEGER PRIMARY KEY,
    tool TEXT NOT NULL,
    asset_id INTEGER NOT NULL REFERENCES asset(id), -- the target
    policy TEXT NOT NULL,
    branch TEXT NOT NULL,
    source_id INTEGER NOT NULL DEFAULT 0, -- where its last report came from
    lineage TEXT NOT NULL, -- tells targets without a name apart: the source or file name of their first report
    last_complete INTEGER NOT NULL DEFAULT 0, -- time of its newest complete scan
    last_scan INTEGER NOT NULL DEFAULT 0,
    last_failed INTEGER NOT NULL DEFAULT 0,
    UNIQUE(tool, asset_id, policy, branch, lineage)) STRICT;

CREATE TABLE scan(
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import(id),
    scope_id INTEGER NOT NULL REFERENCES scope(id),
    at INTEGER NOT NULL, -- finished, else started, else the time of import
    dated INTEGER NOT NULL, -- 1: the report says when
    complete INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    tool_version TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    findings INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX scan_by_scope ON scan(scope_id, at);
CREATE INDEX scan_by_import ON scan(import_id);

-- The hundreds of thousands of rows of these two tables name their rows of other tables without REFERENCES: looking each up
-- doubles the time of an import. `parapet check` does it instead.
CREATE TABLE finding(
    id INTEGER PRIMARY KEY,
    identity INTEGER NOT NULL, -- 64-bit hash of the identity (core/ingest/identity.h)
    proof INTEGER NOT NULL, -- a second hash of it with this workspace's seed: tells crafted collisions apart
    basis INTEGER NOT NULL, -- IdentityBasis: which rule made the identity
    severity INTEGER NOT NULL, -- the highest of its present sightings
    status INTEGER NOT NULL,
    cause INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    cause_rule INTEGER NOT NULL, -- which rule set it (core/analysis/classify.h)
    phase_rule INTEGER NOT NULL,
    suppressed INTEGER NOT NULL DEFAULT 0,
    under_attack INTEGER NOT NULL DEFAULT 0,
    kev INTEGER, -- NULL: unknown
    reachable INTEGER, -- NULL: unknown
    score REAL NOT NULL DEFAULT -1,
    epss REAL NOT NULL DEFAULT -1,
    due INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    fixed_at INTEGER NOT NULL DEFAULT 0,
    decided_until INTEGER NOT NULL DEFAULT 9223372036854775807,
    owner_id INTEGER NOT NULL DEFAULT 0,
    asset_id INTEGER NOT NULL,
    rule_id INTEGER NOT NULL,
    scope_id INTEGER NOT NULL, -- of its first sighting
    title TEXT NOT NULL,
    vuln TEXT, -- the advisory it goes by: CVE, else GHSA or vendor's
    file_id INTEGER,
    line INTEGER,
    package_id INTEGER,
    version TEXT,
    fixed_version TEXT,
    resource TEXT, -- URL, cloud resource or host: where it is, when neither file nor package say so
    cwe_set INTEGER,
    advisory_set INTEGER,
    control_set INTEGER,
    description TEXT, -- a short one
    description_id INTEGER) STRICT; -- or a long one, which others may share
-- The order of the Findings page, and what an import looks up. Other orders are indexed when someone asks for them
-- (core/store/findings/indexes.h), so that imports do not pay for them beforehand.
CREATE UNIQUE INDEX finding_by_identity ON finding(identity);
CREATE INDEX finding_by_severity ON finding(severity DESC, due);
CREATE INDEX finding_by_asset ON finding(asset_id);
CREATE INDEX finding_by_description ON finding(description_id) WHERE description_id IS NOT NULL; -- for the search

-- What one rule of one tool says of a finding within one scope. id = finding << 16 | number: a finding's sightings lie
-- together and need no index.
CREATE TABLE sighting(
    id INTEGER PRIMARY KEY,
    scope_id INTEGER NOT NULL,
    rule_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL, -- whose words these are
    content INTEGER NOT NULL, -- hash of what the tool says; the same again needs no write
    severity INTEGER NOT NULL,
    basis INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL, -- while present: or the scope's last complete scan, if that is later
    gone_at INTEGER NOT NULL DEFAULT 0, -- 0: present
    severity_raw INTEGER,
    title TEXT, -- NULL: the finding's
    description_id INTEGER,
    remediation_id INTEGER,
    evidence_id INTEGER,
    tag_set INTEGER,
    link_set INTEGER,
    own TEXT, -- JSON: its own file, line, package ... where it is not the finding's first sighting
    more TEXT, -- JSON: places of further records that are the same finding
    place_path TEXT, -- where in the report
    place_line INTEGER,
    place_offset INTEGER,
    detail TEXT NOT NULL) STRICT; -- JSON: rest of the location, fingerprint, CVSS vector ...
CREATE INDEX sighting_present ON sighting(scope_id) WHERE gone_at = 0;
-- Second and further witnesses, the few of them.
CREATE INDEX sighting_joined ON sighting(scope_id) WHERE own IS NOT NULL;

-- Outcomes of checks, failed ones too: what was looked at, not only what was found.
CREATE TABLE check_outcome(
    scan_id INTEGER NOT NULL REFERENCES scan(id),
    rule_id INTEGER NOT NULL REFERENCES rule(id),
    asset_id INTEGER NOT NULL REFERENCES asset(id),
    outcome INTEGER NOT NULL, -- CheckOutcome
    count INTEGER NOT NULL,
    control_set INTEGER REFERENCES word_set(id),
    PRIMARY KEY(scan_id, rule_id, asset_id, outcome)) STRICT, WITHOUT ROWID;
CREATE INDEX check_outcome_by_rule ON check_outcome(rule_id);

-- The decision in force. Earlier ones are in the history.
CREATE TABLE decision(
    finding_id INTEGER PRIMARY KEY REFERENCES finding(id),
    status INTEGER NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL, -- 9223372036854775807 = for good
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    journal_id INTEGER NOT NULL REFERENCES journal(id)) STRICT;

-- What happened to a finding, append-only. Covered by the digest in the journal's record.
CREATE TABLE history(
    id INTEGER PRIMARY KEY,
    finding_id INTEGER NOT NULL REFERENCES finding(id),
    at INTEGER NOT NULL, -- when it took effect: of a scan its own time, of a decision now
    journal_id INTEGER NOT NULL REFERENCES journal(id) DEFERRABLE INITIALLY DEFERRED, -- written before its record
    what INTEGER NOT NULL, -- HistoryKind (core/store/history.h)
    status_from INTEGER NOT NULL,
    status_to INTEGER NOT NULL,
    until INTEGER NOT NULL DEFAULT 9223372036854775807,
    owner_from INTEGER NOT NULL DEFAULT 0,
    owner_to INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX history_by_finding ON history(finding_id, at);
CREATE INDEX history_by_journal ON history(journal_id);
CREATE TRIGGER history_is_not_edited BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER history_is_not_cut BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;

-- What is known of a vulnerability from feeds (EPSS, KEV), whether or not it was found here.
CREATE TABLE vuln_intel(vuln TEXT PRIMARY KEY, epss REAL, kev INTEGER, kev_due INTEGER, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Search (core/store/search): for each word the rows that hold it. space: 0 finding.id, 1 text.id. A chunk holds its first
-- row and, in `rest`, the distances to the next ones up to its last.
CREATE TABLE search_posting(
    space INTEGER NOT NULL,
    word TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    rest BLOB NOT NULL,
    PRIMARY KEY(space, word, first)) STRICT, WITHOUT ROWID;
-- Findings whose words were changed after they were indexed: a search looks at them themselves.
CREATE TABLE search_late(finding_id INTEGER PRIMARY KEY) STRICT;

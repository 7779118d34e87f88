-- What every workspace has: its revision, small settings, assets, where data came from.

CREATE TABLE revision(value INTEGER NOT NULL) STRICT; -- one row; rises with every commit
INSERT INTO revision VALUES(0);

CREATE TABLE hash_seed(value INTEGER NOT NULL) STRICT; -- one row; nobody outside can craft collisions
INSERT INTO hash_seed VALUES(random());

CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Text that repeats: file paths, packages, the tools' words for severities.
CREATE TABLE string(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

-- Long text, each once: descriptions, remediations, evidence. hash = 64-bit hash of the body with this workspace's seed.
CREATE TABLE text(
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,
    searchable INTEGER NOT NULL, -- 1: a description, in the search index
    body TEXT NOT NULL) STRICT;
CREATE INDEX text_by_hash ON text(hash);

CREATE TABLE asset(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE, -- '' = the reports did not say
    kind TEXT NOT NULL DEFAULT '', -- image, filesystem, repository, host, url, cluster, account, other
    grp TEXT NOT NULL DEFAULT '',
    env TEXT NOT NULL DEFAULT '',
    team TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE owner(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO owner VALUES(0, ''); -- nobody

CREATE TABLE source(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    way_in TEXT NOT NULL, -- File, Folder, Archive, Standard input, a connector's name
    created INTEGER NOT NULL) STRICT; -- ns since 1970

-- One document that was taken in. Rejected documents leave no row.
CREATE TABLE import(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, -- ns since 1970
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    options TEXT NOT NULL, -- what else decided the outcome: format, asset, source, zone
    kind INTEGER NOT NULL, -- FormatKind
    format TEXT NOT NULL,
    tool TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    why TEXT NOT NULL, -- of the recognition
    source_id INTEGER NOT NULL REFERENCES source(id),
    seconds REAL NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    findings_new INTEGER NOT NULL DEFAULT 0,
    findings_known INTEGER NOT NULL DEFAULT 0,
    findings_reopened INTEGER NOT NULL DEFAULT 0,
    findings_gone INTEGER NOT NULL DEFAULT 0,
    merged INTEGER NOT NULL DEFAULT 0,
    checks INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    events_stored INTEGER NOT NULL DEFAULT 0,
    events_counted INTEGER NOT NULL DEFAULT 0,
    warning_count INTEGER NOT NULL DEFAULT 0,
    newest_data INTEGER) STRICT; -- ns: newest scan or event in it
CREATE INDEX import_by_sha256 ON import(sha256);
CREATE INDEX import_by_source ON import(source_id, id);

CREATE TABLE import_warning(
    import_id INTEGER NOT NULL REFERENCES import(id),
    number INTEGER NOT NULL,
    place TEXT NOT NULL,
    what TEXT NOT NULL,
    line INTEGER, -- NULL: unknown
    PRIMARY KEY(import_id, number)) STRICT, WITHOUT ROWID;

-- Append-only. hash = SHA-256 over the previous hash and the canonical record (core/store/journal.cpp).
CREATE TABLE journal(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, -- ns since 1970, when it was recorded
    who TEXT NOT NULL,
    kind TEXT NOT NULL, -- import, decision, expiry ...
    body TEXT NOT NULL, -- JSON
    hash TEXT NOT NULL) STRICT;
CREATE TRIGGER journal_is_not_edited BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

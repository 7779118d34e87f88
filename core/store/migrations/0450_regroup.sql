-- Findings that people joined and split by hand: it holds for every later import.

-- Which record a sighting came by when that is not its finding's own identity: NULL = its own.
ALTER TABLE sighting ADD COLUMN via INTEGER;

-- A finding that is part of another one now. Its row is kept whole, so that it can come back with its number, its
-- history and its decision. Records of its identity are sightings of `into_id`, which may be part of a third one itself.
CREATE TABLE finding_joined(
    id INTEGER PRIMARY KEY, -- its number as a finding
    into_id INTEGER NOT NULL,
    identity INTEGER NOT NULL,
    proof INTEGER NOT NULL,
    journal_id INTEGER NOT NULL REFERENCES journal(id) DEFERRABLE INITIALLY DEFERRED, -- who, when and why
    finding TEXT NOT NULL) STRICT; -- JSON: the columns of its row
CREATE INDEX finding_joined_into ON finding_joined(into_id);

-- What one rule of one tool says under an identity is a finding of its own; of several rows the newest holds.
CREATE TABLE finding_split(
    id INTEGER PRIMARY KEY,
    identity INTEGER NOT NULL,
    proof INTEGER NOT NULL,
    tool TEXT NOT NULL,
    rule TEXT NOT NULL,
    finding_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL, -- the finding that it was split off
    journal_id INTEGER NOT NULL REFERENCES journal(id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE(identity, tool, rule, journal_id)) STRICT;
CREATE INDEX finding_split_of ON finding_split(finding_id);

-- A joined finding keeps its history and its decision: they name a row of `finding` or of `finding_joined`, which
-- `parapet check` looks after.
CREATE TABLE history_now(
    id INTEGER PRIMARY KEY,
    finding_id INTEGER NOT NULL,
    at INTEGER NOT NULL, -- when it took effect: of a scan its own time, of a decision now
    journal_id INTEGER NOT NULL REFERENCES journal(id) DEFERRABLE INITIALLY DEFERRED, -- written before its record
    what INTEGER NOT NULL, -- HistoryKind (core/store/journal.h)
    status_from INTEGER NOT NULL,
    status_to INTEGER NOT NULL,
    until INTEGER NOT NULL DEFAULT 9223372036854775807,
    owner_from INTEGER NOT NULL DEFAULT 0,
    owner_to INTEGER NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT '') STRICT; -- what changed besides status and owner, in words
INSERT INTO history_now SELECT id, finding_id, at, journal_id, what, status_from, status_to, until, owner_from,
    owner_to, detail FROM history;
DROP TABLE history;
ALTER TABLE history_now RENAME TO history;
CREATE INDEX history_by_finding ON history(finding_id, at);
CREATE INDEX history_by_journal ON history(journal_id);
CREATE TRIGGER history_is_not_edited BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER history_is_not_cut BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;

CREATE TABLE decision_now(
    finding_id INTEGER PRIMARY KEY,
    status INTEGER NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL, -- 9223372036854775807 = for good
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    journal_id INTEGER NOT NULL REFERENCES journal(id)) STRICT;
INSERT INTO decision_now SELECT finding_id, status, at, until, who, reason, journal_id FROM decision;
DROP TABLE decision;
ALTER TABLE decision_now RENAME TO decision;

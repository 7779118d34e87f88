-- One-step undo of the last import run (core/store/undo): where the tables ended before it, and what it did to rows that
-- were there already. Only one run is kept: the next one clears these.
CREATE TABLE undo_run(
    one INTEGER PRIMARY KEY CHECK(one = 1),
    run TEXT NOT NULL, -- files that were given together share it
    at INTEGER NOT NULL, -- ns since 1970
    schema INTEGER NOT NULL, -- newest migration then
    journal_before INTEGER NOT NULL, -- the journal's last record before the run
    journal_after INTEGER NOT NULL, -- and its own last one
    overtaken INTEGER NOT NULL DEFAULT 0, -- 1: something else was written since, which may rest on it
    search_rebuilt INTEGER NOT NULL DEFAULT 0) STRICT; -- 1: the log no longer fits the search index

-- Rows of these tables get rising numbers: what is beyond `before` came with the run.
CREATE TABLE undo_mark(
    tbl TEXT PRIMARY KEY,
    before INTEGER NOT NULL,
    after INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Read backwards. op: 0 inserted, 1 updated, 2 deleted. mask: which of the table's columns v0, v1 ... hold.
CREATE TABLE undo_row(
    id INTEGER PRIMARY KEY,
    tbl TEXT NOT NULL,
    op INTEGER NOT NULL,
    mask INTEGER NOT NULL,
    k0 ANY, k1 ANY, k2 ANY, k3 ANY, k4 ANY,
    v0 ANY, v1 ANY, v2 ANY, v3 ANY, v4 ANY, v5 ANY, v6 ANY, v7 ANY, v8 ANY, v9 ANY,
    v10 ANY, v11 ANY, v12 ANY, v13 ANY, v14 ANY, v15 ANY, v16 ANY, v17 ANY, v18 ANY, v19 ANY,
    v20 ANY, v21 ANY, v22 ANY, v23 ANY, v24 ANY, v25 ANY, v26 ANY, v27 ANY, v28 ANY, v29 ANY,
    v30 ANY, v31 ANY, v32 ANY, v33 ANY, v34 ANY, v35 ANY, v36 ANY, v37 ANY, v38 ANY, v39 ANY,
    v40 ANY, v41 ANY, v42 ANY, v43 ANY, v44 ANY, v45 ANY, v46 ANY, v47 ANY, v48 ANY, v49 ANY,
    v50 ANY, v51 ANY, v52 ANY, v53 ANY, v54 ANY, v55 ANY, v56 ANY, v57 ANY, v58 ANY, v59 ANY) STRICT;

-- Journal records whose import was taken back by record undo_id. Their rows of the history go; the records stay.
CREATE TABLE undone_journal(
    id INTEGER PRIMARY KEY REFERENCES journal(id),
    undo_id INTEGER NOT NULL) STRICT;
DROP TRIGGER history_is_not_cut;
CREATE TRIGGER history_is_not_cut BEFORE DELETE ON history
WHEN NOT EXISTS (SELECT 1 FROM undone_journal WHERE id = OLD.journal_id)
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;

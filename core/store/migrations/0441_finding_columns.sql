-- The columns that lists of findings are made from, as they lie in memory (core/store/findings/stored_columns.h), so that a
-- large workspace need not read all of its findings first. A second copy of what the table `finding` says; `parapet check`
-- compares them.
CREATE TABLE finding_columns( -- one row, or none: the table is small
    id INTEGER PRIMARY KEY CHECK (id = 1),
    format INTEGER NOT NULL, -- of the blobs; another one is made anew
    rows INTEGER NOT NULL,
    last_id INTEGER NOT NULL, -- the greatest finding among them; 0: they were too many, or too different, when there were
    tried INTEGER NOT NULL) STRICT; -- findings up to this
CREATE TABLE finding_column(number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
-- Findings that were changed or deleted since.
CREATE TABLE finding_changed(finding_id INTEGER PRIMARY KEY) STRICT;

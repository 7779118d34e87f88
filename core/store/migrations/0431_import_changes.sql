-- What tells two imports apart that are compared: a sighting holds the newest words only.

CREATE TABLE sighting_change( -- an import said something else of a finding than the one before it
    import_id INTEGER NOT NULL,
    sighting_id INTEGER NOT NULL,
    severity_from INTEGER NOT NULL,
    severity_to INTEGER NOT NULL,
    fixed_from TEXT NOT NULL, -- version that mends it; '' = none
    fixed_to TEXT NOT NULL,
    place_from TEXT NOT NULL, -- file:line, or package and version
    place_to TEXT NOT NULL,
    PRIMARY KEY(import_id, sighting_id)) STRICT, WITHOUT ROWID;
CREATE TABLE sighting_gap( -- it was gone for a while
    sighting_id INTEGER NOT NULL,
    gone_at INTEGER NOT NULL, -- seconds
    back_at INTEGER NOT NULL,
    import_id INTEGER NOT NULL, -- that brought it back
    PRIMARY KEY(sighting_id, gone_at)) STRICT, WITHOUT ROWID;
-- The newest finding when an import ended: those that came later were not in it, whatever their report says.
CREATE TABLE import_end(import_id INTEGER PRIMARY KEY, finding_id INTEGER NOT NULL) STRICT;

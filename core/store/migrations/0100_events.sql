-- Events: blocks of up to 65,536 rows, column by column (core/store/events/block_meta.h), and counts kept up with them.
-- Times are ns since 1970 where they say so, else minutes, hours or days since 1970.

-- Users, hosts, rules ... each once. hash = XXH3 of the text in lower case, so that one look-up serves both exact and
-- case-blind questions.
CREATE TABLE event_string(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX event_string_by_hash ON event_string(hash);

CREATE TABLE event_block(
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import(id) DEFERRABLE INITIALLY DEFERRED,
    rows INTEGER NOT NULL,
    first_ns INTEGER NOT NULL, -- smallest time
    last_ns INTEGER NOT NULL, -- largest
    kinds INTEGER NOT NULL, -- bit by EventKind
    meta BLOB NOT NULL) STRICT;
CREATE INDEX event_block_by_time ON event_block(last_ns, first_ns);
CREATE INDEX event_block_by_import ON event_block(import_id);

-- id = block << 3 | part: columns that are read together
CREATE TABLE event_part(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

-- Counts of stored and of counted-only events. asset = event_string.id; 0 = all assets together.
CREATE TABLE event_hour(
    asset INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    count INTEGER NOT NULL,
    minutes BLOB NOT NULL, -- 60 counts (core/store/events/hour_cells.h)
    PRIMARY KEY(asset, hour, kind, outcome)) STRICT, WITHOUT ROWID;
CREATE TABLE event_day(
    asset INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY(asset, day, kind, outcome)) STRICT, WITHOUT ROWID;

-- What was counted and not stored, by import: a recount of the roll-ups is blocks + these.
CREATE TABLE event_counted(
    import_id INTEGER NOT NULL REFERENCES import(id) DEFERRABLE INITIALLY DEFERRED,
    asset INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    count INTEGER NOT NULL,
    minutes BLOB NOT NULL,
    PRIMARY KEY(import_id, asset, hour, kind, outcome)) STRICT, WITHOUT ROWID;

-- Exact counts of stored events by day, kind and value. dimension: 0 user, 1 source address. cells: sorted codes with
-- counts (core/store/events/value_cells.h): a row per value would be larger than the events themselves.
CREATE TABLE event_value(
    dimension INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    cells BLOB NOT NULL,
    PRIMARY KEY(dimension, day, kind)) STRICT;

-- Which source reported which kind of which asset, stored or counted, and from when to when.
CREATE TABLE event_seen(
    source_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    asset INTEGER NOT NULL,
    count INTEGER NOT NULL,
    first_ns INTEGER NOT NULL,
    last_ns INTEGER NOT NULL,
    PRIMARY KEY(source_id, kind, asset)) STRICT, WITHOUT ROWID;

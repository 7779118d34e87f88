-- Feeds about vulnerabilities: each with its own day, the newest one only. cve = core/model/feed.h, cve_number().
CREATE TABLE feed(
    name TEXT PRIMARY KEY, -- EPSS, KEV
    date INTEGER NOT NULL, -- seconds since 1970: the feed's own
    version TEXT NOT NULL,
    entries INTEGER NOT NULL,
    imported INTEGER NOT NULL, -- seconds since 1970
    import_id INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE feed_epss(cve INTEGER PRIMARY KEY, score REAL NOT NULL) STRICT;
CREATE TABLE feed_kev(cve INTEGER PRIMARY KEY, added INTEGER, due INTEGER) STRICT; -- seconds since 1970
DROP TABLE vuln_intel; -- was never written

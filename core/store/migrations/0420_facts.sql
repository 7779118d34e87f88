-- What the newest scan of each scope saw of assets: open ports, packages, settings (core/model/fact.h).
CREATE TABLE fact(
    asset_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    value TEXT NOT NULL,
    scope_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    at INTEGER NOT NULL, -- seconds since 1970, of the scan
    PRIMARY KEY(asset_id, kind, name, value, scope_id)) STRICT, WITHOUT ROWID;
CREATE INDEX fact_by_scope ON fact(scope_id);

-- What was made of each expectation on each asset when it was last looked at. Their text is the setting 'expectations'.
CREATE TABLE expectation_state(
    expectation TEXT NOT NULL, -- its name
    asset_id INTEGER NOT NULL,
    state INTEGER NOT NULL, -- ExpectationState (core/store/expect/evaluate.h)
    expected TEXT NOT NULL,
    actual TEXT NOT NULL,
    severity INTEGER NOT NULL,
    tool TEXT NOT NULL, -- who saw it, when, in which report
    seen INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    PRIMARY KEY(expectation, asset_id)) STRICT, WITHOUT ROWID;

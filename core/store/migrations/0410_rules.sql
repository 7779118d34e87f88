-- Rules about cause, phase, owner and deadline. Their text is the setting 'finding_rules'.
CREATE TABLE owner_file( -- CODEOWNERS
    asset TEXT PRIMARY KEY, -- whose repository it is; * stands for anything
    path TEXT NOT NULL, -- where it came from
    at INTEGER NOT NULL, -- seconds since 1970
    body TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- 0: set by a person, or nobody; -1: a person said that nobody owns it; else the rule (core/store/rules/apply_rules.h).
ALTER TABLE finding ADD COLUMN owner_rule INTEGER NOT NULL DEFAULT 0;
-- What changed besides status and owner, in words.
ALTER TABLE history ADD COLUMN detail TEXT NOT NULL DEFAULT '';

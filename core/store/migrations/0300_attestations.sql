-- What people attest of controls. Append-only: a newer statement about the same subject replaces an older one, which
-- stays to be seen. Times are seconds since 1970.
CREATE TABLE attestation(
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL, -- a control ("AC-2") or an evidence rule ("attestation.training")
    verdict INTEGER NOT NULL, -- 0 met, 1 not met, 2 not applicable
    statement TEXT NOT NULL,
    who TEXT NOT NULL,
    role TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires INTEGER NOT NULL, -- 9223372036854775807 = not by itself
    sha256 TEXT NOT NULL, -- of the evidence it speaks of, or ''
    journal_id INTEGER NOT NULL REFERENCES journal(id)) STRICT;
CREATE INDEX attestation_by_subject ON attestation(subject, at);
CREATE TRIGGER attestation_is_not_edited BEFORE UPDATE ON attestation
BEGIN SELECT RAISE(ABORT, 'attestations are append-only'); END;
CREATE TRIGGER attestation_is_not_cut BEFORE DELETE ON attestation
BEGIN SELECT RAISE(ABORT, 'attestations are append-only'); END;

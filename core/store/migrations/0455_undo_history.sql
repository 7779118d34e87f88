-- The history was made anew (0450): rows of an import that was taken back may go, as 0430 says.
DROP TRIGGER history_is_not_cut;
CREATE TRIGGER history_is_not_cut BEFORE DELETE ON history
WHEN NOT EXISTS (SELECT 1 FROM undone_journal WHERE id = OLD.journal_id)
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;

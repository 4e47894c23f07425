-- The audit trail: only ever added to, which the database sees to. It holds ids
-- and codes, so all of it is readable.

-- +goose Up
CREATE TABLE audit_entries (
    id      integer PRIMARY KEY AUTOINCREMENT,
    at      integer NOT NULL,
    actor   text    NOT NULL,
    action  text    NOT NULL,
    subject text    NOT NULL,
    detail  text    NOT NULL
) STRICT;
CREATE INDEX audit_entries_of_subject ON audit_entries (subject, id);

-- +goose StatementBegin
CREATE TRIGGER audit_entries_stay_on_update BEFORE UPDATE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'audit entries are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_stay_on_delete BEFORE DELETE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'audit entries are never changed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_entries;

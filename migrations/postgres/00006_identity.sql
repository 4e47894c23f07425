-- Persons and sessions: who is here. Numbers and names are sealed, and so is all
-- that a session remembers.

-- +goose Up
-- Readable: the id, which is random; number_mac, a keyed digest by which a number
-- is found again and from which nobody without the key can make it; the times.
CREATE TABLE persons (
    id            text PRIMARY KEY,
    number_mac    bytea NOT NULL UNIQUE,
    person_sealed bytea NOT NULL, -- number and name
    created_at    timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL
);

-- Readable: id, the SHA-256 of the secret in a cookie; when it may be removed.
CREATE TABLE sessions (
    id          text PRIMARY KEY,
    data_sealed bytea NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX sessions_expired ON sessions (expires_at);

-- Readable: person, by which somebody finds what is their own. It is a person's
-- random id, so it tells which cases are the same person's and not whose. No
-- reference to persons: '' is nobody, and a case outlives the register.
ALTER TABLE drafts ADD COLUMN person text NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN person text NOT NULL DEFAULT '';
CREATE INDEX drafts_of_person ON drafts (person, saved_at) WHERE person <> '' AND submitted_at IS NULL;
CREATE INDEX cases_of_person ON cases (person, received_at) WHERE person <> '';

-- +goose Down
DROP INDEX cases_of_person;
DROP INDEX drafts_of_person;
ALTER TABLE cases DROP COLUMN person;
ALTER TABLE drafts DROP COLUMN person;
DROP TABLE sessions;
DROP TABLE persons;

-- The authorities of the municipality: one document, as their file is one. It
-- names functions and no persons, so all of it is readable.

-- +goose Up
CREATE TABLE authority_directory (
    id            integer PRIMARY KEY CHECK (id = 1),
    document      text    NOT NULL, -- JSON
    revision      integer NOT NULL,
    hash          text    NOT NULL,
    imported_hash text    NOT NULL,
    updated_at    integer NOT NULL
) STRICT;

-- +goose Down
DROP TABLE authority_directory;

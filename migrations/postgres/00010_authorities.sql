-- The authorities of the municipality: one document, as their file is one. It
-- names functions and no persons, so all of it is readable.

-- +goose Up
CREATE TABLE authority_directory (
    id            integer     PRIMARY KEY CHECK (id = 1),
    document      json        NOT NULL, -- json, not jsonb: its hash must stay, byte for byte
    revision      integer     NOT NULL,
    hash          text        NOT NULL,
    imported_hash text        NOT NULL,
    updated_at    timestamptz NOT NULL
);

-- +goose Down
DROP TABLE authority_directory;

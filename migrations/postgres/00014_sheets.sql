-- The files of the catalogue that are about no one service: the authorities,
-- the start page, the disturbances. A row a file; they name functions and no
-- persons, so all of it is readable. The authorities had a table of their own.

-- +goose Up
CREATE TABLE catalogue_sheets (
    name          text        PRIMARY KEY,
    document      json        NOT NULL, -- json, not jsonb: its hash must stay, byte for byte
    revision      integer     NOT NULL,
    hash          text        NOT NULL,
    imported_hash text        NOT NULL,
    updated_at    timestamptz NOT NULL
);

INSERT INTO catalogue_sheets (name, document, revision, hash, imported_hash, updated_at)
SELECT 'authorities', json_build_object('authorities', document), revision, hash, imported_hash, updated_at FROM authority_directory;

DROP TABLE authority_directory;

-- +goose Down
CREATE TABLE authority_directory (
    id            integer     PRIMARY KEY CHECK (id = 1),
    document      json        NOT NULL, -- json, not jsonb: its hash must stay, byte for byte
    revision      integer     NOT NULL,
    hash          text        NOT NULL,
    imported_hash text        NOT NULL,
    updated_at    timestamptz NOT NULL
);

INSERT INTO authority_directory (id, document, revision, hash, imported_hash, updated_at)
SELECT 1, document -> 'authorities', revision, hash, imported_hash, updated_at FROM catalogue_sheets WHERE name = 'authorities';

DROP TABLE catalogue_sheets;

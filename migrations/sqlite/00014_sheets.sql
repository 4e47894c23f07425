-- The files of the catalogue that are about no one service: the authorities,
-- the start page, the disturbances. A row a file; they name functions and no
-- persons, so all of it is readable. The authorities had a table of their own.

-- +goose Up
CREATE TABLE catalogue_sheets (
    name          text    PRIMARY KEY,
    document      text    NOT NULL, -- JSON
    revision      integer NOT NULL,
    hash          text    NOT NULL,
    imported_hash text    NOT NULL,
    updated_at    integer NOT NULL
) STRICT;

INSERT INTO catalogue_sheets (name, document, revision, hash, imported_hash, updated_at)
SELECT 'authorities', '{"authorities":' || document || '}', revision, hash, imported_hash, updated_at FROM authority_directory;

DROP TABLE authority_directory;

-- +goose Down
CREATE TABLE authority_directory (
    id            integer PRIMARY KEY CHECK (id = 1),
    document      text    NOT NULL, -- JSON
    revision      integer NOT NULL,
    hash          text    NOT NULL,
    imported_hash text    NOT NULL,
    updated_at    integer NOT NULL
) STRICT;

INSERT INTO authority_directory (id, document, revision, hash, imported_hash, updated_at)
SELECT 1, json_extract(document, '$.authorities'), revision, hash, imported_hash, updated_at FROM catalogue_sheets WHERE name = 'authorities';

DROP TABLE catalogue_sheets;

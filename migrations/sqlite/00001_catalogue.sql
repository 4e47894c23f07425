-- The catalogue: what the municipality publishes. It holds no personal data, so
-- all of it is readable.

-- +goose Up
CREATE TABLE services (
    id            text    PRIMARY KEY,
    document      text    NOT NULL, -- JSON
    revision      integer NOT NULL,
    hash          text    NOT NULL,
    imported_hash text    NOT NULL,
    form_version  integer NOT NULL, -- 0: no form
    updated_at    integer NOT NULL
) STRICT;

-- Versions are never changed: drafts and cases name theirs for life.
CREATE TABLE forms (
    service_id text    NOT NULL REFERENCES services (id),
    version    integer NOT NULL,
    definition text    NOT NULL, -- JSON
    route      text    NOT NULL, -- JSON: where the answers of this version go
    created_at integer NOT NULL,
    PRIMARY KEY (service_id, version)
) STRICT;

-- One row. Every change of the catalogue raises it; nodes watch it.
CREATE TABLE catalogue_version (
    id      integer PRIMARY KEY CHECK (id = 1),
    version integer NOT NULL
) STRICT;
INSERT INTO catalogue_version (id, version) VALUES (1, 0);

-- +goose Down
DROP TABLE catalogue_version;
DROP TABLE forms;
DROP TABLE services;

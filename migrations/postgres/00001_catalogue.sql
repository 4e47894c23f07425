-- The catalogue: what the municipality publishes. It holds no personal data, so
-- all of it is readable.

-- +goose Up
-- COLLATE "C": ids sort the same on every server.
CREATE TABLE services (
    id            text COLLATE "C" PRIMARY KEY,
    document      json        NOT NULL, -- json, not jsonb: kept byte for byte
    revision      integer     NOT NULL,
    hash          text        NOT NULL,
    imported_hash text        NOT NULL,
    form_version  integer     NOT NULL, -- 0: no form
    updated_at    timestamptz NOT NULL
);

-- Versions are never changed: drafts and cases name theirs for life.
CREATE TABLE forms (
    service_id text COLLATE "C" NOT NULL REFERENCES services (id),
    version    integer          NOT NULL,
    definition json             NOT NULL, -- its hash must stay: byte for byte
    route      json             NOT NULL, -- where the answers of this version go
    created_at timestamptz      NOT NULL,
    PRIMARY KEY (service_id, version)
);

-- One row. Every change of the catalogue raises it; nodes watch it.
CREATE TABLE catalogue_version (
    id      integer PRIMARY KEY CHECK (id = 1),
    version bigint  NOT NULL
);
INSERT INTO catalogue_version (id, version) VALUES (1, 0);

-- +goose Down
DROP TABLE catalogue_version;
DROP TABLE forms;
DROP TABLE services;

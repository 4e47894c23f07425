-- The words in which people look for services: one document a language, as its
-- file is one. They are words of a language and say nothing of anybody, so all
-- of it is readable.

-- +goose Up
CREATE TABLE vocabularies (
    language      text        PRIMARY KEY, -- BCP 47
    document      json        NOT NULL, -- json, not jsonb: its hash must stay, byte for byte
    revision      integer     NOT NULL,
    hash          text        NOT NULL,
    imported_hash text        NOT NULL,
    updated_at    timestamptz NOT NULL
);

-- +goose Down
DROP TABLE vocabularies;

-- What back ends have told by themselves, so that each telling happens once.

-- +goose Up
-- Readable: id is the back end's name for the telling. digest is of what was told,
-- by our key: it says whether the same was told again, and nothing else.
CREATE TABLE tellings (
    connector text NOT NULL,
    id        text NOT NULL,
    digest    bytea NOT NULL,
    told_at   timestamptz NOT NULL,
    PRIMARY KEY (connector, id)
);
-- Back ends name our cases as we do.
CREATE INDEX deliveries_reference ON deliveries (reference, connector, seq);

-- +goose Down
DROP INDEX deliveries_reference;
DROP TABLE tellings;

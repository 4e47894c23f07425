-- Held and confirmed by hand; what was tried, one line for each attempt; and the
-- sweep's way to what one connector owes, past what another does.

-- +goose Up
-- Readable: since when a person has it held, and who confirmed it by hand. The
-- default is for code that is older than this and runs beside it.
ALTER TABLE deliveries ADD COLUMN held_at integer;
ALTER TABLE deliveries ADD COLUMN confirmed_by text NOT NULL DEFAULT '';
CREATE INDEX deliveries_due_at_connector ON deliveries (connector, due_at)
    WHERE delivered_at IS NULL AND refused_at IS NULL AND held_at IS NULL;

-- The history of a delivery. Readable: when, who, codes and status lines, as in
-- deliveries: whoever runs the portal reads it when a back end is down. The
-- reason that a person gives is sealed, since it may say anything.
CREATE TABLE delivery_attempts (
    id            text    PRIMARY KEY,
    delivery_id   text    NOT NULL,
    at            integer NOT NULL,
    last_at       integer NOT NULL,
    times         integer NOT NULL,
    actor         text    NOT NULL,
    outcome       text    NOT NULL,
    detail        text    NOT NULL,
    sent          integer NOT NULL,
    took_us       integer NOT NULL,
    reason_sealed blob
) STRICT;
CREATE INDEX delivery_attempts_of ON delivery_attempts (delivery_id, last_at);
CREATE INDEX delivery_attempts_old ON delivery_attempts (last_at) WHERE actor = '';

-- +goose Down
DROP TABLE delivery_attempts;
DROP INDEX deliveries_due_at_connector;
ALTER TABLE deliveries DROP COLUMN confirmed_by;
ALTER TABLE deliveries DROP COLUMN held_at;

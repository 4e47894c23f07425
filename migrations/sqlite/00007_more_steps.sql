-- More steps: messages and withdrawals that are owed to back ends, and documents
-- that come from them. What citizens and handlers write stays with the case.

-- +goose Up
-- Readable: the name of the message or the withdrawal that a step carries, or
-- that its file belongs to; '' for the rest. The default is for code that is
-- older than this and runs beside it.
ALTER TABLE deliveries ADD COLUMN item_id text NOT NULL DEFAULT '';

-- Changes that wait for their files, and since when. Readable: key is the back
-- end's name for the happening.
CREATE TABLE held_changes (
    connector text    NOT NULL,
    key       text    NOT NULL,
    since     integer NOT NULL,
    PRIMARY KEY (connector, key)
) STRICT;

-- +goose Down
DROP TABLE held_changes;
ALTER TABLE deliveries DROP COLUMN item_id;

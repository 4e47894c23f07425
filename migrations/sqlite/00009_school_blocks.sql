-- Blocks: whom an operator has shut out from seeing a child, whatever the
-- school's systems say.

-- +goose Up
-- All of it is readable: system and child, by which a block is found, are the
-- school's own opaque id; number_mac is a keyed digest of the person's number,
-- from which nobody without the key can make it. Why somebody is shut out is not
-- kept here.
CREATE TABLE school_blocks (
    id         text PRIMARY KEY,
    system     text NOT NULL, -- '' with child
    child      text NOT NULL, -- '': all children
    number_mac blob,          -- NULL: everybody
    created_at integer NOT NULL,
    CHECK (child <> '' OR number_mac IS NOT NULL)
) STRICT;
CREATE INDEX school_blocks_of_number ON school_blocks (number_mac);

-- +goose Down
DROP TABLE school_blocks;

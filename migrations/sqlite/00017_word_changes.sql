-- What editors change of the words by which services are found: in their drafts,
-- and published, which is the history of who changed what and when.

-- +goose Up
-- All of it is readable: words of a language, the id of a person at work and the
-- function that they held.
CREATE TABLE word_changes (
    id           text    PRIMARY KEY,
    person       text    NOT NULL,
    function     text    NOT NULL, -- as which: KS/kommunikation
    edit         text    NOT NULL,
    created_at   integer NOT NULL,
    published_at integer -- NULL: it is in their draft only
) STRICT;
CREATE INDEX word_changes_drafts ON word_changes (person, created_at) WHERE published_at IS NULL;
CREATE INDEX word_changes_published ON word_changes (published_at) WHERE published_at IS NOT NULL;

-- +goose Down
DROP TABLE word_changes;

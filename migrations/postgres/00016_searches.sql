-- What people search for: how often, by day, and whether it was of use. Nothing
-- of it is about anybody: a query is stripped before it comes here to words that
-- the catalogue has, or that many have typed, with marks in place of all else (see
-- package learning and docs/adr/0005). So all of it is readable. It is deleted
-- some days after its own (search.log_days).

-- +goose Up
CREATE TABLE search_queries (
    day        text    NOT NULL, -- in Sweden: 2026-11-26
    query      text    NOT NULL,
    lang       text    NOT NULL, -- BCP 47
    words      integer NOT NULL, -- of the query, without marks
    searches   integer NOT NULL,
    no_hit     integer NOT NULL,
    unsure     integer NOT NULL,
    clicks     integer NOT NULL,
    found      integer NOT NULL, -- answers to "Hittade du rätt?"
    found_none integer NOT NULL,
    PRIMARY KEY (day, query, lang)
);

CREATE TABLE search_choices (
    day      text    NOT NULL,
    query    text    NOT NULL,
    lang     text    NOT NULL,
    service  text    NOT NULL,
    position integer NOT NULL,
    clicks   integer NOT NULL,
    PRIMARY KEY (day, query, lang, service, position)
);

CREATE TABLE service_verdicts (
    day        text    NOT NULL,
    service    text    NOT NULL,
    found      integer NOT NULL,
    found_none integer NOT NULL,
    PRIMARY KEY (day, service)
);

-- Days on which a word was typed that nobody knows: a digest with a key, by which
-- nobody without it can tell the word.
CREATE TABLE search_words (
    day    text NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (day, digest)
);

-- Queries that somebody has tended to; who is in the audit trail.
CREATE TABLE search_handled (
    query text NOT NULL,
    lang  text NOT NULL,
    day   text NOT NULL,
    PRIMARY KEY (query, lang)
);

-- +goose Down
DROP TABLE search_handled;
DROP TABLE search_words;
DROP TABLE service_verdicts;
DROP TABLE search_choices;
DROP TABLE search_queries;

-- Drafts and cases: what citizens say. What they typed, the names of their files
-- and what is answered to them are sealed.

-- +goose Up
-- Readable: the ids, times and versions, by which drafts are found and swept;
-- owner, which is a digest of a cookie; the one-use token, worth nothing without
-- that cookie.
CREATE TABLE drafts (
    id             text    PRIMARY KEY,
    service_id     text    NOT NULL,
    form_version   integer NOT NULL,
    lang           text    NOT NULL,
    owner          text    NOT NULL,
    answers_sealed blob    NOT NULL,
    submit_token   text    NOT NULL,
    created_at     integer NOT NULL,
    saved_at       integer NOT NULL,
    submitted_at   integer,
    case_id        text    NOT NULL -- '' until submitted
) STRICT;
CREATE INDEX drafts_of_owner ON drafts (owner, saved_at) WHERE submitted_at IS NULL;
CREATE INDEX drafts_saved ON drafts (saved_at) WHERE submitted_at IS NULL;

-- Readable: type and size, which a listing shows and limits are counted by. The
-- digest is sealed since it would tell who holds a known file.
CREATE TABLE attachments (
    id          text    PRIMARY KEY,
    draft_id    text    NOT NULL,
    case_id     text    NOT NULL, -- '' until the draft is submitted
    question    text    NOT NULL,
    file_sealed blob    NOT NULL, -- name and SHA-256
    media_type  text    NOT NULL,
    size        integer NOT NULL,
    uploaded_at integer NOT NULL
) STRICT;
CREATE INDEX attachments_of_draft ON attachments (draft_id);
CREATE INDEX attachments_of_case ON attachments (case_id) WHERE case_id <> '';

-- Readable: reference and number, by which a case is found; service, authority,
-- connector and times, by which cases are routed, counted and looked after. The
-- service alone can hint at somebody's need, but no person is named beside it.
CREATE TABLE cases (
    id                    text    PRIMARY KEY,
    reference             text    NOT NULL,
    service_id            text    NOT NULL,
    form_version          integer NOT NULL,
    draft_id              text    NOT NULL,
    lang                  text    NOT NULL,
    title_sv              text    NOT NULL,
    title_en              text    NOT NULL,
    authority             text    NOT NULL,
    connector             text    NOT NULL,
    answers_sealed        blob    NOT NULL,
    follow_up_code_sealed blob    NOT NULL,
    received_at           integer NOT NULL,
    delivered_at          integer,
    started_at            integer,
    closed_at             integer,
    status_at             integer,
    number                text    NOT NULL
) STRICT;
CREATE UNIQUE INDEX cases_reference ON cases (reference);
CREATE UNIQUE INDEX cases_draft ON cases (draft_id); -- a draft becomes one case

-- Readable: what happened when, without the words about it.
CREATE TABLE case_events (
    position    integer PRIMARY KEY, -- the order of two at the same time
    id          text    NOT NULL UNIQUE,
    case_id     text    NOT NULL REFERENCES cases (id),
    at          integer NOT NULL,
    kind        text    NOT NULL,
    note_sealed blob    NOT NULL
) STRICT;
CREATE INDEX case_events_of_case ON case_events (case_id, at, position);

-- Readable: visitor is a digest of a cookie.
CREATE TABLE case_grants (
    case_id text    NOT NULL REFERENCES cases (id),
    visitor text    NOT NULL,
    until   integer NOT NULL,
    PRIMARY KEY (case_id, visitor)
) STRICT;

-- +goose Down
DROP TABLE case_grants;
DROP TABLE case_events;
DROP TABLE cases;
DROP TABLE attachments;
DROP TABLE drafts;

-- What is said and sent in a case after it has been received, in both directions,
-- and what the case's page asks and shows. What is said, and the names of files
-- that could not be had, are sealed.

-- +goose Up
-- Readable: times, by which the status is read and news are told; asked_in, a
-- message's id; no_follow_up, as the service said when the case was received.
ALTER TABLE cases ADD COLUMN waiting_at timestamptz;
ALTER TABLE cases ADD COLUMN asked_at timestamptz;
ALTER TABLE cases ADD COLUMN asked_until timestamptz;
ALTER TABLE cases ADD COLUMN asked_in text NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN answered_at timestamptz;
ALTER TABLE cases ADD COLUMN decided_at timestamptz;
ALTER TABLE cases ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE cases ADD COLUMN news_at timestamptz;
ALTER TABLE cases ADD COLUMN seen_at timestamptz;
ALTER TABLE cases ADD COLUMN no_follow_up boolean NOT NULL DEFAULT false;

-- By our clock; NULL for what was noted before there was this column.
ALTER TABLE case_events ADD COLUMN noted_at timestamptz;

-- Readable: who said something when and what sort of message it is, which a page
-- is ordered by; token, of the form that it was sent with, worth nothing after.
CREATE TABLE case_messages (
    position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of two at the same time
    id          text        NOT NULL UNIQUE,
    case_id     text        NOT NULL REFERENCES cases (id),
    sender      text        NOT NULL,
    kind        text        NOT NULL,
    at          timestamptz NOT NULL,
    noted_at    timestamptz NOT NULL,
    token       text        NOT NULL, -- '' unless it came by a form
    text_sealed bytea       NOT NULL
);
CREATE INDEX case_messages_of_case ON case_messages (case_id, at, position);
CREATE UNIQUE INDEX case_messages_token ON case_messages (case_id, token) WHERE token <> ''; -- a form becomes one message

-- Of a file that is part of a message: which, and who sent it.
ALTER TABLE attachments ADD COLUMN message_id text NOT NULL DEFAULT '';
ALTER TABLE attachments ADD COLUMN sender text NOT NULL DEFAULT 'citizen';
-- Files that wait for their message: see cases.Service.Purge.
CREATE INDEX attachments_waiting ON attachments (uploaded_at) WHERE case_id = '' AND draft_id LIKE '%:%';

-- +goose Down
DROP INDEX attachments_waiting;
ALTER TABLE attachments DROP COLUMN sender;
ALTER TABLE attachments DROP COLUMN message_id;
DROP TABLE case_messages;
ALTER TABLE case_events DROP COLUMN noted_at;
ALTER TABLE cases DROP COLUMN no_follow_up;
ALTER TABLE cases DROP COLUMN seen_at;
ALTER TABLE cases DROP COLUMN news_at;
ALTER TABLE cases DROP COLUMN withdrawn_at;
ALTER TABLE cases DROP COLUMN decided_at;
ALTER TABLE cases DROP COLUMN answered_at;
ALTER TABLE cases DROP COLUMN asked_in;
ALTER TABLE cases DROP COLUMN asked_until;
ALTER TABLE cases DROP COLUMN asked_at;
ALTER TABLE cases DROP COLUMN waiting_at;

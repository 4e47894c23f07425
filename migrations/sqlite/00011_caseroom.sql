-- The caseroom: cases that Entré itself is the case-management system of. What
-- citizens and handlers say, and the names of people and files, are sealed.

-- +goose Up
-- The running numbers of the diaries. A number is taken by raising the row, in
-- the transaction that registers: who comes next waits for the row.
CREATE TABLE diary_counters (
    authority text    NOT NULL,
    year      integer NOT NULL,
    last      integer NOT NULL,
    PRIMARY KEY (authority, year)
) STRICT;

-- Readable: reference and diary number, by which a case is found; service,
-- authority, function and times, which an inbox is filtered and sorted by;
-- handler and citizen, random ids by which one finds what is one's own and never
-- sees it as a handler. The diary (title, authority, day) is a public register.
CREATE TABLE caseroom_cases (
    id             text    PRIMARY KEY,
    reference      text    NOT NULL UNIQUE,
    diary          text    NOT NULL UNIQUE,
    service_id     text    NOT NULL,
    title          text    NOT NULL,
    lang           text    NOT NULL,
    authority      text    NOT NULL,
    function       text    NOT NULL,
    handler        text    NOT NULL, -- '' is nobody
    handler_sealed blob    NOT NULL, -- the name
    citizen        text    NOT NULL, -- '' when nobody was logged in
    received_at    integer NOT NULL,
    registered_at  integer NOT NULL,
    due_at         integer,
    started_at     integer,
    waiting_at     integer,
    complete_by    integer,
    decided_at     integer,
    closed_at      integer,
    withdrawn_at   integer,
    news_at        integer,
    revision       integer NOT NULL,
    -- As caseroom.Case.Status and AttendAt derive them; never written.
    status text GENERATED ALWAYS AS (
        CASE WHEN closed_at IS NOT NULL THEN 'closed' WHEN decided_at IS NOT NULL THEN 'decided'
        WHEN waiting_at IS NOT NULL THEN 'waiting' WHEN started_at IS NOT NULL THEN 'ongoing' ELSE 'received' END
    ) STORED,
    attend_at integer GENERATED ALWAYS AS (
        CASE WHEN closed_at IS NULL AND decided_at IS NULL THEN coalesce(min(due_at, complete_by), due_at, complete_by) END
    ) STORED
) STRICT;
-- The inbox is listed and counted from these alone: what is to be done, and all
-- there is, where numbers are looked for.
CREATE INDEX caseroom_cases_open ON caseroom_cases (authority, function, attend_at, received_at, id, status, news_at, handler, citizen, service_id)
    WHERE status <> 'closed' OR news_at IS NOT NULL;
CREATE INDEX caseroom_cases_all ON caseroom_cases
    (authority, function, attend_at, received_at, id, status, news_at, handler, citizen, service_id, reference, diary);

-- What a case arrived with, apart from what lists read.
CREATE TABLE caseroom_dossiers (
    case_id        text PRIMARY KEY REFERENCES caseroom_cases (id),
    dossier_sealed blob NOT NULL
) STRICT;

-- Each step that has come through the connector, once. Readable: keys and ids.
CREATE TABLE caseroom_steps (
    key      text    PRIMARY KEY,
    id       text    NOT NULL, -- of the case, file or event that it became
    taken_at integer NOT NULL
) STRICT;

-- Readable: what happened when, and by which function and whom (a random id);
-- not a word of it.
CREATE TABLE caseroom_events (
    position       integer PRIMARY KEY, -- the order of two at the same time
    id             text    NOT NULL UNIQUE,
    case_id        text    NOT NULL REFERENCES caseroom_cases (id),
    at             integer NOT NULL,
    kind           text    NOT NULL,
    staff          text    NOT NULL, -- '' is the citizen or the portal
    function       text    NOT NULL,
    status         text    NOT NULL, -- that the case came to; '' when it stayed
    told           integer UNIQUE,   -- place among what citizens are told
    content_sealed blob    NOT NULL
) STRICT;
CREATE INDEX caseroom_events_of_case ON caseroom_events (case_id, position);

-- The last place given in caseroom_events.told: one row, raised as a diary's, so
-- that a place that can be seen has no lower one to come.
CREATE TABLE caseroom_told (
    id   integer PRIMARY KEY CHECK (id = 1),
    last integer NOT NULL
) STRICT;
INSERT INTO caseroom_told (id, last) VALUES (1, 0);

-- Readable: type and size, as of attachments.
CREATE TABLE caseroom_files (
    position     integer PRIMARY KEY, -- the order of two at the same time
    id           text    NOT NULL UNIQUE,
    case_id      text    NOT NULL REFERENCES caseroom_cases (id),
    event_id     text    NOT NULL, -- '' when it came with the case
    from_citizen integer NOT NULL,
    file_sealed  blob    NOT NULL, -- name and SHA-256
    media_type   text    NOT NULL,
    size         integer NOT NULL,
    added_at     integer NOT NULL
) STRICT;
CREATE INDEX caseroom_files_of_case ON caseroom_files (case_id, position);

-- Who has opened a case, for its citizen. Readable: ids and times.
CREATE TABLE caseroom_reads (
    case_id  text    NOT NULL REFERENCES caseroom_cases (id),
    function text    NOT NULL,
    staff    text    NOT NULL,
    day      text    NOT NULL, -- in Sweden
    at       integer NOT NULL
) STRICT;
CREATE INDEX caseroom_reads_of_case ON caseroom_reads (case_id, day, function);

-- +goose Down
DROP TABLE caseroom_reads;
DROP TABLE caseroom_files;
DROP TABLE caseroom_told;
DROP TABLE caseroom_events;
DROP TABLE caseroom_steps;
DROP TABLE caseroom_dossiers;
DROP TABLE caseroom_cases;
DROP TABLE diary_counters;

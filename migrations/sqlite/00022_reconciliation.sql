-- What back ends were found not to have, and what connectors have been wrong with.

-- +goose Up
-- Readable: all of it. What was compared with a back end, and what came of it: ids and
-- codes, nothing of a case or of who sent it. The leases are of the one node that does
-- a connector's night.
CREATE TABLE reconciliation_reports (
    id           text    PRIMARY KEY,
    connector    text    NOT NULL,
    night        text    NOT NULL, -- the day that it belongs to; '': somebody asked for it
    started_at   integer NOT NULL,
    ended_at     integer,
    leased_until integer,
    lease_token  text    NOT NULL,
    period_from  integer NOT NULL,
    period_to    integer NOT NULL,
    repair       integer NOT NULL,
    present      integer NOT NULL,
    by_hand      integer NOT NULL,
    wrong        integer NOT NULL,
    repaired     integer NOT NULL,
    problem      text    NOT NULL
) STRICT;
CREATE UNIQUE INDEX reconciliation_reports_night ON reconciliation_reports (connector, night) WHERE night <> '';
CREATE INDEX reconciliation_reports_started ON reconciliation_reports (started_at);

CREATE TABLE reconciliation_findings (
    report_id   text    NOT NULL REFERENCES reconciliation_reports (id) ON DELETE CASCADE,
    place       integer NOT NULL,
    delivery_id text    NOT NULL,
    what        text    NOT NULL,
    detail      text    NOT NULL,
    repaired    integer NOT NULL,
    PRIMARY KEY (report_id, place)
) STRICT;

-- Readable: all of it. A connector that is down, late or has a long queue, from when to
-- when. Its alarms stand in delivery_alarms, with the episode's id where a delivery's
-- stands otherwise.
CREATE TABLE connector_episodes (
    id        text    PRIMARY KEY,
    connector text    NOT NULL,
    kind      text    NOT NULL,
    began_at  integer NOT NULL,
    seen_at   integer NOT NULL, -- when a node last saw that it lasts
    over_at   integer
) STRICT;
CREATE UNIQUE INDEX connector_episodes_one ON connector_episodes (connector, kind) WHERE over_at IS NULL;

-- +goose Down
DELETE FROM delivery_alarms WHERE delivery_id IN (SELECT id FROM connector_episodes);
DROP TABLE connector_episodes;
DROP TABLE reconciliation_findings;
DROP TABLE reconciliation_reports;

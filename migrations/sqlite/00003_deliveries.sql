-- Deliveries: what is owed to back ends, and what came back. Only envelopes hold
-- what citizens said, and they are sealed.

-- +goose Up
-- Readable: all of it. Operators read this table when a back end is down, and
-- the sweeper works by it; ticket, remote_id and number are names that the back
-- end gave, and detail is a code or a status line.
--
-- case_id has no foreign key: a delivery is of any domain that owes something.
CREATE TABLE deliveries (
    id            text    PRIMARY KEY,
    case_id       text    NOT NULL,
    reference     text    NOT NULL,
    connector     text    NOT NULL,
    seq           integer NOT NULL,
    kind          text    NOT NULL,
    attachment_id text    NOT NULL,
    created_at    integer NOT NULL,
    due_at        integer NOT NULL,
    leased_until  integer,
    lease_token   text    NOT NULL,
    tries         integer NOT NULL,
    first_try_at  integer,
    ticket        text    NOT NULL,
    remote_id     text    NOT NULL,
    number        text    NOT NULL,
    delivered_at  integer,
    refused_at    integer,
    last_problem  text    NOT NULL,
    detail        text    NOT NULL
) STRICT;
CREATE UNIQUE INDEX deliveries_step ON deliveries (case_id, connector, seq);
-- A case in the back end is of one case here; which, is asked by its id there.
CREATE UNIQUE INDEX deliveries_remote ON deliveries (connector, remote_id) WHERE kind = 'create' AND remote_id <> '';
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE delivered_at IS NULL AND refused_at IS NULL;
CREATE INDEX deliveries_refused ON deliveries (connector) WHERE refused_at IS NOT NULL;
CREATE INDEX deliveries_unconfirmed ON deliveries (connector, first_try_at)
    WHERE kind = 'create' AND tries > 0 AND delivered_at IS NULL AND refused_at IS NULL;

CREATE TABLE envelopes (
    case_id         text NOT NULL,
    connector       text NOT NULL,
    envelope_sealed blob NOT NULL,
    PRIMARY KEY (case_id, connector)
) STRICT;

-- How far each back end has been polled, and who is polling it.
CREATE TABLE connector_state (
    connector    text    PRIMARY KEY,
    cursor       text    NOT NULL,
    leased_until integer
) STRICT;

-- Happenings that have been taken in, so that each is taken once. Readable: key
-- is the back end's name for the happening.
CREATE TABLE changes (
    connector text    NOT NULL,
    key       text    NOT NULL,
    taken_at  integer NOT NULL,
    PRIMARY KEY (connector, key)
) STRICT;

-- +goose Down
DROP TABLE changes;
DROP TABLE connector_state;
DROP TABLE envelopes;
DROP TABLE deliveries;

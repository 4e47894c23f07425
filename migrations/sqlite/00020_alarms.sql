-- Cases that cannot wait: by when they must be there, and who was alarmed.

-- +goose Up
-- Readable: when somebody on call is alarmed. Of cases that cannot wait only.
ALTER TABLE deliveries ADD COLUMN urgent_at integer;
CREATE INDEX deliveries_urgent ON deliveries (urgent_at) WHERE urgent_at IS NOT NULL AND delivered_at IS NULL;

-- One alarm for each delivery, escalation and channel, so that it is neither lost
-- nor given twice, whatever is killed. Readable: all of it. An alarm
-- says nothing of the case or of who sent it.
CREATE TABLE delivery_alarms (
    id           text    PRIMARY KEY,
    delivery_id  text    NOT NULL,
    escalation   text    NOT NULL,
    channel      text    NOT NULL,
    connector    text    NOT NULL,
    made_at      integer NOT NULL,
    due_at       integer NOT NULL,
    leased_until integer,
    lease_token  text    NOT NULL,
    tries        integer NOT NULL,
    given_at     integer,
    detail       text    NOT NULL
) STRICT;
CREATE UNIQUE INDEX delivery_alarms_once ON delivery_alarms (delivery_id, escalation, channel);
CREATE INDEX delivery_alarms_due ON delivery_alarms (due_at) WHERE given_at IS NULL;

-- Nothing removes cases today. Whatever does one day: not one that its back end
-- has not got, and not what says so. (A case that was sent another way keeps
-- what it owed where it was first, and so stays too.)
-- +goose StatementBegin
CREATE TRIGGER cases_owed_stay BEFORE DELETE ON cases
WHEN EXISTS (SELECT 1 FROM deliveries WHERE deliveries.case_id = OLD.id AND deliveries.delivered_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'the case is not confirmed by its back end'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deliveries_owed_stay BEFORE DELETE ON deliveries WHEN OLD.delivered_at IS NULL
BEGIN SELECT RAISE(ABORT, 'the delivery is not confirmed by its back end'); END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER deliveries_owed_stay;
DROP TRIGGER cases_owed_stay;
DROP TABLE delivery_alarms;
DROP INDEX deliveries_urgent;
ALTER TABLE deliveries DROP COLUMN urgent_at;

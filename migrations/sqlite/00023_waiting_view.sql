-- The delivery view: what waits at a connector or with a problem, what has come
-- through there of late, and a delivery by its back end's number. Readable: nothing new is kept.

-- +goose Up
CREATE INDEX deliveries_waiting_at ON deliveries (connector, created_at, id) WHERE delivered_at IS NULL AND moved_at IS NULL;
CREATE INDEX deliveries_waiting_with ON deliveries (last_problem, created_at, id) WHERE delivered_at IS NULL AND moved_at IS NULL;
CREATE INDEX deliveries_done ON deliveries (connector, delivered_at) WHERE delivered_at IS NOT NULL AND confirmed_by = '';
CREATE INDEX deliveries_number ON deliveries (number) WHERE number <> '';

-- +goose Down
DROP INDEX deliveries_number;
DROP INDEX deliveries_done;
DROP INDEX deliveries_waiting_with;
DROP INDEX deliveries_waiting_at;

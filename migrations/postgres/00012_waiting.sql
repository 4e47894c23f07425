-- What waits for its back end, longest first: the list that handlers look at and
-- the alarm. It is short unless something is wrong, and then it must not hang.

-- +goose Up
CREATE INDEX deliveries_waiting ON deliveries (created_at, id) WHERE delivered_at IS NULL;

-- +goose Down
DROP INDEX deliveries_waiting;

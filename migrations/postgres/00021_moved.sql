-- Cases that a person sends another way.

-- +goose Up
-- Readable: when the case was sent another way, so that nothing more of it goes
-- here. What is moved counts as refused (refused_at is set too): nothing waits for it.
ALTER TABLE deliveries ADD COLUMN moved_at timestamptz;

-- Readable: the values of the way that a person chose for the case, as a route
-- writes them (a function, an expression), not what citizens say; '' when the route's own
-- are used.
ALTER TABLE cases ADD COLUMN way_params text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE cases DROP COLUMN way_params;
ALTER TABLE deliveries DROP COLUMN moved_at;

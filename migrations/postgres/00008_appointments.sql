-- Who holds which function, by whose word, and since when. Rows are never
-- removed: who could see a case on a certain day can be told afterwards.

-- +goose Up
-- Readable: all of it. person is random and says who it is only to whoever may
-- open the register; that an office is held is public, and it is joined by.
CREATE TABLE appointments (
    person      text NOT NULL REFERENCES persons (id),
    function    text NOT NULL, -- BN/bygglov
    source      text NOT NULL, -- login:NAME
    from_time   timestamptz NOT NULL,
    until_time  timestamptz NOT NULL, -- when it ended, or ends if nobody says so again
    PRIMARY KEY (person, function, source, from_time)
);
CREATE INDEX appointments_of_function ON appointments (function, until_time);

-- +goose Down
DROP TABLE appointments;

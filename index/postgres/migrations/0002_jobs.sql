-- Papers that wait to be read. A worker holds the row's lock while it reads, in the transaction
-- that adds the paper and marks the row: a worker that is killed leaves the row as it was.
CREATE TABLE jobs (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text NOT NULL,
    data     bytea NOT NULL,
    state    text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused')),
    n_begun  integer NOT NULL DEFAULT 0, -- how many workers have begun it
    said     text NOT NULL DEFAULT '',   -- why it was refused, in a sentence
    made_at  timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
ALTER TABLE jobs ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX jobs_waiting ON jobs (number) WHERE state = 'waiting';

-- How many runs of a flow may be under way, and how many may wait for their turn. Flows that are not here have no limit.
CREATE TABLE run_limits (flow INTEGER PRIMARY KEY, runs INTEGER NOT NULL, waiting INTEGER NOT NULL) STRICT;
-- The runs of such flows that have not ended. Those that are not admitted wait, in the order of their ids, and are due when they are.
CREATE TABLE limited_runs (run BLOB PRIMARY KEY, flow INTEGER NOT NULL, admitted INTEGER NOT NULL, due_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX limited_runs_by_flow ON limited_runs (flow, admitted, run);

-- Firings of triggers that started no run. Those that did are told by the run.
CREATE TABLE firings (
    id BLOB PRIMARY KEY,
    environment INTEGER NOT NULL,
    flow INTEGER NOT NULL,
    at INTEGER NOT NULL,
    scheduled_at INTEGER,
    status INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX firings_by_flow ON firings (flow, id);

-- Where an address that is asked again and again said to ask next, and how often it has failed since it answered.
ALTER TABLE schedules ADD COLUMN location TEXT;
ALTER TABLE schedules ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;

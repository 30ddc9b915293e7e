-- How many runs of a flow may be under way, and how many may wait for their turn. Flows that are not here have no limit.
CREATE TABLE run_limits (flow BIGINT PRIMARY KEY, runs BIGINT NOT NULL, waiting BIGINT NOT NULL);
-- The runs of such flows that have not ended. Those that are not admitted wait, in the order of their ids, and are due when they are.
CREATE TABLE limited_runs (run UUID PRIMARY KEY, flow BIGINT NOT NULL, admitted BIGINT NOT NULL, due_at BIGINT NOT NULL);
CREATE INDEX limited_runs_by_flow ON limited_runs (flow, admitted, run);

-- Firings of triggers that started no run. Those that did are told by the run.
CREATE TABLE firings (
    id UUID PRIMARY KEY,
    environment BIGINT NOT NULL,
    flow BIGINT NOT NULL,
    at BIGINT NOT NULL,
    scheduled_at BIGINT,
    status BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL
);
CREATE INDEX firings_by_flow ON firings (flow, id);

-- Where an address that is asked again and again said to ask next, and how often it has failed since it answered.
ALTER TABLE schedules ADD COLUMN location TEXT COLLATE "C";
ALTER TABLE schedules ADD COLUMN attempt BIGINT NOT NULL DEFAULT 0;

-- Which master keys a server knows, the one that it seals with first.
ALTER TABLE nodes ADD COLUMN keys TEXT COLLATE "C" NOT NULL DEFAULT '';
-- How trying a connection went: the newest of each.
CREATE TABLE connection_probes (
    connection UUID NOT NULL,
    at BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    -- How long it took, in milliseconds.
    took BIGINT NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    raw TEXT COLLATE "C" NOT NULL,
    asked_by UUID,
    PRIMARY KEY (connection, at)
);
-- How flows stood on each day, in UTC: how many were on, how many of them at risk, and the sum of their scores.
CREATE TABLE continuity_days (
    day TEXT COLLATE "C" NOT NULL,
    environment BIGINT NOT NULL,
    flows BIGINT NOT NULL,
    at_risk BIGINT NOT NULL,
    scores BIGINT NOT NULL,
    PRIMARY KEY (day, environment)
);

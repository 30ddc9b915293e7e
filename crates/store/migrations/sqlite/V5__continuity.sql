-- Which master keys a server knows, the one that it seals with first.
ALTER TABLE nodes ADD COLUMN keys TEXT NOT NULL DEFAULT '';
-- How trying a connection went: the newest of each.
CREATE TABLE connection_probes (
    connection BLOB NOT NULL,
    at INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    -- How long it took, in milliseconds.
    took INTEGER NOT NULL,
    message TEXT NOT NULL,
    raw TEXT NOT NULL,
    asked_by BLOB,
    PRIMARY KEY (connection, at)
) STRICT, WITHOUT ROWID;
-- How flows stood on each day, in UTC: how many were on, how many of them at risk, and the sum of their scores.
CREATE TABLE continuity_days (
    day TEXT NOT NULL,
    environment INTEGER NOT NULL,
    flows INTEGER NOT NULL,
    at_risk INTEGER NOT NULL,
    scores INTEGER NOT NULL,
    PRIMARY KEY (day, environment)
) STRICT, WITHOUT ROWID;

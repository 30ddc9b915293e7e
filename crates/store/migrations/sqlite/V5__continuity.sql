-- How flows stood on each day, in UTC: how many were on, how many of them at risk, and the sum of their scores.
CREATE TABLE continuity_days (
    day TEXT NOT NULL,
    environment INTEGER NOT NULL,
    flows INTEGER NOT NULL,
    at_risk INTEGER NOT NULL,
    scores INTEGER NOT NULL,
    PRIMARY KEY (day, environment)
) STRICT, WITHOUT ROWID;
-- Who goes on with a connection when its owner may not act any more, by place.
CREATE TABLE connection_successors (
    connection BLOB NOT NULL,
    place INTEGER NOT NULL,
    principal BLOB NOT NULL,
    PRIMARY KEY (connection, place)
) STRICT, WITHOUT ROWID;

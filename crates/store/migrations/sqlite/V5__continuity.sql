-- How flows stood on each day, in UTC: how many were on, how many of them at risk, and the sum of their scores.
CREATE TABLE continuity_days (
    day TEXT NOT NULL,
    environment INTEGER NOT NULL,
    flows INTEGER NOT NULL,
    at_risk INTEGER NOT NULL,
    scores INTEGER NOT NULL,
    PRIMARY KEY (day, environment)
) STRICT, WITHOUT ROWID;

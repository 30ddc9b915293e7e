-- How flows stood on each day, in UTC: how many were on, how many of them at risk, and the sum of their scores.
CREATE TABLE continuity_days (
    day TEXT COLLATE "C" NOT NULL,
    environment BIGINT NOT NULL,
    flows BIGINT NOT NULL,
    at_risk BIGINT NOT NULL,
    scores BIGINT NOT NULL,
    PRIMARY KEY (day, environment)
);

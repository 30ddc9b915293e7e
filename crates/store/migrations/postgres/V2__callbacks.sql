-- The same as in the SQLite step of this name.

CREATE TABLE callbacks (
    run UUID NOT NULL,
    frame BIGINT NOT NULL,
    action BIGINT NOT NULL,
    answer BYTEA,
    PRIMARY KEY (run, frame, action)
);
CREATE TABLE errands (
    id UUID PRIMARY KEY,
    environment BIGINT NOT NULL,
    owner UUID NOT NULL,
    request BYTEA NOT NULL,
    attempt BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    follows UUID
);
CREATE INDEX errands_due ON errands (due_at);
CREATE TABLE subscriptions (
    flow BIGINT PRIMARY KEY,
    id UUID NOT NULL,
    environment BIGINT NOT NULL,
    owner UUID NOT NULL,
    request BYTEA NOT NULL,
    follows UUID
);

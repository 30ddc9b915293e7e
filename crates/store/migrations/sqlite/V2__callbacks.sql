-- Actions that somebody is to call back, from when they start until they end, and what they were told.
CREATE TABLE callbacks (
    run BLOB NOT NULL,
    frame INTEGER NOT NULL,
    action INTEGER NOT NULL,
    answer BLOB,
    PRIMARY KEY (run, frame, action)
) STRICT, WITHOUT ROWID;
-- Calls of the outside that nobody waits for: they are made whatever becomes of the run that owes them.
CREATE TABLE errands (
    id BLOB PRIMARY KEY,
    environment INTEGER NOT NULL,
    owner BLOB NOT NULL,
    request BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    follows BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX errands_due ON errands (due_at);
-- Errands that a flow owes once its trigger is no longer registered.
CREATE TABLE subscriptions (
    flow INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    environment INTEGER NOT NULL,
    owner BLOB NOT NULL,
    request BLOB NOT NULL,
    follows BLOB
) STRICT;

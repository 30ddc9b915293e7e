-- Protected environments: the hours in which one may be changed by hand.
CREATE TABLE break_glass (
    id BLOB NOT NULL PRIMARY KEY,
    environment INTEGER NOT NULL,
    reason TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    asked_by BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    approved_by BLOB,
    -- When it ends by itself; nothing before it is approved.
    ends_at INTEGER,
    ended_by BLOB,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX break_glass_of ON break_glass (environment, asked_at);
-- Who changed by hand what a solution brings: the last time, and the digest of what it was then.
CREATE TABLE hand_changes (
    environment INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    changed_by BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    break_glass BLOB,
    PRIMARY KEY (environment, kind, key)
) STRICT, WITHOUT ROWID;
-- Drift that somebody accepts, by the digest of what differs: a later change is drift again.
CREATE TABLE accepted_drift (
    environment INTEGER NOT NULL,
    solution TEXT NOT NULL COLLATE NOCASE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    accepted_by BLOB NOT NULL,
    accepted_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    ends_at INTEGER,
    PRIMARY KEY (environment, solution, kind, key)
) STRICT, WITHOUT ROWID;
-- What a solution holds: the word for the kind of each component, and its key, which is the id of a flow or role, else its name in lower case.
CREATE TABLE solution_components (
    environment INTEGER NOT NULL,
    solution TEXT NOT NULL COLLATE NOCASE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (environment, solution, kind, key)
) STRICT, WITHOUT ROWID;
-- Whether that says what a solution holds. One that came before holds what its package has.
ALTER TABLE solutions ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
-- What a variable is for, whether it must have a value, and which parameter of which connector a data source names.
ALTER TABLE variables ADD COLUMN description TEXT;
ALTER TABLE variables ADD COLUMN required INTEGER NOT NULL DEFAULT 0;
ALTER TABLE variables ADD COLUMN connector TEXT;
ALTER TABLE variables ADD COLUMN parameter_key TEXT;

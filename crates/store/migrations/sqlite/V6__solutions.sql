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

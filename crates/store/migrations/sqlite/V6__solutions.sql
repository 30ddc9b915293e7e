-- Mails: what is to be told and what was. The key says what about and whom, so that nobody is told twice.
CREATE TABLE mails (
    key TEXT PRIMARY KEY,
    principal BLOB NOT NULL,
    subject TEXT NOT NULL,
    -- Both are blank once it has gone out.
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    -- When it is tried next; none once it has gone out or nobody tries any more.
    due_at INTEGER,
    attempt INTEGER NOT NULL,
    sent_at INTEGER,
    problem TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX mails_due ON mails (due_at) WHERE due_at IS NOT NULL;
-- The weeks whose digests are made, by their Monday.
CREATE TABLE mail_weeks (
    monday TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

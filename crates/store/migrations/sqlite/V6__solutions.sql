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

-- Mails: what is to be told and what was. The key says what about and whom, so that nobody is told twice.
CREATE TABLE mails (
    key TEXT COLLATE "C" PRIMARY KEY,
    principal UUID NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    -- Both are blank once it has gone out.
    text TEXT COLLATE "C" NOT NULL,
    html TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    -- When it is tried next; none once it has gone out or nobody tries any more.
    due_at BIGINT,
    attempt BIGINT NOT NULL,
    sent_at BIGINT,
    problem TEXT COLLATE "C"
);
CREATE INDEX mails_due ON mails (due_at) WHERE due_at IS NOT NULL;
-- The weeks whose digests are made, by their Monday.
CREATE TABLE mail_weeks (
    monday TEXT COLLATE "C" PRIMARY KEY,
    at BIGINT NOT NULL
);
-- What a solution holds: the word for the kind of each component, and its key, which is the id of a flow or role, else its name in lower case.
CREATE TABLE solution_components (
    environment BIGINT NOT NULL,
    solution TEXT COLLATE ignores_case NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (environment, solution, kind, key)
);
-- Whether that says what a solution holds. One that came before holds what its package has.
ALTER TABLE solutions ADD COLUMN listed BIGINT NOT NULL DEFAULT 0;
-- What a variable is for, whether it must have a value, and which parameter of which connector a data source names.
ALTER TABLE variables ADD COLUMN description TEXT COLLATE "C";
ALTER TABLE variables ADD COLUMN required BIGINT NOT NULL DEFAULT 0;
ALTER TABLE variables ADD COLUMN connector TEXT COLLATE "C";
ALTER TABLE variables ADD COLUMN parameter_key TEXT COLLATE "C";

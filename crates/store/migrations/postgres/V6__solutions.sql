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

-- Protected environments: the hours in which one may be changed by hand.
CREATE TABLE break_glass (
    id UUID NOT NULL PRIMARY KEY,
    environment BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    minutes BIGINT NOT NULL,
    asked_by UUID NOT NULL,
    asked_at BIGINT NOT NULL,
    approved_by UUID,
    -- When it ends by itself; nothing before it is approved.
    ends_at BIGINT,
    ended_by UUID,
    ended_at BIGINT
);
CREATE INDEX break_glass_of ON break_glass (environment, asked_at);
-- Who changed by hand what a solution brings: the last time, and the digest of what it was then.
CREATE TABLE hand_changes (
    environment BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    changed_by UUID NOT NULL,
    changed_at BIGINT NOT NULL,
    break_glass UUID,
    PRIMARY KEY (environment, kind, key)
);
-- Drift that somebody accepts, by the digest of what differs: a later change is drift again.
CREATE TABLE accepted_drift (
    environment BIGINT NOT NULL,
    solution TEXT COLLATE ignores_case NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    accepted_by UUID NOT NULL,
    accepted_at BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    ends_at BIGINT,
    PRIMARY KEY (environment, solution, kind, key)
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

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
-- Who changed by hand what a solution brings: each the last time, and the digest of what it was then.
CREATE TABLE hand_changes (
    environment INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    changed_by BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    break_glass BLOB,
    PRIMARY KEY (environment, kind, key, changed_by)
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
-- Packages that were applied, one for each content.
CREATE TABLE packages (
    -- SHA-256 of its files, as hexadecimal digits.
    digest TEXT PRIMARY KEY,
    package BLOB NOT NULL,
    -- Signature and provenance, where it came with them.
    envelope BLOB,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Which package an installed solution came as. Those of before keep theirs beside it.
ALTER TABLE solutions ADD COLUMN package_digest TEXT;
-- What was brought into environments, when and by whom.
CREATE TABLE releases (
    id BLOB PRIMARY KEY,
    environment INTEGER NOT NULL,
    solution TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    version TEXT NOT NULL,
    from_version TEXT,
    mode TEXT NOT NULL,
    rollback_of BLOB,
    package TEXT NOT NULL,
    settings TEXT,
    plan TEXT NOT NULL,
    plan_digest TEXT NOT NULL,
    released_by BLOB NOT NULL,
    at INTEGER NOT NULL,
    promotion BLOB,
    note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX releases_of ON releases (environment, solution, id);
-- What a variable is for, whether it must have a value, and which parameter of which connector a data source names.
ALTER TABLE variables ADD COLUMN description TEXT;
ALTER TABLE variables ADD COLUMN required INTEGER NOT NULL DEFAULT 0;
ALTER TABLE variables ADD COLUMN connector TEXT;
ALTER TABLE variables ADD COLUMN parameter_key TEXT;
-- Pipelines: the order of environments that solutions are promoted through.
CREATE TABLE pipelines (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    source INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pipeline_stages (
    pipeline BLOB NOT NULL,
    place INTEGER NOT NULL,
    environment INTEGER NOT NULL,
    approvals INTEGER NOT NULL,
    -- How many runs are replayed before a promotion is approved.
    replay INTEGER NOT NULL DEFAULT 0,
    -- The service account with whose rights packages are brought there; else the requester.
    deployer BLOB,
    PRIMARY KEY (pipeline, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX pipeline_stages_by_environment ON pipeline_stages (environment);
CREATE TABLE pipeline_approvers (
    pipeline BLOB NOT NULL,
    environment INTEGER NOT NULL,
    principal BLOB NOT NULL,
    PRIMARY KEY (pipeline, environment, principal)
) STRICT, WITHOUT ROWID;
-- Promotions: requests to bring a package to a stage. They outlive their pipeline.
CREATE TABLE promotions (
    id BLOB PRIMARY KEY,
    pipeline BLOB NOT NULL,
    pipeline_name TEXT NOT NULL,
    environment INTEGER NOT NULL,
    solution TEXT NOT NULL,
    display_name TEXT NOT NULL,
    version TEXT NOT NULL,
    from_version TEXT,
    -- The frozen package, by digest.
    package TEXT NOT NULL,
    mode TEXT NOT NULL,
    settings TEXT,
    note TEXT,
    -- The release whose package it brings back.
    rollback_of BLOB,
    status INTEGER NOT NULL,
    plan_digest TEXT NOT NULL,
    -- Whether that can be applied.
    can_apply INTEGER NOT NULL,
    -- Why it failed or is stale.
    problem TEXT,
    requested_by BLOB NOT NULL,
    requested_at INTEGER NOT NULL,
    -- When something last became of it.
    changed_at INTEGER NOT NULL,
    release BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX promotions_by_package ON promotions (pipeline, package);
CREATE INDEX promotions_by_change ON promotions (changed_at);
-- What a promotion would do, each time that it was planned.
CREATE TABLE promotion_plans (
    promotion BLOB NOT NULL,
    digest TEXT NOT NULL,
    plan TEXT NOT NULL,
    PRIMARY KEY (promotion, digest)
) STRICT, WITHOUT ROWID;
-- Who wrote which components of a package that was exported for a pipeline: each author with the last of their versions in it, which for a
-- flow is its number and for all else the instant. A flow that is made again is another one; `made` says which.
CREATE TABLE package_authors (
    package TEXT NOT NULL,
    environment INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    made INTEGER NOT NULL,
    principal BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (package, environment, kind, key, principal)
) STRICT, WITHOUT ROWID;
-- Who wrote what it changes.
CREATE TABLE promotion_authors (
    promotion BLOB NOT NULL,
    principal BLOB NOT NULL,
    PRIMARY KEY (promotion, principal)
) STRICT, WITHOUT ROWID;
-- The newest replay of a promotion, of the plan with this digest: what would go otherwise, without values.
CREATE TABLE promotion_replays (
    promotion BLOB NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    replayed_by BLOB NOT NULL,
    at INTEGER NOT NULL,
    -- How many of the newest runs are in it.
    covers INTEGER NOT NULL,
    report TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- What approvers said, each once to a plan.
CREATE TABLE promotion_decisions (
    promotion BLOB NOT NULL,
    digest TEXT NOT NULL,
    principal BLOB NOT NULL,
    decision INTEGER NOT NULL,
    comment TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (promotion, digest, principal)
) STRICT, WITHOUT ROWID;
-- Data policies: which connectors may stand in one flow.
CREATE TABLE data_policies (
    name TEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    -- Where it holds, and the groups of connectors: JSON.
    definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Flows that data policies keep off, and what they were when they were turned off.
CREATE TABLE suspended_flows (
    flow INTEGER NOT NULL PRIMARY KEY,
    was TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- The key with which the installation signs packages, sealed. There is one.
CREATE TABLE signing_keys (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    public_key TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

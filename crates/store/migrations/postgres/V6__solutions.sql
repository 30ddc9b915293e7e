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
-- Who changed by hand what a solution brings: each the last time, and the digest of what it was then.
CREATE TABLE hand_changes (
    environment BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    changed_by UUID NOT NULL,
    changed_at BIGINT NOT NULL,
    break_glass UUID,
    PRIMARY KEY (environment, kind, key, changed_by)
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
-- Packages that were applied, one for each content.
CREATE TABLE packages (
    -- SHA-256 of its files, as hexadecimal digits.
    digest TEXT COLLATE "C" PRIMARY KEY,
    package BYTEA NOT NULL,
    -- Signature and provenance, where it came with them.
    envelope BYTEA,
    at BIGINT NOT NULL
);
-- Which package an installed solution came as. Those of before keep theirs beside it.
ALTER TABLE solutions ADD COLUMN package_digest TEXT COLLATE "C";
-- What was brought into environments, when and by whom.
CREATE TABLE releases (
    id UUID PRIMARY KEY,
    environment BIGINT NOT NULL,
    solution TEXT COLLATE ignores_case NOT NULL,
    display_name TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    from_version TEXT COLLATE "C",
    mode TEXT COLLATE "C" NOT NULL,
    rollback_of UUID,
    package TEXT COLLATE "C" NOT NULL,
    settings TEXT COLLATE "C",
    plan TEXT COLLATE "C" NOT NULL,
    plan_digest TEXT COLLATE "C" NOT NULL,
    released_by UUID NOT NULL,
    at BIGINT NOT NULL,
    promotion UUID,
    note TEXT COLLATE "C"
);
CREATE INDEX releases_of ON releases (environment, solution, id);
-- What a variable is for, whether it must have a value, and which parameter of which connector a data source names.
ALTER TABLE variables ADD COLUMN description TEXT COLLATE "C";
ALTER TABLE variables ADD COLUMN required BIGINT NOT NULL DEFAULT 0;
ALTER TABLE variables ADD COLUMN connector TEXT COLLATE "C";
ALTER TABLE variables ADD COLUMN parameter_key TEXT COLLATE "C";
-- Pipelines: the order of environments that solutions are promoted through.
CREATE TABLE pipelines (
    id UUID PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    description TEXT COLLATE "C" NOT NULL,
    source BIGINT NOT NULL
);
CREATE TABLE pipeline_stages (
    pipeline UUID NOT NULL,
    place BIGINT NOT NULL,
    environment BIGINT NOT NULL,
    approvals BIGINT NOT NULL,
    -- How many runs are replayed before a promotion is approved.
    replay BIGINT NOT NULL DEFAULT 0,
    -- The service account with whose rights packages are brought there; else the requester.
    deployer UUID,
    PRIMARY KEY (pipeline, place)
);
CREATE INDEX pipeline_stages_by_environment ON pipeline_stages (environment);
CREATE TABLE pipeline_approvers (
    pipeline UUID NOT NULL,
    environment BIGINT NOT NULL,
    principal UUID NOT NULL,
    PRIMARY KEY (pipeline, environment, principal)
);
-- Promotions: requests to bring a package to a stage. They outlive their pipeline.
CREATE TABLE promotions (
    id UUID PRIMARY KEY,
    pipeline UUID NOT NULL,
    pipeline_name TEXT COLLATE "C" NOT NULL,
    environment BIGINT NOT NULL,
    solution TEXT COLLATE "C" NOT NULL,
    display_name TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    from_version TEXT COLLATE "C",
    -- The frozen package, by digest.
    package TEXT COLLATE "C" NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    settings TEXT COLLATE "C",
    note TEXT COLLATE "C",
    -- The release whose package it brings back.
    rollback_of UUID,
    status BIGINT NOT NULL,
    plan_digest TEXT COLLATE "C" NOT NULL,
    -- Whether that can be applied.
    can_apply BIGINT NOT NULL,
    -- Why it failed or is stale.
    problem TEXT COLLATE "C",
    requested_by UUID NOT NULL,
    requested_at BIGINT NOT NULL,
    -- When something last became of it.
    changed_at BIGINT NOT NULL,
    release UUID
);
CREATE INDEX promotions_by_package ON promotions (pipeline, package);
CREATE INDEX promotions_by_change ON promotions (changed_at);
-- What a promotion would do, each time that it was planned.
CREATE TABLE promotion_plans (
    promotion UUID NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (promotion, digest)
);
-- Who wrote which components of a package that was exported for a pipeline: each author with the last of their versions in it, which for a
-- flow is its number and for all else the instant. A flow that is made again is another one; `made` says which.
CREATE TABLE package_authors (
    package TEXT COLLATE "C" NOT NULL,
    environment BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    made BIGINT NOT NULL,
    principal UUID NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (package, environment, kind, key, principal)
);
-- Who wrote what it changes.
CREATE TABLE promotion_authors (
    promotion UUID NOT NULL,
    principal UUID NOT NULL,
    PRIMARY KEY (promotion, principal)
);
-- The newest replay of a promotion, of the plan with this digest: what would go otherwise, without values.
CREATE TABLE promotion_replays (
    promotion UUID NOT NULL PRIMARY KEY,
    digest TEXT COLLATE "C" NOT NULL,
    replayed_by UUID NOT NULL,
    at BIGINT NOT NULL,
    -- How many of the newest runs are in it.
    covers BIGINT NOT NULL,
    report TEXT COLLATE "C" NOT NULL
);
-- What approvers said, each once to a plan.
CREATE TABLE promotion_decisions (
    promotion UUID NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    principal UUID NOT NULL,
    decision BIGINT NOT NULL,
    comment TEXT COLLATE "C",
    at BIGINT NOT NULL,
    PRIMARY KEY (promotion, digest, principal)
);
-- Data policies: which connectors may stand in one flow.
CREATE TABLE data_policies (
    name TEXT COLLATE "C" PRIMARY KEY,
    display_name TEXT COLLATE "C" NOT NULL,
    -- Where it holds, and the groups of connectors: JSON.
    definition TEXT COLLATE "C" NOT NULL
);
-- Flows that data policies keep off, and what they were when they were turned off.
CREATE TABLE suspended_flows (
    flow BIGINT NOT NULL PRIMARY KEY,
    was TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
-- The key with which the installation signs packages, sealed. There is one.
CREATE TABLE signing_keys (
    number BIGINT PRIMARY KEY,
    id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    public_key TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL
);

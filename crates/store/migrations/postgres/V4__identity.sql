-- Runs that no entry of the audit log vouches for yet, because they had not ended when those of their time were sealed.
CREATE TABLE unsealed_runs (run UUID PRIMARY KEY);
CREATE INDEX audit_by_actor ON audit (actor, seq);
-- What others than its owner may do with a connection: the sum of the actions' numbers. A private one is for its owner's runs alone.
CREATE TABLE connection_grants (
    connection UUID NOT NULL,
    principal UUID NOT NULL,
    actions BIGINT NOT NULL,
    granted_by UUID NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (connection, principal)
);
ALTER TABLE connections ADD COLUMN private BIGINT NOT NULL DEFAULT 0;
-- Hand-over plans: what leavers have, and who gets it. Each version of a plan is kept; its answers and changes are the newest's.
CREATE TABLE handovers (
    id UUID PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    author UUID NOT NULL,
    status BIGINT NOT NULL,
    version BIGINT NOT NULL,
    due_at BIGINT,
    problem TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    applied_at BIGINT
);
CREATE INDEX handovers_due ON handovers (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE handover_versions (
    handover UUID NOT NULL,
    number BIGINT NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    made_by UUID NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (handover, number)
);
CREATE TABLE handover_answers (
    handover UUID NOT NULL,
    number BIGINT NOT NULL,
    principal UUID NOT NULL,
    kind BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (handover, number, principal, kind)
);
-- What applying a plan has changed, in order, so that it can be undone.
CREATE TABLE handover_changes (
    handover UUID NOT NULL,
    number BIGINT NOT NULL,
    change TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (handover, number)
);
CREATE INDEX flow_connections_by_connection ON flow_connections (connection);
-- Certificates that nothing resolves to somebody any more, as they were signed.
CREATE TABLE certificates (
    id UUID PRIMARY KEY,
    principal UUID NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    signature BYTEA NOT NULL,
    issued_at BIGINT NOT NULL
);
CREATE INDEX certificates_by_principal ON certificates (principal);

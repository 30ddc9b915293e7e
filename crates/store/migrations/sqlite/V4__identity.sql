-- Runs that no entry of the audit log vouches for yet, because they had not ended when those of their time were sealed.
CREATE TABLE unsealed_runs (run BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_actor ON audit (actor, seq);
-- What others than its owner may do with a connection: the sum of the actions' numbers. A private one is for its owner's runs alone.
CREATE TABLE connection_grants (
    connection BLOB NOT NULL,
    principal BLOB NOT NULL,
    actions INTEGER NOT NULL,
    granted_by BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (connection, principal)
) STRICT, WITHOUT ROWID;
ALTER TABLE connections ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
-- Hand-over plans: what leavers have, and who gets it. Each version of a plan is kept; its answers and changes are the newest's.
CREATE TABLE handovers (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    author BLOB NOT NULL,
    status INTEGER NOT NULL,
    version INTEGER NOT NULL,
    due_at INTEGER,
    problem TEXT,
    created_at INTEGER NOT NULL,
    applied_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX handovers_due ON handovers (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE handover_versions (
    handover BLOB NOT NULL,
    number INTEGER NOT NULL,
    document TEXT NOT NULL,
    digest BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (handover, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE handover_answers (
    handover BLOB NOT NULL,
    number INTEGER NOT NULL,
    principal BLOB NOT NULL,
    kind INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (handover, number, principal, kind)
) STRICT, WITHOUT ROWID;
-- What applying a plan has changed, in order, so that it can be undone.
CREATE TABLE handover_changes (
    handover BLOB NOT NULL,
    number INTEGER NOT NULL,
    change TEXT NOT NULL,
    PRIMARY KEY (handover, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX flow_connections_by_connection ON flow_connections (connection);
-- Certificates that nothing resolves to somebody any more, as they were signed.
CREATE TABLE certificates (
    id BLOB PRIMARY KEY,
    principal BLOB NOT NULL,
    text TEXT NOT NULL,
    signature BLOB NOT NULL,
    issued_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX certificates_by_principal ON certificates (principal);

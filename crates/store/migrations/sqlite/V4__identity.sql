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

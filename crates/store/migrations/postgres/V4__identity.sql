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

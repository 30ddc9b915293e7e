-- Runs that no entry of the audit log vouches for yet, because they had not ended when those of their time were sealed.
CREATE TABLE unsealed_runs (run UUID PRIMARY KEY);
CREATE INDEX audit_by_actor ON audit (actor, seq);

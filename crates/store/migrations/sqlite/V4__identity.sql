-- Runs that no entry of the audit log vouches for yet, because they had not ended when those of their time were sealed.
CREATE TABLE unsealed_runs (run BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_actor ON audit (actor, seq);

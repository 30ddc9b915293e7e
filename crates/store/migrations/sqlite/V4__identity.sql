-- What is known about principals, whose time can be over and who answers for service accounts.
ALTER TABLE principals ADD COLUMN expires_at INTEGER;
ALTER TABLE principals ADD COLUMN deleted_at INTEGER;
ALTER TABLE principals ADD COLUMN leaves_at INTEGER;
ALTER TABLE principals ADD COLUMN manager BLOB;
ALTER TABLE principals ADD COLUMN team BLOB;
ALTER TABLE principals ADD COLUMN external_id TEXT;
ALTER TABLE principals ADD COLUMN source INTEGER NOT NULL DEFAULT 0;
CREATE INDEX principals_by_external_id ON principals (external_id) WHERE external_id IS NOT NULL;
CREATE TABLE sponsors (account BLOB NOT NULL, sponsor BLOB NOT NULL, PRIMARY KEY (account, sponsor)) STRICT, WITHOUT ROWID;
-- What a provisioning client keeps about a principal, as it said it.
CREATE TABLE scim_resources (
    principal BLOB PRIMARY KEY,
    document TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

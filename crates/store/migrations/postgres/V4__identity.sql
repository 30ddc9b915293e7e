-- What is known about principals, whose time can be over and who answers for service accounts.
ALTER TABLE principals ADD COLUMN expires_at BIGINT;
ALTER TABLE principals ADD COLUMN deleted_at BIGINT;
ALTER TABLE principals ADD COLUMN leaves_at BIGINT;
ALTER TABLE principals ADD COLUMN manager UUID;
ALTER TABLE principals ADD COLUMN team UUID;
ALTER TABLE principals ADD COLUMN external_id TEXT COLLATE "C";
ALTER TABLE principals ADD COLUMN source BIGINT NOT NULL DEFAULT 0;
CREATE INDEX principals_by_external_id ON principals (external_id) WHERE external_id IS NOT NULL;
CREATE TABLE sponsors (account UUID NOT NULL, sponsor UUID NOT NULL, PRIMARY KEY (account, sponsor));
-- What a provisioning client keeps about a principal, as it said it.
CREATE TABLE scim_resources (
    principal UUID PRIMARY KEY,
    document TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);

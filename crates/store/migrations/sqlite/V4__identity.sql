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
-- What a connection is made with besides its secret, which version of its secret it uses (0 has none), when that one expires, since
-- when the target refuses it, and when it was first heard to accept it.
ALTER TABLE connections ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}';
ALTER TABLE connections ADD COLUMN secret_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE connections ADD COLUMN expires_at INTEGER;
ALTER TABLE connections ADD COLUMN failing_since INTEGER;
ALTER TABLE connections ADD COLUMN accepted_at INTEGER;
-- The versions of a connection's secret. One whose secret has been wiped is kept to say that there was one.
CREATE TABLE connection_secrets (
    connection BLOB NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    -- When it becomes the one that is used, and how long the former one opens then, in milliseconds.
    switch_at INTEGER,
    overlap INTEGER NOT NULL DEFAULT 0,
    wipe_at INTEGER,
    PRIMARY KEY (connection, version)
) STRICT, WITHOUT ROWID;
INSERT INTO connection_secrets (connection, version, sealed, created_by, created_at)
    SELECT id, 1, secret, created_by, created_at FROM connections WHERE secret IS NOT NULL;
UPDATE connections SET secret_version = 1, secret = NULL WHERE secret IS NOT NULL;
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
-- Roles and shares: who audits the installation, and shares that end, with their reason.
ALTER TABLE principals ADD COLUMN tenant_auditor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE flow_grants ADD COLUMN ends_at INTEGER;
ALTER TABLE flow_grants ADD COLUMN reason TEXT;
-- Roles that an environment makes for itself. Privileges are names with a space between them.
CREATE TABLE custom_roles (
    environment INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    privileges TEXT NOT NULL,
    PRIMARY KEY (environment, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE custom_role_members (
    environment INTEGER NOT NULL,
    role TEXT NOT NULL,
    principal BLOB NOT NULL,
    PRIMARY KEY (environment, role, principal)
) STRICT, WITHOUT ROWID;
CREATE INDEX custom_role_members_by_principal ON custom_role_members (principal, environment);
-- Sign-in: since when a session or token is not used, what a token may do, sign-ins under way, users of providers, second factors.
ALTER TABLE sessions ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN how TEXT NOT NULL DEFAULT 'password';
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';
ALTER TABLE api_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
ALTER TABLE api_tokens ADD COLUMN environment INTEGER;
ALTER TABLE api_tokens ADD COLUMN used_at INTEGER;
CREATE TABLE sign_ins (
    hash BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    principal BLOB,
    provider TEXT,
    return_to TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE provider_users (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    principal BLOB NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_users_by_principal ON provider_users (principal);
CREATE TABLE second_factors (
    principal BLOB PRIMARY KEY,
    secret BLOB NOT NULL,
    confirmed_at INTEGER,
    used_step INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE recovery_codes (principal BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (principal, hash)) STRICT, WITHOUT ROWID;
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

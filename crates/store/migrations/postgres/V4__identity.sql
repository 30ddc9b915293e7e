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
-- What a connection is made with besides its secret, which version of its secret it uses (0 has none), when that one expires, since
-- when the target refuses it, and when it was first heard to accept it.
ALTER TABLE connections ADD COLUMN parameters TEXT COLLATE "C" NOT NULL DEFAULT '{}';
ALTER TABLE connections ADD COLUMN secret_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE connections ADD COLUMN expires_at BIGINT;
ALTER TABLE connections ADD COLUMN failing_since BIGINT;
ALTER TABLE connections ADD COLUMN accepted_at BIGINT;
-- The versions of a connection's secret. One whose secret has been wiped is kept to say that there was one.
CREATE TABLE connection_secrets (
    connection UUID NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA,
    created_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    -- When it becomes the one that is used, and how long the former one opens then, in milliseconds.
    switch_at BIGINT,
    overlap BIGINT NOT NULL DEFAULT 0,
    wipe_at BIGINT,
    PRIMARY KEY (connection, version)
);
INSERT INTO connection_secrets (connection, version, sealed, created_by, created_at)
    SELECT id, 1, secret, created_by, created_at FROM connections WHERE secret IS NOT NULL;
UPDATE connections SET secret_version = 1, secret = NULL WHERE secret IS NOT NULL;
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
-- Roles and shares: who audits the installation, and shares that end, with their reason.
ALTER TABLE principals ADD COLUMN tenant_auditor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE flow_grants ADD COLUMN ends_at BIGINT;
ALTER TABLE flow_grants ADD COLUMN reason TEXT COLLATE "C";
-- Roles that an environment makes for itself. Privileges are names with a space between them.
CREATE TABLE custom_roles (
    environment BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    privileges TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (environment, name)
);
CREATE TABLE custom_role_members (
    environment BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    principal UUID NOT NULL,
    PRIMARY KEY (environment, role, principal)
);
CREATE INDEX custom_role_members_by_principal ON custom_role_members (principal, environment);
-- Sign-in: since when a session or token is not used, what a token may do, sign-ins under way, users of providers, second factors.
ALTER TABLE sessions ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN how TEXT COLLATE "C" NOT NULL DEFAULT 'password';
ALTER TABLE sessions ADD COLUMN browser TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE api_tokens ADD COLUMN scopes TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE api_tokens ADD COLUMN environment BIGINT;
ALTER TABLE api_tokens ADD COLUMN used_at BIGINT;
CREATE TABLE sign_ins (
    hash BYTEA PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    principal UUID,
    provider TEXT COLLATE "C",
    return_to TEXT COLLATE "C"
);
CREATE TABLE provider_users (
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    principal UUID NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX provider_users_by_principal ON provider_users (principal);
CREATE TABLE second_factors (
    principal UUID PRIMARY KEY,
    secret BYTEA NOT NULL,
    confirmed_at BIGINT,
    used_step BIGINT NOT NULL DEFAULT 0,
    failures BIGINT NOT NULL DEFAULT 0,
    not_before BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE recovery_codes (principal UUID NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (principal, hash));
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

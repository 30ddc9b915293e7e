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

-- Roles and shares: who audits the installation, and shares that end, with their reason.
ALTER TABLE principals ADD COLUMN tenant_auditor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE flow_grants ADD COLUMN ends_at BIGINT;
ALTER TABLE flow_grants ADD COLUMN reason TEXT;

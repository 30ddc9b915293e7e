-- Roles and shares: who audits the installation, and shares that end, with their reason.
ALTER TABLE principals ADD COLUMN tenant_auditor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE flow_grants ADD COLUMN ends_at INTEGER;
ALTER TABLE flow_grants ADD COLUMN reason TEXT;

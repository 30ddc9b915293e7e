-- Instants are microseconds since 1970 UTC. Ids are 16-byte UUIDs, but for environments and flows, which every run carries.

CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE principals (
    id BLOB PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    email TEXT,
    disabled_at INTEGER,
    tenant_admin INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE group_members (grp BLOB NOT NULL, member BLOB NOT NULL, PRIMARY KEY (grp, member)) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_member ON group_members (member);

CREATE TABLE passwords (
    principal BLOB PRIMARY KEY,
    phc TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
    hash BLOB PRIMARY KEY,
    id BLOB NOT NULL,
    principal BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_principal ON sessions (principal);
CREATE TABLE api_tokens (
    hash BLOB PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    principal BLOB NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_by_principal ON api_tokens (principal);

CREATE TABLE environments (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    protected INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE environment_members (
    environment INTEGER NOT NULL,
    principal BLOB NOT NULL,
    role INTEGER NOT NULL,
    PRIMARY KEY (environment, principal)
) STRICT, WITHOUT ROWID;

-- A role that came with a solution has the same id in every environment that has the solution.
CREATE TABLE security_roles (
    environment INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    may_act_on_behalf INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (environment, id),
    UNIQUE (environment, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE role_privileges (
    environment INTEGER NOT NULL,
    role BLOB NOT NULL,
    verb INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    depth INTEGER NOT NULL,
    PRIMARY KEY (environment, role, verb, table_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE role_members (
    environment INTEGER NOT NULL,
    role BLOB NOT NULL,
    principal BLOB NOT NULL,
    PRIMARY KEY (environment, role, principal)
) STRICT, WITHOUT ROWID;
CREATE INDEX role_members_by_principal ON role_members (principal, environment);

CREATE TABLE connections (
    id BLOB PRIMARY KEY,
    environment INTEGER NOT NULL,
    connector TEXT NOT NULL,
    owner BLOB NOT NULL,
    created_by BLOB NOT NULL,
    display_name TEXT NOT NULL,
    secret BLOB,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX connections_by_environment ON connections (environment);
CREATE INDEX connections_by_owner ON connections (owner);
CREATE TABLE connection_references (
    environment INTEGER NOT NULL,
    logical_name TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    connector TEXT NOT NULL,
    connection BLOB,
    PRIMARY KEY (environment, logical_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE variables (
    environment INTEGER NOT NULL,
    schema_name TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    default_value TEXT,
    value TEXT,
    PRIMARY KEY (environment, schema_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE flows (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    environment INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    is_on INTEGER NOT NULL DEFAULT 0,
    off_reason TEXT,
    primary_owner BLOB NOT NULL,
    version INTEGER NOT NULL,
    trigger_id BLOB NOT NULL UNIQUE,
    trigger_key BLOB NOT NULL,
    solution TEXT,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (environment, id)
) STRICT;
CREATE TABLE flow_versions (
    flow INTEGER NOT NULL,
    number INTEGER NOT NULL,
    clientdata BLOB NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (flow, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE flow_grants (
    flow INTEGER NOT NULL,
    principal BLOB NOT NULL,
    tier INTEGER NOT NULL,
    granted_by BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (flow, principal)
) STRICT, WITHOUT ROWID;
CREATE INDEX flow_grants_by_principal ON flow_grants (principal);
-- A connection that one flow uses for one of its connection reference keys, in place of what the reference is bound to.
CREATE TABLE flow_connections (
    flow INTEGER NOT NULL,
    reference_key TEXT NOT NULL,
    connection BLOB NOT NULL,
    PRIMARY KEY (flow, reference_key)
) STRICT, WITHOUT ROWID;

-- Connections that somebody who may use them let a flow use. The flow's owners may then use them there, and nowhere else.
CREATE TABLE flow_admissions (
    flow INTEGER NOT NULL,
    connection BLOB NOT NULL,
    admitted_by BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (flow, connection)
) STRICT, WITHOUT ROWID;
-- The connection references of each flow's current version, so that who uses a connection is one query.
CREATE TABLE flow_uses (
    flow INTEGER NOT NULL,
    reference_key TEXT NOT NULL,
    logical_name TEXT COLLATE NOCASE,
    connector TEXT NOT NULL,
    mode INTEGER NOT NULL,
    PRIMARY KEY (flow, reference_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX flow_uses_by_name ON flow_uses (logical_name);

-- Triggers of flows that are on.
CREATE TABLE row_triggers (
    flow INTEGER PRIMARY KEY,
    environment INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    registration TEXT NOT NULL
) STRICT;
CREATE INDEX row_triggers_by_table ON row_triggers (environment, table_name);
CREATE TABLE schedules (
    flow INTEGER PRIMARY KEY,
    environment INTEGER NOT NULL,
    recurrence TEXT NOT NULL,
    anchor INTEGER NOT NULL,
    next_at INTEGER NOT NULL
) STRICT;
CREATE INDEX schedules_due ON schedules (next_at);

-- Servers that are up. Each holds its runs for as long as its lease lasts; one whose lease has ended is forgotten, and another takes
-- its runs over.
CREATE TABLE nodes (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id BLOB PRIMARY KEY,
    environment INTEGER NOT NULL,
    flow INTEGER NOT NULL,
    version INTEGER NOT NULL,
    status INTEGER NOT NULL,
    start_kind INTEGER NOT NULL,
    invoker BLOB,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    wake_at INTEGER,
    node BLOB,
    cancel INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    message TEXT,
    resubmit_of BLOB,
    acting BLOB,
    start BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_by_flow ON runs (flow, id);
-- A run that has not ended is held by a node, or waits for its time.
CREATE INDEX runs_due ON runs (environment, wake_at, id) WHERE ended_at IS NULL AND node IS NULL;
CREATE INDEX runs_held ON runs (node) WHERE ended_at IS NULL AND node IS NOT NULL;
CREATE INDEX runs_to_cancel ON runs (id) WHERE ended_at IS NULL AND cancel = 1;
-- What a run remembers, in segments: one for each commit, never one for each action.
CREATE TABLE journal (run BLOB NOT NULL, seq INTEGER NOT NULL, segment BLOB NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;
-- Which run a call of another flow started, by the call's place and attempt, and what that run answered.
CREATE TABLE child_calls (
    parent BLOB NOT NULL,
    frame INTEGER NOT NULL,
    action INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    child BLOB NOT NULL UNIQUE,
    answer BLOB,
    PRIMARY KEY (parent, frame, action, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE tables (
    environment INTEGER NOT NULL,
    logical_name TEXT NOT NULL,
    entity_set TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (environment, logical_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE row_versions (environment INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;

CREATE TABLE solutions (
    environment INTEGER NOT NULL,
    unique_name TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    version TEXT NOT NULL,
    managed INTEGER NOT NULL,
    publisher TEXT NOT NULL,
    package BLOB NOT NULL,
    installed_by BLOB NOT NULL,
    installed_at INTEGER NOT NULL,
    PRIMARY KEY (environment, unique_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor BLOB,
    environment INTEGER,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_by_object ON audit (object, seq);

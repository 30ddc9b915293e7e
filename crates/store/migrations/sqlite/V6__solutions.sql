-- What a solution holds: the word for the kind of each component, and its key, which is the id of a flow or role, else its name in lower case.
CREATE TABLE solution_components (
    environment INTEGER NOT NULL,
    solution TEXT NOT NULL COLLATE NOCASE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (environment, solution, kind, key)
) STRICT, WITHOUT ROWID;
-- Whether that says what a solution holds. One that came before holds what its package has.
ALTER TABLE solutions ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
-- Packages that were applied, one for each content.
CREATE TABLE packages (
    -- SHA-256 of its files, as hexadecimal digits.
    digest TEXT PRIMARY KEY,
    package BLOB NOT NULL,
    -- Signature and provenance, where it came with them.
    envelope BLOB,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Which package an installed solution came as. Those of before keep theirs beside it.
ALTER TABLE solutions ADD COLUMN package_digest TEXT;
-- What was brought into environments, when and by whom.
CREATE TABLE releases (
    id BLOB PRIMARY KEY,
    environment INTEGER NOT NULL,
    solution TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    version TEXT NOT NULL,
    from_version TEXT,
    mode TEXT NOT NULL,
    rollback_of BLOB,
    package TEXT NOT NULL,
    settings TEXT,
    plan TEXT NOT NULL,
    plan_digest TEXT NOT NULL,
    released_by BLOB NOT NULL,
    at INTEGER NOT NULL,
    promotion BLOB,
    note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX releases_of ON releases (environment, solution, id);
-- What a variable is for, whether it must have a value, and which parameter of which connector a data source names.
ALTER TABLE variables ADD COLUMN description TEXT;
ALTER TABLE variables ADD COLUMN required INTEGER NOT NULL DEFAULT 0;
ALTER TABLE variables ADD COLUMN connector TEXT;
ALTER TABLE variables ADD COLUMN parameter_key TEXT;

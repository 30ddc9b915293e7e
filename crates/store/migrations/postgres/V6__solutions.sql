-- What a solution holds: the word for the kind of each component, and its key, which is the id of a flow or role, else its name in lower case.
CREATE TABLE solution_components (
    environment BIGINT NOT NULL,
    solution TEXT COLLATE ignores_case NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (environment, solution, kind, key)
);
-- Whether that says what a solution holds. One that came before holds what its package has.
ALTER TABLE solutions ADD COLUMN listed BIGINT NOT NULL DEFAULT 0;
-- Packages that were applied, one for each content.
CREATE TABLE packages (
    -- SHA-256 of its files, as hexadecimal digits.
    digest TEXT COLLATE "C" PRIMARY KEY,
    package BYTEA NOT NULL,
    -- Signature and provenance, where it came with them.
    envelope BYTEA,
    at BIGINT NOT NULL
);
-- Which package an installed solution came as. Those of before keep theirs beside it.
ALTER TABLE solutions ADD COLUMN package_digest TEXT COLLATE "C";
-- What was brought into environments, when and by whom.
CREATE TABLE releases (
    id UUID PRIMARY KEY,
    environment BIGINT NOT NULL,
    solution TEXT COLLATE ignores_case NOT NULL,
    display_name TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    from_version TEXT COLLATE "C",
    mode TEXT COLLATE "C" NOT NULL,
    rollback_of UUID,
    package TEXT COLLATE "C" NOT NULL,
    settings TEXT COLLATE "C",
    plan TEXT COLLATE "C" NOT NULL,
    plan_digest TEXT COLLATE "C" NOT NULL,
    released_by UUID NOT NULL,
    at BIGINT NOT NULL,
    promotion UUID,
    note TEXT COLLATE "C"
);
CREATE INDEX releases_of ON releases (environment, solution, id);
-- What a variable is for, whether it must have a value, and which parameter of which connector a data source names.
ALTER TABLE variables ADD COLUMN description TEXT COLLATE "C";
ALTER TABLE variables ADD COLUMN required BIGINT NOT NULL DEFAULT 0;
ALTER TABLE variables ADD COLUMN connector TEXT COLLATE "C";
ALTER TABLE variables ADD COLUMN parameter_key TEXT COLLATE "C";

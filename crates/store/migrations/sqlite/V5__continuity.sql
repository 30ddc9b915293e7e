-- Which master keys a server knows, the one that it seals with first.
ALTER TABLE nodes ADD COLUMN keys TEXT NOT NULL DEFAULT '';
-- How trying a connection went: the newest of each.
CREATE TABLE connection_probes (
    connection BLOB NOT NULL,
    at INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    -- How long it took, in milliseconds.
    took INTEGER NOT NULL,
    message TEXT NOT NULL,
    raw TEXT NOT NULL,
    asked_by BLOB,
    PRIMARY KEY (connection, at)
) STRICT, WITHOUT ROWID;

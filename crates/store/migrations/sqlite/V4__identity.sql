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

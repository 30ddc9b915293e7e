-- Which master keys a server knows, the one that it seals with first.
ALTER TABLE nodes ADD COLUMN keys TEXT COLLATE "C" NOT NULL DEFAULT '';
-- How trying a connection went: the newest of each.
CREATE TABLE connection_probes (
    connection UUID NOT NULL,
    at BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    -- How long it took, in milliseconds.
    took BIGINT NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    raw TEXT COLLATE "C" NOT NULL,
    asked_by UUID,
    PRIMARY KEY (connection, at)
);

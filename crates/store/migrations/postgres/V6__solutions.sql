-- Protected environments: the hours in which one may be changed by hand.
CREATE TABLE break_glass (
    id UUID NOT NULL PRIMARY KEY,
    environment BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    minutes BIGINT NOT NULL,
    asked_by UUID NOT NULL,
    asked_at BIGINT NOT NULL,
    approved_by UUID,
    -- When it ends by itself; nothing before it is approved.
    ends_at BIGINT,
    ended_by UUID,
    ended_at BIGINT
);
CREATE INDEX break_glass_of ON break_glass (environment, asked_at);

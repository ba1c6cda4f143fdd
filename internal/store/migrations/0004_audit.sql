-- +goose Up

-- The one row that gives records their places. Writers queue on it, so that places become visible in their order and
-- a reader that follows the log never passes over a record.
CREATE TABLE audit_head (
    id  BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO audit_head (id, seq) VALUES (1, 0);

CREATE TABLE audit (
    seq       BIGINT PRIMARY KEY,
    id        TEXT COLLATE "binary" NOT NULL,
    at        BIGINT NOT NULL,
    kind      TEXT COLLATE "binary" NOT NULL,
    tenant    TEXT COLLATE "binary" NOT NULL,
    principal TEXT COLLATE "binary" NOT NULL,
    scope     TEXT COLLATE "binary" NOT NULL, -- in lower case
    body      TEXT NOT NULL
);
CREATE INDEX audit_by_id ON audit (id);
CREATE INDEX audit_by_at ON audit (at);
CREATE INDEX audit_by_principal ON audit (tenant, principal, seq);

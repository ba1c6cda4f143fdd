-- Records of what was allowed, many in a row: see docs/adr/0046. Places and times are those of the records within; keys are
-- hashes of what they can be asked for by. The table audit keeps refusals, failed sign-ins and changes, one a row.

-- +goose Up

CREATE TABLE audit_blocks (
    first   BIGINT PRIMARY KEY, -- place of the first record
    last    BIGINT NOT NULL,
    records BIGINT NOT NULL,
    calls   BIGINT NOT NULL,    -- 1: all are calls of models; 0: none is
    at_from BIGINT NOT NULL,
    at_to   BIGINT NOT NULL,
    id_from TEXT COLLATE "binary" NOT NULL,
    id_to   TEXT COLLATE "binary" NOT NULL,
    written BIGINT NOT NULL,    -- as in audit
    keys    BYTEA NOT NULL,
    body    BYTEA NOT NULL
);
CREATE INDEX audit_blocks_last ON audit_blocks (last);
CREATE INDEX audit_blocks_at ON audit_blocks (at_to);
CREATE INDEX audit_blocks_ids ON audit_blocks (id_to, id_from);
CREATE INDEX audit_blocks_small ON audit_blocks (first) WHERE records < 500;

-- Up to which place records of what was allowed have been moved from audit into blocks.
INSERT INTO audit_head (id, seq) VALUES (3, 0);

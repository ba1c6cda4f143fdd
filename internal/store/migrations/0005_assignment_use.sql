-- +goose Up

-- When each role assignment last allowed something. A row lives as long as the audit log reaches back.
CREATE TABLE assignment_use (
    tenant TEXT COLLATE "binary" NOT NULL,
    id     TEXT COLLATE "binary" NOT NULL, -- in lower case
    at     BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

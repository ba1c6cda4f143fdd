-- How many calls of models were allowed in each minute, by caller, deployment, action and role assignment. The texts stand
-- once in call_kinds, whose ids are hashes of them.

-- +goose Up

CREATE TABLE call_kinds (
    id         BIGINT PRIMARY KEY,
    tenant     TEXT COLLATE "binary" NOT NULL, -- of the principal
    principal  TEXT COLLATE "binary" NOT NULL, -- object id, or key1 or key2
    account    TEXT COLLATE "binary" NOT NULL, -- resource id in lower case
    deployment TEXT COLLATE "binary" NOT NULL,
    action     TEXT COLLATE "binary" NOT NULL,
    assignment TEXT COLLATE "binary" NOT NULL
);
CREATE INDEX call_kinds_by_account ON call_kinds (account);

CREATE TABLE call_counts (
    minute BIGINT NOT NULL, -- since 1970
    kind   BIGINT NOT NULL,
    calls  BIGINT NOT NULL,
    PRIMARY KEY (minute, kind)
);

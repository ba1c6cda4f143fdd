-- +goose Up

-- What each caller used of each deployment on each day. Writers add to a row by one statement, so that replicas do not
-- queue behind each other.
CREATE TABLE usage (
    day        BIGINT NOT NULL, -- days since 1970, UTC
    account    TEXT COLLATE "binary" NOT NULL, -- resource id in lower case
    deployment TEXT COLLATE "binary" NOT NULL,
    tenant     TEXT COLLATE "binary" NOT NULL, -- of the principal
    principal  TEXT COLLATE "binary" NOT NULL, -- object id, or key1 or key2
    requests   BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    throttled  BIGINT NOT NULL,
    prompt     BIGINT NOT NULL,
    completion BIGINT NOT NULL,
    tokens     BIGINT NOT NULL,
    PRIMARY KEY (account, day, deployment, tenant, principal)
);
CREATE INDEX usage_by_day ON usage (day);

-- The assertions that clients signed themselves and used, until they end: see oauth.UsedAssertion.

-- +goose Up

CREATE TABLE signin_assertions (
    id         TEXT COLLATE "binary" PRIMARY KEY,
    digest     TEXT NOT NULL,
    sender     TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX signin_assertions_by_end ON signin_assertions (expires_at);

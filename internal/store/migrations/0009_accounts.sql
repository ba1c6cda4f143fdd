-- What keeps people's accounts safe: how often somebody tried a wrong password, and passkeys. Times are microseconds
-- since 1970; 0 is never.

-- +goose Up

-- Tries with a password, by the hash of what they have in common: see oauth.Attempt.
CREATE TABLE signin_attempts (
    id           TEXT COLLATE "binary" PRIMARY KEY,
    failures     BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);
CREATE INDEX signin_attempts_by_time ON signin_attempts (at);

CREATE TABLE passkeys (
    id      TEXT COLLATE "binary" PRIMARY KEY,
    tenant  TEXT COLLATE "binary" NOT NULL,
    user_id TEXT COLLATE "binary" NOT NULL,
    body    TEXT NOT NULL
);
CREATE INDEX passkeys_by_user ON passkeys (tenant, user_id, id);

-- Challenges that a browser is to sign, each for one use.
CREATE TABLE signin_challenges (
    hash       TEXT COLLATE "binary" PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX signin_challenges_by_end ON signin_challenges (expires_at);

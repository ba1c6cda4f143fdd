-- Sign-in: rows that come and go quickly, outside of the change records. Of secrets there are only hashes; signing keys
-- are sealed in their bodies. Times are microseconds since 1970; 0 is never.

-- +goose Up

CREATE TABLE signing_keys (
    id   TEXT COLLATE "binary" PRIMARY KEY,
    body TEXT NOT NULL
);

-- One sign-in of a user at a client. Codes and refresh tokens end with it.
CREATE TABLE signin_grants (
    id         TEXT COLLATE "binary" PRIMARY KEY,
    revoked_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    body       TEXT NOT NULL
);

CREATE TABLE signin_codes (
    hash       TEXT COLLATE "binary" PRIMARY KEY,
    grant_id   TEXT COLLATE "binary" NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX signin_codes_by_end ON signin_codes (expires_at);
CREATE INDEX signin_codes_by_grant ON signin_codes (grant_id);

CREATE TABLE signin_refresh (
    hash       TEXT COLLATE "binary" PRIMARY KEY,
    grant_id   TEXT COLLATE "binary" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);
CREATE INDEX signin_refresh_by_end ON signin_refresh (expires_at);
CREATE INDEX signin_refresh_by_grant ON signin_refresh (grant_id);

CREATE TABLE signin_devices (
    hash       TEXT COLLATE "binary" PRIMARY KEY,
    user_code  TEXT COLLATE "binary" NOT NULL UNIQUE,
    state      TEXT NOT NULL,
    grant_id   TEXT COLLATE "binary" NOT NULL,
    expires_at BIGINT NOT NULL,
    polled_at  BIGINT NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX signin_devices_by_end ON signin_devices (expires_at);
CREATE INDEX signin_devices_by_grant ON signin_devices (grant_id);

CREATE TABLE signin_sessions (
    hash       TEXT COLLATE "binary" PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX signin_sessions_by_end ON signin_sessions (expires_at);

-- Roles for a time: who may activate which role, until when assignments are in force, the requests that led there and the
-- policies that they keep. Times are microseconds since 1970; 0 is no limit.

-- +goose Up

ALTER TABLE role_assignments ADD COLUMN starts_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE role_assignments ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX role_assignments_by_end ON role_assignments (ends_at) WHERE ends_at > 0;

-- Eligibilities grant nothing. They have the columns of role_assignments, since the same queries select from both.
CREATE TABLE role_eligibilities (
    tenant       TEXT COLLATE "binary" NOT NULL,
    scope        TEXT COLLATE "binary" NOT NULL,
    name         TEXT COLLATE "binary" NOT NULL,
    role_id      TEXT COLLATE "binary" NOT NULL,
    principal_id TEXT COLLATE "binary" NOT NULL,
    starts_at    BIGINT NOT NULL,
    ends_at      BIGINT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (tenant, scope, name)
);
CREATE INDEX role_eligibilities_by_principal ON role_eligibilities (tenant, principal_id, scope, name);
CREATE INDEX role_eligibilities_by_end ON role_eligibilities (ends_at) WHERE ends_at > 0;

CREATE TABLE schedule_requests (
    tenant       TEXT COLLATE "binary" NOT NULL,
    kind         TEXT COLLATE "binary" NOT NULL, -- rbac.RequestKind
    scope        TEXT COLLATE "binary" NOT NULL,
    name         TEXT COLLATE "binary" NOT NULL,
    role_id      TEXT COLLATE "binary" NOT NULL,
    principal_id TEXT COLLATE "binary" NOT NULL, -- whom it is about
    requestor    TEXT COLLATE "binary" NOT NULL, -- who made it
    pending      BOOLEAN NOT NULL,               -- it waits for approval, or did when nobody decided in time
    at           BIGINT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, scope, name)
);
CREATE INDEX schedule_requests_by_principal ON schedule_requests (tenant, kind, principal_id, scope, name);
CREATE INDEX schedule_requests_by_time ON schedule_requests (tenant, pending, at);

CREATE TABLE role_policies (
    tenant  TEXT COLLATE "binary" NOT NULL,
    scope   TEXT COLLATE "binary" NOT NULL,
    role_id TEXT COLLATE "binary" NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (tenant, scope, role_id)
);

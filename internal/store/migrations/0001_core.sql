-- One text for SQLite and PostgreSQL. Keys that are compared or ordered carry the collation "binary": SQLite has it
-- built in, on PostgreSQL it is made from "C" before the first migration. Times are microseconds since 1970.

-- +goose Up

-- The one row whose value the last change of replicated state took. Writers queue on it.
CREATE TABLE revision (
    id    BIGINT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO revision (id, value) VALUES (1, 0);

-- What each revision changed. Old rows are pruned; a replica that fell further behind loads everything.
CREATE TABLE changes (
    revision BIGINT  NOT NULL,
    seq      BIGINT  NOT NULL,
    at       BIGINT  NOT NULL,
    kind     TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    deleted  BOOLEAN NOT NULL,
    body     TEXT    NOT NULL,
    PRIMARY KEY (revision, seq)
);

CREATE TABLE tenants (
    id   TEXT COLLATE "binary" PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE objects (
    tenant  TEXT COLLATE "binary" NOT NULL,
    id      TEXT COLLATE "binary" NOT NULL,
    kind    TEXT COLLATE "binary" NOT NULL,
    name    TEXT COLLATE "binary" NOT NULL, -- the display name in lower case
    deleted BOOLEAN NOT NULL,               -- softly: it can be restored
    body    TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX objects_by_kind ON objects (tenant, kind, id);
CREATE INDEX objects_by_name ON objects (tenant, name, id);

-- The exact values that an object can be found by, in lower case. Only the living hold theirs.
CREATE TABLE object_keys (
    tenant  TEXT COLLATE "binary" NOT NULL,
    id      TEXT COLLATE "binary" NOT NULL,
    kind    TEXT COLLATE "binary" NOT NULL,
    key     TEXT COLLATE "binary" NOT NULL,
    deleted BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, id, key),
    FOREIGN KEY (tenant, id) REFERENCES objects (tenant, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX object_keys_held ON object_keys (tenant, kind, key) WHERE NOT deleted;
CREATE INDEX object_keys_by_key ON object_keys (tenant, key);

CREATE TABLE links (
    tenant   TEXT COLLATE "binary" NOT NULL,
    relation TEXT COLLATE "binary" NOT NULL,
    from_id  TEXT COLLATE "binary" NOT NULL,
    to_id    TEXT COLLATE "binary" NOT NULL,
    PRIMARY KEY (tenant, relation, from_id, to_id),
    FOREIGN KEY (tenant, from_id) REFERENCES objects (tenant, id),
    FOREIGN KEY (tenant, to_id) REFERENCES objects (tenant, id)
);
CREATE INDEX links_from ON links (tenant, from_id);
CREATE INDEX links_to ON links (tenant, to_id, relation, from_id);

CREATE TABLE resources (
    key    TEXT COLLATE "binary" PRIMARY KEY, -- the scope in lower case
    tenant TEXT COLLATE "binary" NOT NULL,
    parent TEXT COLLATE "binary" NOT NULL,    -- the key of the node above by id; '' is the root
    type   TEXT COLLATE "binary" NOT NULL,
    name   TEXT COLLATE "binary" NOT NULL,
    body   TEXT NOT NULL
);
CREATE INDEX resources_by_parent ON resources (parent, key);
CREATE INDEX resources_by_type ON resources (tenant, type, key);

CREATE TABLE role_assignments (
    tenant           TEXT COLLATE "binary" NOT NULL,
    scope            TEXT COLLATE "binary" NOT NULL,
    name             TEXT COLLATE "binary" NOT NULL,
    role_id          TEXT COLLATE "binary" NOT NULL,
    principal_tenant TEXT COLLATE "binary" NOT NULL,
    principal_id     TEXT COLLATE "binary" NOT NULL,
    body             TEXT NOT NULL,
    PRIMARY KEY (tenant, scope, name)
);
CREATE UNIQUE INDEX role_assignments_once ON role_assignments (tenant, scope, principal_tenant, principal_id, role_id);
CREATE INDEX role_assignments_by_principal ON role_assignments (tenant, principal_id, scope, name);

CREATE TABLE role_definitions (
    tenant TEXT COLLATE "binary" NOT NULL,
    id     TEXT COLLATE "binary" NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE deny_assignments (
    tenant TEXT COLLATE "binary" NOT NULL,
    name   TEXT COLLATE "binary" NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- +goose Up

-- A name is one assignment's, whatever its scope.
CREATE INDEX role_assignments_by_name ON role_assignments (tenant, name);

-- The name by which the data plane knows an account, also a deleted one; '' for what is none. Rows that were written
-- before this column came have NULL, which stands for "look".
ALTER TABLE resources ADD COLUMN host TEXT COLLATE "binary";
CREATE INDEX resources_by_host ON resources (host);

-- When kinds of call counts were last used, so that those that nobody uses are removed. 9223372036854775807 is not known: of rows
-- that a replica of an earlier release writes.

-- +goose Up
ALTER TABLE call_kinds ADD COLUMN last BIGINT NOT NULL DEFAULT 9223372036854775807;
UPDATE call_kinds SET last = used.last FROM (SELECT kind, MAX(minute) AS last FROM call_counts GROUP BY kind) AS used WHERE used.kind = call_kinds.id;
CREATE INDEX call_kinds_by_last ON call_kinds (last);
CREATE INDEX spool_cursors_by_time ON spool_cursors (at);

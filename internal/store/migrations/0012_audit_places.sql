-- When a record was written, by the clock of the database; 0 where one process alone writes. On PostgreSQL places come from
-- a sequence, which is made after this migration, so that no writer waits for another. A transaction that took its place
-- earlier may then commit later: who reads the log in order stops in front of a place that is not taken yet.

-- +goose Up

ALTER TABLE audit ADD COLUMN written BIGINT NOT NULL DEFAULT 0;

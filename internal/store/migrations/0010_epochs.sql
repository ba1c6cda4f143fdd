-- A random value for each revision. A replica that finds another epoch at a revision that it has applied follows a database
-- which was put back to an earlier state, and loads everything again. Revisions from before have none.

-- +goose Up

ALTER TABLE revision ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
ALTER TABLE changes ADD COLUMN epoch TEXT NOT NULL DEFAULT '';

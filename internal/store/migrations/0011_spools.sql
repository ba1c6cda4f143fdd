-- How far the records of each process's spool have been received, written in the transaction that writes the records: a
-- record is received once. An id names a spool's folder.

-- +goose Up

CREATE TABLE spool_cursors (
    id      TEXT COLLATE "binary" PRIMARY KEY,
    segment BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    at      BIGINT NOT NULL
);

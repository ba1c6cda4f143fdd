-- Calls of models, added up by minute. Each process writes rows of its own, again and again while the minute lasts, so that
-- a write that is repeated counts once and replicas do not queue behind each other.

-- +goose Up

CREATE TABLE metric_series (
    id         BIGINT PRIMARY KEY, -- a hash of the other columns but the last
    account    TEXT COLLATE "binary" NOT NULL, -- resource id in lower case
    deployment TEXT COLLATE "binary" NOT NULL,
    format     TEXT COLLATE "binary" NOT NULL,
    model      TEXT COLLATE "binary" NOT NULL,
    version    TEXT COLLATE "binary" NOT NULL,
    api        TEXT COLLATE "binary" NOT NULL,
    operation  TEXT COLLATE "binary" NOT NULL,
    stream     BIGINT NOT NULL,
    status     BIGINT NOT NULL,
    last       BIGINT NOT NULL -- the last minute that was written, to the hour
);
CREATE INDEX metric_series_account ON metric_series (account);

CREATE TABLE metric_minutes (
    series BIGINT NOT NULL,
    minute BIGINT NOT NULL, -- minutes since 1970, UTC
    writer BIGINT NOT NULL, -- the process
    body   BYTEA NOT NULL,  -- the numbers: see metric.Point
    PRIMARY KEY (series, minute, writer)
);
CREATE INDEX metric_minutes_minute ON metric_minutes (minute);

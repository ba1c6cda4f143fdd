-- What callers left with model servers, and for which account: responses, files and batches. See resource.Kept.

-- +goose Up

CREATE TABLE kept_things (
    id      TEXT COLLATE "binary" NOT NULL,
    account TEXT COLLATE "binary" NOT NULL,
    server  TEXT NOT NULL,
    batch   BOOLEAN NOT NULL,
    at      BIGINT NOT NULL, -- microseconds since 1970
    PRIMARY KEY (id, account)
);
CREATE INDEX kept_things_by_time ON kept_things (at);

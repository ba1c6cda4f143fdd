package store

import (
	"context"
	"fmt"
	"time"
)

// How an SQLite file gives room back.
const (
	shrinkStep = 1000 // pages in one transaction: some milliseconds for writers to wait
	// A file that was made before files could shrink in steps is written anew when more than half of it is free.
	rewriteShare = 2
)

// Shrink gives the room of what was removed back to the file system. It works in short transactions, with pauses for other
// writers. PostgreSQL does this by itself.
func (db *DB) Shrink(ctx context.Context) error {
	if db.engine.name != "sqlite" {
		return nil
	}
	var mode, free, pages int64
	for pragma, into := range map[string]*int64{"auto_vacuum": &mode, "freelist_count": &free, "page_count": &pages} {
		if err := db.writer.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(into); err != nil {
			return db.engine.classify(err)
		}
	}
	switch {
	case mode == incremental:
		for ; free > 0; free -= shrinkStep {
			if err := db.shrinkStep(ctx); err != nil {
				return err
			}
			pause(ctx, 10*time.Millisecond)
		}
	case free > pages/rewriteShare:
		if err := db.rewrite(ctx); err != nil {
			return err
		}
	}
	// The file itself gets shorter when the log is written back to it.
	var busy, logged, written int64
	return db.engine.classify(db.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &logged, &written))
}

// incremental is the value of the pragma auto_vacuum for files that shrink in steps.
const incremental = 2

// shrinkStep gives back some pages. The pragma gives back one page for each row that is read.
func (db *DB) shrinkStep(ctx context.Context) error {
	if err := db.writing.enter(ctx); err != nil {
		return err
	}
	defer db.writing.leave()
	rows, err := db.writer.QueryContext(ctx, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", shrinkStep))
	if err != nil {
		return db.engine.classify(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
	}
	return db.engine.classify(rows.Err())
}

// rewrite makes the file anew, so that it can shrink in steps from then on.
func (db *DB) rewrite(ctx context.Context) error {
	if err := db.writing.enter(ctx); err != nil {
		return err
	}
	defer db.writing.leave()
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return db.engine.classify(err)
	}
	defer func() { _ = conn.Close() }()
	for _, statement := range []string{"PRAGMA auto_vacuum = 2", "VACUUM"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return db.engine.classify(err)
		}
	}
	return nil
}

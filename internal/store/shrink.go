package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// shrinkPages is how many pages one transaction gives back at most.
const shrinkPages = 1000

// incremental is the value of the pragma auto_vacuum for files that shrink in steps. A file that an early version made has
// another, and keeps its size: SQLite would have to write the whole file anew while nobody else writes. What a backup is restored
// to is a file that shrinks.
const incremental = 2

// unshrinkable is how many bytes may be free in a file that does not shrink before the log says so.
const unshrinkable = 16 << 20

// Shrink gives the room of what was removed back to the file system. It works in slices. PostgreSQL does this by itself.
func (db *DB) Shrink(ctx context.Context) error {
	if db.engine.name != "sqlite" {
		return nil
	}
	var mode, free, pageSize int64
	for pragma, into := range map[string]*int64{"auto_vacuum": &mode, "freelist_count": &free, "page_size": &pageSize} {
		if err := db.reader.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(into); err != nil {
			return db.engine.classify(err)
		}
	}
	if mode == incremental {
		for s := newSlicer(shrinkPages); free > 0; {
			pages := s.rows
			took, err := db.shrinkStep(ctx, pages)
			if err != nil {
				return err
			}
			free -= int64(pages)
			s.took(took)
			pause(ctx, max(took, 10*time.Millisecond))
		}
	} else if free*pageSize >= unshrinkable && !db.saidUnshrinkable.Swap(true) {
		db.log.WarnContext(ctx, "the file of the store cannot become smaller, since an early release made it: stop the server, and move everything to a new file with keyless backup and keyless restore",
			"freeBytes", free*pageSize)
	}
	return db.truncateLog(ctx)
}

// shrinkStep gives back some pages. The pragma gives back one page for each row that is read.
func (db *DB) shrinkStep(ctx context.Context, pages int) (time.Duration, error) {
	return db.holding(ctx, pages, func(conn *sql.Conn) error {
		rows, err := conn.QueryContext(ctx, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", pages))
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
		}
		return rows.Err()
	})
}

// holding runs do with the writer's connection, and tells how long it had it.
func (db *DB) holding(ctx context.Context, pages int, do func(*sql.Conn) error) (took time.Duration, err error) {
	err = db.observedRows(OperationUpkeep, func() (int, error) {
		if err := db.writing.enter(ctx); err != nil {
			return 0, err
		}
		defer db.writing.leave()
		conn, err := db.writer.Conn(ctx)
		if err != nil {
			return 0, db.engine.classify(err)
		}
		defer func() { _ = conn.Close() }()
		began := time.Now()
		err = do(conn)
		took = time.Since(began)
		return pages, db.engine.classify(err)
	})
	return took, err
}

// How often the log is tried to be cut.
const (
	truncations   = 20
	truncateAgain = 250 * time.Millisecond
)

// truncateLog writes the log back to the file, which gets shorter by that. The bulk is written by a connection of its own, for
// which no writer waits. The rest is cut while the writer is held; where somebody reads, that is tried again later, since
// writers would wait for the reader's end.
func (db *DB) truncateLog(ctx context.Context) error {
	for range truncations {
		if _, err := db.checkpoint(ctx, db.sweeper, "PASSIVE"); err != nil {
			return err
		}
		cut := false
		_, err := db.holding(ctx, 0, func(conn *sql.Conn) error {
			if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil {
				return err
			}
			done, err := db.checkpoint(ctx, conn, "TRUNCATE")
			cut = done
			_, reset := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = "+busyTimeout)
			return errors.Join(err, reset)
		})
		if err != nil || cut {
			return err
		}
		pause(ctx, truncateAgain)
	}
	return ctx.Err()
}

// checkpoint reports whether nobody kept it from writing all back.
func (db *DB) checkpoint(ctx context.Context, conn interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, mode string,
) (done bool, err error) {
	var busy, logged, written int64
	err = conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &logged, &written)
	return busy == 0, db.engine.classify(err)
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"keyless.dev/keyless/internal/fault"
)

// The operations that Options.Observe receives.
const (
	OperationUpdate   = "update"      // a transaction that writes replicated state
	OperationRows     = "update_rows" // one that writes other rows: records, usage, sign-ins
	OperationUpkeep   = "upkeep"      // a slice that removes what is old, or makes the file or the log smaller
	OperationDryRun   = "dry_run"     // one that is never committed
	OperationView     = "view"        // one that reads
	OperationPosition = "position"    // asking for the revision, as a lease is renewed
)

// Operation is an operation of the store, for metrics.
type Operation struct {
	Name string
	Took time.Duration // including the wait for a connection
	// Failure classifies the database's failure; "" if there was none. Errors of the caller are not failures.
	Failure string
	// Rows is how many rows, or pages, a slice of upkeep was about.
	Rows int
}

// observed runs an operation and reports it.
func (db *DB) observed(name string, do func() error) error {
	return db.observedRows(name, func() (int, error) { return 0, do() })
}

func (db *DB) observedRows(name string, do func() (rows int, err error)) error {
	began := time.Now()
	rows, err := do()
	if db.observe != nil {
		db.observe(Operation{name, time.Since(began), db.failure(err), rows})
	}
	return err
}

// failure classifies the database's failure.
func (db *DB) failure(err error) string {
	var f *fault.Error
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case broken(err):
		return "connection"
	}
	if kind, known := db.engine.failure(err); known {
		return kind
	}
	if errors.As(err, &f) && f.Kind == fault.Unavailable {
		return "other"
	}
	return "" // returned by the transaction's function
}

// broken reports whether the connection to the database is missing or broken.
func broken(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

func failurePostgres(err error) (kind string, known bool) {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return "", false
	}
	switch e.Code {
	case "23505", "23503": // unique and foreign keys
		return "", true
	case "57014":
		return "statement_timeout", true
	case "55P03":
		return "lock_timeout", true
	case "25P03":
		return "idle_timeout", true
	case "53100":
		return "disk_full", true
	case "40001", "40P01":
		return "conflict", true
	case "53300":
		return "too_many_connections", true
	case "57P01", "57P02", "57P03":
		return "shutdown", true
	case "25006":
		return "read_only", true
	}
	return "other", true
}

func failureSQLite(err error) (kind string, known bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return "", false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		return "", true
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "busy", true
	case sqlite3.SQLITE_FULL:
		return "disk_full", true
	case sqlite3.SQLITE_IOERR:
		return "io", true
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "corrupt", true
	}
	return "other", true
}

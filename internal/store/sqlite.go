package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"keyless.dev/keyless/internal/fault"
)

// openSQLite opens one connection that writes, so that writers queue in this process instead of failing with "busy", and a pool
// of connections that read.
func (db *DB) openSQLite(ctx context.Context, address string) error {
	path, err := sqlitePath(address)
	if err != nil {
		return err
	}
	if err := makeFile(path); err != nil {
		return err
	}
	if err := removeRehearsals(path); err != nil {
		db.log.WarnContext(ctx, "a copy of the database that a dry run left cannot be removed", "error", err)
	}
	db.copied = newRehearsal(db, path)
	nothing := func(*Tx) error { return nil }
	db.engine = engine{
		name:     "sqlite",
		detached: true,
		clock:    "0",
		rowID:    "rowid", rowIDType: "INTEGER",
		rehearse: db.copied.begin,
		classify: classifySQLite,
		failure:  failureSQLite,
		lock:     nothing, // done by BEGIN IMMEDIATE
		announce: func(*Tx, int64) error { return nil },
		listen:   func(ctx context.Context, _ func()) error { <-ctx.Done(); return ctx.Err() },
	}
	if db.writer, err = sqliteWriter(path); err != nil {
		return err
	}
	db.writer.SetMaxOpenConns(1)
	if err := migrate(ctx, goose.DialectSQLite3, db.writer, nil); err != nil {
		return err
	}
	if db.reader, err = sqliteReader(path); err != nil {
		return err
	}
	if db.sweeper, err = sqliteWriter(path); err != nil {
		return err
	}
	db.sweeper.SetMaxOpenConns(1)
	db.sweeper.SetMaxIdleConns(0)
	handles := max(4, runtime.GOMAXPROCS(0))
	db.reader.SetMaxOpenConns(handles)
	db.reader.SetMaxIdleConns(handles)
	db.reading, db.writing = make(queue, handles), make(queue, 1)
	return db.reader.PingContext(ctx)
}

// busyTimeout is how long SQLite waits for what another process holds, in milliseconds.
const busyTimeout = "5000"

const sqliteCommon = "?_dqs=0&_defensive=1&_pragma=busy_timeout(" + busyTimeout + ")&_pragma=foreign_keys(1)"

// sqliteWriter opens a file for writing. auto_vacuum must be set before the first page is written; see Shrink. With
// synchronous=FULL, committed transactions survive a power failure.
func sqliteWriter(path string) (*sql.DB, error) {
	return sql.Open("sqlite", sqliteFile(path)+"&_txlock=immediate&_pragma=auto_vacuum(2)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
}

// sqliteReader opens a file for reading.
func sqliteReader(path string) (*sql.DB, error) {
	return sql.Open("sqlite", sqliteFile(path)+"&_pragma=query_only(1)")
}

// sqliteFileOf returns SQLite's URI of a file.
func sqliteFileOf(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

// sqliteFile returns the data source name of a file.
func sqliteFile(path string) string {
	return sqliteFileOf(path) + sqliteCommon
}

// sqlitePath returns the path in an address. It rejects options, because some of SQLite's run SQL.
func sqlitePath(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	if u.Host != "" || u.Path == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("the address of an SQLite store is sqlite:///absolute/path/to/file.db, with three slashes and no options")
	}
	path := u.Path
	if len(path) > 2 && path[2] == ':' { // /C:/…
		path = path[1:]
	}
	return path, nil
}

// SQLiteAddress returns the address of the SQLite store in a file.
func SQLiteAddress(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	slashed := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "sqlite", Path: slashed}).String(), nil
}

// makeFile creates the file before SQLite does, so that it and the files beside it are private.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func classifySQLite(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch code := e.Code(); {
	case code == sqlite3.SQLITE_CONSTRAINT_UNIQUE, code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return conflict(err)
	case code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return dangling(err)
	case code&0xff == sqlite3.SQLITE_BUSY, code&0xff == sqlite3.SQLITE_FULL, code&0xff == sqlite3.SQLITE_LOCKED,
		code&0xff == sqlite3.SQLITE_IOERR, code&0xff == sqlite3.SQLITE_CANTOPEN, code&0xff == sqlite3.SQLITE_READONLY, code&0xff == sqlite3.SQLITE_NOMEM:
		return unavailable(err)
	}
	return err
}

func conflict(cause error) error {
	return fault.New(fault.Conflict, "Conflict", "Another object with the same key already exists.").Because(cause)
}

func dangling(cause error) error {
	return fault.New(fault.NotFound, "ResourceNotFound", "An object that the request refers to does not exist.").Because(cause)
}

func unavailable(cause error) error {
	return fault.New(fault.Unavailable, "ServiceUnavailable", "The service is busy. Try again later.").Because(fmt.Errorf("store: %w", cause))
}

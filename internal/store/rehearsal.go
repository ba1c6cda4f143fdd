package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// unrehearsed are the tables that are empty in the copy for a dry run on SQLite: sign-ins, and logs and counts, which grow with
// use and which the rules that a dry run applies never read.
var unrehearsed = []string{
	"assignment_use", "audit", "audit_blocks", "call_counts", "call_kinds", "changes", "metric_minutes", "metric_series",
	"signin_assertions", "signin_attempts", "signin_challenges", "signin_codes", "signin_devices", "signin_grants", "signin_refresh", "signin_sessions",
	"spool_cursors", "usage",
}

// rehearsedInMemory bounds the rows whose copy is kept in memory. More are copied to a file beside the database.
const rehearsedInMemory = 20_000

// rehearsalFile is the pattern of names of such files.
const rehearsalFile = ".dryrun-*.db"

// rehearseSQLite begins a transaction on a copy of the database in a file, as it is at one moment. Nobody waits for it.
func (db *DB) rehearseSQLite(ctx context.Context, path string) (*sql.Tx, func(), error) {
	var rows int64
	if err := db.reader.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM objects) + (SELECT count(*) FROM links) + (SELECT count(*) FROM resources)
		+ (SELECT count(*) FROM role_assignments)`).Scan(&rows); err != nil {
		return nil, nil, err
	}
	at, remove := "file::memory:"+sqliteCommon, func() {}
	if rows > rehearsedInMemory {
		file, err := os.CreateTemp(filepath.Dir(path), rehearsalFile) // readable by its owner only
		if err != nil {
			return nil, nil, fmt.Errorf("copy the database for a dry run: %w", err)
		}
		_ = file.Close()
		at = sqliteFile(file.Name()) + "&_pragma=journal_mode(MEMORY)&_pragma=synchronous(OFF)&_pragma=cache_size(-16384)"
		remove = func() { _ = os.Remove(file.Name()) }
	}
	copied, err := sql.Open("sqlite", at)
	if err != nil {
		remove()
		return nil, nil, err
	}
	copied.SetMaxOpenConns(1)
	end := func() { _ = copied.Close(); remove() }
	if err = copyToRehearse(ctx, copied, path); err == nil {
		var tx *sql.Tx
		if tx, err = copied.BeginTx(ctx, nil); err == nil {
			return tx, func() { _ = tx.Rollback(); end() }, nil
		}
	}
	end()
	return nil, nil, fmt.Errorf("copy the database for a dry run: %w", err)
}

// removeRehearsals removes copies that a process left that was killed.
func removeRehearsals(path string) error {
	folder := filepath.Dir(path)
	files, err := os.ReadDir(folder)
	for _, file := range files {
		if left, _ := filepath.Match(rehearsalFile, file.Name()); left {
			err = errors.Join(err, os.Remove(filepath.Join(folder, file.Name())))
		}
	}
	return err
}

// copyToRehearse copies tables and their indexes. Tables that are empty, have the indexes already and check no foreign keys
// are copied by SQLite as they are in the file, many times as fast as row by row.
func copyToRehearse(ctx context.Context, db *sql.DB, path string) error {
	for _, statement := range []string{"ATTACH DATABASE $1 AS live", "PRAGMA foreign_keys = 0"} {
		var args []any
		if strings.Contains(statement, "$1") {
			args = []any{sqliteFileOf(path) + "?mode=ro"}
		}
		if _, err := db.ExecContext(ctx, statement, args...); err != nil {
			return err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	tables, err := schemaAt(newest())
	if err != nil {
		return err
	}
	created, err := made(ctx, tx)
	if err != nil {
		return err
	}
	for _, create := range created {
		if _, err := tx.ExecContext(ctx, create); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if slices.Contains(unrehearsed, t.name) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO main."+t.name+" SELECT * FROM live."+t.name); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, statement := range []string{"DETACH DATABASE live", "PRAGMA foreign_keys = 1"} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// made are the statements that made the tables of the store and their indexes.
func made(ctx context.Context, tx *sql.Tx) (all []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT sql FROM live.sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')
		AND tbl_name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'goose_%' ORDER BY type = 'index'`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var create string
		if err := rows.Scan(&create); err != nil {
			return nil, err
		}
		all = append(all, create)
	}
	return all, rows.Err()
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// unrehearsed are the tables that are empty in the copy which a dry run on SQLite works on: logs and counts, which grow with
// use and no rule reads that a dry run plays, and sign-ins.
var unrehearsed = []string{
	"assignment_use", "audit", "audit_blocks", "call_counts", "call_kinds", "changes", "metric_minutes", "metric_series",
	"signin_assertions", "signin_attempts", "signin_challenges", "signin_codes", "signin_devices", "signin_grants", "signin_refresh", "signin_sessions",
	"spool_cursors", "usage",
}

// maxRehearsed bounds the rows that are copied for a dry run.
const maxRehearsed = 20_000

// rehearse begins a transaction on a copy, so that nobody waits for a dry run. Where the copy would take longer than most dry
// runs, it takes the file's one writer, which others wait for.
func (db *DB) rehearseSQLite(ctx context.Context, path string) (tx *sql.Tx, end func(), err error) {
	var rows int64
	if err := db.reader.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM objects) + (SELECT count(*) FROM links) + (SELECT count(*) FROM resources)
		+ (SELECT count(*) FROM role_assignments)`).Scan(&rows); err != nil {
		return nil, nil, err
	}
	if rows <= maxRehearsed {
		return rehearseOnCopy(ctx, path)
	}
	if err := db.writing.enter(ctx); err != nil {
		return nil, nil, err
	}
	if tx, err = db.writer.BeginTx(ctx, nil); err != nil {
		db.writing.leave()
		return nil, nil, err
	}
	return tx, func() { _ = tx.Rollback(); db.writing.leave() }, nil
}

// rehearseOnCopy begins a transaction on a copy in memory of the database in a file, as it is at one moment.
func rehearseOnCopy(ctx context.Context, path string) (*sql.Tx, func(), error) {
	db, err := sql.Open("sqlite", "file::memory:"+sqliteCommon)
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	end := func() { _ = db.Close() }
	if err = copyToRehearse(ctx, db, path); err == nil {
		var tx *sql.Tx
		if tx, err = db.BeginTx(ctx, nil); err == nil {
			return tx, func() { _ = tx.Rollback(); end() }, nil
		}
	}
	end()
	return nil, nil, fmt.Errorf("copy the database for a dry run: %w", err)
}

func copyToRehearse(ctx context.Context, db *sql.DB, path string) error {
	if _, err := db.ExecContext(ctx, "ATTACH DATABASE $1 AS live", sqliteFileOf(path)+"?mode=ro"); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	tables, err := schemaAt(newest()) // no row refers to a table behind its own
	if err != nil {
		return err
	}
	for _, t := range tables {
		var create string
		if err := tx.QueryRowContext(ctx, "SELECT sql FROM live.sqlite_schema WHERE type = 'table' AND name = $1", t.name).Scan(&create); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, create); err != nil {
			return err
		}
		if slices.Contains(unrehearsed, t.name) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO main."+t.name+" SELECT * FROM live."+t.name); err != nil {
			return err
		}
	}
	var indexes []string
	rows, err := tx.QueryContext(ctx, "SELECT sql FROM live.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var create string
		if err := rows.Scan(&create); err != nil {
			return err
		}
		indexes = append(indexes, create)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, create := range indexes {
		if _, err := tx.ExecContext(ctx, create); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "DETACH DATABASE live")
	return err
}

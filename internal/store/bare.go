package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/pressly/goose/v3"
)

// bare is a database without migrations and statement timeouts.
type bare struct {
	*sql.DB
	dialect goose.Dialect
}

// openBare opens a database. For writing it creates a missing SQLite file; for reading it fails.
func openBare(ctx context.Context, address string, write bool) (*bare, error) {
	scheme, _, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite":
		return bareSQLite(address, write)
	case "postgres", "postgresql":
		return barePostgres(ctx, address)
	}
	return nil, fmt.Errorf("a store's address starts with sqlite:// or postgres://, not %q", scheme)
}

func bareSQLite(address string, write bool) (*bare, error) {
	path, err := sqlitePath(address)
	if err != nil {
		return nil, err
	}
	opened := sqliteReader
	if write {
		opened = sqliteWriter
		err = makeFile(path)
	} else if _, err = os.Stat(path); errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("there is no database %s", path)
	}
	if err != nil {
		return nil, err
	}
	db, err := opened(path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &bare{db, goose.DialectSQLite3}, nil
}

func barePostgres(ctx context.Context, text string) (*bare, error) {
	address, err := parsePostgres(text)
	if err != nil {
		return nil, err
	}
	pooled, err := address.isPooled(ctx)
	if err != nil {
		return nil, err
	}
	return &bare{address.open(address.connector(pooled)), goose.DialectPostgres}, nil
}

// version returns the version of the schema; 0 if there are no tables.
func (b *bare) version(ctx context.Context) (int64, error) {
	query := "SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'"
	if b.dialect == goose.DialectPostgres {
		query = "SELECT count(*) FROM (SELECT to_regclass('goose_db_version') AS found) looked WHERE found IS NOT NULL"
	}
	var there int
	if err := b.QueryRowContext(ctx, query).Scan(&there); err != nil || there == 0 {
		return 0, err
	}
	var version int64
	err := b.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	return version, err
}

// migrateTo creates the schema of a version.
func (b *bare) migrateTo(ctx context.Context, version int64) error {
	provider, err := newProvider(b.dialect, b.DB)
	if err != nil {
		return err
	}
	if b.dialect == goose.DialectPostgres {
		if _, err := b.ExecContext(ctx, binaryCollation); err != nil {
			return err
		}
	}
	_, err = provider.UpTo(ctx, version)
	return err
}

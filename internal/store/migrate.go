package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate migrates the schema. Before the first pending migration it calls prepare, if not nil. It fails if a newer release
// created the tables, or if they do not match the migrations.
func migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, prepare func() error) error {
	provider, err := newProvider(dialect, db)
	if err != nil {
		return err
	}
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if version > newest() {
		return newer("the store", version)
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return err
	}
	if pending {
		if prepare != nil {
			if err := prepare(); err != nil {
				return err
			}
		}
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	return checkSchema(ctx, dialect, db)
}

func newProvider(dialect goose.Dialect, db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db, folder, goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

const (
	channel = "keyless_revision"
	// migrationLock is the advisory lock that replicas that start together queue on.
	migrationLock = 0x6b65796c657373
)

func (db *DB) openPostgres(ctx context.Context, address string) error {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return errors.New("the address cannot be read") // pgx's text would hold the password
	}
	db.engine = engine{
		name:     "postgres",
		classify: classifyPostgres,
		lock: func(tx *Tx) error {
			var revision int64
			_, err := tx.row("SELECT value FROM revision WHERE id = 1 FOR UPDATE", nil, &revision)
			return err
		},
		view: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		announce: func(tx *Tx, revision int64) error {
			_, err := tx.exec("SELECT pg_notify($1, $2)", channel, strconv.FormatInt(revision, 10))
			return err
		},
		listen: func(ctx context.Context, wake func()) error { return listen(ctx, config, wake) },
	}
	db.writer = stdlib.OpenDB(*config)
	db.reader = db.writer
	db.writer.SetMaxOpenConns(32)
	db.writer.SetMaxIdleConns(16)
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	err = migrate(ctx, goose.DialectPostgres, db.writer, func() error {
		_, err := conn.ExecContext(ctx, `CREATE COLLATION IF NOT EXISTS "binary" FROM "C"`)
		return err
	})
	_, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	return errors.Join(err, unlock)
}

// listen calls wake once it listens, since something may have come before, and for each announcement until the
// connection fails or ctx ends.
func listen(ctx context.Context, config *pgx.ConnConfig, wake func()) error {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return fmt.Errorf("listen for changes: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for wake(); ; wake() {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}

// classifyPostgres knows the SQLSTATE codes that are the caller's doing or that pass.
func classifyPostgres(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		var connect *pgconn.ConnectError
		if errors.As(err, &connect) {
			return unavailable(err)
		}
		return err
	}
	switch e.Code {
	case "23505": // unique_violation
		return conflict(err)
	case "23503": // foreign_key_violation
		return dangling(err)
	case "40001", "40P01", "53300", "57P01", "57P03", "25006": // conflict, deadlock, too many, shut down, starting, standby
		return unavailable(err)
	}
	return err
}

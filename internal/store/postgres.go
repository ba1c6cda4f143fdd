package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

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
		clock:    postgresClock,
		classify: classifyPostgres,
		failure:  failurePostgres,
		lock: func(tx *Tx) error {
			_, err := tx.row("SELECT value, epoch FROM revision WHERE id = 1 FOR UPDATE", nil, &tx.at.Revision, &tx.at.Epoch)
			return err
		},
		view: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		announce: func(tx *Tx, revision int64) error {
			_, err := tx.exec("SELECT pg_notify($1, $2)", channel, strconv.FormatInt(revision, 10))
			return err
		},
		listen: func(ctx context.Context, wake func()) error { return listen(ctx, config, wake) },
	}
	unlimited := config.Copy()
	unlimited.DialFunc = dialPostgres
	config = unlimited.Copy()
	for name, value := range limits() {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	if err := migratePostgres(ctx, unlimited); err != nil {
		return err
	}
	db.writer = stdlib.OpenDB(*config)
	db.reader = db.writer
	db.writer.SetMaxOpenConns(32)
	db.writer.SetMaxIdleConns(16)
	return db.writer.PingContext(ctx)
}

// limits are the deadlines that PostgreSQL keeps for each connection, in milliseconds, unless the address sets others. A
// replica that is frozen or cut off within a transaction holds a lock that all writers wait for: the server ends its
// transaction after idle_in_transaction_session_timeout, before others give up waiting.
func limits() map[string]string {
	return map[string]string{
		"statement_timeout":                   "60000",
		"lock_timeout":                        "15000",
		"idle_in_transaction_session_timeout": "5000",
	}
}

// dialPostgres connects with keep-alives, so that a server behind a broken network is noticed within about 15 seconds also
// by a connection that only waits.
func dialPostgres(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{
		Timeout:         10 * time.Second,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 5},
		Control:         userTimeout,
	}
	return d.DialContext(ctx, network, address)
}

// migratePostgres brings the tables up to date, on connections without deadlines: a large table takes its time.
func migratePostgres(ctx context.Context, config *pgx.ConnConfig) error {
	db := stdlib.OpenDB(*config)
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	err = migrate(ctx, goose.DialectPostgres, db, func() error {
		_, err := conn.ExecContext(ctx, `CREATE COLLATION IF NOT EXISTS "binary" FROM "C"`)
		return err
	})
	if err == nil {
		err = makePlaces(ctx, conn)
	}
	_, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	return errors.Join(err, unlock)
}

// makePlaces makes the sequence of places in the audit log, which goes on behind what the log holds.
func makePlaces(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `DO $$ BEGIN
		IF to_regclass('audit_places') IS NULL THEN
			CREATE SEQUENCE audit_places;
			PERFORM setval('audit_places', (SELECT seq + 1 FROM audit_head WHERE id = 1), false);
		END IF;
	END $$`)
	return err
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
		if err := waitForNotification(ctx, conn); err != nil {
			return err
		}
	}
}

// How long a listening connection waits before it asks whether the server is still there, and for the answer.
const (
	quietTime  = 10 * time.Second
	answerTime = 3 * time.Second
)

// waitForNotification returns when something was announced. It fails if the server does not answer any more.
func waitForNotification(ctx context.Context, conn *pgx.Conn) error {
	for {
		quiet, cancel := context.WithTimeout(ctx, quietTime)
		_, err := conn.WaitForNotification(quiet)
		cancel()
		if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		ping, cancel := context.WithTimeout(ctx, answerTime)
		err = conn.Ping(ping)
		cancel()
		if err != nil {
			return err
		}
	}
}

// classifyPostgres knows the SQLSTATE codes that are the caller's doing or that pass.
func classifyPostgres(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) && broken(err) {
			return unavailable(err)
		}
		return err
	}
	switch e.Code {
	case "23505": // unique_violation
		return conflict(err)
	case "23503": // foreign_key_violation
		return dangling(err)
	case "40001", "40P01", "53300", "57P01", "57P03", "25006", // conflict, deadlock, too many, shut down, starting, standby
		"57014", "55P03", "25P03", "53100": // statement, lock or idle timeout, disk full
		return unavailable(err)
	}
	return err
}

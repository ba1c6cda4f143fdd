package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"

	"keyless.dev/keyless/internal/store/pgsql"
)

const (
	channel = "keyless_revision"
	// migrationLock is the advisory lock that serializes the migrations of replicas that start together.
	migrationLock = 0x6b65796c657373
)

// binaryCollation creates the collation of keys, which migrations require.
const binaryCollation = `CREATE COLLATION IF NOT EXISTS "binary" FROM "C"`

func (db *DB) openPostgres(ctx context.Context, text string) error {
	address, err := parsePostgres(text)
	if err != nil {
		return err
	}
	pooled, err := address.isPooled(ctx)
	if err != nil {
		return err
	}
	db.engine = engine{
		name:  "postgres",
		clock: postgresClock,
		rowID: "ctid", rowIDType: "TID",
		rehearse: func(ctx context.Context) (statements, func(), error) {
			tx, err := db.writer.BeginTx(ctx, nil)
			if err != nil {
				db.rehearsing.leave()
				return nil, nil, err
			}
			return tx, func() { _ = tx.Rollback(); db.rehearsing.leave() }, nil
		},
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
		listen: func(ctx context.Context, wake func()) error { return listen(ctx, address, wake) },
	}
	connector := address.connector(pooled)
	if pooled {
		db.behindPooler(connector)
	} else {
		for name, value := range limits() {
			if _, given := connector.Config.RuntimeParams[name]; !given {
				connector.Config.RuntimeParams[name] = value
			}
		}
	}
	if err := migratePostgres(ctx, address, address.connector(pooled)); err != nil {
		return err
	}
	db.writer = address.open(connector)
	db.reader = db.writer
	return db.writer.PingContext(ctx)
}

// limits returns the timeouts that PostgreSQL enforces for each connection, in milliseconds, unless the address sets others. A
// replica that freezes within a transaction holds a lock that all writers need: the server ends its transaction after
// idle_in_transaction_session_timeout, before the others give up.
func limits() map[string]string {
	return map[string]string{
		"statement_timeout":                   "60000",
		"lock_timeout":                        "15000",
		"idle_in_transaction_session_timeout": "5000",
	}
}

// dialPostgres connects with keep-alives, so that even an idle connection notices within about 15 seconds that the network is
// broken.
func dialPostgres(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{
		Timeout:         10 * time.Second,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 5},
		Control:         userTimeout,
	}
	return d.DialContext(ctx, network, address)
}

// migratePostgres migrates the schema on connections without timeouts, because large tables take time. Replicas that start
// together do it one after the other. The lock belongs to a transaction, which a pooler keeps on one connection.
func migratePostgres(ctx context.Context, address *postgresAddress, unlimited pgsql.Connector) error {
	db := address.open(unlimited)
	defer func() { _ = db.Close() }()
	lock, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Rollback() }() // releases the lock
	for _, statement := range []string{
		"SELECT set_config('idle_in_transaction_session_timeout', '0', true)",
		fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", migrationLock),
	} {
		if _, err := lock.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	err = migrate(ctx, goose.DialectPostgres, db, func() error {
		_, err := db.ExecContext(ctx, binaryCollation)
		return err
	})
	if err != nil {
		return err
	}
	return makePlaces(ctx, db)
}

// makePlaces creates the sequence of places in the audit log, starting after the existing records.
func makePlaces(ctx context.Context, conn *sql.DB) error {
	_, err := conn.ExecContext(ctx, `DO $$ BEGIN
		IF to_regclass('audit_places') IS NULL THEN
			CREATE SEQUENCE audit_places;
			PERFORM setval('audit_places', (SELECT seq + 1 FROM audit_head WHERE id = 1), false);
		END IF;
	END $$`)
	return err
}

// listen calls wake once it listens, because something may have changed before, and for each notification, until the connection
// fails or ctx ends.
func listen(ctx context.Context, address *postgresAddress, wake func()) error {
	heard := false
	conn, err := address.connector(true).Dial(ctx, func() { heard = true })
	if err != nil {
		return fmt.Errorf("listen for changes: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel).ReadAll(); err != nil {
		return err
	}
	for wake(); ; wake() {
		for !heard {
			if err := waitForNotification(ctx, conn); err != nil {
				return err
			}
		}
		heard = false
	}
}

// How long a listening connection waits before it checks that the server is alive, and for the response.
const (
	quietTime  = 10 * time.Second
	answerTime = 3 * time.Second
)

// waitForNotification returns when there is a notification, or after quietTime if the server still responds. It fails if the
// server no longer responds.
func waitForNotification(ctx context.Context, conn *pgconn.PgConn) error {
	quiet, cancel := context.WithTimeout(ctx, quietTime)
	err := conn.WaitForNotification(quiet)
	cancel()
	if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	ping, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	return conn.Ping(ping)
}

// classifyPostgres maps SQLSTATE codes that the caller caused or that are temporary, and broken connections.
func classifyPostgres(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) && broken(err) {
			return unavailable(err)
		}
		return err
	}
	switch {
	case e.Code == "23505": // unique_violation
		return conflict(err)
	case e.Code == "23503": // foreign_key_violation
		return dangling(err)
	case passes(e.Code):
		return unavailable(err)
	}
	return err
}

// passes reports whether an SQLSTATE describes a temporary state of the database.
func passes(code string) bool {
	switch code[:min(2, len(code))] {
	case "08", "40", "53", "57", "58": // connection, rolled back, resources such as a full disk, operator, system
		return true
	}
	return code == "25006" || code == "25P03" || code == "55P03" // a standby; idle in a transaction; lock not available
}

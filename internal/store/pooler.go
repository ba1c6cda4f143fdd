package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/store/pgsql"
)

// pooledPoll is the polling interval of a replica behind a pooler, which does not forward notifications.
const pooledPoll = 100 * time.Millisecond

// isPooled reports whether a pooler such as PgBouncer is between this process and PostgreSQL. PostgreSQL sends each client the id
// of its server process; a pooler sends an id of its own, because each transaction may use another process.
func (a *postgresAddress) isPooled(ctx context.Context) (bool, error) {
	conn, err := a.connector(true).Dial(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	answers, err := conn.Exec(ctx, "SELECT pg_backend_pid()").ReadAll()
	if err != nil {
		return false, err
	}
	return string(answers[0].Rows[0][0]) != strconv.FormatUint(uint64(conn.PID()), 10), nil
}

// behindPooler configures connections for a pooler, where each transaction may use another server process: it sets timeouts
// within each transaction, because poolers reject them as connection parameters.
func (db *DB) behindPooler(connector pgsql.Connector) {
	deadlines := limits()
	for name, value := range connector.Config.RuntimeParams {
		if _, known := deadlines[name]; known {
			deadlines[name] = value
			delete(connector.Config.RuntimeParams, name)
		}
	}
	var settings []string
	for _, name := range slices.Sorted(maps.Keys(deadlines)) {
		settings = append(settings, fmt.Sprintf("set_config('%s', '%s', true)", name, strings.ReplaceAll(deadlines[name], "'", "''")))
	}
	set := "SELECT " + strings.Join(settings, ", ")
	db.engine.begun = func(tx *Tx) error {
		_, err := tx.sql.ExecContext(tx.ctx, set)
		return db.engine.classify(err)
	}
	// LISTEN applies to one server process, which the pooler gives to other clients after the transaction.
	db.engine.listen = func(ctx context.Context, _ func()) error { <-ctx.Done(); return ctx.Err() }
	db.poll = min(db.poll, pooledPoll)
	db.log.Info("the store is behind a connection pooler: notifications do not come through, so changes of other replicas are asked for more often", "every", db.poll)
}

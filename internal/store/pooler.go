package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// pooledPoll is how often a replica behind a pooler asks for changes of others: no notification reaches it.
const pooledPoll = 100 * time.Millisecond

// isPooled reports whether a pooler such as PgBouncer is between this process and PostgreSQL. PostgreSQL tells each client
// the process that serves it; a pooler tells a number of its own, since the process is another one in the next
// transaction.
func (a *postgresAddress) isPooled(ctx context.Context) (bool, error) {
	conn, err := a.connect(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var serves uint32
	err = conn.QueryRow(ctx, "SELECT pg_backend_pid()", pgx.QueryExecModeSimpleProtocol).Scan(&serves)
	return serves != conn.PgConn().PID(), err
}

// behindPooler makes connections work where each transaction may be served by another process: nothing is prepared under a
// name, and deadlines are set within each transaction, because poolers refuse them as parameters of a connection.
func (db *DB) behindPooler(config *pgx.ConnConfig) {
	config.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	deadlines := limits()
	for name, value := range config.RuntimeParams {
		if _, known := deadlines[name]; known {
			deadlines[name] = value
			delete(config.RuntimeParams, name)
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
	// LISTEN is registered with one process of PostgreSQL, and the pooler gives that to others after the transaction.
	db.engine.listen = func(ctx context.Context, _ func()) error { <-ctx.Done(); return ctx.Err() }
	db.poll = min(db.poll, pooledPoll)
	db.log.Info("the store is behind a connection pooler: notifications do not come through, so changes of other replicas are asked for more often", "every", db.poll)
}

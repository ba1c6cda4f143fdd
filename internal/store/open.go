package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/audit"
)

// DB is an open store. It is safe for concurrent use.
type DB struct {
	engine engine
	writer *sql.DB
	reader *sql.DB // the same as writer on PostgreSQL
	// sweeper writes the log of SQLite back to the file beside the writer; nil on PostgreSQL.
	sweeper *sql.DB
	// reading and writing are the queues for connections of SQLite.
	reading, writing queue
	rehearsing       queue           // for DryRun
	dryRuns          atomic.Int64    // that run or wait
	copied           *rehearsal      // for DryRun on SQLite
	saidUnshrinkable atomic.Bool     // that the file does not shrink
	closing          context.Context // ends when Close is called
	close            context.CancelFunc
	turn             chan struct{}
	now              func() time.Time
	keep             int64
	poll, settling   time.Duration
	observe          func(Operation)
	log              *slog.Logger

	mu    sync.Mutex
	hooks []func([]Change)
	seen  []func(Position)
	kept  []func([]audit.Record)
}

// Options configures a store. The zero value is for production.
type Options struct {
	// Now is the clock of change records; nil means time.Now.
	Now func() time.Time
	// KeepRevisions is the number of revisions whose change records are kept; 0 means 100,000.
	KeepRevisions int64
	// Poll is how often Watch looks for changes by other writers without a notification; 0 means one second.
	Poll time.Duration
	// Observe is called after every operation, if not nil. It must not use the store.
	Observe func(Operation)
	// Settling is how long a place in the audit log may be missing before readers skip it; 0 means ten seconds.
	Settling time.Duration
	// Log receives messages about the database for operators. It may be nil.
	Log *slog.Logger
}

// engine holds the differences between the databases.
type engine struct {
	name     string
	classify func(error) error // a driver's error → fault
	// failure classifies a driver's error; "" if it is the caller's. known is false if err has none.
	failure func(err error) (kind string, known bool)
	// lock makes a transaction wait for other writers of replicated state, in any process, and sets its time.
	lock func(*Tx) error
	// begun prepares each transaction. It may be nil.
	begun func(*Tx) error
	// view are the options of a read transaction with a consistent state.
	view *sql.TxOptions
	// detached is set if statements run to completion even if the caller is canceled. They are short.
	detached bool
	// clock is an SQL expression for the database's time in microseconds; "0" if only one process writes.
	clock string
	// rehearse begins a transaction for a dry run, for which the caller has entered DB.rehearsing; end rolls it back and leaves.
	// rehearse itself leaves if it fails.
	rehearse func(context.Context) (inner statements, end func(), err error)
	// rowID is the column that identifies a row, and rowIDType its type.
	rowID, rowIDType string
	// announce notifies other replicas of a revision when the transaction commits.
	announce func(*Tx, int64) error
	// listen calls wake for notifications until ctx ends or the connection fails.
	listen func(ctx context.Context, wake func()) error
}

// Open opens the store at address, "sqlite:///path/to/file.db" or "postgres://…", and migrates its schema. A missing SQLite file
// and its folder are created, readable only by their owner.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	db := &DB{rehearsing: make(queue, 1), turn: make(chan struct{}, 1), now: o.Now, keep: o.KeepRevisions, poll: o.Poll, observe: o.Observe, settling: o.Settling, log: o.Log}
	db.closing, db.close = context.WithCancel(context.WithoutCancel(ctx))
	if db.now == nil {
		db.now = time.Now
	}
	if db.keep == 0 {
		db.keep = 100_000
	}
	if db.settling == 0 {
		db.settling = defaultSettling
	}
	if db.poll == 0 {
		db.poll = time.Second
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	scheme, _, _ := strings.Cut(address, ":")
	var err error
	switch scheme {
	case "sqlite":
		err = db.openSQLite(ctx, address)
	case "postgres", "postgresql":
		err = db.openPostgres(ctx, address)
	default:
		err = fmt.Errorf("a store's address starts with sqlite:// or postgres://, not %q", scheme)
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open store %s: %w", redact(address), err)
	}
	return db, nil
}

// Close closes the database after running transactions have ended. Dry runs end early.
func (db *DB) Close() error {
	var err error
	db.close()
	if db.copied != nil {
		_ = db.rehearsing.enter(context.Background())
		db.copied.drop()
		db.copied = nil
		db.rehearsing.leave()
	}
	if db.reader != nil {
		err = db.reader.Close()
	}
	if db.sweeper != nil {
		_ = db.sweeper.Close()
	}
	if db.writer != nil && db.writer != db.reader {
		if e := db.writer.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Shared reports whether other processes may write to the database, which is the case on PostgreSQL.
func (db *DB) Shared() bool { return db.engine.name == "postgres" }

// Ping checks that the database responds.
func (db *DB) Ping(ctx context.Context) error {
	return db.engine.classify(db.reader.PingContext(ctx))
}

// redact removes the password from an address for error messages.
func redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "at an address that cannot be read"
	}
	u.RawQuery = ""
	return u.Redacted()
}

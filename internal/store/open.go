package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
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
	rehearsing       queue // for DryRun
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

// Options tune a store. The zero value is for production.
type Options struct {
	// Now is the clock of change records; nil is time.Now.
	Now func() time.Time
	// KeepRevisions is how many revisions keep their change records; 0 is 100,000.
	KeepRevisions int64
	// Poll is how often Watch looks for other writers' changes of which no notification came; 0 is one second.
	Poll time.Duration
	// Observe is told of every operation when it has ended; nil is nobody. It must not use the store.
	Observe func(Operation)
	// Settling is how long a place in the audit log may be missing before readers pass over it; 0 is ten seconds.
	Settling time.Duration
	// Log is told what an operator should know of the database; nil tells nobody.
	Log *slog.Logger
}

// engine is what differs between the databases.
type engine struct {
	name     string
	classify func(error) error // a driver's error → fault
	// failure names a driver's error in one word, "" if it is the caller's doing. known is false if err holds none.
	failure func(err error) (kind string, known bool)
	// lock makes a transaction wait for other writers of replicated state, in any process, and sets its at.
	lock func(*Tx) error
	// begun prepares each transaction; nil where nothing has to be.
	begun func(*Tx) error
	// view are the options of a read transaction that sees one state throughout.
	view *sql.TxOptions
	// detached is true where statements run to their end, also when the caller has gone: they are short.
	detached bool
	// clock is an expression for the database's time in microseconds; "0" where only one process writes.
	clock string
	// rehearse begins a transaction for a dry run, and end ends it without a trace.
	rehearse func(context.Context) (tx *sql.Tx, end func(), err error)
	// rowID is the column that names a row, and rowIDType its type.
	rowID, rowIDType string
	// announce tells other replicas of a revision when the transaction commits.
	announce func(*Tx, int64) error
	// listen waits for one announcement, or until ctx ends.
	listen func(ctx context.Context, wake func()) error
}

// Open opens the store at address, "sqlite:///path/to/file.db" or "postgres://…", and brings its tables up to date. The
// SQLite file and its folder are made if missing, readable by their owner only.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	db := &DB{rehearsing: make(queue, 1), turn: make(chan struct{}, 1), now: o.Now, keep: o.KeepRevisions, poll: o.Poll, observe: o.Observe, settling: o.Settling, log: o.Log}
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

// Close releases the database. Running transactions end first.
func (db *DB) Close() error {
	var err error
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

// Shared reports whether other processes may write to the database: it is on PostgreSQL.
func (db *DB) Shared() bool { return db.engine.name == "postgres" }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	return db.engine.classify(db.reader.PingContext(ctx))
}

// redact keeps a password out of an error text.
func redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "at an address that cannot be read"
	}
	u.RawQuery = ""
	return u.Redacted()
}

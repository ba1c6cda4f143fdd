package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// Tx is a transaction. It implements the Writer of directory, resource and rbac, and the stores of sign-in and usage. It must be
// used by one goroutine, and only within the function that it is passed to.
type Tx struct {
	// ctx cancels the transaction's statements.
	ctx     context.Context
	db      *DB
	sql     statements
	rows    bool // only rows without change records may be written
	changes []Change
	records []audit.Record // to be written at the end
	at      Position       // at the start of the transaction; zero if no other process writes
	pace    *pacer         // of long work beside others; nil otherwise
}

// statements runs SQL in a transaction.
type statements interface {
	ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// The interfaces of the rule packages.
var (
	_ directory.Writer = (*Tx)(nil)
	_ resource.Writer  = (*Tx)(nil)
	_ rbac.Writer      = (*Tx)(nil)
)

// errRows reports a programming error: replicated state is written outside of Update, where writers do not queue.
var errRows = errors.New("store: replicated state is written in Update only")

// Update runs do in a read-write transaction, and commits it if do returns nil; otherwise it rolls back. Updates are serialized
// across all processes, so what do reads stays true until the commit. If replicated state changed, the transaction takes the next
// revision, and Update returns after every OnCommit function has returned; otherwise after every OnUnchanged function has.
//
// do must not start another transaction of the store.
func (db *DB) Update(ctx context.Context, do func(*Tx) error) error {
	select {
	case db.turn <- struct{}{}:
		defer func() { <-db.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var changes []Change
	var at Position
	err := db.observed(OperationUpdate, func() (err error) {
		changes, at, err = db.commit(ctx, false, do)
		return err
	})
	if err != nil {
		return err
	}
	db.mu.Lock()
	hooks, seen := db.hooks, db.seen
	db.mu.Unlock()
	switch {
	case len(changes) > 0:
		for _, hook := range hooks {
			hook(changes)
		}
	case at != Position{}:
		for _, look := range seen {
			look(at)
		}
	}
	return nil
}

// UpdateRows is Update for rows that are not replicated: codes, refresh tokens, usage. On PostgreSQL it does not queue behind other
// writers, so each statement must be correct by itself. Writing replicated state in it fails.
func (db *DB) UpdateRows(ctx context.Context, do func(*Tx) error) error {
	return db.observed(OperationRows, func() error {
		_, _, err := db.commit(ctx, true, do)
		return err
	})
}

// maxDryRuns is how many dry runs may run or wait in a process.
const maxDryRuns = 16

// retryDryRun is when whoever is refused should try again.
const retryDryRun = 5 * time.Second

// DryRun runs do in a transaction that writes and is never committed, and returns what do does. In a process one runs at a
// time, so that long ones take a bounded share of the processors; DryRun fails with fault.Throttled if maxDryRuns run or wait.
// On SQLite it works on a copy, in which logs and sign-ins are empty, and nobody waits for it. Since all its work is this
// process's, it pauses between statements. On PostgreSQL only writers of the same rows wait for it.
func (db *DB) DryRun(ctx context.Context, do func(*Tx) error) error {
	defer db.dryRuns.Add(-1)
	if db.dryRuns.Add(1) > maxDryRuns {
		f := fault.New(fault.Throttled, "TooManyRequests", "%d validations and what-if operations run or wait already. Try again later.", maxDryRuns)
		f.RetryAfter = retryDryRun
		return f
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(db.closing, cancel)()
	if err := db.rehearsing.enter(ctx); err != nil {
		return err
	}
	return db.observed(OperationDryRun, func() error {
		inner, end, err := db.engine.rehearse(ctx)
		if err != nil {
			return db.engine.classify(err)
		}
		defer end()
		tx := &Tx{ctx: ctx, db: db, sql: inner}
		if db.engine.detached {
			tx.pace = newPacer()
		}
		if err := tx.begun(); err != nil {
			return err
		}
		return do(tx)
	})
}

// View runs do in a transaction that reads a consistent state, without waiting for writers.
func (db *DB) View(ctx context.Context, do func(*Tx) error) error {
	return db.observed(OperationView, func() error { return db.read(ctx, do) })
}

func (db *DB) read(ctx context.Context, do func(*Tx) error) error {
	if err := db.reading.enter(ctx); err != nil {
		return err
	}
	defer db.reading.leave()
	if db.engine.detached {
		return db.viewDetached(ctx, do)
	}
	inner, err := db.reader.BeginTx(ctx, db.engine.view)
	if err != nil {
		return db.engine.classify(err)
	}
	defer func() { _ = inner.Rollback() }()
	tx := &Tx{ctx: ctx, db: db, sql: inner, rows: true}
	if err := tx.begun(); err != nil {
		return err
	}
	return do(tx)
}

// begun prepares the transaction as the engine requires.
func (tx *Tx) begun() error {
	if tx.db.engine.begun == nil {
		return nil
	}
	return tx.db.engine.begun(tx)
}

// viewDetached is View for an engine within this process. With a context that can be canceled, database/sql and the driver start a
// goroutine per statement to interrupt it; under load the scheduler prefers those to connections that have become readable, and
// some callers wait for a second. Statements here are short, so the context is checked between them.
func (db *DB) viewDetached(ctx context.Context, do func(*Tx) error) error {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return db.engine.classify(err)
	}
	defer func() { _ = conn.Close() }()
	detached := context.WithoutCancel(ctx)
	if _, err := conn.ExecContext(detached, "BEGIN"); err != nil {
		return db.engine.classify(err)
	}
	defer func() {
		if _, err := conn.ExecContext(detached, "ROLLBACK"); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // so that the connection with its open transaction is not reused
		}
	}()
	return do(&Tx{ctx: ctx, db: db, sql: conn, rows: true})
}

func (db *DB) commit(ctx context.Context, rows bool, do func(*Tx) error) ([]Change, Position, error) {
	if err := db.writing.enter(ctx); err != nil {
		return nil, Position{}, err
	}
	defer db.writing.leave()
	inner, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return nil, Position{}, db.engine.classify(err)
	}
	defer func() { _ = inner.Rollback() }() // no effect after a commit
	tx := &Tx{ctx: ctx, db: db, sql: inner, rows: rows}
	if err := tx.begun(); err != nil {
		return nil, Position{}, err
	}
	if !rows {
		if err := db.engine.lock(tx); err != nil {
			return nil, Position{}, err
		}
	}
	if err := do(tx); err != nil {
		return nil, Position{}, err
	}
	if err := tx.publish(); err != nil {
		return nil, Position{}, err
	}
	if err := tx.appendAudit(tx.records); err != nil {
		return nil, Position{}, err
	}
	if err := inner.Commit(); err != nil {
		return nil, Position{}, db.engine.classify(err)
	}
	tx.tell()
	return tx.changes, tx.at, nil
}

// tell calls OnRecords functions with the committed audit records.
func (tx *Tx) tell() {
	if len(tx.records) == 0 {
		return
	}
	tx.db.mu.Lock()
	kept := tx.db.kept
	tx.db.mu.Unlock()
	for _, take := range kept {
		take(tx.records)
	}
}

// Context returns the context of the transaction.
func (tx *Tx) Context() context.Context { return tx.ctx }

// running returns the context for a statement. It fails if the transaction's context has ended.
func (tx *Tx) running() (context.Context, error) {
	if tx.pace != nil {
		tx.pace.pause(tx.ctx)
	}
	if !tx.db.engine.detached {
		return tx.ctx, nil
	}
	return context.WithoutCancel(tx.ctx), tx.ctx.Err()
}

// exec runs a statement and returns the number of changed rows.
func (tx *Tx) exec(statement string, args ...any) (int64, error) {
	if err := fit(args); err != nil {
		return 0, err
	}
	ctx, err := tx.running()
	if err != nil {
		return 0, err
	}
	result, err := tx.sql.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, tx.db.engine.classify(err)
	}
	return result.RowsAffected()
}

// row scans the first row of a query, and reports whether there was one. A RETURNING clause makes a write a query.
func (tx *Tx) row(query string, args []any, into ...any) (bool, error) {
	if err := fit(args); err != nil {
		return false, err
	}
	ctx, err := tx.running()
	if err != nil {
		return false, err
	}
	err = tx.sql.QueryRowContext(ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, tx.db.engine.classify(err)
}

// query calls each for every row, which it must scan. Do not run other statements within each.
func (tx *Tx) query(query string, args []any, each func(scan func(...any) error) error) error {
	if err := fit(args); err != nil {
		return err
	}
	ctx, err := tx.running()
	if err != nil {
		return err
	}
	rows, err := tx.sql.QueryContext(ctx, query, args...)
	if err != nil {
		return tx.db.engine.classify(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return tx.db.engine.classify(rows.Err())
}

// fit rejects text that one of the databases cannot store, so that both reject the same.
func fit(args []any) error {
	for _, arg := range args {
		if text, ok := arg.(string); ok && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text)) {
			return fault.New(fault.Invalid, "InvalidRequest", "The request holds a character that is not allowed.")
		}
	}
	return nil
}

// bodies returns the JSON bodies in the only column of a query.
func bodies[T any](tx *Tx, query string, args ...any) ([]*T, error) {
	var all []*T
	err := tx.query(query, args, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		value := new(T)
		if err := json.Unmarshal([]byte(text), value); err != nil {
			return fmt.Errorf("a stored body cannot be read: %w", err)
		}
		all = append(all, value)
		return nil
	})
	return all, err
}

// encode returns the body of a value.
func encode(value any) (string, error) {
	body, err := json.Marshal(value)
	return string(body), err
}

// where builds a WHERE clause and its arguments.
type where struct {
	conditions []string
	args       []any
}

// and adds a condition; each ? in it is replaced by the next of args.
func (w *where) and(condition string, args ...any) {
	for _, arg := range args {
		condition = strings.Replace(condition, "?", w.bind(arg), 1)
	}
	w.conditions = append(w.conditions, condition)
}

// in adds the condition that column is one of values.
func (w *where) in(column string, values []string) {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.bind(v)
	}
	w.conditions = append(w.conditions, column+" IN ("+strings.Join(marks, ", ")+")")
}

// prefix adds the condition that column starts with text. It is a range instead of a LIKE, so it needs no escaping and uses an
// index: columns compare as bytes, and no continuation of text in UTF-8 sorts above U+10FFFF.
func (w *where) prefix(column, text string) {
	w.and(column+" >= ? AND "+column+" < ?", text, text+"\U0010FFFF")
}

// below adds the condition that column is the key of a descendant of key: '0' is the character after '/'.
func (w *where) below(column, key string) {
	w.and(column+" >= ? AND "+column+" < ?", key+"/", key+"0")
}

func (w *where) bind(arg any) string {
	w.args = append(w.args, arg)
	return fmt.Sprintf("$%d", len(w.args))
}

// String returns the WHERE clause.
func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// limit returns the LIMIT clause; 0 means no limit.
func (w *where) limit(n int) string {
	if n <= 0 {
		return ""
	}
	return " LIMIT " + w.bind(n)
}

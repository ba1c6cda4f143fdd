package pgsql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrRolledBack is the failure of a commit of a transaction in which a statement has failed: PostgreSQL answers it with a
// rollback, and with no error.
var ErrRolledBack = errors.New("the transaction was rolled back, because a statement in it has failed")

// errLost is the failure of statements that were sent and not answered. They may have run, and are not repeated.
var errLost = fmt.Errorf("the connection to the database was lost before it answered: %w", io.ErrUnexpectedEOF)

const (
	// maxPrepared is how many statements a connection keeps prepared.
	maxPrepared = 512
	// longText is the length in bytes from which a statement is prepared each time. Such ones have a row of values for each of a
	// number of rows that varies: each number is a statement of its own, and PostgreSQL takes much memory to keep one.
	longText = 2048
	// fresh is how long a connection may lie idle and be taken for one that still works.
	fresh = time.Second
)

// What a connection does besides the methods of driver.Conn.
var (
	_ driver.ConnBeginTx     = (*conn)(nil)
	_ driver.ExecerContext   = (*conn)(nil)
	_ driver.QueryerContext  = (*conn)(nil)
	_ driver.Pinger          = (*conn)(nil)
	_ driver.SessionResetter = (*conn)(nil)
	_ driver.Validator       = (*conn)(nil)
)

// conn is one connection. database/sql gives it to one goroutine at a time.
type conn struct {
	pg *pgconn.PgConn
	// prepared are statements by their text; nil where none may be prepared under a name.
	prepared map[string]*pgconn.StatementDescription
	names    int // how many names were given to statements
	used     time.Time
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return c.pg.Close(ctx)
}

// IsValid implements driver.Validator.
func (c *conn) IsValid() bool { return !c.pg.IsClosed() }

// ResetSession implements driver.SessionResetter: a connection that was idle for long is asked whether it still works.
func (c *conn) ResetSession(ctx context.Context) error {
	if c.pg.IsClosed() || c.pg.TxStatus() != 'I' {
		return driver.ErrBadConn
	}
	if time.Since(c.used) > fresh {
		if err := c.Ping(ctx); err != nil {
			return err
		}
	}
	c.used = time.Now()
	return nil
}

// Ping implements driver.Pinger.
func (c *conn) Ping(ctx context.Context) error {
	if err := c.pg.Ping(ctx); err != nil {
		_ = c.Close() // it is of no use, whatever this says
		return driver.ErrBadConn
	}
	return nil
}

// Prepare implements driver.Conn. Statements are prepared when they run.
func (c *conn) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("pgsql: statements are prepared by themselves: use ExecContext and QueryContext")
}

// Begin implements driver.Conn.
func (c *conn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// BeginTx implements driver.ConnBeginTx.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	begin := "BEGIN"
	switch sql.IsolationLevel(o.Isolation) {
	case sql.LevelDefault:
	case sql.LevelRepeatableRead:
		begin += " ISOLATION LEVEL REPEATABLE READ"
	default:
		return nil, fmt.Errorf("pgsql: no transaction has the isolation level %v", sql.IsolationLevel(o.Isolation))
	}
	if o.ReadOnly {
		begin += " READ ONLY"
	}
	if _, err := c.simple(ctx, begin); err != nil {
		if errors.Is(err, errLost) {
			return nil, driver.ErrBadConn // a transaction that nothing was done in may be begun again
		}
		return nil, err
	}
	return tx{ctx, c}, nil
}

// tx is the transaction that a connection is in. It ends with the context that it began with, also where a server that does not
// answer would have it wait.
type tx struct {
	ctx  context.Context
	conn *conn
}

// Commit implements driver.Tx.
func (t tx) Commit() error {
	tag, err := t.conn.simple(t.ctx, "COMMIT")
	if err != nil {
		if t.conn.pg.TxStatus() != 'I' {
			_ = t.conn.Close() // nobody may go on within this transaction
		}
		return err
	}
	if tag.String() == "ROLLBACK" {
		return ErrRolledBack
	}
	return nil
}

// Rollback implements driver.Tx.
func (t tx) Rollback() error {
	_, err := t.conn.simple(t.ctx, "ROLLBACK")
	if err != nil {
		_ = t.conn.Close() // nobody may go on within this transaction
	}
	return err
}

// ExecContext implements driver.ExecerContext. Without parameters there may be several statements.
func (c *conn) ExecContext(ctx context.Context, statement string, args []driver.NamedValue) (driver.Result, error) {
	var tag pgconn.CommandTag
	var err error
	if len(args) == 0 {
		tag, err = c.simple(ctx, statement)
	} else {
		var answer *pgconn.ResultReader
		if answer, err = c.run(ctx, statement, args); err == nil {
			tag, err = answer.Close()
		}
		err = c.failed(err)
	}
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	answer, err := c.run(ctx, query, args)
	if err != nil {
		return nil, c.failed(err)
	}
	// The first row is read here, since only then an error is known of which database/sql tries again on another connection.
	found := &rows{conn: c, answer: answer, fields: slices.Clone(answer.FieldDescriptions()), read: answer.NextRow()}
	if !found.read {
		if _, err := answer.Close(); err != nil {
			return nil, c.failed(err)
		}
	}
	return found, nil
}

// simple runs statements without parameters and returns what is said of the last one.
func (c *conn) simple(ctx context.Context, statements string) (pgconn.CommandTag, error) {
	answers := c.pg.Exec(ctx, statements)
	sent := c.pg.IsBusy()
	var tag pgconn.CommandTag
	for answers.NextResult() {
		tag, _ = answers.ResultReader().Close() // Close of all of them says how it failed
	}
	err := answers.Close()
	// pgconn says of a connection that ends before the answer that it was closed from the start, and so that nothing was sent.
	if sent && pgconn.SafeToRetry(err) {
		return tag, errLost
	}
	return tag, c.failed(err)
}

// run runs one statement with parameters. It is prepared under a name for the next time, where that may be.
func (c *conn) run(ctx context.Context, statement string, args []driver.NamedValue) (*pgconn.ResultReader, error) {
	values, formats, err := parameters(args)
	if err != nil {
		return nil, err
	}
	if c.prepared == nil || len(statement) >= longText {
		return c.pg.ExecParams(ctx, statement, values, nil, formats, nil), nil
	}
	known, ok := c.prepared[statement]
	if !ok {
		if len(c.prepared) >= maxPrepared {
			if _, err := c.simple(ctx, "DEALLOCATE ALL"); err != nil {
				return nil, err
			}
			clear(c.prepared)
		}
		c.names++
		if known, err = c.pg.Prepare(ctx, "keyless_"+strconv.Itoa(c.names), statement, nil); err != nil {
			return nil, err
		}
		c.prepared[statement] = known
	}
	return c.pg.ExecStatement(ctx, known, values, formats, nil), nil
}

// failed is an error as database/sql is told of it: driver.ErrBadConn, after which it tries another connection, for one that
// came before anything was sent.
func (c *conn) failed(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if pgconn.SafeToRetry(err) {
		return driver.ErrBadConn
	}
	var said *pgconn.PgError
	if errors.As(err, &said) && c.prepared != nil {
		switch said.Code {
		case "0A000", "26000": // a table has changed under a prepared statement; there is no such statement any more
			clear(c.prepared)
		}
	}
	return err
}

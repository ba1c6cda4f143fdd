package pgsql_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"keyless.dev/keyless/internal/store/pgsql"
)

// dying is a server whose process dies when it gets a statement: it may have done it, and nobody hears so.
type dying struct {
	mu    sync.Mutex
	heard []string
	last  string // the statement that it dies of; others are done
}

func (d *dying) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	b := pgproto3.NewBackend(c, c)
	if _, err := b.ReceiveStartupMessage(); err != nil {
		return
	}
	b.Send(&pgproto3.AuthenticationOk{})
	b.Send(&pgproto3.BackendKeyData{ProcessID: 1, SecretKey: []byte{0, 0, 0, 1}})
	for state := byte('I'); ; {
		b.Send(&pgproto3.ReadyForQuery{TxStatus: state})
		if b.Flush() != nil {
			return
		}
		message, err := b.Receive()
		if err != nil {
			return
		}
		query, ok := message.(*pgproto3.Query)
		if !ok {
			return
		}
		d.mu.Lock()
		d.heard = append(d.heard, query.String)
		d.mu.Unlock()
		if query.String == d.last {
			return
		}
		if query.String == "BEGIN" {
			state = 'T'
		}
		b.Send(&pgproto3.CommandComplete{CommandTag: []byte(query.String)})
	}
}

func (d *dying) open(t *testing.T) *sql.DB {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go d.serve(c)
		}
	}()
	config, err := pgconn.ParseConfig("postgres://u@" + listener.Addr().String() + "/d?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(pgsql.Connector{Config: config})
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestStatementsThatMayHaveRunAreNotRepeated(t *testing.T) {
	const update = "UPDATE t SET n = n + 1"
	for _, row := range []struct {
		rule, last string
		commit     bool
		want       []string
	}{
		{"a statement by itself", update, false, []string{update}},
		{"a commit", "COMMIT", true, []string{"BEGIN", update, "COMMIT"}},
		{"the beginning of a transaction, which changes nothing, is", "BEGIN", true, []string{"BEGIN", "BEGIN", "BEGIN"}},
	} {
		t.Run(row.rule, func(t *testing.T) {
			d := &dying{last: row.last}
			db := d.open(t)
			err := run(t, db, update, row.commit)
			if err == nil || row.last != "BEGIN" && (errors.Is(err, driver.ErrBadConn) || !errors.Is(err, io.ErrUnexpectedEOF)) {
				t.Errorf("it failed with %v", err)
			}
			d.mu.Lock()
			defer d.mu.Unlock()
			if !slices.Equal(d.heard, row.want) {
				t.Errorf("the server heard %q", d.heard)
			}
		})
	}
}

func run(t *testing.T, db *sql.DB, statement string, inTransaction bool) error {
	t.Helper()
	if !inTransaction {
		_, err := db.ExecContext(t.Context(), statement)
		return err
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	return tx.Commit()
}

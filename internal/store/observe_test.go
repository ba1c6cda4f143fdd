package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

func TestObserveReceivesEachOperation(t *testing.T) {
	address, err := SQLiteAddress(filepath.Join(t.TempDir(), "keyless.db"))
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	db, err := Open(t.Context(), address, Options{Observe: func(o Operation) { seen = append(seen, o.Name+" "+o.Failure) }})
	if err != nil {
		t.Fatal(err)
	}
	refused := fault.New(fault.NotFound, "NotFound", "There is none.")
	_ = db.Update(t.Context(), func(tx *Tx) error { return tx.PutTenant(&directory.Tenant{ID: "t"}) })
	_ = db.Update(t.Context(), func(*Tx) error { return refused })
	_ = db.UpdateRows(t.Context(), func(*Tx) error { return nil })
	_ = db.View(t.Context(), func(*Tx) error { return nil })
	_, _ = db.Position(t.Context())
	ended, end := context.WithCancel(t.Context())
	end()
	_ = db.View(ended, func(*Tx) error { return nil })
	want := []string{"update ", "update ", "update_rows ", "view ", "position ", "view canceled"}
	if !slices.Equal(seen, want) {
		t.Errorf("%q, want %q", seen, want)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestPostgreSQLFailuresAreClassified(t *testing.T) {
	db := &DB{engine: engine{classify: classifyPostgres, failure: failurePostgres}}
	sqlstate := func(code string) error { return &pgconn.PgError{Code: code} }
	for because, row := range map[string]struct {
		err  error
		want string
	}{
		"nothing failed":                            {nil, ""},
		"a statement took too long":                 {sqlstate("57014"), "statement_timeout"},
		"a lock was not given":                      {sqlstate("55P03"), "lock_timeout"},
		"a transaction was left open":               {sqlstate("25P03"), "idle_timeout"},
		"the disk is full":                          {sqlstate("53100"), "disk_full"},
		"the server stops":                          {sqlstate("57P01"), "shutdown"},
		"the server is a standby":                   {sqlstate("25006"), "read_only"},
		"transactions were in each other's way":     {sqlstate("40001"), "conflict"},
		"the connection broke":                      {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), "connection"},
		"the caller canceled":                       {fmt.Errorf("query: %w", context.Canceled), "canceled"},
		"the caller timed out":                      {fmt.Errorf("query: %w", context.DeadlineExceeded), "timeout"},
		"another failure":                           {sqlstate("XX000"), "other"},
		"the caller wrote the same key twice":       {sqlstate("23505"), ""},
		"the caller's own refusal is not a failure": {fault.New(fault.Conflict, "Conflict", "No."), ""},
		"the caller's own error is not a failure":   {errors.New("no"), ""},
	} {
		if got := db.failure(db.engine.classify(row.err)); got != row.want {
			t.Errorf("%s: %q, want %q", because, got, row.want)
		}
	}
}

// A broken connection must not be answered as an internal error.
func TestBrokenConnectionsAreTemporary(t *testing.T) {
	if err := classifyPostgres(io.ErrUnexpectedEOF); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
	if err := classifyPostgres(context.Canceled); !errors.Is(err, context.Canceled) || fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
}

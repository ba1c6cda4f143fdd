package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// Move copies the store at one address to an empty one at another. It fails if a server writes to the first one meanwhile; the
// copy must not be used then.
func Move(ctx context.Context, from, to string, tell Progress) (Copied, error) {
	before, err := mark(ctx, from)
	if err != nil {
		return Copied{}, err
	}
	read, write := io.Pipe()
	dumped := make(chan error, 1)
	go func() {
		_, err := Dump(ctx, from, write, time.Now(), func(string, int64) {})
		dumped <- errors.Join(err, write.CloseWithError(err))
	}()
	copied, err := Restore(ctx, read, to, tell)
	_ = read.CloseWithError(err)
	// If reading failed, that is why writing did.
	if failed := <-dumped; failed != nil {
		return copied, failed
	}
	if err != nil {
		return copied, err
	}
	after, err := mark(ctx, from)
	if err == nil && after != before {
		err = errors.New("a server has written to the first store meanwhile: stop all servers, empty the second store, and move again")
	}
	return copied, err
}

// state detects changes of a store: its revision, and the number of rows of its logs.
type state struct{ revision, audit, last, sessions int64 }

func mark(ctx context.Context, address string) (at state, err error) {
	db, err := openBare(ctx, address, false)
	if err != nil {
		return at, err
	}
	defer func() { _ = db.Close() }()
	version, err := db.version(ctx)
	if err != nil || version == 0 {
		return at, err // Dump reports the error
	}
	err = db.QueryRowContext(ctx, `SELECT (SELECT value FROM revision WHERE id = 1), (SELECT count(*) FROM audit),
		(SELECT coalesce(max(seq), 0) FROM audit), (SELECT coalesce(max(created_at), 0) FROM signin_grants)`).Scan(&at.revision, &at.audit, &at.last, &at.sessions)
	return at, err
}

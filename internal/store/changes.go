package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

// Kinds of change.
const (
	KindTenant         = "tenant"
	KindObject         = "object"
	KindLink           = "link"
	KindResource       = "resource"
	KindRoleDefinition = "roleDefinition"
	KindAssignment     = "assignment"
	KindDenyAssignment = "denyAssignment"
	KindRevokedGrant   = "revokedGrant" // a sign-in whose tokens ended; Body is a RevokedGrant
)

// Change is one thing that a revision put or deleted. Applying all changes in order gives the present state.
//
// Body is the JSON of the directory, resource or rbac type that Kind names, also of what was deleted: as it was last.
// A link counts as present while both its ends live: soft-deleting an end deletes it, restoring the end puts it back.
type Change struct {
	Revision int64
	At       time.Time // when it was made; zero from LoadAll, but for a revoked grant
	Kind     string
	Key      string // the same for all changes of one thing, among those of its kind
	Deleted  bool
	Body     json.RawMessage
	// Object is directory.Kind, with KindObject only.
	Object string
}

// ErrPruned says that the changes asked for are no longer kept: load everything instead.
var ErrPruned = errors.New("store: changes that old are no longer kept")

// OnCommit has apply called with the changes of every Update of this DB that changed replicated state, before that
// Update returns, in the order of revisions. It does not hear of other processes: see Watch.
func (db *DB) OnCommit(apply func([]Change)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.hooks = append(db.hooks[:len(db.hooks):len(db.hooks)], apply)
}

// Revision is the revision of the last change.
func (db *DB) Revision(ctx context.Context) (revision int64, err error) {
	err = db.View(ctx, func(tx *Tx) error { revision, err = tx.revision(); return err })
	return revision, err
}

// Changes lists the changes after a revision, in order. It fails with ErrPruned if some of them are no longer kept.
func (db *DB) Changes(ctx context.Context, after int64) ([]Change, error) {
	var all []Change
	err := db.View(ctx, func(tx *Tx) error {
		last, err := tx.revision()
		if err != nil || last <= after {
			return err
		}
		err = tx.query("SELECT revision, at, kind, key, deleted, body FROM changes WHERE revision > $1 ORDER BY revision, seq",
			[]any{after}, func(scan func(...any) error) error {
				var c Change
				var at int64
				var body string
				if err := scan(&c.Revision, &at, &c.Kind, &c.Key, &c.Deleted, &body); err != nil {
					return err
				}
				c.At, c.Body = time.UnixMicro(at), json.RawMessage(body)
				c.Kind, c.Object, _ = strings.Cut(c.Kind, ":")
				all = append(all, c)
				return nil
			})
		if err == nil && (len(all) == 0 || all[0].Revision != after+1) {
			return ErrPruned
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Watch calls wake when another process may have changed something, and at every polling interval in case a notification
// was lost, until ctx ends. On SQLite there is only the interval.
func (db *DB) Watch(ctx context.Context, wake func()) error {
	listening, stop := context.WithCancel(ctx)
	defer stop()
	bell := make(chan struct{}, 1)
	ring := func() {
		select {
		case bell <- struct{}{}:
		default: // it rings already
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for listening.Err() == nil {
			// A lost connection is made again; meanwhile the interval serves, so the error needs no other care.
			_ = db.engine.listen(listening, ring)
			pause(listening, db.poll)
		}
	}()
	defer func() { stop(); <-done }()
	for {
		timer := time.NewTimer(db.poll)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-bell:
		case <-timer.C:
		}
		timer.Stop()
		wake()
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (tx *Tx) revision() (revision int64, err error) {
	_, err = tx.row("SELECT value FROM revision WHERE id = 1", nil, &revision)
	return revision, err
}

// record remembers a change until the transaction commits.
func (tx *Tx) record(c Change, parts ...string) {
	c.Key = ascii.ToLower(strings.Join(parts, " "))
	tx.changes = append(tx.changes, c)
}

// same reports whether the body that query finds by key is already this one, so that writing it would change nothing.
func (tx *Tx) same(query string, key []any, body string) (bool, error) {
	if tx.rows {
		return false, errRows
	}
	var before string
	found, err := tx.row(query, key, &before)
	return found && before == body, err
}

// take runs a DELETE … RETURNING body and reports whether there was one.
func (tx *Tx) take(statement string, key ...any) (body string, found bool, err error) {
	if tx.rows {
		return "", false, errRows
	}
	found, err = tx.row(statement, key, &body)
	return body, found, err
}

// publish takes the next revision and writes the records, if there are any.
func (tx *Tx) publish() error {
	if len(tx.changes) == 0 {
		return nil
	}
	var revision int64
	if _, err := tx.row("UPDATE revision SET value = value + 1 WHERE id = 1 RETURNING value", nil, &revision); err != nil {
		return err
	}
	at := tx.db.now().Truncate(time.Microsecond)
	for i := range tx.changes {
		tx.changes[i].Revision, tx.changes[i].At = revision, at
	}
	const batch = 100
	for first := 0; first < len(tx.changes); first += batch {
		if err := tx.insertChanges(first, min(first+batch, len(tx.changes))); err != nil {
			return err
		}
	}
	if revision%1024 == 0 {
		if _, err := tx.exec("DELETE FROM changes WHERE revision <= $1", revision-tx.db.keep); err != nil {
			return err
		}
	}
	return tx.db.engine.announce(tx, revision)
}

func (tx *Tx) insertChanges(first, end int) error {
	w := where{}
	rows := make([]string, 0, end-first)
	for seq := first; seq < end; seq++ {
		c := tx.changes[seq]
		kind := c.Kind
		if c.Object != "" {
			kind += ":" + c.Object
		}
		rows = append(rows, fmt.Sprintf("(%s, %s, %s, %s, %s, %s, %s)", w.bind(c.Revision), w.bind(int64(seq)), w.bind(c.At.UnixMicro()),
			w.bind(kind), w.bind(c.Key), w.bind(c.Deleted), w.bind(string(c.Body))))
	}
	_, err := tx.exec("INSERT INTO changes (revision, seq, at, kind, key, deleted, body) VALUES "+strings.Join(rows, ", "), w.args...)
	return err
}

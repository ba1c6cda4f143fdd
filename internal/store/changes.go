package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

// The kinds of change.
const (
	KindTenant         = "tenant"
	KindObject         = "object"
	KindLink           = "link"
	KindResource       = "resource"
	KindRoleDefinition = "roleDefinition"
	KindAssignment     = "assignment"
	KindDenyAssignment = "denyAssignment"
	KindEligibility    = "eligibility"
	KindRolePolicy     = "rolePolicy"
	KindRevokedGrant   = "revokedGrant" // a revoked sign-in; Body is a RevokedGrant
)

// Change is an object that a revision put or deleted. Applying all changes in order gives the present state.
//
// Body is the JSON of the directory, resource or rbac type that Kind names; for a deleted object it is the last state. A link
// exists only while both of its ends do: soft-deleting an end deletes the link, restoring the end puts it back. A
// link that is made or removed while an end is soft-deleted has a record, too: that it does not exist.
type Change struct {
	Revision int64
	Epoch    string    // of the revision; "" from LoadAll
	At       time.Time // time of the change; zero from LoadAll, except for a revoked grant
	Kind     string
	Key      string // identifies the object among those of its kind
	Deleted  bool
	Body     json.RawMessage
	// Object is the directory.Kind, only with KindObject.
	Object string
}

// Position is a revision in the history of a database. Two databases, or one that was restored to an earlier state, can have the
// same revision with different content. The epoch, a random value per revision, distinguishes them.
type Position struct {
	Revision int64
	Epoch    string // "" means unknown, and matches every epoch
}

// ErrDiverged reports that the database's history differs from the caller's: it was restored to an earlier state, by a restore or
// a failover to a standby that lagged behind. Load everything again.
var ErrDiverged = errors.New("store: the database has another history")

// ErrPruned reports that the requested changes are no longer stored. Load everything instead.
var ErrPruned = errors.New("store: changes that old are no longer kept")

// OnCommit sets a function that is called with the changes of every Update of this DB to replicated state, before that Update
// returns, in the order of revisions. It does not see changes by other processes: see Watch.
func (db *DB) OnCommit(apply func([]Change)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.hooks = append(db.hooks[:len(db.hooks):len(db.hooks)], apply)
}

// OnUnchanged sets a function that is called with the database's position when an Update of this DB changed nothing, before that
// Update returns: another process may have made the change, which this one may not have seen yet. It is not called if no other
// process writes.
func (db *DB) OnUnchanged(look func(Position)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.seen = append(db.seen[:len(db.seen):len(db.seen)], look)
}

// Revision returns the revision of the last change.
func (db *DB) Revision(ctx context.Context) (int64, error) {
	p, err := db.Position(ctx)
	return p.Revision, err
}

// Position returns the position of the last change. It takes one round trip.
func (db *DB) Position(ctx context.Context) (Position, error) {
	var p Position
	err := db.observed(OperationPosition, func() error {
		return db.engine.classify(db.reader.QueryRowContext(ctx, "SELECT value, epoch FROM revision WHERE id = 1").Scan(&p.Revision, &p.Epoch))
	})
	return p, err
}

// InHistory fails with ErrDiverged if the database was never at p, and with ErrPruned if that is no longer known.
func (db *DB) InHistory(ctx context.Context, p Position) error {
	return db.View(ctx, func(tx *Tx) error {
		last, err := tx.position()
		if err != nil {
			return err
		}
		return tx.inHistory("changes", p, last)
	})
}

// Changes returns the changes after a position, in order. It fails with ErrPruned if some of them are no longer stored, and with
// ErrDiverged if the position is not in the database's history.
func (db *DB) Changes(ctx context.Context, after Position) ([]Change, error) {
	var all []Change
	err := db.View(ctx, func(tx *Tx) error {
		last, err := tx.position()
		if err != nil {
			return err
		}
		if err := tx.inHistory("changes", after, last); err != nil || last.Revision == after.Revision {
			return err
		}
		first := int64(-1)
		err = tx.query("SELECT revision, seq, epoch, at, kind, key, deleted, body FROM changes WHERE revision > $1 ORDER BY revision, seq",
			[]any{after.Revision}, func(scan func(...any) error) error {
				var c Change
				var seq, at int64
				var body string
				if err := scan(&c.Revision, &seq, &c.Epoch, &at, &c.Kind, &c.Key, &c.Deleted, &body); err != nil {
					return err
				}
				if first < 0 {
					first = seq
				}
				c.At, c.Body = time.UnixMicro(at), json.RawMessage(body)
				c.Kind, c.Object, _ = strings.Cut(c.Kind, ":")
				all = append(all, c)
				return nil
			})
		if err == nil && (len(all) == 0 || all[0].Revision != after.Revision+1 || first != 0) { // or only a part of it is left
			return ErrPruned
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Watch calls wake when another process may have changed something, and at every polling interval in case a notification was
// lost, until ctx ends. On SQLite it only polls.
func (db *DB) Watch(ctx context.Context, wake func()) error {
	listening, stop := context.WithCancel(ctx)
	defer stop()
	bell := make(chan struct{}, 1)
	ring := func() {
		select {
		case bell <- struct{}{}:
		default: // a wake-up is pending
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for listening.Err() == nil {
			// A lost connection is replaced; meanwhile polling suffices, so the error needs no handling.
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

func (tx *Tx) position() (p Position, err error) {
	_, err = tx.row("SELECT value, epoch FROM revision WHERE id = 1", nil, &p.Revision, &p.Epoch)
	return p, err
}

// inHistory fails with ErrDiverged unless the database, which is at last, was at p. It fails with ErrPruned if that is no longer
// known. table has the change records.
func (tx *Tx) inHistory(table string, p, last Position) error {
	switch {
	case last.Revision < p.Revision:
		return ErrDiverged
	case p.Epoch == "":
		return nil
	case last.Revision > p.Revision:
		was := Position{Revision: p.Revision}
		if found, err := tx.row("SELECT epoch FROM "+table+" WHERE revision = $1 ORDER BY seq LIMIT 1", []any{p.Revision}, &was.Epoch); err != nil {
			return err
		} else if !found {
			return ErrPruned
		}
		last = was
	}
	if last.Epoch != p.Epoch {
		return ErrDiverged
	}
	return nil
}

// record adds a change, which is written when the transaction commits.
func (tx *Tx) record(c Change, parts ...string) {
	c.Key = ascii.ToLower(strings.Join(parts, " "))
	tx.changes = append(tx.changes, c)
}

// same reports whether the stored body is equal to body, so that writing it would change nothing.
func (tx *Tx) same(query string, key []any, body string) (bool, error) {
	if tx.rows {
		return false, errRows
	}
	var before string
	found, err := tx.row(query, key, &before)
	return found && before == body, err
}

// take runs a DELETE … RETURNING body, and reports whether a row was deleted.
func (tx *Tx) take(statement string, key ...any) (body string, found bool, err error) {
	if tx.rows {
		return "", false, errRows
	}
	found, err = tx.row(statement, key, &body)
	return body, found, err
}

// publish takes the next revision and writes the changes, if there are any.
func (tx *Tx) publish() error {
	if len(tx.changes) == 0 {
		return nil
	}
	var revision int64
	epoch := rand.Text()
	if _, err := tx.row("UPDATE revision SET value = value + 1, epoch = $1 WHERE id = 1 RETURNING value", []any{epoch}, &revision); err != nil {
		return err
	}
	at := tx.db.now().Truncate(time.Microsecond)
	for i := range tx.changes {
		tx.changes[i].Revision, tx.changes[i].Epoch, tx.changes[i].At = revision, epoch, at
	}
	const batch = 100
	for first := 0; first < len(tx.changes); first += batch {
		if err := tx.insertChanges(first, min(first+batch, len(tx.changes))); err != nil {
			return err
		}
	}
	return tx.db.engine.announce(tx, revision)
}

func (tx *Tx) insertChanges(first, end int) error {
	const columns = 8
	args := make([]any, 0, columns*(end-first))
	for seq := first; seq < end; seq++ {
		c := tx.changes[seq]
		kind := c.Kind
		if c.Object != "" {
			kind += ":" + c.Object
		}
		args = append(args, c.Revision, c.Epoch, int64(seq), c.At.UnixMicro(), kind, c.Key, c.Deleted, string(c.Body))
	}
	_, err := tx.exec("INSERT INTO changes (revision, epoch, seq, at, kind, key, deleted, body) VALUES "+tx.db.engine.rows(end-first, columns, ""), args...)
	return err
}

package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
)

func untouched(t *testing.T, db *store.DB) {
	t.Helper()
	if revision := get[int64](t)(db.Revision(t.Context())); revision != 0 {
		t.Errorf("revision %d was taken", revision)
	}
	if all := state(t, db); len(all) != 0 {
		t.Errorf("left behind: %v", all)
	}
	if changes := get[[]store.Change](t)(db.Changes(t.Context(), store.Position{Revision: 0})); len(changes) != 0 {
		t.Errorf("left behind: %v", kinds(changes))
	}
}

func rollback(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	db.OnCommit(func([]store.Change) { t.Error("what was rolled back was announced") })
	no := errors.New("no")
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		put(t, tx, group("g1", "g1"), user("u1", "u1"))
		ok(t, tx.PutLink(member("g1", "u1")))
		ok(t, tx.PutResource(node(t, rg1)))
		ok(t, tx.PutAssignment(assignment(t, "n1", rg1, "r1", "p1")))
		return no
	})
	if !errors.Is(err, no) {
		t.Fatalf("got %v", err)
	}
	untouched(t, db)
}

func dryRun(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	revisions := 0
	db.OnCommit(func([]store.Change) { revisions++ })
	no := errors.New("no")
	for _, want := range []error{nil, no} {
		err := db.DryRun(t.Context(), func(tx *store.Tx) error {
			put(t, tx, user("u1", "u1"))
			ok(t, tx.PutAssignment(assignment(t, "n1", rg1, "r1", "p1")))
			if found := get[[]*rbac.Assignment](t)(tx.Assignments(rbac.AssignmentQuery{Tenant: "t1"})); len(found) != 1 {
				t.Errorf("it does not see what it wrote: %v", found)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	untouched(t, db)
	// Writers do not wait for it, and it sees what was there when it began.
	must(t, db, func(tx *store.Tx) { put(t, tx, user("there", "there")) })
	ok(t, db.DryRun(t.Context(), func(dry *store.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		put(t, dry, user("dry", "dry"))
		ok(t, db.AppendAudit(ctx, []audit.Record{{ID: "meanwhile", At: day(), Kind: audit.Decision, Tenant: "t1"}}))
		ok(t, db.Update(ctx, func(tx *store.Tx) error { put(t, tx, user("meanwhile", "meanwhile")); return nil }))
		for _, id := range []string{"there", "dry"} {
			if found, err := dry.Object("t1", id); err != nil || found == nil {
				t.Errorf("the dry run does not find %s: %v", id, err)
			}
		}
		return nil
	}))
	var running, together atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			ok(t, db.DryRun(t.Context(), func(*store.Tx) error {
				together.Store(max(together.Load(), running.Add(1)))
				time.Sleep(time.Millisecond)
				running.Add(-1)
				return nil
			}))
		})
	}
	all.Wait()
	if revisions != 2 {
		t.Errorf("%d revisions were announced, of two", revisions)
	}
	if together.Load() != 1 {
		t.Errorf("%d dry runs ran at once", together.Load())
	}
}

func panics(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = db.Update(t.Context(), func(tx *store.Tx) error {
			put(t, tx, user("u1", "u1"))
			panic("at once")
		})
	}()
	untouched(t, db)
	must(t, db, func(tx *store.Tx) { put(t, tx, user("u1", "u1")) })
}

func idle(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	write := func(tx *store.Tx) {
		ok(t, tx.PutTenant(&directory.Tenant{ID: "t1"}))
		put(t, tx, group("g1", "g1"), user("u1", "u1"))
		ok(t, tx.PutLink(member("g1", "u1")))
		ok(t, tx.PutResource(node(t, rg1)))
		ok(t, tx.PutAssignment(assignment(t, "n1", rg1, "r1", "p1")))
	}
	must(t, db, write)
	heard := 0
	db.OnCommit(func([]store.Change) { heard++ })
	must(t, db, write)
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.DeleteObject("t1", "nobody"))
		ok(t, tx.DeleteResource(scope(t, rg10)))
		get[bool](t)(tx.DeleteLink(member("g1", "nobody")))
	})
	must(t, db, func(*store.Tx) {})
	if revision := get[int64](t)(db.Revision(t.Context())); revision != 1 || heard != 0 {
		t.Errorf("revision %d, heard of %d", revision, heard)
	}
}

func rowsOnly(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	must(t, db, func(tx *store.Tx) { put(t, tx, user("u1", "u1"), group("g1", "g1")) })
	for name, write := range map[string]func(*store.Tx) error{
		"tenant":     func(tx *store.Tx) error { return tx.PutTenant(&directory.Tenant{ID: "t1"}) },
		"object":     func(tx *store.Tx) error { return tx.PutObject(user("u2", "u2")) },
		"no object":  func(tx *store.Tx) error { return tx.DeleteObject("t1", "u1") },
		"link":       func(tx *store.Tx) error { return tx.PutLink(member("g1", "u1")) },
		"no link":    func(tx *store.Tx) error { _, err := tx.DeleteLink(member("g1", "u1")); return err },
		"resource":   func(tx *store.Tx) error { return tx.PutResource(node(t, rg1)) },
		"assignment": func(tx *store.Tx) error { return tx.PutAssignment(assignment(t, "n", rg1, "r", "p")) },
		"no role":    func(tx *store.Tx) error { _, err := tx.DeleteRoleDefinition("t1", "r"); return err },
	} {
		if db.View(t.Context(), write) == nil {
			t.Errorf("%s was written in a view", name)
		}
		if db.UpdateRows(t.Context(), write) == nil {
			t.Errorf("%s was written without a revision", name)
		}
	}
	ok(t, db.UpdateRows(t.Context(), func(tx *store.Tx) error { _, err := tx.Object("t1", "u1"); return err }))
}

func oneState(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	must(t, db, func(tx *store.Tx) { put(t, tx, user("u1", "u1")) })
	look(t, db, func(tx *store.Tx) {
		before := len(get[[]directory.Object](t)(tx.Objects(directory.Query{Tenant: "t1"})))
		must(t, db, func(tx *store.Tx) { put(t, tx, user("u2", "u2")) })
		if after := len(get[[]directory.Object](t)(tx.Objects(directory.Query{Tenant: "t1"}))); after != before {
			t.Errorf("%d objects, then %d", before, after)
		}
	})
}

func waitEnds(t *testing.T, fresh Fresh) {
	address := fresh(t)
	db := open(t, address, store.Options{})
	must(t, db, func(*store.Tx) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := db.Update(ctx, func(*store.Tx) error { t.Error("two writers at once"); return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

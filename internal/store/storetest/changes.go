package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/store"
)

// state is everything that is there, as LoadAll gives it.
func state(t *testing.T, db *store.DB) map[string]string {
	t.Helper()
	all := make(map[string]string)
	at := get[store.Position](t)(db.LoadAll(t.Context(), func(c store.Change) error {
		if _, twice := all[c.Kind+" "+c.Key]; twice || c.Deleted {
			t.Errorf("%s %s: twice or deleted", c.Kind, c.Key)
		}
		all[c.Kind+" "+c.Key] = c.Object + string(c.Body)
		return nil
	}))
	if want := get[int64](t)(db.Revision(t.Context())); at.Revision != want {
		t.Errorf("loaded revision %d, want %d", at.Revision, want)
	}
	return all
}

// writers has n goroutines a DB write rows of their own, and checks that all came through in one order.
func writers(t *testing.T, each int, dbs ...*store.DB) {
	t.Helper()
	var wait sync.WaitGroup
	for i, db := range dbs {
		var mu sync.Mutex
		var heard []int64
		db.OnCommit(func(changes []store.Change) {
			mu.Lock()
			defer mu.Unlock()
			heard = append(heard, changes[0].Revision)
		})
		t.Cleanup(func() {
			for j := 1; j < len(heard); j++ {
				if heard[j] <= heard[j-1] {
					t.Errorf("revision %d was announced after %d", heard[j], heard[j-1])
				}
			}
			if len(heard) != 4*each {
				t.Errorf("%d of %d revisions were announced", len(heard), 4*each)
			}
		})
		for w := range 4 {
			wait.Go(func() {
				for n := range each {
					id := fmt.Sprintf("%d-%d-%d", i, w, n)
					err := db.Update(t.Context(), func(tx *store.Tx) error {
						if err := tx.PutObject(user(id, id)); err != nil {
							return err
						}
						return tx.PutObject(group("g"+id, id))
					})
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	wait.Wait()
}

// gapless checks that the revisions are 1, 2, 3 … with two changes each, in order of time.
func gapless(t *testing.T, db *store.DB, revisions int) {
	t.Helper()
	changes := get[[]store.Change](t)(db.Changes(t.Context(), store.Position{Revision: 0}))
	if len(changes) != 2*revisions {
		t.Fatalf("%d changes, want %d", len(changes), 2*revisions)
	}
	for i, c := range changes {
		if c.Revision != int64(i/2+1) {
			t.Fatalf("change %d is of revision %d", i, c.Revision)
		}
		if i > 0 && c.At.Before(changes[i-1].At.Add(-time.Second)) {
			t.Errorf("change %d was made before the one before", i)
		}
	}
	if got := len(state(t, db)); got != 2*revisions {
		t.Errorf("%d objects, want %d", got, 2*revisions)
	}
}

func concurrentWriters(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	writers(t, 10, db)
	gapless(t, db, 40)
}

func replicas(t *testing.T, fresh Fresh) {
	address := fresh(t)
	a, b := open(t, address, store.Options{}), open(t, address, store.Options{})
	writers(t, 5, a, b)
	gapless(t, a, 40)
	gapless(t, b, 40)
}

func pruned(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{KeepRevisions: 10})
	write := func(from, to int) {
		for n := from; n < to; n++ {
			must(t, db, func(tx *store.Tx) { put(t, tx, user("u1", fmt.Sprint(n))) })
		}
	}
	write(0, 1030)
	if err := db.PruneChanges(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Changes(t.Context(), store.Position{Revision: 5}); !errors.Is(err, store.ErrPruned) {
		t.Errorf("old changes: %v", err)
	}
	changes := get[[]store.Change](t)(db.Changes(t.Context(), store.Position{Revision: 1020}))
	if len(changes) != 10 || changes[0].Revision != 1021 {
		t.Errorf("%d changes", len(changes))
	}
}

func watch(t *testing.T, fresh Fresh) {
	address := fresh(t)
	here, there := open(t, address, store.Options{Poll: 100 * time.Millisecond}), open(t, address, store.Options{})
	ctx, stop := context.WithCancel(t.Context())
	woken := make(chan int64, 100)
	done := make(chan error)
	go func() {
		done <- here.Watch(ctx, func() {
			if revision, err := here.Revision(ctx); err == nil {
				woken <- revision
			}
		})
	}()
	must(t, there, func(tx *store.Tx) { put(t, tx, user("u1", "u1")) })
	for deadline := time.After(10 * time.Second); ; {
		select {
		case revision := <-woken:
			if revision != 1 {
				continue
			}
		case <-deadline:
			t.Error("nobody was woken")
		}
		break
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

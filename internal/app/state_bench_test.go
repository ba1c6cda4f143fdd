package app

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// manyAssignments creates a store with n assignments to n groups.
func manyAssignments(b *testing.B, n int) (*store.DB, *State) {
	b.Helper()
	address, err := store.SQLiteAddress(filepath.Join(b.TempDir(), "keyless.db"))
	if err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.Context(), address, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	for first := 0; first < n; first += 10_000 {
		err := db.Update(b.Context(), func(tx *store.Tx) error {
			for i := first; i < min(n, first+10_000); i++ {
				at := fmt.Sprintf("/subscriptions/s%d/resourceGroups/rg%d", i%100, i%1000)
				if err := tx.PutAssignment(give(fmt.Sprintf("group-%d", i), at)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	state, err := LoadState(b.Context(), db, rbac.Options{}, 0, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	return db, state
}

// BenchmarkApplyAssignmentChange measures the cost of one assignment and its removal for the view.
func BenchmarkApplyAssignmentChange(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, state := manyAssignments(b, n)
			put := change(b, give("someone", accountID), store.KindAssignment)
			b.ReportAllocs()
			for b.Loop() {
				put.Deleted = !put.Deleted
				put.Revision = state.View().Revision + 1
				state.committed([]store.Change{put})
			}
		})
	}
}

// BenchmarkAcknowledgedWrite measures a whole acknowledged write, including its application to the view.
func BenchmarkAcknowledgedWrite(b *testing.B) {
	db, _ := manyAssignments(b, 100_000)
	at := resource.MustScope(accountID)
	for b.Loop() {
		err := db.Update(b.Context(), func(tx *store.Tx) error { return tx.PutAssignment(give("someone", accountID)) })
		if err != nil {
			b.Fatal(err)
		}
		err = db.Update(b.Context(), func(tx *store.Tx) error { _, err := tx.DeleteAssignment(tenant, at, "someone"); return err })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoad reads a whole store.
func BenchmarkLoad(b *testing.B) {
	_, state := manyAssignments(b, 100_000)
	state.moving.Lock()
	defer state.moving.Unlock()
	for b.Loop() {
		if err := state.load(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkApplyMembershipChange measures the cost of joining and leaving a group for the view.
func BenchmarkApplyMembershipChange(b *testing.B) {
	db, state := manyAssignments(b, 1_000)
	if err := db.Update(b.Context(), people); err != nil {
		b.Fatal(err)
	}
	link := inGroup()
	put := change(b, &link, store.KindLink)
	b.ReportAllocs()
	for b.Loop() {
		put.Deleted = !put.Deleted
		put.Revision = state.View().Revision + 1
		state.committed([]store.Change{put})
	}
}

func change(b *testing.B, value any, kind string) store.Change {
	b.Helper()
	body, err := json.Marshal(value)
	if err != nil {
		b.Fatal(err)
	}
	return store.Change{Kind: kind, Body: body}
}

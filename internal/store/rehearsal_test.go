package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// TestADryRunOfALargeStoreLeavesNothing: it takes the file's writer, and gives it back.
func TestADryRunOfALargeStoreLeavesNothing(t *testing.T) {
	db, err := Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "keyless.db")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	insert := func(tx *Tx, id string) error {
		_, err := tx.exec("INSERT INTO objects (tenant, id, kind, name, deleted, body) VALUES ('t', $1, 'user', '', FALSE, '{}')", id)
		return err
	}
	count := func() (n int) {
		t.Helper()
		err := db.View(t.Context(), func(tx *Tx) error {
			_, err := tx.row("SELECT count(*) FROM objects", nil, &n)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	no := errors.New("no")
	for _, large := range []bool{false, true} {
		if large {
			err := db.Update(t.Context(), func(tx *Tx) error {
				for n := range maxRehearsed + 1 {
					if err := insert(tx, fmt.Sprint(n)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		before := count()
		for _, want := range []error{nil, no} {
			err := db.DryRun(t.Context(), func(dry *Tx) error {
				if err := insert(dry, "dry"); err != nil {
					return err
				}
				patience := time.Minute
				if large {
					patience = 50 * time.Millisecond
				}
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				err := db.UpdateRows(ctx, func(*Tx) error { return nil })
				if large != errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("large %t: a writer gets %v", large, err)
				}
				return want
			})
			if !errors.Is(err, want) {
				t.Errorf("large %t: %v, want %v", large, err, want)
			}
		}
		if after := count(); after != before {
			t.Errorf("large %t: %d objects, %d before", large, after, before)
		}
	}
	if err := db.Update(t.Context(), func(tx *Tx) error { return insert(tx, "after") }); err != nil {
		t.Error(err)
	}
}

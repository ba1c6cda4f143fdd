package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// openForDryRuns opens a new store, and returns its folder.
func openForDryRuns(t testing.TB, o Options) (*DB, string) {
	t.Helper()
	folder := t.TempDir()
	db, err := Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(folder, "keyless.db")), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, folder
}

// leftCopies are the files of copies in a folder.
func leftCopies(folder string) []string {
	names, _ := filepath.Glob(filepath.Join(folder, rehearsalFile))
	return names
}

func putUser(tx *Tx, id string) error {
	return tx.PutObject(&directory.User{Header: directory.Header{Tenant: "t", ID: id, DisplayName: id}, UserPrincipalName: id})
}

func users(t testing.TB, tx *Tx) int {
	t.Helper()
	found, err := tx.Objects(directory.Query{Tenant: "t"})
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

func TestDryRunsDoNotBlockWriters(t *testing.T) {
	db, folder := openForDryRuns(t, Options{})
	no := errors.New("no")
	for i, want := range []error{nil, no} {
		err := db.DryRun(t.Context(), func(dry *Tx) error {
			if n := users(t, dry); n != i {
				t.Errorf("the dry run sees %d users of %d", n, i)
			}
			if err := putUser(dry, "dry"); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := db.Update(ctx, func(tx *Tx) error { return putUser(tx, fmt.Sprint("meanwhile", i)) }); err != nil {
				t.Errorf("a writer gets %v", err)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	if err := db.View(t.Context(), func(tx *Tx) error {
		if n := users(t, tx); n != 2 {
			t.Errorf("%d users, want those that were written meanwhile", n)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left := leftCopies(folder); len(left) > 0 {
		t.Errorf("%q are left when the store is closed", left)
	}
}

func TestOpenRemovesTheCopiesOfAProcessThatWasKilled(t *testing.T) {
	folder := t.TempDir()
	left := filepath.Join(folder, strings.Replace(rehearsalFile, "*", "1", 1))
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(folder, "keyless.db")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if left := leftCopies(folder); len(left) > 0 {
		t.Errorf("%q are left from before", left)
	}
}

// rowsIn returns the rows of the tables that dry runs read, as text, sorted.
func rowsIn(t testing.TB, conn statements) map[string][]string {
	t.Helper()
	tables, err := schemaAt(newest())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, table := range tables {
		if slices.Contains(unrehearsed, table.name) {
			continue
		}
		columns := make([]string, len(table.columns))
		for i, c := range table.columns {
			columns[i] = "quote(" + c.name + ")"
		}
		all[table.name] = textsOf(t, conn, "SELECT "+strings.Join(columns, " || ' ' || ")+" FROM "+table.name+" ORDER BY 1")
	}
	return all
}

// textsOf returns the only column of what a query finds.
func textsOf(t testing.TB, conn statements, query string) []string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := []string{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// sameAsLive fails unless a dry run finds what the database has.
func sameAsLive(t testing.TB, db *DB) {
	t.Helper()
	if err := db.DryRun(t.Context(), func(tx *Tx) error {
		if diff := cmp.Diff(rowsIn(t, db.reader), rowsIn(t, tx.sql)); diff != "" {
			t.Fatalf("the copy differs (-database +copy)\n%s", diff)
		}
		if err := tx.query("PRAGMA foreign_key_check", nil, func(func(...any) error) error {
			t.Error("a row of the copy refers to none")
			return nil
		}); err != nil {
			return err
		}
		return putUser(tx, "dry") // which must not stay
	}); err != nil {
		t.Fatal(err)
	}
}

// TestDryRunCopiesAllTables makes random transactions, with few names so that rows take each other's places in
// indexes, and compares every row after some of them.
func TestDryRunCopiesAllTables(t *testing.T) {
	db, _ := openForDryRuns(t, Options{})
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 4).Draw(r, "transactions") {
			steps := rapid.SliceOfN(rapid.Custom(drawChange), 1, 8).Draw(r, "steps")
			err := db.Update(t.Context(), func(tx *Tx) error {
				for _, s := range steps {
					if err := s.do(tx); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
				r.Fatal(err)
			}
		}
		sameAsLive(t, db)
	})
	if db.copied.made != 1 {
		t.Errorf("the copy was made %d times", db.copied.made)
	}
}

// change is one call of a writer.
type change struct {
	What, Name, Other int
	Flag              bool
}

func drawChange(r *rapid.T) change {
	return change{
		rapid.IntRange(0, 12).Draw(r, "what"), rapid.IntRange(0, 2).Draw(r, "name"), rapid.IntRange(0, 2).Draw(r, "other"), rapid.Bool().Draw(r, "flag"),
	}
}

func (c change) do(tx *Tx) error {
	user, group, name := fmt.Sprint("u", c.Name), fmt.Sprint("g", c.Other), fmt.Sprint("n", c.Name)
	base := func(id string) directory.Header {
		b := directory.Header{Tenant: "t", ID: id, DisplayName: "d"}
		if c.Flag {
			b.DeletedAt = time.Unix(1, 0).UTC()
		}
		return b
	}
	link := directory.Link{Tenant: "t", Relation: directory.Member, From: group, To: user}
	scope := resource.MustScope(fmt.Sprintf("/subscriptions/s%d/resourceGroups/G", c.Other))
	switch c.What {
	case 0, 1: // users exchange their names
		return tx.PutObject(&directory.User{Header: base(user), UserPrincipalName: fmt.Sprint("name", c.Other)})
	case 2:
		return tx.PutObject(&directory.Group{Header: base(group)})
	case 3:
		return tx.DeleteObject("t", []string{user, group}[c.Other%2])
	case 4, 5:
		return tx.PutLink(link)
	case 6:
		_, err := tx.DeleteLink(link)
		return err
	case 7:
		if c.Flag {
			return tx.DeleteResource(scope)
		}
		return tx.PutResource(&resource.Resource{ID: scope, Tenant: "t", Name: "g", Type: "t", Location: name})
	case 8: // assignments of the same, under names of their own
		if c.Flag {
			_, err := tx.DeleteAssignment("t", scope, name)
			return err
		}
		return tx.PutAssignment(&rbac.Assignment{Name: name, Tenant: "t", Scope: scope, RoleID: "r", PrincipalID: "p", PrincipalType: rbac.Group})
	case 9:
		if c.Flag {
			_, err := tx.DeleteEligibility("t", scope, name)
			return err
		}
		return tx.PutEligibility(&rbac.Eligibility{Assignment: rbac.Assignment{Name: name, Tenant: "t", Scope: scope, RoleID: "r", PrincipalID: "p", Description: group}})
	case 10:
		if c.Flag {
			return tx.DeleteSchedulesBelow("t", scope)
		}
		return tx.PutRolePolicy(&rbac.RolePolicy{Tenant: "t", Scope: scope, RoleID: name, UpdatedBy: user})
	case 11:
		if c.Flag {
			_, err := tx.DeleteRoleDefinition("t", name)
			return err
		}
		return tx.PutRoleDefinition(&rbac.RoleDefinition{Tenant: "t", ID: name, Name: group})
	}
	if c.Flag {
		return tx.PutTenant(&directory.Tenant{ID: "t", DisplayName: name})
	}
	return tx.PutDenyAssignment(&rbac.DenyAssignment{Tenant: "t", Name: name, Description: group})
}

// TestEachTableOfTheCopyIsFollowed: a table that dry runs read has change records, by which its rows are found.
func TestEachTableOfTheCopyIsFollowed(t *testing.T) {
	followed := map[string]bool{"revision": true}
	for _, kind := range []string{
		KindTenant, KindObject, KindLink, KindResource, KindRoleDefinition, KindAssignment, KindDenyAssignment, KindEligibility, KindRolePolicy, KindRevokedGrant,
	} {
		rows, err := rowsOf(kind, "a b c", "{}")
		if err != nil {
			t.Error(err)
		}
		for _, row := range rows {
			followed[row.table] = true
		}
	}
	tables, err := schemaAt(newest())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if empty := slices.Contains(unrehearsed, table.name); empty == followed[table.name] {
			t.Errorf("%s is empty in the copy: %t; rowsOf finds its rows: %t", table.name, empty, followed[table.name])
		}
	}
}

// TestTheCopyOfADryRunHasTheSameIndexes compares what makes the tables, and what is checked.
func TestTheCopyOfADryRunHasTheSameIndexes(t *testing.T) {
	db, _ := openForDryRuns(t, Options{})
	list := func(query func(context.Context, string, ...any) (*sql.Rows, error)) (all []string) {
		t.Helper()
		rows, err := query(t.Context(), "SELECT type || ' ' || name FROM sqlite_schema WHERE tbl_name NOT LIKE 'goose_%' AND tbl_name NOT LIKE 'sqlite_%' ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			all = append(all, name)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	for range 2 { // made, and brought up to date
		if err := db.DryRun(t.Context(), func(tx *Tx) error {
			if live, copied := list(db.reader.QueryContext), list(tx.sql.QueryContext); !slices.Equal(live, copied) || len(live) == 0 {
				t.Errorf("the copy has %q, the database %q", copied, live)
			}
			var checked int
			if _, err := tx.row("PRAGMA foreign_keys", nil, &checked); err != nil || checked != 1 {
				t.Errorf("foreign keys are not checked: %d, %v", checked, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.Update(t.Context(), func(tx *Tx) error { return putUser(tx, "u") }); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheCopyIsMadeAnewWhereChangesDoNotLead puts the database back to an earlier state, and removes change records.
func TestTheCopyIsMadeAnewWhereChangesDoNotLead(t *testing.T) {
	db, _ := openForDryRuns(t, Options{KeepRevisions: 5})
	write := func(id string) {
		t.Helper()
		if err := db.Update(t.Context(), func(tx *Tx) error { return putUser(tx, id) }); err != nil {
			t.Fatal(err)
		}
	}
	made := func(want int, because string) {
		t.Helper()
		sameAsLive(t, db)
		if db.copied.made != want {
			t.Errorf("%s: the copy was made %d times, want %d", because, db.copied.made, want)
		}
	}
	write("u1")
	write("u2")
	made(1, "the first dry run")
	write("u3")
	made(1, "a change")
	for _, statement := range []string{
		"DELETE FROM object_keys WHERE id IN ('u2', 'u3')", "DELETE FROM objects WHERE id IN ('u2', 'u3')", "DELETE FROM changes WHERE revision > 1",
		"UPDATE revision SET value = 1, epoch = (SELECT epoch FROM changes WHERE revision = 1)",
	} {
		if _, err := db.writer.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	made(2, "an earlier state")
	write("u4")
	made(2, "a change after that")
	if _, err := db.writer.ExecContext(t.Context(), "DELETE FROM changes WHERE revision > 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.ExecContext(t.Context(), "UPDATE revision SET value = 1, epoch = (SELECT epoch FROM changes WHERE revision = 1)"); err != nil {
		t.Fatal(err)
	}
	write("u5") // the revision of the copy again, in another history
	made(3, "another history at the same revision")
	for i := range 20 {
		write(fmt.Sprint("many", i))
	}
	if err := db.PruneChanges(t.Context()); err != nil {
		t.Fatal(err)
	}
	made(4, "changes that are no longer kept")
}

// TestADryRunOnAFullDiskFailsAndLeavesNothing fills the disk by a bound for the file.
func TestADryRunOnAFullDiskFailsAndLeavesNothing(t *testing.T) {
	db, folder := openForDryRuns(t, Options{})
	full := func(tx *Tx) error {
		if _, err := tx.exec("PRAGMA max_page_count = 1"); err != nil { // that is: as many as there are
			t.Fatal(err)
		}
		for i := range 2000 {
			if err := putUser(tx, fmt.Sprint("dry", i)); err != nil {
				return err
			}
		}
		t.Fatal("the file has no bound")
		return nil
	}
	err := db.DryRun(t.Context(), full)
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v, want unavailable", err)
	}
	if err := db.DryRun(t.Context(), func(tx *Tx) error {
		err := full(tx)
		_ = putUser(tx, "after") // by a rule that goes on after an error
		return err
	}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v, want unavailable", err)
	}
	sameAsLive(t, db)
	if left := leftCopies(folder); len(left) != 1 {
		t.Errorf("%q are left, want the one in use", left)
	}
}

func TestTheCopyIsRemovedWhenNoDryRunNeedsIt(t *testing.T) {
	db, folder := openForDryRuns(t, Options{})
	db.copied.idle = time.Millisecond
	sameAsLive(t, db)
	for deadline := time.Now().Add(time.Minute); len(leftCopies(folder)) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the copy stays")
		}
	}
	db.copied.idle = time.Hour
	sameAsLive(t, db)
	if db.copied.made != 2 {
		t.Errorf("the copy was made %d times, want 2", db.copied.made)
	}
}

// TestTheCopyIsFinishedForWhoeverComesNext: a caller may wait for less time than the first copy takes.
func TestTheCopyIsFinishedForWhoeverComesNext(t *testing.T) {
	db, _ := openForDryRuns(t, Options{})
	const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
		INSERT INTO objects (tenant, id, kind, name, deleted, body) SELECT 't', i, 'user', '', FALSE, '{}' FROM n`
	if _, err := db.writer.ExecContext(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	hurried, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := db.DryRun(hurried, func(*Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%v, want the end of the caller's time", err)
	}
	sameAsLive(t, db)
	if db.copied.made != 1 {
		t.Errorf("the copy was made %d times", db.copied.made)
	}
}

func TestDryRunsBeyondABoundAreRefused(t *testing.T) {
	db, _ := openForDryRuns(t, Options{})
	var all sync.WaitGroup
	release, running := make(chan struct{}), make(chan struct{}, maxDryRuns)
	for range maxDryRuns {
		all.Go(func() {
			if err := db.DryRun(t.Context(), func(*Tx) error { running <- struct{}{}; <-release; return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	<-running
	for db.dryRuns.Load() < maxDryRuns {
		time.Sleep(time.Millisecond)
	}
	err := db.DryRun(t.Context(), func(*Tx) error { return nil })
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Throttled || f.RetryAfter <= 0 {
		t.Errorf("%v, want to be throttled", err)
	}
	close(release)
	all.Wait()
	if err := db.DryRun(t.Context(), func(*Tx) error { return nil }); err != nil {
		t.Errorf("one that comes after them: %v", err)
	}
}

// TestDryRunsWritersAndTheEndMeet runs all of them at once, for the race detector.
func TestDryRunsWritersAndTheEndMeet(t *testing.T) {
	db, folder := openForDryRuns(t, Options{})
	db.copied.idle = time.Millisecond
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range 25 {
				if err := db.Update(t.Context(), func(tx *Tx) error { return putUser(tx, fmt.Sprint(n, "-", i)) }); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			seen := 0
			for range 25 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n+1)*100*time.Millisecond)
				err := db.DryRun(ctx, func(tx *Tx) error {
					now := users(t, tx)
					if now < seen {
						t.Errorf("%d users, and %d before", now, seen)
					}
					seen = now
					return putUser(tx, "dry")
				})
				cancel()
				if err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	sameAsLive(t, db)
	ended := make(chan error)
	go func() {
		ended <- db.DryRun(t.Context(), func(tx *Tx) error {
			for {
				if err := putUser(tx, "dry"); err != nil {
					return err
				}
			}
		})
	}()
	for db.dryRuns.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("a dry run at the end gets %v", err)
	}
	if left := leftCopies(folder); len(left) > 0 {
		t.Errorf("%q are left", left)
	}
}

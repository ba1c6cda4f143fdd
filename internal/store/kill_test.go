//go:build unix

package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// killedAt is the variable that makes this test binary the process that is killed.
const killedAt = "KEYLESS_TEST_KILLED_AT"

func TestAcknowledgedWritesSurviveAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyless.db")
	if at := os.Getenv(killedAt); at != "" {
		writeForEver(t, at)
		return
	}
	var acknowledged []string
	for round := range 5 {
		acknowledged = append(acknowledged, killed(t, path, round)...)
	}
	if len(acknowledged) < 20 {
		t.Fatalf("only %d writes were acknowledged", len(acknowledged))
	}
	db := openFile(t, path)
	for _, id := range acknowledged {
		if parts := whole(t, db, id); parts != 5 {
			t.Errorf("write %s was acknowledged, and %d of its 5 parts are there", id, parts)
		}
	}
	halves(t, db)
	t.Logf("%d writes were acknowledged", len(acknowledged))
}

// killed starts a process that writes, kills it, and returns what it had acknowledged.
func killed(t *testing.T, path string, round int) []string {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestAcknowledgedWritesSurviveAKill$")
	child.Env = append(os.Environ(), killedAt+"="+path, fmt.Sprintf("KEYLESS_TEST_ROUND=%d", round))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(30*time.Second, func() { _ = child.Process.Kill() })
	defer timer.Stop()
	var ids []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		id, ok := strings.CutPrefix(lines.Text(), "wrote ")
		if !ok {
			t.Fatalf("the process said %q", lines.Text())
		}
		if ids = append(ids, id); len(ids) == 5+3*round {
			// At a time that is unrelated to the progress of a write.
			time.AfterFunc(time.Duration(round)*700*time.Microsecond, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the process ended by itself")
	}
	return ids
}

func writeForEver(t *testing.T, path string) {
	db := openFile(t, path)
	for n := 0; ; n++ {
		id := fmt.Sprintf("%s-%d", os.Getenv("KEYLESS_TEST_ROUND"), n)
		if err := db.Update(t.Context(), func(tx *store.Tx) error { return writeParts(tx, id) }); err != nil {
			t.Fatal(err)
		}
		_, _ = os.Stdout.WriteString("wrote " + id + "\n")
	}
}

func place(id string) resource.Scope {
	return resource.MustScope("/subscriptions/s/resourceGroups/" + id)
}

func writeParts(tx *store.Tx, id string) error {
	at := place(id)
	link := directory.Link{Tenant: "t", From: "g" + id, Relation: directory.Member, To: "u" + id}
	return errors.Join(
		tx.PutResource(&resource.Resource{ID: at, Tenant: "t", Name: at.Name(), Type: at.Type()}),
		tx.PutObject(&directory.User{Header: directory.Header{Tenant: "t", ID: "u" + id}, UserPrincipalName: id}),
		tx.PutObject(&directory.Group{Header: directory.Header{Tenant: "t", ID: "g" + id}}),
		tx.PutLink(link),
		tx.PutAssignment(&rbac.Assignment{Name: id, Tenant: "t", Scope: at, RoleID: "r", PrincipalID: "g" + id}),
	)
}

// whole counts the parts of a write that exist.
func whole(t *testing.T, db *store.DB, id string) int {
	t.Helper()
	parts := 0
	count := func(err error) error {
		if err == nil {
			parts++
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		return nil
	}
	err := db.View(t.Context(), func(tx *store.Tx) error {
		_, errResource := tx.Resource(place(id))
		_, errUser := tx.Object("t", "u"+id)
		_, errGroup := tx.Object("t", "g"+id)
		_, errAssignment := tx.Assignment("t", place(id), id)
		links, err := tx.Links("t", directory.Member, "g"+id, "u"+id)
		parts += len(links)
		return errors.Join(err, count(errResource), count(errUser), count(errGroup), count(errAssignment))
	})
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// halves checks everything, including what was not acknowledged: each revision has all of a write, and everything belongs to a
// revision.
func halves(t *testing.T, db *store.DB) {
	t.Helper()
	changes, err := db.Changes(t.Context(), store.Position{Revision: 0})
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[int64]int)
	for _, c := range changes {
		parts[c.Revision]++
	}
	for revision, n := range parts {
		if n != 5 {
			t.Errorf("revision %d has %d changes of 5", revision, n)
		}
	}
	there := 0
	at, err := db.LoadAll(t.Context(), func(store.Change) error { there++; return nil })
	if err != nil || there != len(changes) || int64(len(parts)) != at.Revision {
		t.Errorf("%d things, %d changes, %d revisions, the last is %d, %v", there, len(changes), len(parts), at.Revision, err)
	}
}

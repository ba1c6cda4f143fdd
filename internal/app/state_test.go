package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

const (
	cognitiveServicesUser = "a97b65f3-24c7-4388-baec-2e87135dc908"
	tenant                = "11111111-1111-1111-1111-111111111111"
	accountID             = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/foundry"
)

// replica is one process that uses a store.
type replica struct {
	*testing.T
	db    *store.DB
	state *State
}

func start(t *testing.T, path string, o store.Options) replica {
	t.Helper()
	address, err := store.SQLiteAddress(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	state, err := LoadState(t.Context(), db, rbac.Options{}, 0, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return replica{t, db, state}
}

func (r replica) update(do func(*store.Tx) error) {
	r.Helper()
	if err := r.db.Update(r.Context(), do); err != nil {
		r.Fatal(err)
	}
}

// may reports whether bob may call the model.
func (r replica) may() bool {
	return rbac.Decide(rbac.Question{
		Principal: rbac.Principal{Tenant: tenant, Object: "bob"}, Tenant: tenant, Plane: rbac.Data, At: time.Now(),
		Action: "Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action", Scope: resource.MustScope(accountID),
	}, r.state.View().Roles).Allowed
}

func (r replica) wantMay(want bool, when string) {
	r.Helper()
	if got := r.may(); got != want {
		r.Errorf("%s: bob may %v, want %v", when, got, want)
	}
}

func header(id string) directory.Header {
	return directory.Header{Tenant: tenant, ID: id, DisplayName: id}
}

func inGroup() directory.Link {
	return directory.Link{Tenant: tenant, From: "developers", Relation: directory.Member, To: "bob"}
}

func give(to, at string) *rbac.Assignment {
	return &rbac.Assignment{Name: to, Tenant: tenant, Scope: resource.MustScope(at), RoleID: cognitiveServicesUser, PrincipalID: to, PrincipalType: rbac.Group}
}

func people(tx *store.Tx) error {
	if err := tx.PutObject(&directory.User{Header: header("bob"), UserPrincipalName: "bob", AccountEnabled: true}); err != nil {
		return err
	}
	return tx.PutObject(&directory.Group{Header: header("developers")})
}

func access(tx *store.Tx) error {
	if err := people(tx); err != nil {
		return err
	}
	if err := tx.PutLink(inGroup()); err != nil {
		return err
	}
	return tx.PutAssignment(give("developers", accountID))
}

func TestWritesAreInForceWhenTheyReturnAndAfterARestart(t *testing.T) {
	deletedGroup := &directory.Group{Header: header("developers")}
	deletedGroup.DeletedAt = time.Now()
	anyone := []rbac.Principal{{Tenant: tenant, Object: rbac.EveryPrincipal}}
	subscription := &resource.Resource{ID: resource.MustScope("/subscriptions/22222222-2222-2222-2222-222222222222"), Tenant: tenant, Type: resource.TypeSubscription}
	hung := *subscription
	hung.ManagedBy = "/providers/Microsoft.Management/managementGroups/mg"
	steps := []struct {
		sentence string
		do       func(*store.Tx) error
		may      bool
	}{
		{"people alone may nothing", people, false},
		{"a role for a group is for its members", access, true},
		{"who leaves the group may not", func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err }, false},
		{"who is back may again", func(tx *store.Tx) error { return tx.PutLink(inGroup()) }, true},
		{"a soft-deleted group gives nothing", func(tx *store.Tx) error { return tx.PutObject(deletedGroup) }, false},
		{"a restored group gives it again", people, true},
		{"a deny assignment wins", func(tx *store.Tx) error {
			return tx.PutDenyAssignment(&rbac.DenyAssignment{Name: "d", Tenant: tenant, Scope: resource.Root, Principals: anyone, Permissions: []rbac.Permission{{DataActions: []string{"*"}}}})
		}, false},
		{"until it is gone", func(tx *store.Tx) error { _, err := tx.DeleteDenyAssignment(tenant, "d"); return err }, true},
		{"a deleted assignment grants nothing", func(tx *store.Tx) error {
			_, err := tx.DeleteAssignment(tenant, resource.MustScope(accountID), "developers")
			return err
		}, false},
		{"a role at a management group that the subscription is not in", func(tx *store.Tx) error { return tx.PutAssignment(give("developers", hung.ManagedBy)) }, false},
		{"the subscription moves there", func(tx *store.Tx) error { return tx.PutResource(&hung) }, true},
		{"and away", func(tx *store.Tx) error { return tx.PutResource(subscription) }, false},
		{"and back", func(tx *store.Tx) error { return tx.PutResource(&hung) }, true},
		{"a deleted group gives nothing", func(tx *store.Tx) error { return tx.DeleteObject(tenant, "developers") }, false},
	}
	path := filepath.Join(t.TempDir(), "keyless.db")
	r := start(t, path, store.Options{})
	for i, step := range steps {
		r.update(step.do)
		r.wantMay(step.may, step.sentence)
		if got := r.state.View().Revision; got != int64(i+1) {
			t.Errorf("%s: revision %d, want %d", step.sentence, got, i+1)
		}
		again := start(t, path, store.Options{})
		again.wantMay(step.may, step.sentence+", after a restart")
		_ = again.db.Close()
	}
}

func TestViewHasPrincipalsAndDeployments(t *testing.T) {
	r := start(t, filepath.Join(t.TempDir(), "keyless.db"), store.Options{})
	id := resource.MustScope(accountID)
	account := &resource.Resource{ID: id, Tenant: tenant, Name: "foundry", Type: resource.TypeAccount, Properties: json.RawMessage(`{"customSubDomainName":"foundry"}`)}
	r.update(func(tx *store.Tx) error {
		if err := access(tx); err != nil {
			return err
		}
		return tx.PutResource(account)
	})
	view := r.state.View()
	if bob, ok := view.Directory.State(tenant, "bob"); !ok || !bob.Enabled {
		t.Errorf("bob is %+v, %v", bob, ok)
	}
	if _, ok := view.Resources.Account("foundry"); !ok {
		t.Error("the account is not known")
	}
	r.update(func(tx *store.Tx) error {
		if err := tx.DeleteResource(id); err != nil {
			return err
		}
		return tx.DeleteObject(tenant, "bob")
	})
	view = r.state.View()
	if _, ok := view.Directory.State(tenant, "bob"); ok {
		t.Error("bob is still known")
	}
	if _, ok := view.Resources.Account("foundry"); ok {
		t.Error("the account is still known")
	}
}

func TestUndecodableResourcesAreLeftOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyless.db")
	r := start(t, path, store.Options{})
	r.update(access)
	odd := &resource.Resource{ID: resource.MustScope(accountID), Tenant: tenant, Name: "foundry", Type: resource.TypeAccount, Secrets: json.RawMessage(`[]`)}
	r.update(func(tx *store.Tx) error { return tx.PutResource(odd) })
	r.update(func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err })
	r.wantMay(false, "after leaving the group")
	again := start(t, path, store.Options{})
	again.wantMay(false, "after a restart")
	if _, ok := again.state.View().Resources.Account("foundry"); ok {
		t.Error("an account that cannot be read is served")
	}
}

func TestReplicasReceiveEachOthersChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyless.db")
	here := start(t, path, store.Options{})
	there := start(t, path, store.Options{Poll: 20 * time.Millisecond})

	here.update(access)
	there.wantMay(false, "before it heard")
	there.update(func(tx *store.Tx) error { return tx.PutTenant(&directory.Tenant{ID: tenant}) })
	there.wantMay(true, "its own write comes after the other's")

	here.update(func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- there.state.Follow(ctx) }()
	for deadline := time.Now().Add(10 * time.Second); there.may() && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	there.wantMay(false, "after it heard")
	stop()
	<-done
}

func TestViewNeverMovesBackwards(t *testing.T) {
	r := start(t, filepath.Join(t.TempDir(), "keyless.db"), store.Options{})
	r.update(access)
	old, err := r.db.Changes(t.Context(), store.Position{Revision: 0})
	if err != nil {
		t.Fatal(err)
	}
	r.update(func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err })
	r.state.committed(old)
	r.wantMay(false, "after old changes came again")
	if err := r.state.CatchUp(t.Context()); err != nil || r.state.View().Revision != 2 {
		t.Errorf("revision %d, %v", r.state.View().Revision, err)
	}
}

func TestReplicaReloadsAfterChangesWerePruned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyless.db")
	behind := start(t, path, store.Options{})
	ahead := start(t, path, store.Options{KeepRevisions: 1})
	behind.update(access)
	ahead.update(func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err })
	for n := range 1024 {
		ahead.update(func(tx *store.Tx) error {
			return tx.PutTenant(&directory.Tenant{ID: tenant, DisplayName: fmt.Sprint(n)})
		})
	}
	behind.wantMay(true, "before it heard")
	if err := behind.state.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	behind.wantMay(false, "after it loaded")
	if got := behind.state.View().Revision; got != 1026 {
		t.Errorf("revision %d", got)
	}
}

func TestReplicaReloadsAfterTheStoreWasRestored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyless.db")
	here := start(t, path, store.Options{})
	there := start(t, path, store.Options{})
	here.update(access) // revision 1 allows bob
	before := copyOf(t, path)
	here.update(func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err })
	for n := range 3 {
		here.update(func(tx *store.Tx) error {
			return tx.PutTenant(&directory.Tenant{ID: tenant, DisplayName: fmt.Sprint(n)})
		})
	}
	if err := there.state.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	there.wantMay(false, "after the revocation")

	// The store is restored to revision 1 while both use it, and another process writes as many revisions as were lost.
	putBack(t, path, before)
	if err := there.state.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	there.wantMay(true, "the store says so now")
	if there.state.View().Revision != 1 || there.state.Reloads() != 1 {
		t.Errorf("revision %d after %d reloads", there.state.View().Revision, there.state.Reloads())
	}
	for n := range 4 {
		there.update(func(tx *store.Tx) error {
			return tx.PutTenant(&directory.Tenant{ID: tenant, DisplayName: fmt.Sprint("other ", n)})
		})
	}
	if here.state.View().Revision != there.state.View().Revision {
		t.Fatalf("revisions %d and %d: the test needs the same", here.state.View().Revision, there.state.View().Revision)
	}
	here.wantMay(false, "before it looked")
	if err := here.state.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	here.wantMay(true, "the same revision of another history")
	if here.state.Reloads() != 1 {
		t.Errorf("%d reloads", here.state.Reloads())
	}
}

// copyOf copies a SQLite database as its statements see it.
func copyOf(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.db")
	run(t, path, "VACUUM INTO '"+to+"'")
	return to
}

// putBack replaces the rows of a SQLite database with those of a copy, while processes have it open.
func putBack(t *testing.T, path, from string) {
	t.Helper()
	var statements []string
	for _, table := range []string{"links", "object_keys", "objects", "role_assignments", "role_definitions", "resources", "tenants", "changes", "revision"} {
		statements = append(statements, "DELETE FROM "+table)
	}
	for _, table := range []string{"tenants", "objects", "object_keys", "links", "role_definitions", "role_assignments", "resources", "changes", "revision"} {
		statements = append(statements, "INSERT INTO "+table+" SELECT * FROM old."+table)
	}
	run(t, path, append([]string{"ATTACH '" + from + "' AS old"}, statements...)...)
}

func run(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestLeaseExpiresUnlessRenewed(t *testing.T) {
	l := newLease(time.Minute)
	if _, expired := l.expired(); !expired {
		t.Error("a lease that was never renewed holds")
	}
	l.renew(l.now())
	if age, expired := l.expired(); expired || age > time.Minute {
		t.Errorf("a new lease is %s old", age)
	}
	now := l.now()
	l.renew(instant{now.mono - int64(2*time.Minute), now.wall})
	if _, expired := l.expired(); !expired {
		t.Error("a lease that is old by the monotonic clock holds")
	}
	l.renew(instant{now.mono, now.wall - int64(2*time.Minute)})
	if _, expired := l.expired(); !expired {
		t.Error("a lease that is old by the wall clock, as after a suspension, holds")
	}
	l.renew(l.now())
	l.revoke(otherHistory)
	if _, expired := l.expired(); !expired || l.revoked() != otherHistory {
		t.Error("a lease that was revoked holds")
	}
	l.renew(l.now())
	if _, expired := l.expired(); expired || l.revoked() != "" {
		t.Error("a lease that was renewed after it was revoked does not hold")
	}
	if _, expired := newLease(0).expired(); expired {
		t.Error("a lease without a bound expires")
	}
}

func TestLeaseIsNotRenewedWhileTheStoreFails(t *testing.T) {
	r := start(t, filepath.Join(t.TempDir(), "keyless.db"), store.Options{})
	r.state.lease = newLease(time.Minute)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.state.CatchUp(ended); err == nil {
		t.Error("it caught up without a store")
	}
	if _, expired := r.state.lease.expired(); !expired {
		t.Error("the lease was renewed")
	}
	if err := r.state.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, expired := r.state.lease.expired(); expired {
		t.Error("the lease was not renewed")
	}
}

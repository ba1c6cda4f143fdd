package world

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/store"
)

func TestDefaultWorld(t *testing.T) {
	db := open(t)
	result := apply(t, db, Default())
	tenant := result.Tenants[0]
	if want := guid.Derive("tenant", "keyless.localhost"); tenant.ID != want {
		t.Errorf("the tenant's id is %s, not %s", tenant.ID, want)
	}
	passwords := map[string]bool{}
	for _, u := range tenant.Users {
		passwords[u.Password] = true
		if u.ID != guid.Derive("user", tenant.ID, u.UserPrincipalName) {
			t.Errorf("%s has the id %s", u.UserPrincipalName, u.ID)
		}
	}
	if len(passwords) != 3 || passwords[""] {
		t.Errorf("three people have the passwords %v", passwords)
	}
	view(t, db, func(tx *store.Tx) error {
		ada, err := directory.Find[*directory.User](tx, tenant.ID, tenant.Users[0].ID)
		if err != nil {
			return err
		}
		if !directory.VerifyPassword(ada.PasswordHash, tenant.Users[0].Password) {
			t.Error("ada's password is not the one that was reported")
		}
		roles, err := directory.RolesOf(tx, tenant.ID, ada.ID)
		if err != nil || len(roles) != 1 || roles[0].ID != directory.GlobalAdministrator {
			t.Errorf("ada's directory roles are %v, %v", roles, err)
		}
		groups, err := directory.MemberOf(tx, tenant.ID, tenant.Users[2].ID)
		if err != nil || len(groups) != 1 || groups[0].Head().DisplayName != "developers" {
			t.Errorf("cleo's groups are %v, %v", groups, err)
		}
		account, err := tx.Resource(resource.MustScope(tenant.Accounts[0].ResourceID))
		if err != nil || account.Kind != "AIServices" {
			t.Errorf("the account is %+v, %v", account, err)
		}
		for _, d := range tenant.Accounts[0].Deployments {
			if _, err := tx.Resource(resource.MustScope(tenant.Accounts[0].ResourceID + "/deployments/" + d)); err != nil {
				t.Error(err)
			}
		}
		grants, err := tx.Assignments(rbac.AssignmentQuery{Tenant: tenant.ID})
		if err != nil || len(grants) != 1 || grants[0].PrincipalID != ada.ID {
			t.Errorf("more than ada has a role: %v, %v", grants, err)
		}
		identity, err := directory.Find[*directory.ServicePrincipal](tx, tenant.ID, tenant.ManagedIdentities[0].ID)
		if err != nil || identity.Type != directory.TypeManagedIdentity {
			t.Errorf("the managed identity is %+v, %v", identity, err)
		}
		return nil
	})
}

func TestApplyIsIdempotent(t *testing.T) {
	db := open(t)
	first := apply(t, db, Default())
	before, _ := db.Revision(context.Background())
	second := apply(t, db, Default())
	after, _ := db.Revision(context.Background())
	if before != after || len(second.Made) > 0 {
		t.Errorf("revision %d became %d, made %q", before, after, second.Made)
	}
	if second.Tenants[0].Users[0].Password != "" || second.Tenants[0].ServicePrincipals[0].Secret != "" {
		t.Error("a secret was reported that nobody set")
	}
	second.Keep(first)
	if diff := cmp.Diff(first.Tenants, second.Tenants); diff != "" {
		t.Errorf("the results differ:\n%s", diff)
	}
}

func TestApplyCreatesOnlyWhatIsMissing(t *testing.T) {
	db := open(t)
	first := apply(t, db, Default()).Tenants[0]
	change(t, db, func(tx *store.Tx) error {
		link := directory.Link{Tenant: first.ID, From: first.Groups[0].ID, Relation: directory.Member, To: first.Users[2].ID}
		if _, err := tx.DeleteLink(link); err != nil {
			return err
		}
		return directory.SoftDelete(tx, first.ID, first.Users[1].ID, time.Now())
	})
	// A user with the same name and another id exists.
	change(t, db, func(tx *store.Tx) error {
		return directory.Create(tx, &directory.User{
			Header: directory.Header{Tenant: first.ID, ID: guid.New(), DisplayName: "Bob"}, UserPrincipalName: "bob@keyless.localhost", AccountEnabled: true,
		}, time.Now())
	})
	second := apply(t, db, Default())
	if diff := cmp.Diff([]string{"cleo@keyless.localhost member of developers"}, second.Made); diff != "" {
		t.Error(diff)
	}
}

func TestApplyRefuses(t *testing.T) {
	const head = "tenants:\n- domain: a.test\n  users: [{userPrincipalName: eve, displayName: twin}]\n  groups: [{displayName: twin}]\n" +
		"  subscriptions: [{displayName: S, resourceGroups: [{name: g1, accounts: [{name: mm, subdomain: m1}]}, {name: g2, accounts: [{name: mm, subdomain: m2}]}]}]\n"
	for _, row := range []struct{ name, text, want string }{
		{"an unknown principal", "  roleAssignments: [{role: Owner, principal: bob, scope: S}]", "line 6: there is no principal called 'bob'"},
		{"a name that two principals have", "  roleAssignments: [{role: Owner, principal: twin, scope: S}]", "line 6: more than one principal is called 'twin'"},
		{"an unknown role", "  roleAssignments: [{role: King, principal: 'group:twin', scope: S}]", "line 6: there is no role called 'King'"},
		{"a scope that two resources have", "  roleAssignments: [{role: Owner, principal: 'group:twin', scope: mm}]", "line 6: more than one"},
		{"an invalid scope", "  roleAssignments: [{role: Owner, principal: 'group:twin', scope: /subscriptions}]", "line 6: InvalidScope"},
		{"an unknown directory role", "  applications: [{displayName: app, directoryRoles: [King]}]", "line 6: there is no directory role called 'King'"},
		{"an unknown account kind", "  applications: []\n  displayName: x\n- domain: b.test\n  subscriptions: [{displayName: T, resourceGroups: [{name: g, accounts: [{name: qq, kind: Toaster}]}]}]", "Toaster"},
	} {
		t.Run(row.name, func(t *testing.T) {
			db := open(t)
			w, err := Parse([]byte(head + row.text))
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(context.Background(), func(tx *store.Tx) error {
				_, err := Apply(tx, w, deps())
				return err
			})
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something with %q", err, row.want)
			}
			view(t, db, func(tx *store.Tx) error {
				if tenants, _ := tx.Tenants(); len(tenants) != 0 {
					t.Error("something of the refused world is there")
				}
				return nil
			})
		})
	}
}

func TestAmbiguousNamesAreQualifiedByTheirGroup(t *testing.T) {
	db := open(t)
	w, err := Parse([]byte("tenants:\n- domain: a.test\n  users: [{userPrincipalName: eve}]\n" +
		"  subscriptions: [{displayName: S, resourceGroups: [{name: g1, accounts: [{name: mm, subdomain: m1}]}, {name: g2, accounts: [{name: mm, subdomain: m2}]}]}]\n" +
		"  roleAssignments: [{role: Cognitive Services User, principal: eve@a.test, scope: g2/mm}]"))
	if err != nil {
		t.Fatal(err)
	}
	tenant := apply(t, db, w).Tenants[0]
	view(t, db, func(tx *store.Tx) error {
		grants, err := tx.Assignments(rbac.AssignmentQuery{Tenant: tenant.ID})
		if err == nil && (len(grants) != 1 || grants[0].Scope.String() != tenant.Accounts[1].ResourceID) {
			t.Errorf("the role is assigned at %v", grants)
		}
		return err
	})
}

func TestApplyFailsWithoutRandomness(t *testing.T) {
	db := open(t)
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		d := deps()
		d.Rand = bytes.NewReader(make([]byte, 3))
		_, err := Apply(tx, Default(), d)
		return err
	})
	if err == nil {
		t.Error("a password was made of nothing")
	}
}

func open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), "sqlite://"+t.TempDir()+"/keyless.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func deps() Deps {
	box, err := seal.New(make([]byte, 32))
	if err != nil {
		panic(err)
	}
	return Deps{Now: time.Now(), Rand: rand.Reader, Box: box}
}

func apply(t *testing.T, db *store.DB, w *World) *Result {
	t.Helper()
	var result *Result
	change(t, db, func(tx *store.Tx) (err error) {
		result, err = Apply(tx, w, deps())
		return err
	})
	return result
}

func change(t *testing.T, db *store.DB, do func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, db *store.DB, do func(*store.Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), do); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

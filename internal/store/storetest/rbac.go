package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

func compareKeys(a, b resource.Scope) int { return strings.Compare(a.Key(), b.Key()) }

func assignment(t *testing.T, name, at, role, principal string) *rbac.Assignment {
	t.Helper()
	return &rbac.Assignment{
		Name: name, Tenant: "t1", Scope: scope(t, at), RoleID: role, PrincipalID: principal, PrincipalType: rbac.User, CreatedOn: day(), UpdatedOn: day(),
	}
}

func assignmentsComeBack(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	want := assignment(t, "N1", rg1, "R1", "P1")
	want.Condition, want.ConditionVersion, want.Description = "@Resource[x] StringEquals 'ü'", "2.0", "why"
	one := get[*rbac.Assignment](t)
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.PutAssignment(want))
		same(t, one(tx.Assignment("T1", scope(t, strings.ToUpper(rg1)), "n1")), want)
		want.Description = "why not"
		ok(t, tx.PutAssignment(want))
		same(t, one(tx.Assignment("t1", want.Scope, "N1")), want)
		for _, elsewhere := range []struct{ tenant, at, name string }{{"t2", rg1, "n1"}, {"t1", rg10, "n1"}, {"t1", rg1, "n2"}} {
			_, err := tx.Assignment(elsewhere.tenant, scope(t, elsewhere.at), elsewhere.name)
			refused(t, err, fault.NotFound, "")
		}
		for _, was := range []bool{true, false} {
			if got := get[bool](t)(tx.DeleteAssignment("T1", want.Scope, "n1")); got != was {
				t.Errorf("deleted: %v, want %v", got, was)
			}
		}
	})
}

func assignmentConflicts(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	const name = "0f7b6d4e-1c9c-4d0b-9f53-0a3b6c1d2e3f"
	must(t, db, func(tx *store.Tx) { ok(t, tx.PutAssignment(assignment(t, name, rg1, "r1", "p1"))) })
	must(t, db, func(tx *store.Tx) {
		err := tx.PutAssignment(assignment(t, "n2", strings.ToUpper(rg1), "R1", "P1"))
		refused(t, err, fault.Conflict, "RoleAssignmentExists")
		const want = "The role assignment already exists. The ID of the existing role assignment is 0f7b6d4e1c9c4d0b9f530a3b6c1d2e3f."
		if got := fault.Of(err).Message; got != want {
			t.Errorf("message %q, want %q", got, want)
		}
		ok(t, tx.PutAssignment(assignment(t, name, rg1, "r1", "p1")))
		ok(t, tx.PutAssignment(assignment(t, "n3", rg1, "r2", "p1")))
		ok(t, tx.PutAssignment(assignment(t, "n4", rg1, "r1", "p2")))
		ok(t, tx.PutAssignment(assignment(t, "n5", rg10, "r1", "p1")))
		guest := assignment(t, "n6", rg1, "r1", "p1")
		guest.PrincipalTenant = "t9"
		ok(t, tx.PutAssignment(guest))
		refused(t, tx.PutAssignment(assignment(t, "n3", rg1, "r1", "p1")), fault.Conflict, "RoleAssignmentExists")
		get[bool](t)(tx.DeleteAssignment("t1", scope(t, rg1), name))
		ok(t, tx.PutAssignment(assignment(t, "n2", rg1, "r1", "p1")))
	})
}

func assigned(t *testing.T, db *store.DB, q rbac.AssignmentQuery) []string {
	t.Helper()
	names := []string{}
	look(t, db, func(tx *store.Tx) {
		for _, a := range get[[]*rbac.Assignment](t)(tx.Assignments(q)) {
			names = append(names, a.Name)
		}
	})
	return names
}

func assignmentQueries(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	at := func(id string) *resource.Scope { s := scope(t, id); return &s }
	must(t, db, func(tx *store.Tx) {
		for _, a := range []*rbac.Assignment{
			assignment(t, "root", "/", "r1", "p1"), assignment(t, "sub", subscription, "r1", "p1"), assignment(t, "rg1", rg1, "r2", "p1"),
			assignment(t, "rg10", rg10, "r1", "P2"), assignment(t, "account", account, "r1", "p3"), assignment(t, "chat", deployment, "R2", "p1"),
		} {
			ok(t, tx.PutAssignment(a))
		}
		foreign := assignment(t, "foreign", rg1, "r1", "p1")
		foreign.Tenant = "t2"
		ok(t, tx.PutAssignment(foreign))
	})
	for _, row := range []struct {
		sentence string
		query    rbac.AssignmentQuery
		want     []string
	}{
		{"a whole tenant, by scope", rbac.AssignmentQuery{}, []string{"root", "sub", "rg1", "account", "chat", "rg10"}},
		{"exactly here", rbac.AssignmentQuery{Scope: at(rg1)}, []string{"rg1"}},
		{"exactly at the root", rbac.AssignmentQuery{Scope: at("/")}, []string{"root"}},
		{"here or above", rbac.AssignmentQuery{AtOrAbove: at(account)}, []string{"root", "sub", "rg1", "account"}},
		{"here or below, and not in a sibling that begins with the name", rbac.AssignmentQuery{Below: at(rg1)}, []string{"rg1", "account", "chat"}},
		{"below the root is everywhere", rbac.AssignmentQuery{Below: at("/")}, []string{"root", "sub", "rg1", "account", "chat", "rg10"}},
		{"of some principals, in any case", rbac.AssignmentQuery{Principals: []string{"p2", "P3"}}, []string{"account", "rg10"}},
		{"of a role, in any case", rbac.AssignmentQuery{RoleID: "r2"}, []string{"rg1", "chat"}},
		{"by name, in any case, wherever it is", rbac.AssignmentQuery{Name: "RG10"}, []string{"rg10"}},
		{"by a name that nobody has", rbac.AssignmentQuery{Name: "rg"}, []string{}},
		{"of a principal here or above", rbac.AssignmentQuery{AtOrAbove: at(deployment), Principals: []string{"p1"}}, []string{"root", "sub", "rg1", "chat"}},
	} {
		t.Run(row.sentence, func(t *testing.T) {
			row.query.Tenant = "t1"
			if got := assigned(t, db, row.query); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
			look(t, db, func(tx *store.Tx) {
				if n := get[int](t)(tx.CountAssignments(row.query)); n != len(row.want) {
					t.Errorf("counted %d, want %d", n, len(row.want))
				}
				row.query.Limit = 2
				if n := get[int](t)(tx.CountAssignments(row.query)); n != min(2, len(row.want)) {
					t.Errorf("counted %d up to 2, want %d", n, min(2, len(row.want)))
				}
			})
		})
	}
}

func assignmentPages(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	want := []string{}
	must(t, db, func(tx *store.Tx) {
		for _, at := range []string{"/", subscription, rg1, rg10} {
			for i := range 3 {
				a := assignment(t, fmt.Sprintf("%s-%d", scope(t, at).Name(), i), at, "r1", fmt.Sprint("p", i))
				ok(t, tx.PutAssignment(a))
				want = append(want, a.Name)
			}
		}
	})
	got, after := []string{}, ""
	for range want {
		var page []*rbac.Assignment
		look(t, db, func(tx *store.Tx) {
			page = get[[]*rbac.Assignment](t)(tx.Assignments(rbac.AssignmentQuery{Tenant: "t1", After: after, Limit: 5}))
		})
		for _, a := range page {
			got = append(got, a.Name)
			after = a.Cursor()
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func roleDefinitions(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	mine := &rbac.RoleDefinition{ID: "b", Tenant: "t1", Name: "Mine", Type: rbac.CustomRole, Permissions: []rbac.Permission{{DataActions: []string{"*"}}}, CreatedOn: day()}
	list := get[[]*rbac.RoleDefinition](t)
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.PutRoleDefinition(mine))
		ok(t, tx.PutRoleDefinition(&rbac.RoleDefinition{ID: "a", Tenant: "t2"}))
		mine.Description = "changed"
		ok(t, tx.PutRoleDefinition(mine))
		same(t, list(tx.RoleDefinitions("T1")), []*rbac.RoleDefinition{mine})
		for _, was := range []bool{true, false} {
			if got := get[bool](t)(tx.DeleteRoleDefinition("t1", "B")); got != was {
				t.Errorf("deleted: %v, want %v", got, was)
			}
		}
		same(t, list(tx.RoleDefinitions("t1")), nil)
		if n := len(list(tx.RoleDefinitions("t2"))); n != 1 {
			t.Errorf("the other tenant has %d", n)
		}
	})
}

func denyAssignments(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	deny := &rbac.DenyAssignment{Name: "d1", Tenant: "t1", DisplayName: "no", Scope: scope(t, rg1), Principals: []rbac.Principal{{Object: rbac.EveryPrincipal}}, CreatedOn: day()}
	list := get[[]*rbac.DenyAssignment](t)
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.PutDenyAssignment(deny))
		same(t, list(tx.DenyAssignments("t1")), []*rbac.DenyAssignment{deny})
		same(t, list(tx.DenyAssignments("t2")), nil)
		for _, was := range []bool{true, false} {
			if got := get[bool](t)(tx.DeleteDenyAssignment("t1", "D1")); got != was {
				t.Errorf("deleted: %v, want %v", got, was)
			}
		}
	})
}

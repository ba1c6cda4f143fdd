package rbac_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

const (
	tenant     = "11111111-1111-1111-1111-111111111111"
	ownerRole  = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	userRole   = "a97b65f3-24c7-4388-baec-2e87135dc908"
	rbacAdmin  = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
	projectMgr = "eadc314b-1a2d-4efa-be10-5d325db5065e"
)

func at(text string) resource.Scope { return resource.MustScope(text) }

func sub() resource.Scope   { return at("/subscriptions/s1") }
func group() resource.Scope { return at("/subscriptions/s1/resourceGroups/rg") }
func account() resource.Scope {
	return at(group().String() + "/providers/Microsoft.CognitiveServices/accounts/foundry")
}

func company() resource.Scope { return at("/providers/Microsoft.Management/managementGroups/company") }

func noon() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) }

func by() rbac.Change { return rbac.Change{By: "ada", At: noon()} }

// open returns an empty store.
func open(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), "sqlite://"+t.TempDir()+"/test.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// change runs do in one transaction and commits it.
func change(t testing.TB, db *store.DB, do func(rbac.Writer) error) error {
	t.Helper()
	return db.Update(context.Background(), func(tx *store.Tx) error { return do(tx) })
}

func assignment(role, principal string, scope resource.Scope) *rbac.Assignment {
	return &rbac.Assignment{
		Name: guid.Derive(role, principal, scope.Key()), Tenant: tenant, Scope: scope, RoleID: role,
		PrincipalID: principal, PrincipalType: rbac.User,
	}
}

func assign(t testing.TB, db *store.DB, a *rbac.Assignment, c rbac.Change) (made *rbac.Assignment, created bool, err error) {
	err = change(t, db, func(w rbac.Writer) (err error) {
		made, created, err = rbac.Assign(w, a, c)
		return err
	})
	return made, created, err
}

// refused checks the kind, the Azure code and the message of an error.
func refused(t *testing.T, err error, kind fault.Kind, code, says string) {
	t.Helper()
	if !fault.Is(err, kind) || fault.Of(err).Code != code || !strings.Contains(fault.Of(err).Message, says) {
		t.Errorf("got %v, want %s with %q", err, code, says)
	}
}

func TestDefineAcceptsActionsOfOtherProviders(t *testing.T) {
	db := open(t)
	for _, p := range []rbac.Permission{
		{DataActions: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*", "Microsoft.KeyVault/vaults/secrets/getSecret/action"}},
		{DataActions: []string{"microsoft.search/searchServices/indexes/documents/read"}, NotDataActions: []string{"Microsoft.ServiceBus/*"}},
		{Actions: []string{"Microsoft.Insights/alertRules/*", "microsoft.operationalinsights/workspaces/read", "Microsoft.Compute/*/read", "Microsoft.*/read", "Dynatrace.Observability/monitors/read"}},
		{Actions: []string{"*"}, NotActions: []string{"*/write"}},
	} {
		d := &rbac.RoleDefinition{ID: guid.New(), Tenant: tenant, Name: guid.New(), AssignableScopes: []string{sub().String()}, Permissions: []rbac.Permission{p}}
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			_, _, err := rbac.Define(tx, d, by())
			return err
		})
		if err != nil {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestAssign(t *testing.T) {
	db := open(t)
	first := assignment(userRole, "bob", account())
	made, created, err := assign(t, db, first, by())
	if err != nil || !created || made.CreatedBy != "ada" || !made.CreatedOn.Equal(noon()) || !made.UpdatedOn.Equal(noon()) {
		t.Fatalf("the first time creates it: %+v %t %v", made, created, err)
	}
	later := rbac.Change{By: "eve", At: noon().Add(time.Hour)}
	again, created, err := assign(t, db, first, later)
	if err != nil || created || !again.UpdatedOn.Equal(noon()) || again.UpdatedBy != "ada" {
		t.Errorf("an identical one changes nothing: %+v %t %v", again, created, err)
	}
	described := *first
	described.Description = "for the demo"
	again, created, err = assign(t, db, &described, later)
	if err != nil || created || !again.CreatedOn.Equal(noon()) || again.CreatedBy != "ada" || again.UpdatedBy != "eve" || !again.UpdatedOn.Equal(later.At) {
		t.Errorf("a new description is an update: %+v %t %v", again, created, err)
	}
	for what, change := range map[string]func(*rbac.Assignment){
		"another principal": func(a *rbac.Assignment) { a.PrincipalID = "cleo" },
		"another tenant":    func(a *rbac.Assignment) { a.PrincipalTenant = "elsewhere" },
		"another role":      func(a *rbac.Assignment) { a.RoleID = ownerRole },
	} {
		t.Run(what+" under the same name is refused", func(t *testing.T) {
			other := *first
			change(&other)
			_, _, err := assign(t, db, &other, later)
			refused(t, err, fault.Invalid, "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
		})
	}
}

func TestAssignRefuses(t *testing.T) {
	db := open(t)
	custom := &rbac.RoleDefinition{
		ID: guid.Derive("caller"), Tenant: tenant, Name: "Foundry caller", AssignableScopes: []string{group().String(), company().String()},
		Permissions: []rbac.Permission{{DataActions: []string{"Microsoft.CognitiveServices/accounts/MaaS/*"}}},
	}
	if err := change(t, db, func(w rbac.Writer) error { _, _, err := rbac.Define(w, custom, by()); return err }); err != nil {
		t.Fatal(err)
	}
	there := assignment(userRole, "bob", account())
	if _, _, err := assign(t, db, there, by()); err != nil {
		t.Fatal(err)
	}
	below := rbac.Change{By: "ada", At: noon(), Above: []resource.Scope{company()}}
	for _, row := range []struct {
		why, code, says string
		kind            fault.Kind
		change          func(*rbac.Assignment)
		by              rbac.Change
	}{
		{"a name that is not a GUID", "InvalidRoleAssignmentId", "must be a GUID", fault.Invalid, func(a *rbac.Assignment) { a.Name = "mine" }, by()},
		{"an unknown role", "RoleDefinitionDoesNotExist", "does not exist", fault.Invalid, func(a *rbac.Assignment) { a.RoleID = guid.Derive("none") }, by()},
		{"an invalid condition", "InvalidCondition", "nothing more was expected", fault.Invalid, func(a *rbac.Assignment) {
			a.Condition, a.ConditionVersion = "ActionMatches{'x'} x", "2.0"
		}, by()},
		{"a condition without a version", "InvalidCondition", "version", fault.Invalid, func(a *rbac.Assignment) { a.Condition = "ActionMatches{'x'}" }, by()},
		{"a duplicate under another name", "RoleAssignmentExists", "role assignment already exists. The ID of the existing role assignment is " + guid.Compact(there.Name), fault.Conflict, func(a *rbac.Assignment) { a.PrincipalID = "bob" }, by()},
		{"a custom role where it is not assignable", "RoleDefinitionDoesNotExist", "does not exist", fault.Invalid, func(a *rbac.Assignment) { a.RoleID, a.Scope = custom.ID, sub() }, by()},
		{"a custom role with data actions at a management group", "RoleDefinitionCannotBeAssigned", "management group", fault.Invalid, func(a *rbac.Assignment) { a.RoleID, a.Scope = custom.ID, company() }, by()},
		{"a custom role of another tenant", "RoleDefinitionDoesNotExist", "does not exist", fault.Invalid, func(a *rbac.Assignment) { a.RoleID, a.Tenant = custom.ID, "elsewhere" }, by()},
	} {
		t.Run(row.why, func(t *testing.T) {
			a := assignment(userRole, "cleo", account())
			row.change(a)
			_, _, err := assign(t, db, a, row.by)
			refused(t, err, row.kind, row.code, row.says)
		})
	}
	for _, a := range []*rbac.Assignment{assignment(custom.ID, "bob", account()), assignment(custom.ID, "bob", sub())} {
		if _, created, err := assign(t, db, a, below); err != nil || !created {
			t.Errorf("the custom role is assignable at %s: %v", a.Scope, err)
		}
	}
}

func TestAssignEnforcesTheSubscriptionLimit(t *testing.T) {
	db := open(t)
	err := change(t, db, func(w rbac.Writer) error {
		for i := range rbac.MaxAssignments {
			if err := w.PutAssignment(assignment(userRole, fmt.Sprint("p", i), group())); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = assign(t, db, assignment(userRole, "bob", account()), by())
	refused(t, err, fault.Invalid, "RoleAssignmentLimitExceeded", "No more role assignments can be created")
	if _, _, err := assign(t, db, assignment(userRole, "bob", at("/subscriptions/s10")), by()); err != nil {
		t.Errorf("another subscription has room: %v", err)
	}
	described := assignment(userRole, "p1", group())
	described.Description = "x"
	if _, _, err := assign(t, db, described, by()); err != nil {
		t.Errorf("one that is there may change: %v", err)
	}
}

func unassign(t testing.TB, db *store.DB, a *rbac.Assignment, c rbac.Change) (gone *rbac.Assignment, err error) {
	err = change(t, db, func(w rbac.Writer) (err error) {
		gone, err = rbac.Unassign(w, a.Tenant, a.Scope, a.Name, c)
		return err
	})
	return gone, err
}

func TestUnassignProtectsTheLastAdministrator(t *testing.T) {
	narrowed := assignment(rbacAdmin, "cleo", sub())
	narrowed.Condition, narrowed.ConditionVersion = "ActionMatches{'*'}", "2.0"
	for _, row := range []struct {
		why    string
		others []*rbac.Assignment
		above  []resource.Scope
		stays  bool
	}{
		{"nobody else", nil, nil, true},
		{"another role at the subscription does not count", []*rbac.Assignment{assignment(userRole, "bob", sub())}, nil, true},
		{"an administrator of a resource group does not count", []*rbac.Assignment{assignment(ownerRole, "bob", group())}, nil, true},
		{"an administrator of another subscription does not count", []*rbac.Assignment{assignment(ownerRole, "bob", at("/subscriptions/s10"))}, nil, true},
		{"an administrator with a condition does not count", []*rbac.Assignment{narrowed}, nil, true},
		{"a role with a condition of its own does not count", []*rbac.Assignment{assignment(projectMgr, "bob", sub())}, nil, true},
		{"an administrator of an unrelated management group does not count", []*rbac.Assignment{assignment(ownerRole, "bob", company())}, nil, true},
		{"a second administrator at the subscription counts", []*rbac.Assignment{assignment(rbacAdmin, "bob", sub())}, nil, false},
		{"a second administrator at the root counts", []*rbac.Assignment{assignment(ownerRole, "bob", resource.Root)}, nil, false},
		{"a second administrator at the parent management group counts", []*rbac.Assignment{assignment(ownerRole, "bob", company())}, []resource.Scope{company()}, false},
	} {
		t.Run(row.why, func(t *testing.T) {
			db := open(t)
			last := assignment(ownerRole, "ada", sub())
			if err := change(t, db, func(w rbac.Writer) error {
				for _, a := range append(row.others, last) {
					if err := w.PutAssignment(a); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			gone, err := unassign(t, db, last, rbac.Change{Above: row.above})
			if row.stays {
				refused(t, err, fault.Precondition, "CannotDeleteLastRbacAdminAssignment", "Cannot delete the last RBAC admin assignment")
				return
			}
			if err != nil || gone == nil {
				t.Errorf("it may go: %v", err)
			}
			if gone, err := unassign(t, db, last, rbac.Change{}); gone != nil || err != nil {
				t.Errorf("what is gone is gone: %v %v", gone, err)
			}
		})
	}
}

func TestDefine(t *testing.T) {
	db := open(t)
	define := func(d *rbac.RoleDefinition) (made *rbac.RoleDefinition, created bool, err error) {
		err = change(t, db, func(w rbac.Writer) (err error) {
			made, created, err = rbac.Define(w, d, by())
			return err
		})
		return made, created, err
	}
	role := func() *rbac.RoleDefinition {
		return &rbac.RoleDefinition{
			ID: guid.Derive("caller"), Tenant: tenant, Name: "Foundry caller", AssignableScopes: []string{sub().String()},
			Permissions: []rbac.Permission{{Actions: []string{"*/read"}, DataActions: []string{"Microsoft.CognitiveServices/accounts/MaaS/*"}}},
		}
	}
	made, created, err := define(role())
	if err != nil || !created || made.Type != rbac.CustomRole || made.Permissions[0].NotActions == nil || made.CreatedBy != "ada" {
		t.Fatalf("it is created: %+v %v", made, err)
	}
	if _, created, err := define(role()); err != nil || created {
		t.Errorf("it is replaced: %v", err)
	}
	for _, row := range []struct {
		why, code string
		kind      fault.Kind
		change    func(*rbac.RoleDefinition)
	}{
		{"a built-in role", "RoleDefinitionUpdateNotPermitted", fault.Denied, func(d *rbac.RoleDefinition) { d.ID = ownerRole }},
		{"an id that is not a GUID", "InvalidRoleDefinitionId", fault.Invalid, func(d *rbac.RoleDefinition) { d.ID = "x" }},
		{"no name", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) { d.Name = " " }},
		{"a long name", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) { d.Name = strings.Repeat("n", 513) }},
		{"a long description", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) { d.Description = strings.Repeat("n", 2049) }},
		{"the name of a built-in role", "RoleDefinitionWithSameNameExists", fault.Conflict, func(d *rbac.RoleDefinition) { d.Name = "owner" }},
		{"the former name of a built-in role", "RoleDefinitionWithSameNameExists", fault.Conflict, func(d *rbac.RoleDefinition) { d.Name = "Azure AI User" }},
		{"the name of another custom role", "RoleDefinitionWithSameNameExists", fault.Conflict, func(d *rbac.RoleDefinition) { d.ID = guid.Derive("other"); d.Name = "foundry CALLER" }},
		{"no assignable scope", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) { d.AssignableScopes = nil }},
		{"the root as assignable scope", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) { d.AssignableScopes = []string{"/"} }},
		{"a wildcard in an assignable scope", "InvalidScope", fault.Invalid, func(d *rbac.RoleDefinition) { d.AssignableScopes = []string{"/subscriptions/*"} }},
		{"two management groups", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.AssignableScopes = []string{company().String(), company().String() + "2"}
		}},
		{"no permissions", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) { d.Permissions = nil }},
		{"two wildcards", "InvalidRoleDefinition", fault.Invalid, func(d *rbac.RoleDefinition) { d.Permissions[0].Actions = []string{"*/a/*"} }},
		{"an action without a slash", "InvalidActionOrNotAction", fault.Invalid, func(d *rbac.RoleDefinition) { d.Permissions[0].NotActions = []string{"read"} }},
		{"an action with a space", "InvalidActionOrNotAction", fault.Invalid, func(d *rbac.RoleDefinition) { d.Permissions[0].Actions = []string{"a /b"} }},
		{"an action of an unknown provider", "InvalidActionOrNotAction", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.Permissions[0].Actions = []string{"Microsoft.Nothing/x/read"}
		}},
		{"a part of a provider's name", "InvalidActionOrNotAction", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.Permissions[0].NotActions = []string{"Microsoft.Nothing*/read"}
		}},
		{"a data action of a provider without data actions", "InvalidDataActionOrNotDataAction", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.Permissions[0].DataActions = []string{"Microsoft.Authorization/roleAssignments/write"}
		}},
		{"an unknown data action", "InvalidDataActionOrNotDataAction", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.Permissions[0].DataActions = []string{"Microsoft.CognitiveServices/accounts/MaaS/chat/action"}
		}},
		{"a provider misspelt in data actions", "InvalidDataActionOrNotDataAction", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.Permissions[0].DataActions = []string{"Microsoft.CognitiveService/accounts/MaaS/*"}
		}},
		{"a control action among data actions", "InvalidDataActionOrNotDataAction", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.Permissions[0].NotDataActions = []string{"Microsoft.CognitiveServices/accounts/listKeys/action"}
		}},
		{"an invalid condition", "InvalidCondition", fault.Invalid, func(d *rbac.RoleDefinition) {
			d.Permissions[0].Condition, d.Permissions[0].ConditionVersion = "x", "2.0"
		}},
	} {
		t.Run(row.why, func(t *testing.T) {
			d := role()
			row.change(d)
			_, _, err := define(d)
			refused(t, err, row.kind, row.code, "")
		})
	}
	for _, known := range []string{
		"*", "Microsoft.CognitiveServices/*", "microsoft.cognitiveservices/accounts/maas/chat/completions/ACTION", "Microsoft.CognitiveServices/accounts/OpenAI/*/read",
		"Microsoft.CognitiveServices/accounts/Face/detect/action", "Microsoft.CognitiveServices/accounts/SpeechServices/*", "Microsoft.CognitiveServices/accounts/LUIS/apps/read",
	} {
		d := role()
		d.Permissions[0].DataActions = []string{known}
		if _, _, err := define(d); err != nil {
			t.Errorf("%s exists: %v", known, err)
		}
	}
}

func TestUndefine(t *testing.T) {
	db := open(t)
	id := guid.Derive("caller")
	d := &rbac.RoleDefinition{ID: id, Tenant: tenant, Name: "r", AssignableScopes: []string{sub().String()}, Permissions: []rbac.Permission{{Actions: []string{"*/read"}}}}
	if err := change(t, db, func(w rbac.Writer) error { _, _, err := rbac.Define(w, d, by()); return err }); err != nil {
		t.Fatal(err)
	}
	undefine := func(id string) (gone *rbac.RoleDefinition, err error) {
		err = change(t, db, func(w rbac.Writer) (err error) {
			gone, err = rbac.Undefine(w, tenant, id)
			return err
		})
		return gone, err
	}
	held := assignment(id, "bob", account())
	if _, _, err := assign(t, db, held, by()); err != nil {
		t.Fatal(err)
	}
	_, err := undefine(id)
	refused(t, err, fault.Invalid, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role")
	_, err = undefine(ownerRole)
	refused(t, err, fault.Denied, "RoleDefinitionDeleteNotPermitted", "Built-in")
	if _, err := unassign(t, db, held, by()); err != nil {
		t.Fatal(err)
	}
	if gone, err := undefine(strings.ToUpper(id)); err != nil || gone == nil {
		t.Errorf("it may go: %v", err)
	}
	if gone, err := undefine(id); err != nil || gone != nil {
		t.Errorf("what is gone is gone: %v", err)
	}
}

func TestList(t *testing.T) {
	db := open(t)
	sibling := at(account().String() + "2")
	names := map[string]string{}
	err := change(t, db, func(w rbac.Writer) error {
		for _, row := range []struct {
			is, who string
			scope   resource.Scope
		}{
			{"root", "ada", resource.Root},
			{"company", "ada", company()},
			{"sub", "ada", sub()},
			{"group", "devs", group()},
			{"account", "bob", account()},
			{"chat", "bob", at(account().String() + "/deployments/chat")},
			{"sibling", "bob", sibling},
		} {
			a := assignment(userRole, row.who, row.scope)
			names[a.Name] = row.is
			if err := w.PutAssignment(a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	above := []resource.Scope{company()}
	for _, row := range []struct {
		why     string
		listing rbac.Listing
		want    string
	}{
		{"at, above and below", rbac.Listing{Scope: account(), Above: above}, "root company sub group account chat"},
		{"atScope(): at and above, not below", rbac.Listing{Scope: account(), Above: above, AtScope: true}, "root company sub group account"},
		{"unrelated management groups are left out", rbac.Listing{Scope: account(), AtScope: true}, "root sub group account"},
		{"a subscription includes everything in it", rbac.Listing{Scope: sub(), Above: above}, "root company sub group account chat sibling"},
		{"principalId eq: the principal's own, at, above and below", rbac.Listing{Scope: account(), Above: above, Principal: "BOB"}, "account chat"},
		{"assignedTo(): also those of its groups", rbac.Listing{Scope: sub(), AssignedTo: []string{"bob", "devs"}}, "group account chat sibling"},
		{"atScope() and assignedTo()", rbac.Listing{Scope: account(), AtScope: true, AssignedTo: []string{"bob", "devs"}}, "group account"},
		{"atExactScope(): only at the scope", rbac.Listing{Scope: account(), Above: above, Exactly: true}, "account"},
		{"roleDefinitionId eq: of that role", rbac.Listing{Scope: account(), RoleID: strings.ToUpper(userRole)}, "root sub group account chat"},
		{"roleDefinitionId eq: none of another role", rbac.Listing{Scope: account(), RoleID: "b24988ac-6180-42a0-ab88-20f7382dd24c"}, ""},
		{"principalType eq: of that type", rbac.Listing{Scope: account(), AtScope: true, Type: rbac.User}, "root sub group account"},
		{"principalType eq: none of another type", rbac.Listing{Scope: account(), Type: rbac.Group}, ""},
		{"an empty assignedTo() selects nothing", rbac.Listing{Scope: sub(), AssignedTo: []string{}}, ""},
		{"another tenant has none", rbac.Listing{Tenant: "elsewhere", Scope: sub()}, ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			if row.listing.Tenant == "" {
				row.listing.Tenant = tenant
			}
			for _, limit := range []int{0, 1, 2} { // in one page, and in several
				var got []string
				for after, more := "", true; more; {
					l := row.listing
					l.Limit, l.After = limit, after
					var page []*rbac.Assignment
					if err := db.View(context.Background(), func(tx *store.Tx) (err error) { page, err = rbac.List(tx, l); return err }); err != nil {
						t.Fatal(err)
					}
					for _, a := range page {
						got = append(got, names[a.Name])
						after = a.Cursor()
					}
					more = limit > 0 && len(page) == limit
				}
				if !sameWords(strings.Join(got, " "), row.want) {
					t.Errorf("with pages of %d: got %s, want %s", limit, got, row.want)
				}
			}
		})
	}
}

// sameWords compares ignoring order, which is that of ids.
func sameWords(a, b string) bool {
	count := map[string]int{}
	for _, w := range strings.Fields(a) {
		count[w]++
	}
	for _, w := range strings.Fields(b) {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

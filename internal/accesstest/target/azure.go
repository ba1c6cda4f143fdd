package target

import (
	"context"
	"fmt"
	"slices"
	"time"

	"keyless.dev/keyless/internal/accesstest"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// Azure reads the role assignments, role definitions and deny assignments of a cloud, and decides by them as a
// keyless server does. It sends nothing but GET requests, and makes no calls to models.
type Azure struct {
	*client.Names
	asked  []string // scopes that tests were about
	tenant string   // stands for the tenant of everything that is read
}

// NewAzure returns the target of a cloud.
func NewAzure(n *client.Names) *Azure {
	return &Azure{Names: n, tenant: "azure"}
}

const authorization = "/providers/Microsoft.Authorization/"

// armAssignment is a role assignment as Resource Manager shows it.
type armAssignment struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Properties struct {
		Role             string `json:"roleDefinitionId"`
		Principal        string `json:"principalId"`
		PrincipalType    string `json:"principalType"`
		Scope            string `json:"scope"`
		Condition        string `json:"condition"`
		ConditionVersion string `json:"conditionVersion"`
	} `json:"properties"`
}

type armDeny struct {
	Name       string `json:"name"`
	Properties struct {
		DisplayName string                      `json:"denyAssignmentName"`
		Scope       string                      `json:"scope"`
		HereOnly    bool                        `json:"doNotApplyToChildScopes"`
		System      bool                        `json:"isSystemProtected"`
		Permissions []client.PermissionResource `json:"permissions"`
	} `json:"properties"`
}

func permissions(all []client.PermissionResource) []rbac.Permission {
	out := make([]rbac.Permission, len(all))
	for i, p := range all {
		out[i] = rbac.Permission(p)
	}
	return out
}

// Ask implements accesstest.Target. assignedTo is answered by Azure with the groups that somebody is in, so that no group
// has to be read.
func (t *Azure) Ask(ctx context.Context, test *accesstest.Test) (*accesstest.Answer, error) {
	who, err := t.Who(ctx, test.Who)
	if err != nil {
		return nil, err
	}
	at, err := t.Names.Place(ctx, test.Scope)
	if err != nil {
		return nil, err
	}
	scope, err := resource.ParseScope(at)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(t.asked, at) {
		t.asked = append(t.asked, at)
	}
	action := test.Action
	if test.Call != nil {
		action = test.Call.Action
	}
	snapshot, err := t.snapshot(ctx, who, at)
	if err != nil {
		return nil, err
	}
	q := rbac.Question{
		Principal: rbac.Principal{Tenant: t.tenant, Object: who.ID}, Tenant: t.tenant, Plane: rbac.PlaneOf(action),
		Action: action, Scope: scope, At: time.Now(),
	}
	e := rbac.Explain(q, snapshot)
	known := map[string]string{}
	name := func(id string) string {
		known[id] = t.NameOf(ctx, id)
		return known[id]
	}
	return &accesstest.Answer{
		Allowed: e.Allowed, Reasons: accesstest.Reasons(&e, name), PrincipalID: who.ID, PrincipalName: who.Name, PrincipalType: who.Type,
		Scope: at, Action: action, Data: q.Plane == rbac.Data, Explanation: &e, Names: known,
	}, nil
}

// snapshot is what decides about somebody at a scope.
func (t *Azure) snapshot(ctx context.Context, who client.Principal, at string) (*rbac.Snapshot, error) {
	query := client.AuthorizationVersion()
	query.Set("$filter", "atScope() and assignedTo('"+who.ID+"')")
	assignments, err := client.List[armAssignment](ctx, t.Control, at+authorization+"roleAssignments", query)
	if err != nil {
		return nil, err
	}
	denials, err := client.List[armDeny](ctx, t.Control, at+authorization+"denyAssignments", query)
	if err != nil {
		return nil, fmt.Errorf("the deny assignments cannot be read: %w", err)
	}
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	for _, a := range assignments {
		scope, err := resource.ParseScope(a.Properties.Scope)
		if err != nil {
			return nil, err
		}
		role, err := t.Role(ctx, a.Properties.Role)
		if err != nil {
			return nil, err
		}
		definition := t.definition(role)
		edit.PutRoleDefinition(definition)
		if !ascii.EqualFold(a.Properties.Principal, who.ID) {
			edit.PutMember(t.tenant, a.Properties.Principal, who.ID)
		}
		edit.PutAssignment(&rbac.Assignment{
			Name: a.Name, Tenant: t.tenant, Scope: scope, RoleID: definition.ID, PrincipalID: a.Properties.Principal,
			PrincipalType: rbac.PrincipalType(a.Properties.PrincipalType), Condition: a.Properties.Condition, ConditionVersion: a.Properties.ConditionVersion,
		})
	}
	for _, d := range denials {
		scope, err := resource.ParseScope(d.Properties.Scope)
		if err != nil {
			return nil, err
		}
		// Those that name somebody else were left out by the filter, as were those that exclude this principal.
		edit.PutDenyAssignment(&rbac.DenyAssignment{
			Name: d.Name, Tenant: t.tenant, DisplayName: d.Properties.DisplayName, Scope: scope, Permissions: permissions(d.Properties.Permissions),
			Principals: []rbac.Principal{{Object: who.ID}}, DoNotApplyToChildScopes: d.Properties.HereOnly, IsSystemProtected: d.Properties.System,
		})
	}
	return edit.Done(), nil
}

// definition is a role definition as the cloud has it: a built-in role of Azure may be newer than ours, so that it goes
// by an id that ours do not have.
func (t *Azure) definition(found *client.RoleResource) *rbac.RoleDefinition {
	return &rbac.RoleDefinition{
		ID: "read/" + found.Name, Tenant: t.tenant, Name: found.Properties.RoleName, Type: found.Properties.Type,
		Permissions: permissions(found.Properties.Permissions), AssignableScopes: found.Properties.AssignableScopes,
	}
}

// Assignments implements accesstest.Target: those at, above and below the scopes that tests were about.
func (t *Azure) Assignments(ctx context.Context) ([]accesstest.Assignment, error) {
	var all []accesstest.Assignment
	seen := map[string]bool{}
	for _, at := range t.asked {
		found, err := assignmentsAt(ctx, t.Names, at)
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			if key := ascii.ToLower(a.ID); !seen[key] {
				seen[key] = true
				all = append(all, a)
			}
		}
	}
	return all, nil
}

// assignmentsAt lists the role assignments at, above and below a scope, with names.
func assignmentsAt(ctx context.Context, n *client.Names, at string) ([]accesstest.Assignment, error) {
	found, err := client.List[armAssignment](ctx, n.Control, at+authorization+"roleAssignments", client.AuthorizationVersion())
	if err != nil {
		return nil, err
	}
	var all []accesstest.Assignment
	for _, a := range found {
		role, err := n.Role(ctx, a.Properties.Role)
		if err != nil {
			return nil, err
		}
		all = append(all, accesstest.Assignment{ID: a.ID, Principal: n.NameOf(ctx, a.Properties.Principal), Role: role.Properties.RoleName, Scope: a.Properties.Scope})
	}
	return all, nil
}

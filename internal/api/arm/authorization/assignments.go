package authorization

import (
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// assignmentIn is the body of a PUT. Members that Azure writes null for may be null.
type assignmentIn struct {
	Properties assignmentInProperties `json:"properties"`
}

type assignmentInProperties struct {
	RoleDefinitionID string `json:"roleDefinitionId"`
	PrincipalID      string `json:"principalId"`
	PrincipalType    string `json:"principalType"`
	// PrincipalTenantID is our own: the trusted tenant that the principal is of.
	PrincipalTenantID string `json:"principalTenantId"`
	Description       string `json:"description"`
	Condition         string `json:"condition"`
	ConditionVersion  string `json:"conditionVersion"`
	Delegated         string `json:"delegatedManagedIdentityResourceId"`
}

// assignmentBody is a role assignment as Azure shows it: what is absent is null.
type assignmentBody struct {
	ID         string               `json:"id"`
	Type       string               `json:"type"`
	Name       string               `json:"name"`
	Properties assignmentProperties `json:"properties"`
}

type assignmentProperties struct {
	RoleDefinitionID string             `json:"roleDefinitionId"`
	PrincipalID      string             `json:"principalId"`
	PrincipalType    rbac.PrincipalType `json:"principalType"`
	// PrincipalTenantID is our own: the tenant of a principal that is of another one than the scope.
	PrincipalTenantID string    `json:"principalTenantId,omitempty"`
	Scope             string    `json:"scope"`
	Condition         *string   `json:"condition"`
	ConditionVersion  *string   `json:"conditionVersion"`
	CreatedOn         time.Time `json:"createdOn"`
	UpdatedOn         time.Time `json:"updatedOn"`
	CreatedBy         *string   `json:"createdBy"`
	UpdatedBy         *string   `json:"updatedBy"`
	Delegated         *string   `json:"delegatedManagedIdentityResourceId"`
	Description       *string   `json:"description"`
}

// showAssignmentBody renders a. Its role is named by the same id under which the role's definition is listed at the
// request's scope: az compares the two byte by byte.
func showAssignmentBody(c *provider.Call, a *rbac.Assignment) assignmentBody {
	at := a.Scope
	if c.Scope.Subscription() != "" {
		at = c.Scope
	}
	return assignmentBody{
		ID:   ChildID(a.Scope, "roleAssignments", a.Name),
		Type: "Microsoft.Authorization/roleAssignments", Name: a.Name,
		Properties: assignmentProperties{
			RoleDefinitionID: DefinitionID(at, a.RoleID), PrincipalID: a.PrincipalID, PrincipalType: a.PrincipalType,
			PrincipalTenantID: a.PrincipalTenant, Scope: a.Scope.String(),
			Condition: orNull(a.Condition), ConditionVersion: orNull(a.ConditionVersion), CreatedOn: a.CreatedOn, UpdatedOn: a.UpdatedOn,
			CreatedBy: orNull(a.CreatedBy), UpdatedBy: orNull(a.UpdatedBy), Delegated: orNull(a.DelegatedManagedIdentityResourceID), Description: orNull(a.Description),
		},
	}
}

func assignmentName(c *provider.Call) (string, error) {
	name, ok := guid.Parse(c.Vars["assignment"])
	if !ok {
		return "", fault.New(fault.Invalid, "InvalidRoleAssignmentId", "The role assignment ID '%s' is not valid. The role assignment ID must be a GUID.", provider.Clip(c.Vars["assignment"]))
	}
	return name, nil
}

func showAssignment(c *provider.Call) (edge.Reply, error) {
	name, err := assignmentName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	a, err := c.Tx.Assignment(c.Tenant, c.Scope, name)
	if fault.Is(err, fault.NotFound) || err == nil && !a.InForce(c.Now()) {
		return edge.Reply{}, fault.New(fault.NotFound, "RoleAssignmentNotFound", "The role assignment '%s' is not found.", name)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(showAssignmentBody(c, a))
}

func putAssignment(c *provider.Call) (edge.Reply, error) {
	name, err := assignmentName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	var in assignmentIn
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	at, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	scope := at.ID
	role, err := roleOf(in.Properties.RoleDefinitionID)
	if err != nil {
		return edge.Reply{}, err
	}
	principal, home, kind, err := principal(c, in.Properties)
	if err != nil {
		return edge.Reply{}, err
	}
	before, err := c.Tx.Assignment(c.Tenant, scope, name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return edge.Reply{}, err
	}
	a, created, err := rbac.Assign(c.Tx, &rbac.Assignment{
		Name: name, Tenant: c.Tenant, Scope: scope, RoleID: role, PrincipalID: principal, PrincipalTenant: home, PrincipalType: kind,
		Description: in.Properties.Description, Condition: in.Properties.Condition, ConditionVersion: in.Properties.ConditionVersion,
		DelegatedManagedIdentityResourceID: in.Properties.Delegated,
	}, c.RoleChange())
	if err != nil {
		return edge.Reply{}, err
	}
	// Azure answers 201 to a change as well, and 200 only where nothing changed.
	changed := created || a.Description != before.Description || a.Condition != before.Condition || a.ConditionVersion != before.ConditionVersion
	return provider.Created(changed, showAssignmentBody(c, a))
}

// deleteAssignment answers with the assignment that it removed, or with 204 if there was none.
func deleteAssignment(c *provider.Call) (edge.Reply, error) {
	name, err := assignmentName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	a, err := rbac.Unassign(c.Tx, c.Tenant, c.Scope, name, c.RoleChange())
	if err != nil {
		return edge.Reply{}, err
	}
	if a == nil {
		return provider.Reply(http.StatusNoContent, nil)
	}
	return provider.OK(showAssignmentBody(c, a))
}

package arm

import (
	"net/http"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
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
func (c *call) showAssignmentBody(a *rbac.Assignment) assignmentBody {
	at := a.Scope
	if c.Scope.Subscription() != "" {
		at = c.Scope
	}
	return assignmentBody{
		ID:   childID(a.Scope, "roleAssignments", a.Name),
		Type: "Microsoft.Authorization/roleAssignments", Name: a.Name,
		Properties: assignmentProperties{
			RoleDefinitionID: definitionID(at, a.RoleID), PrincipalID: a.PrincipalID, PrincipalType: a.PrincipalType,
			PrincipalTenantID: a.PrincipalTenant, Scope: a.Scope.String(),
			Condition: orNull(a.Condition), ConditionVersion: orNull(a.ConditionVersion), CreatedOn: a.CreatedOn, UpdatedOn: a.UpdatedOn,
			CreatedBy: orNull(a.CreatedBy), UpdatedBy: orNull(a.UpdatedBy), Delegated: orNull(a.DelegatedManagedIdentityResourceID), Description: orNull(a.Description),
		},
	}
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// childID is the id of an authorization object at a scope, without a doubled slash at the root.
func childID(scope resource.Scope, kind, name string) string {
	return strings.TrimSuffix(scope.String(), "/") + "/providers/Microsoft.Authorization/" + kind + "/" + name
}

// definitionID is the id of a role definition as it is named at a scope: under the subscription, if there is one.
func definitionID(at resource.Scope, name string) string {
	prefix := ""
	if id := at.Subscription(); id != "" {
		prefix = "/subscriptions/" + id
	}
	return prefix + "/providers/Microsoft.Authorization/roleDefinitions/" + name
}

// roleOf takes the GUID from the id of a role definition. Ids of one role under different scopes are the same role.
func roleOf(id string) (string, error) {
	name, ok := guid.Parse(id[strings.LastIndexByte(id, '/')+1:])
	if !ok {
		return "", fault.New(fault.Invalid, "InvalidRoleDefinitionId", "The role definition ID '%s' is not valid.", clip(id))
	}
	return name, nil
}

func assignmentName(c *call) (string, error) {
	name, ok := guid.Parse(c.Vars["assignment"])
	if !ok {
		return "", fault.New(fault.Invalid, "InvalidRoleAssignmentId", "The role assignment ID '%s' is not valid. The role assignment ID must be a GUID.", clip(c.Vars["assignment"]))
	}
	return name, nil
}

func showAssignment(c *call) (edge.Reply, error) {
	name, err := assignmentName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	a, err := c.tx.Assignment(c.tenant, c.Scope, name)
	if fault.Is(err, fault.NotFound) {
		return edge.Reply{}, fault.New(fault.NotFound, "RoleAssignmentNotFound", "The role assignment '%s' is not found.", name)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(c.showAssignmentBody(a))
}

func putAssignment(c *call) (edge.Reply, error) {
	name, err := assignmentName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	var in assignmentIn
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	at, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	scope := at.ID
	role, err := roleOf(in.Properties.RoleDefinitionID)
	if err != nil {
		return edge.Reply{}, err
	}
	principal, home, kind, err := c.principal(in.Properties)
	if err != nil {
		return edge.Reply{}, err
	}
	before, err := c.tx.Assignment(c.tenant, scope, name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return edge.Reply{}, err
	}
	a, created, err := rbac.Assign(c.tx, &rbac.Assignment{
		Name: name, Tenant: c.tenant, Scope: scope, RoleID: role, PrincipalID: principal, PrincipalTenant: home, PrincipalType: kind,
		Description: in.Properties.Description, Condition: in.Properties.Condition, ConditionVersion: in.Properties.ConditionVersion,
		DelegatedManagedIdentityResourceID: in.Properties.Delegated,
	}, c.by())
	if err != nil {
		return edge.Reply{}, err
	}
	// Azure answers 201 to a change as well, and 200 only where nothing changed.
	changed := created || a.Description != before.Description || a.Condition != before.Condition || a.ConditionVersion != before.ConditionVersion
	return made(changed, c.showAssignmentBody(a))
}

// deleteAssignment answers with the assignment that it removed, or with 204 if there was none.
func deleteAssignment(c *call) (edge.Reply, error) {
	name, err := assignmentName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	a, err := rbac.Unassign(c.tx, c.tenant, c.Scope, name, c.by())
	if err != nil {
		return edge.Reply{}, err
	}
	if a == nil {
		return reply(http.StatusNoContent, nil)
	}
	return ok(c.showAssignmentBody(a))
}

// principal looks an object id up in the directory, and returns it with the type that it has there; with its tenant, if
// it is of one that is trusted.
func (c *call) principal(in assignmentInProperties) (object, tenant string, kind rbac.PrincipalType, err error) {
	object, valid := guid.Parse(in.PrincipalID)
	if !valid {
		return "", "", "", fault.New(fault.Invalid, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment.")
	}
	if in.PrincipalTenantID == "" || ascii.EqualFold(in.PrincipalTenantID, c.tenant) {
		if kind, err = principalType(c.tx, c.tenant, object); err != nil {
			return "", "", "", err
		}
	}
	if kind == "" {
		home, theirs, ok, err := c.foreign(in)
		if ok || err != nil {
			return object, home, theirs, err
		}
		if ascii.EqualFold(in.PrincipalType, string(rbac.ServicePrincipal)) {
			// One that was created a moment ago may not have reached this directory. Source: the answer of Azure's team in
			// terraform-provider-azurerm, pull request 4168.
			return object, "", rbac.ServicePrincipal, nil
		}
		return "", "", "", fault.New(fault.Invalid, "PrincipalNotFound",
			"Principal %s does not exist in the directory %s. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
			guid.Compact(object), c.tenant)
	}
	if in.PrincipalType != "" && !ascii.EqualFold(in.PrincipalType, string(kind)) {
		// The misspelt word is Azure's.
		return "", "", "", fault.New(fault.Invalid, "UnmatchedPrincipalType",
			"The PrincipalId '%s' has type '%s' , which is different from specified PrinciaplType '%s'.", guid.Compact(object), kind, clip(in.PrincipalType))
	}
	return object, "", kind, nil
}

// principalType is what a living directory object is as a principal; "" if there is none.
func principalType(tx Tx, tenant, object string) (rbac.PrincipalType, error) {
	found, err := tx.Object(tenant, object)
	switch {
	case fault.Is(err, fault.NotFound):
		return "", nil
	case err != nil:
		return "", err
	case !found.Head().DeletedAt.IsZero():
		return "", nil
	}
	switch found.Kind() {
	case directory.KindUser:
		return rbac.User, nil
	case directory.KindGroup:
		return rbac.Group, nil
	case directory.KindServicePrincipal:
		return rbac.ServicePrincipal, nil
	}
	return "", nil
}

// clientOf is the appId of a service principal.
func (c *call) clientOf(principal string) (string, error) {
	found, err := directory.Find[*directory.ServicePrincipal](c.tx, c.tenant, principal)
	if err != nil {
		return "", err
	}
	return found.AppID, nil
}

// writeAttributes are what conditions may ask about a request that writes a role assignment. A body that cannot be read has
// none: the handler says so to whom may write.
func writeAttributes(tx Tx, tenant string, _ *edge.Request, raw []byte) (map[string][]string, error) {
	var in assignmentIn
	if err := edge.DecodeJSON(raw, &in); err != nil {
		return map[string][]string{}, nil
	}
	role, err := roleOf(in.Properties.RoleDefinitionID)
	principal, valid := guid.Parse(in.Properties.PrincipalID)
	if err != nil || !valid {
		return map[string][]string{}, nil
	}
	kind, err := principalType(tx, tenant, principal)
	if home := in.Properties.PrincipalTenantID; home != "" && !ascii.EqualFold(home, tenant) {
		kind = "" // of a trusted tenant: nobody vouches for the type that is stated
	}
	return attributesOf("@Request", role, principal, kind), err
}

// deleteAttributes are what conditions may ask about a request that deletes a role assignment: what the assignment is.
func deleteAttributes(tx Tx, tenant string, r *edge.Request, _ []byte) (map[string][]string, error) {
	name, _ := guid.Parse(r.Vars["assignment"])
	a, err := tx.Assignment(tenant, r.Scope, name)
	if fault.Is(err, fault.NotFound) {
		return map[string][]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	return attributesOf("@Resource", a.RoleID, a.PrincipalID, a.PrincipalType), nil
}

func attributesOf(source, role, principal string, kind rbac.PrincipalType) map[string][]string {
	const attribute = "[Microsoft.Authorization/roleAssignments:"
	return map[string][]string{
		source + attribute + "RoleDefinitionId]": {role},
		source + attribute + "PrincipalId]":      {principal},
		source + attribute + "PrincipalType]":    {string(kind)},
	}
}

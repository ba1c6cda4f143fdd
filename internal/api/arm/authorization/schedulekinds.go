package authorization

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// schedules names the types of one kind of schedule. Ids and types are spelt as in Azure's answers, with a capital letter that
// paths do not have.
type schedules struct {
	kind rbac.RequestKind
	name string // of the types: RoleEligibility or RoleAssignment
}

// The kinds of schedules.
var (
	eligibilities = schedules{rbac.ForEligibility, "RoleEligibility"}
	assignments   = schedules{rbac.ForAssignment, "RoleAssignment"}
)

// path returns the template of a collection, whose name begins with a small letter: suffix is "Schedules" or the like.
func (s schedules) path(suffix string) string {
	return provider.AuthorizationPath + "/" + ascii.ToLower(s.name[:1]) + s.name[1:] + suffix
}

// action returns an action on a collection, as "read".
func (s schedules) action(suffix, verb string) string {
	return "Microsoft.Authorization/" + ascii.ToLower(s.name[:1]) + s.name[1:] + suffix + "/" + verb
}

// id returns the id of an item of a collection.
func (s schedules) id(suffix string, scope resource.Scope, name string) string {
	return ChildID(scope, s.name+suffix, name)
}

// idOrNull is id; nil if there is no name.
func (s schedules) idOrNull(suffix string, scope resource.Scope, name string) *string {
	if name == "" {
		return nil
	}
	return orNull(s.id(suffix, scope, name))
}

// requester returns the caller as the rules see it.
func requester(d *provider.Host, who edge.Caller) rbac.Requester {
	return rbac.Requester{
		Principal: who.Principal, Groups: append(d.RBAC().Groups(who.Principal), who.Groups...),
		MFA: who.Claims != nil && slices.Contains(who.Claims.Amr, "mfa"),
	}
}

// ownOnly waives the action of a collection for a caller whose $filter asks for nothing but what concerns the caller.
func ownOnly(_ *provider.Host, _ provider.Tx, r *edge.Request, tenant string, _ []byte) (bool, error) {
	terms, err := provider.ReadFilter(r.URL.Query().Get("$filter"))
	if err != nil {
		return false, nil //nolint:nilerr // without the role, what else is wrong is not told
	}
	own := func(t provider.Term) bool {
		switch t.Name + " " + t.Operator {
		case "astarget call", "asrequestor call", "asapprover call":
			return true
		case "principalid eq", "assignedto call":
			return ascii.EqualFold(t.Value, r.Caller.Object) && ascii.EqualFold(tenant, r.Caller.Tenant)
		}
		return false
	}
	return slices.ContainsFunc(terms, own), nil
}

// expanded is ARM's expandedProperties: names, so that clients need not look up ids.
type expanded struct {
	Principal expandedPrincipal `json:"principal"`
	Role      expandedNamed     `json:"roleDefinition"`
	Scope     expandedNamed     `json:"scope"`
}

type expandedPrincipal struct {
	ID          string             `json:"id"`
	DisplayName string             `json:"displayName"`
	Type        rbac.PrincipalType `json:"type"`
	Email       string             `json:"email,omitempty"`
}

type expandedNamed struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Type        string `json:"type"`
}

func expand(c *provider.Call, a *rbac.Assignment) (expanded, error) {
	out := expanded{
		Principal: expandedPrincipal{ID: a.PrincipalID, Type: a.PrincipalType},
		Role:      expandedNamed{ID: DefinitionID(a.Scope, a.RoleID), Type: rbac.BuiltInRole},
	}
	if role, known := c.RBAC().Role(a.Tenant, a.RoleID); known {
		out.Role.DisplayName, out.Role.Type = role.Name, role.Type
	}
	scope, err := expandScope(c, a.Scope)
	if err != nil {
		return out, err
	}
	out.Scope = scope
	found, err := c.Tx.Object(a.Principal().Tenant, a.PrincipalID)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Principal.DisplayName = found.Head().DisplayName
	if user, is := found.(*directory.User); is {
		if out.Principal.Email = user.Mail; user.Mail == "" {
			out.Principal.Email = user.UserPrincipalName
		}
	}
	return out, nil
}

// expandScope names a scope as Azure does: its type is a word for subscriptions, groups of resources and management groups.
func expandScope(c *provider.Call, scope resource.Scope) (expandedNamed, error) {
	out := expandedNamed{ID: scope.String(), DisplayName: scope.Name(), Type: scope.Type()}
	switch scope.Type() {
	case resource.TypeSubscription:
		out.Type = "subscription"
	case resource.TypeResourceGroup:
		out.Type = "resourcegroup"
	case resource.TypeManagementGroup:
		out.Type = "managementgroup"
	}
	if out.Type != "subscription" && out.Type != "managementgroup" {
		return out, nil
	}
	found, err := c.Tx.Resource(scope)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	var named struct {
		DisplayName string `json:"displayName"`
	}
	if err := provider.Decode(found.Properties, &named); err == nil && named.DisplayName != "" {
		out.DisplayName = named.DisplayName
	}
	return out, nil
}

// lastName returns what follows the last slash of an id.
func lastName(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

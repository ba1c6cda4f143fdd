package authorization

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

const definitionWrite = "Microsoft.Authorization/roleDefinitions/write"

// definitionBody is a role definition. Source: Microsoft.Authorization/roleDefinitions api-version 2022-04-01.
type definitionBody struct {
	ID         string               `json:"id"`
	Type       string               `json:"type"`
	Name       string               `json:"name"`
	Properties definitionProperties `json:"properties"`
}

type definitionProperties struct {
	RoleName         string            `json:"roleName"`
	Type             string            `json:"type"`
	Description      string            `json:"description"`
	AssignableScopes []string          `json:"assignableScopes"`
	Permissions      []rbac.Permission `json:"permissions"`
	CreatedOn        *time.Time        `json:"createdOn"`
	UpdatedOn        *time.Time        `json:"updatedOn"`
	CreatedBy        *string           `json:"createdBy"`
	UpdatedBy        *string           `json:"updatedBy"`
}

func showDefinitionBody(c *provider.Call, d *rbac.RoleDefinition) definitionBody {
	permissions := make([]rbac.Permission, len(d.Permissions))
	for i, p := range d.Permissions {
		permissions[i] = fullPermission(p)
	}
	return definitionBody{
		ID: DefinitionID(c.Scope, d.ID), Type: "Microsoft.Authorization/roleDefinitions", Name: d.ID,
		Properties: definitionProperties{
			RoleName: d.Name, Type: d.Type, Description: d.Description, AssignableScopes: append([]string{}, d.AssignableScopes...), Permissions: permissions,
			CreatedOn: timeOrNull(d.CreatedOn), UpdatedOn: timeOrNull(d.UpdatedOn), CreatedBy: orNull(d.CreatedBy), UpdatedBy: orNull(d.UpdatedBy),
		},
	}
}

func timeOrNull(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// fullPermission replaces nil lists by empty ones: clients iterate over them.
func fullPermission(p rbac.Permission) rbac.Permission {
	for _, all := range []*[]string{&p.Actions, &p.NotActions, &p.DataActions, &p.NotDataActions} {
		if *all == nil {
			*all = []string{}
		}
	}
	return p
}

func definitionName(c *provider.Call) (string, error) {
	name, ok := guid.Parse(c.Vars["definition"])
	if !ok {
		return "", fault.New(fault.Invalid, "InvalidRoleDefinitionId", "The role definition ID '%s' is not valid. The role definition ID must be a GUID.", provider.Clip(c.Vars["definition"]))
	}
	return name, nil
}

// definitions returns the roles that can be assigned at the scope: the built-in ones, and custom ones whose assignable scopes
// contain it; with below, also those that can be assigned below it.
func definitions(c *provider.Call, below bool) ([]*rbac.RoleDefinition, error) {
	custom, err := c.Tx.RoleDefinitions(c.Tenant)
	if err != nil {
		return nil, err
	}
	all := rbac.Builtin()
	for _, d := range custom {
		if assignable(c, d, below) {
			all = append(all, d)
		}
	}
	return all, nil
}

func assignable(c *provider.Call, d *rbac.RoleDefinition, below bool) bool {
	if c.Scope.IsRoot() {
		return true
	}
	for _, text := range d.AssignableScopes {
		at, err := resource.ParseScope(text)
		if err != nil {
			continue
		}
		if below && c.Scope.Contains(at) || c.Covers(&rbac.Assignment{Scope: at}, c.Scope) {
			return true
		}
	}
	return false
}

// listDefinitions supports the filters roleName eq, type eq and atScopeAndBelow(). roleName also matches former names. Unlike
// Azure it supports $search, a text in the name or the description, and $top, which gives pages: custom roles, then built-in ones,
// by name. Without $top all are in one answer, as on Azure.
func listDefinitions(c *provider.Call) (edge.Reply, error) {
	query := c.URL.Query()
	text, search := query.Get("$filter"), ascii.ToLower(query.Get("$search"))
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return edge.Reply{}, err
	}
	below := false
	for _, t := range terms {
		switch t.Name + " " + t.Operator {
		case "atscopeandbelow call":
			below = true
		case "rolename eq", "type eq":
		default:
			return edge.Reply{}, provider.InvalidFilter(text)
		}
	}
	all, err := definitions(c, below)
	if err != nil {
		return edge.Reply{}, err
	}
	bodies := []definitionBody{}
	for _, d := range all {
		fits := search == "" || strings.Contains(ascii.ToLower(d.Name), search) || strings.Contains(ascii.ToLower(d.Description), search)
		for _, t := range terms {
			fits = fits && (t.Name != "rolename" || d.Named(t.Value)) && (t.Name != "type" || ascii.EqualFold(d.Type, t.Value))
		}
		if fits {
			bodies = append(bodies, showDefinitionBody(c, d))
		}
	}
	if !query.Has("$top") && !query.Has("$skiptoken") {
		return provider.OK(provider.List{Value: bodies})
	}
	key := func(b definitionBody) string {
		group := "2"
		if b.Properties.Type == rbac.CustomRole {
			group = "1"
		}
		return group + ascii.ToLower(b.Properties.RoleName) + "\x00" + b.Name
	}
	slices.SortFunc(bodies, func(a, b definitionBody) int { return strings.Compare(key(a), key(b)) })
	return provider.Page(c, bodies, key)
}

func definition(c *provider.Call, name string) (*rbac.RoleDefinition, error) {
	custom, err := c.Tx.RoleDefinitions(c.Tenant)
	if err != nil {
		return nil, err
	}
	for _, d := range append(rbac.Builtin(), custom...) {
		if ascii.EqualFold(d.ID, name) {
			return d, nil
		}
	}
	return nil, fault.New(fault.NotFound, "RoleDefinitionDoesNotExist", "The specified role definition with ID '%s' does not exist.", guid.Compact(name))
}

func showDefinition(c *provider.Call) (edge.Reply, error) {
	name, err := definitionName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	d, err := definition(c, name)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(showDefinitionBody(c, d))
}

// putDefinition creates or changes a custom role. The caller needs write access to roles at every assignable scope, old and
// new.
func putDefinition(c *provider.Call) (edge.Reply, error) {
	name, err := definitionName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	var in struct {
		Properties struct {
			RoleName         string            `json:"roleName"`
			Description      string            `json:"description"`
			AssignableScopes []string          `json:"assignableScopes"`
			Permissions      []rbac.Permission `json:"permissions"`
		} `json:"properties"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	scopes := in.Properties.AssignableScopes
	if was, err := definition(c, name); err == nil {
		scopes = append(scopes[:len(scopes):len(scopes)], was.AssignableScopes...)
	}
	if err := mayDefine(c, scopes); err != nil {
		return edge.Reply{}, err
	}
	d, _, err := rbac.Define(c.Tx, &rbac.RoleDefinition{
		ID: name, Tenant: c.Tenant, Name: in.Properties.RoleName, Type: rbac.CustomRole, Description: in.Properties.Description,
		AssignableScopes: in.Properties.AssignableScopes, Permissions: in.Properties.Permissions,
	}, c.RoleChange())
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.Reply(http.StatusCreated, showDefinitionBody(c, d))
}

func mayDefine(c *provider.Call, scopes []string) error {
	for _, text := range scopes {
		at, err := resource.ParseScope(text)
		if err != nil {
			return err
		}
		if at.Subscription() != "" {
			if _, err := c.TenantOf(c.Tx, c.Request, at); err != nil {
				return err
			}
		}
		if !at.IsRoot() && !c.May(definitionWrite, at) {
			return fault.New(fault.Denied, "LinkedAuthorizationFailed",
				"The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s'; however, it does not have permission to perform action '%s' on the linked scope(s)'%s' or the linked scope(s)are invalid",
				c.Caller.Name, c.Caller.Object, definitionWrite, c.Scope, definitionWrite, at)
		}
	}
	return nil
}

// deleteDefinition answers with the role that it deleted, or with 204 if there was none. Like writing, it needs access at
// every assignable scope.
func deleteDefinition(c *provider.Call) (edge.Reply, error) {
	name, err := definitionName(c)
	if err != nil {
		return edge.Reply{}, err
	}
	d, err := definition(c, name)
	if fault.Is(err, fault.NotFound) {
		return provider.Reply(http.StatusNoContent, nil)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	if d.Type == rbac.CustomRole {
		if err := mayDefine(c, d.AssignableScopes); err != nil {
			return edge.Reply{}, err
		}
	}
	if d, err = rbac.Undefine(c.Tx, c.Tenant, d.ID); err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(showDefinitionBody(c, d))
}

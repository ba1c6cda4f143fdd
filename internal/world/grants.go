package world

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// grant creates the role assignments, except those that exist under another name.
func (a *applier) grant() error {
	for _, wanted := range a.tenant.RoleAssignments {
		role, err := a.role(wanted.Role)
		if err != nil {
			return err
		}
		who, home, foreign := trusted(wanted.Principal.Name)
		if !foreign {
			if who, err = a.people.one(wanted.Principal, "principal", "write user:, group: or servicePrincipal: in front"); err != nil {
				return err
			}
		}
		scope, err := a.scope(wanted.Scope)
		if err != nil {
			return err
		}
		there, err := a.tx.Assignments(rbac.AssignmentQuery{Tenant: a.id, Scope: &scope, Principals: []string{who.id}, RoleID: role.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(there) > 0 {
			continue
		}
		a.made("%s for %s on %s", role.Name, wanted.Principal.Name, wanted.Scope.Name)
		err = a.tx.PutAssignment(&rbac.Assignment{
			Name: guid.Derive("roleAssignment", scope.Key(), role.ID, who.id), Tenant: a.id, Scope: scope, RoleID: role.ID,
			PrincipalID: who.id, PrincipalTenant: home, PrincipalType: who.kind, CreatedOn: a.Now, UpdatedOn: a.Now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// trusted parses the name of a principal in a trusted tenant, which has the form group:OBJECT@TENANT, or the same with user
// or servicePrincipal. Only ids of such principals are known.
func trusted(name string) (who principal, tenant string, ok bool) {
	word, ids, _ := strings.Cut(name, ":")
	object, home, _ := strings.Cut(ids, "@")
	kind, known := map[string]rbac.PrincipalType{"user": rbac.User, "group": rbac.Group, "serviceprincipal": rbac.ServicePrincipal}[fold(word)]
	id, isID := guid.Parse(object)
	tenant, isTenant := guid.Parse(home)
	return principal{id, kind}, tenant, known && isID && isTenant
}

// Trusted parses the name of a principal in a trusted tenant, as group:OBJECT@TENANT. ok is false for any other name.
func Trusted(name string) (object, tenant string, kind rbac.PrincipalType, ok bool) {
	who, tenant, ok := trusted(name)
	return who.id, tenant, who.kind, ok
}

func (a *applier) role(r Ref) (*rbac.RoleDefinition, error) {
	custom, err := a.tx.RoleDefinitions(a.id)
	if err != nil {
		return nil, err
	}
	for _, role := range append(custom, rbac.Builtin()...) {
		if role.Named(r.Name) || ascii.EqualFold(role.ID, r.Name) {
			return role, nil
		}
	}
	return nil, r.fail("there is no role called '%s'", r.Name)
}

func (a *applier) scope(r Ref) (resource.Scope, error) {
	if strings.HasPrefix(r.Name, "/") {
		scope, err := resource.ParseScope(r.Name)
		if err != nil {
			return scope, r.fail("%w", err)
		}
		return scope, nil
	}
	return a.places.one(r, "subscription, resource group or resource", "write the group in front, as in rg-keyless/foundry")
}

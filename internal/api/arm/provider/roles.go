package provider

import (
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// RoleChange returns who changes roles, when, and what is above the scope.
func (c *Call) RoleChange() rbac.Change {
	return rbac.Change{By: c.Caller.Object, At: c.Change.At, Above: c.RBAC().Above(c.Scope)}
}

// forgetRoles removes what was assigned at a scope that is gone and below it: what is made there later under the same
// name is another thing.
func (c *Call) forgetRoles() error {
	below, err := c.Tx.Assignments(rbac.AssignmentQuery{Tenant: c.Tenant, Below: &c.Scope})
	if err != nil {
		return err
	}
	for _, a := range below {
		if _, err := c.Tx.DeleteAssignment(a.Tenant, a.Scope, a.Name); err != nil {
			return err
		}
	}
	denials, err := c.Tx.DenyAssignments(c.Tenant)
	if err != nil {
		return err
	}
	for _, d := range denials {
		if !c.Scope.Contains(d.Scope) {
			continue
		}
		if _, err := c.Tx.DeleteDenyAssignment(d.Tenant, d.Name); err != nil {
			return err
		}
	}
	return nil
}

// AssignmentsOf lists the role assignments that name the caller or a group of the caller, at or below a scope.
func (d *Host) AssignmentsOf(tx Tx, tenant string, who edge.Caller, below *resource.Scope) ([]*rbac.Assignment, error) {
	principals := append([]string{who.Object}, d.RBAC().Groups(who.Principal)...)
	all, err := tx.Assignments(rbac.AssignmentQuery{Tenant: tenant, Below: below, Principals: append(principals, who.Groups...)})
	return slices.DeleteFunc(all, func(a *rbac.Assignment) bool { return !ascii.EqualFold(a.Principal().Tenant, who.Tenant) }), err
}

// Covers reports whether an assignment counts at a scope: it is there or above, also by management groups.
func (c *Call) Covers(a *rbac.Assignment, scope resource.Scope) bool {
	return a.Scope.Contains(scope) || slices.ContainsFunc(c.RBAC().Above(scope), a.Scope.Equal)
}

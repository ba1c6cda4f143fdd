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

// forgetRoles deletes the assignments and eligibilities at and below a deleted scope, so that they do not apply to a new resource of the same
// name.
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
	eligible, err := c.Tx.Eligibilities(rbac.AssignmentQuery{Tenant: c.Tenant, Below: &c.Scope})
	if err != nil {
		return err
	}
	for _, e := range eligible {
		if _, err := c.Tx.DeleteEligibility(e.Tenant, e.Scope, e.Name); err != nil {
			return err
		}
	}
	if err := c.Tx.DeleteSchedulesBelow(c.Tenant, c.Scope); err != nil {
		return err
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

// AssignmentsOf returns the role assignments in force of who and their groups, at or below a scope. A nil scope is everywhere.
func (d *Host) AssignmentsOf(tx Tx, tenant string, who edge.Caller, below *resource.Scope) ([]*rbac.Assignment, error) {
	principals := append([]string{who.Object}, d.RBAC().Groups(who.Principal)...)
	all, err := tx.Assignments(rbac.AssignmentQuery{Tenant: tenant, Below: below, Principals: append(principals, who.Groups...), At: d.Now()})
	roles := d.RBAC()
	return slices.DeleteFunc(all, func(a *rbac.Assignment) bool {
		return !ascii.EqualFold(a.Principal().Tenant, who.Tenant) || len(who.Groups) == 0 && !roles.InEffect(a, d.Now())
	}), err
}

// Covers reports whether an assignment applies at a scope: it is at the scope or above it, which includes management groups.
func (c *Call) Covers(a *rbac.Assignment, scope resource.Scope) bool {
	return a.Scope.Contains(scope) || slices.ContainsFunc(c.RBAC().Above(scope), a.Scope.Equal)
}

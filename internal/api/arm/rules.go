package arm

import (
	"strings"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

func (c *call) assign(a *rbac.Assignment) (*rbac.Assignment, bool, error) {
	if _, err := c.definition(a.RoleID); err != nil {
		return nil, false, err
	}
	if a.Condition != "" {
		if err := rbac.CheckCondition(a.Condition, a.ConditionVersion); err != nil {
			return nil, false, err
		}
	}
	now := c.Now().UTC()
	a.CreatedOn, a.CreatedBy = now, c.Caller.Object
	was, err := c.tx.Assignment(a.Tenant, a.Scope, a.Name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, false, err
	}
	if err == nil {
		if !strings.EqualFold(was.RoleID, a.RoleID) || !strings.EqualFold(was.PrincipalID, a.PrincipalID) {
			return nil, false, fault.New(fault.Invalid, "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
		}
		a.CreatedOn, a.CreatedBy = was.CreatedOn, was.CreatedBy
	}
	a.UpdatedOn, a.UpdatedBy = now, c.Caller.Object
	return a, was == nil, c.tx.PutAssignment(a)
}

func (c *call) unassign(a *rbac.Assignment) error {
	_, err := c.tx.DeleteAssignment(a.Tenant, a.Scope, a.Name)
	return err
}

func (c *call) define(d *rbac.RoleDefinition) (*rbac.RoleDefinition, error) {
	return d, c.tx.PutRoleDefinition(d)
}

func (c *call) undefine(d *rbac.RoleDefinition) error {
	_, err := c.tx.DeleteRoleDefinition(d.Tenant, d.ID)
	return err
}

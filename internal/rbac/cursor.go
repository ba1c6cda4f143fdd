package rbac

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// Cursor returns the position of a in the order by scope key and name, for AssignmentQuery.After.
func (a *Assignment) Cursor() string { return a.Scope.Key() + " " + ascii.ToLower(a.Name) }

// ID returns the resource id of the assignment, as in Azure Resource Manager.
func (a *Assignment) ID() string {
	return strings.TrimSuffix(a.Scope.String(), "/") + "/providers/Microsoft.Authorization/roleAssignments/" + a.Name
}

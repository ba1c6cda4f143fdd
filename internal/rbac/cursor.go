package rbac

import "keyless.dev/keyless/internal/ascii"

// Cursor returns the position of a in the order by scope key and name, for AssignmentQuery.After.
func (a *Assignment) Cursor() string { return a.Scope.Key() + " " + ascii.ToLower(a.Name) }

package rbac

import "keyless.dev/keyless/internal/ascii"

// Cursor is what AssignmentQuery.After takes to go on behind a: its place in the order by scope key and name.
func (a *Assignment) Cursor() string { return a.Scope.Key() + " " + ascii.ToLower(a.Name) }

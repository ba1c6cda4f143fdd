package target

import "keyless.dev/keyless/internal/world"

// WithRunner returns the world with Runner in it, who may read every role assignment.
func WithRunner(w *world.World) *world.World {
	out := &world.World{Tenants: append([]world.Tenant(nil), w.Tenants...)}
	t := &out.Tenants[0]
	who := Runner + "@" + t.Domain
	t.Users = append(append([]world.User(nil), t.Users...), world.User{UserPrincipalName: who, DisplayName: Runner})
	t.RoleAssignments = append(append([]world.RoleAssignment(nil), t.RoleAssignments...), world.RoleAssignment{
		Role: world.Ref{Name: "Reader"}, Principal: world.Ref{Name: who}, Scope: world.Ref{Name: "/"},
	})
	return out
}

package rbac

import (
	"slices"

	"keyless.dev/keyless/internal/resource"
)

// recommendedRoles returns the roles that Azure's documentation recommends on a plane, smallest first. They take precedence over
// counting operations: the article recommends Cognitive Services User for calling models, and Cognitive Services OpenAI User
// for OpenAI routes, although some role for another purpose may allow fewer operations.
func recommendedRoles(plane Plane) []string {
	if plane == Data {
		return []string{
			"eed3b665-ab3a-47b6-8f48-c9382fb1dad6", // Foundry Agent Consumer
			"142bfaed-a13f-4c2d-bed2-6db62c4a1009", // Foundry Project Runtime User
			"5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", // Cognitive Services OpenAI User
			"a97b65f3-24c7-4388-baec-2e87135dc908", // Cognitive Services User
			"a001fd3d-188f-4b5d-821b-7da978bf7442", // Cognitive Services OpenAI Contributor
			"c883944f-8b7b-4483-af10-35834be79c4a", // Foundry Owner
		}
	}
	return []string{
		"bba48692-92b0-4667-a9ad-c31c7b334ac2", // Cognitive Services Usages Reader
		"acdd72a7-3385-48ef-bd42-f606fba81ae7", // Reader
		"a97b65f3-24c7-4388-baec-2e87135dc908", // Cognitive Services User, for listing keys
		"a001fd3d-188f-4b5d-821b-7da978bf7442", // Cognitive Services OpenAI Contributor, for deployments
		"25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", // Cognitive Services Contributor
		"f1a07417-d97a-45cb-824c-7a7467783830", // Managed Identity Operator
		"e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", // Managed Identity Contributor
		"f58310d9-a9f6-439a-9e8d-f62e7b41a168", // Role Based Access Control Administrator
		"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", // User Access Administrator
		"b24988ac-6180-42a0-ab88-20f7382dd24c", // Contributor
		"8e3af657-a8ff-443c-a75c-2fe8c4bcb635", // Owner
	}
}

// SmallestRole returns the role with the fewest permissions that would allow q at its scope, or nil. It ignores permissions
// with a condition. It takes the first of recommendedRoles that allows it or, if there is none, the built-in role that allows
// the fewest known operations; and then a custom role of the tenant that is assignable at the scope, if that allows fewer
// operations. Ties are broken by name.
func SmallestRole(q Question, s *Snapshot) *RoleDefinition {
	var buf scratch
	a := newEvaluation(&q, s, s.membershipsOf(foldPrincipal(q.Principal)), &buf)
	best := a.smallestBuiltin()
	for key, r := range s.roles.All() {
		if key.tenant == a.tenant && a.allowsUnconditionally(r) && a.assignable(r) && (best == nil || smaller(r, best)) {
			best = r
		}
	}
	if best == nil {
		return nil
	}
	return best.RoleDefinition
}

func (a *evaluation) smallestBuiltin() *role {
	for _, id := range recommendedRoles(a.Plane) {
		if r := builtins().byID[id]; a.allowsUnconditionally(r) {
			return r
		}
	}
	var best *role
	for _, r := range builtins().ordered {
		if a.allowsUnconditionally(r) && (best == nil || smaller(r, best)) {
			best = r
		}
	}
	return best
}

// allowsUnconditionally reports whether r allows the question without a condition in the role.
func (a *evaluation) allowsUnconditionally(r *role) bool {
	for i := range r.permissions {
		if p := &r.permissions[i]; p.condition == nil && p.planes[a.Plane].covers(a.action) {
			return true
		}
	}
	return false
}

// assignable reports whether a custom role may be assigned at the question's scope.
func (a *evaluation) assignable(r *role) bool {
	if r.hasDataActions() && isManagementGroup(a.Scope) {
		return false
	}
	for _, text := range r.AssignableScopes {
		if scope, err := resource.ParseScope(text); err == nil && slices.Contains(a.chain, scope.Key()) {
			return true
		}
	}
	return false
}

func (r *role) hasDataActions() bool {
	for i := range r.permissions {
		if len(r.permissions[i].planes[Data].gives) > 0 {
			return true
		}
	}
	return false
}

func smaller(a, b *role) bool {
	sizeA, sizeB := a.size(), b.size()
	return sizeA < sizeB || (sizeA == sizeB && a.Name < b.Name)
}

// size returns the number of known operations that r allows. A pattern that begins with '*' also matches other providers, so
// it counts more than all known operations.
func (r *role) size() int {
	size := 0
	known := operations()
	for _, plane := range []Plane{Control, Data} {
		for _, action := range known[plane] {
			if r.allows(plane, action) {
				size++
			}
		}
		for i := range r.permissions {
			for _, p := range r.permissions[i].planes[plane].gives {
				if p.star && p.prefix == "" {
					size += len(known[Control]) + len(known[Data])
				}
			}
		}
	}
	return size
}

func isManagementGroup(s resource.Scope) bool { return s.Type() == resource.TypeManagementGroup }

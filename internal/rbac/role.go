package rbac

// role is a compiled role definition.
type role struct {
	*RoleDefinition
	permissions []permission
}

// permission is a compiled Permission.
type permission struct {
	planes    [2]effect // by Plane
	condition *condition
}

// effect is what a permission grants on one plane, and what it excludes.
type effect struct {
	gives, takes []pattern
}

func compileRole(definition *RoleDefinition) *role {
	return &role{RoleDefinition: definition, permissions: compilePermissions(definition.Permissions)}
}

func compilePermissions(all []Permission) []permission {
	compiled := make([]permission, len(all))
	for i, p := range all {
		compiled[i] = permission{
			planes: [2]effect{
				Control: {compilePatterns(p.Actions), compilePatterns(p.NotActions)},
				Data:    {compilePatterns(p.DataActions), compilePatterns(p.NotDataActions)},
			},
			condition: compileCondition(p.Condition, p.ConditionVersion),
		}
	}
	return compiled
}

func compilePatterns(texts []string) []pattern {
	compiled := make([]pattern, len(texts))
	for i, text := range texts {
		compiled[i] = compilePattern(text)
	}
	return compiled
}

// covers reports whether the effect grants action and does not exclude it.
func (e *effect) covers(action []byte) bool { return e.given(action) && e.taken(action) == nil }

func (e *effect) given(action []byte) bool {
	for i := range e.gives {
		if e.gives[i].match(action) {
			return true
		}
	}
	return false
}

// taken returns the pattern that excludes action, or nil.
func (e *effect) taken(action []byte) *pattern {
	for i := range e.takes {
		if e.takes[i].match(action) {
			return &e.takes[i]
		}
	}
	return nil
}

// allows reports whether any permission of r grants action on plane, ignoring conditions.
func (r *role) allows(plane Plane, action []byte) bool {
	for i := range r.permissions {
		if r.permissions[i].planes[plane].covers(action) {
			return true
		}
	}
	return false
}

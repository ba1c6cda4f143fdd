package rbac

import "bytes"

// PlaneOf is the plane that an action belongs to, as far as its name is known: the data plane for a known data action,
// the control plane for all else.
func PlaneOf(action string) Plane {
	folded := appendLower(nil, action)
	is := func(known []byte) bool { return bytes.Equal(known, folded) }
	for _, known := range operations()[Control] {
		if is(known) {
			return Control
		}
	}
	if knownDataAction(action) {
		return Data
	}
	return Control
}

// Allows reports whether the role grants an action, whatever conditions say.
func (d *RoleDefinition) Allows(plane Plane, action string) bool {
	return compileRole(d).allows(plane, appendLower(nil, action))
}

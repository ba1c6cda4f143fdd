package rbac

import "bytes"

// PlaneOf returns the plane of an action: the data plane for a known data action, else the control plane.
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

// Allows reports whether the role grants an action, ignoring conditions.
func (d *RoleDefinition) Allows(plane Plane, action string) bool {
	return compileRole(d).allows(plane, appendLower(nil, action))
}

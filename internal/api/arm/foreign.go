package arm

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// foreign says whose principal a role assignment names where it is none of the scope's own tenant. Nothing can be
// looked up in a trusted tenant, so the request has to state the principal's type. Its tenant is the one that is
// trusted; where there are several the request names it, in a member that Azure does not have. ok is false for a
// principal that can only be of the scope's own tenant.
func (c *call) foreign(in assignmentInProperties) (tenant string, kind rbac.PrincipalType, ok bool, err error) {
	trusted := c.Trusted()
	if in.PrincipalTenantID != "" {
		id, valid := guid.Parse(in.PrincipalTenantID)
		if valid && ascii.EqualFold(id, c.tenant) {
			return "", "", false, nil
		}
		if !valid || !slices.Contains(trusted, id) {
			return "", "", false, fault.New(fault.Invalid, "PrincipalTenantNotTrusted",
				"The tenant '%s' of the principal is not one that this server trusts.", clip(in.PrincipalTenantID))
		}
		trusted = []string{id}
	}
	for _, known := range []rbac.PrincipalType{rbac.User, rbac.Group, rbac.ServicePrincipal} {
		if ascii.EqualFold(in.PrincipalType, string(known)) {
			kind = known
		}
	}
	switch {
	case len(trusted) == 0 || kind == "":
		return "", "", false, nil
	case len(trusted) > 1:
		return "", "", false, fault.New(fault.Invalid, "PrincipalTenantRequired",
			"Principal %s does not exist in the directory %s, and more than one other tenant is trusted. Say whose principal it is in properties.principalTenantId: one of %s.",
			guid.Compact(in.PrincipalID), c.tenant, strings.Join(trusted, ", "))
	}
	return trusted[0], kind, true, nil
}

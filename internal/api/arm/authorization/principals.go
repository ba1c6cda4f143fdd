package authorization

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// principal looks up the principal of a body in the directory, and returns its id and type. It also returns its tenant, if
// that is a trusted one.
func principal(c *provider.Call, in assignmentInProperties) (object, tenant string, kind rbac.PrincipalType, err error) {
	object, valid := guid.Parse(in.PrincipalID)
	if !valid {
		return "", "", "", fault.New(fault.Invalid, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment.")
	}
	if in.PrincipalTenantID == "" || ascii.EqualFold(in.PrincipalTenantID, c.Tenant) {
		if kind, err = PrincipalType(c.Tx, c.Tenant, object); err != nil {
			return "", "", "", err
		}
	}
	if kind == "" {
		home, theirs, ok, err := foreign(c, in)
		if ok || err != nil {
			return object, home, theirs, err
		}
		if ascii.EqualFold(in.PrincipalType, string(rbac.ServicePrincipal)) {
			// One that was created a moment ago may not have reached this directory. Source: the answer of Azure's team in
			// terraform-provider-azurerm, pull request 4168.
			return object, "", rbac.ServicePrincipal, nil
		}
		return "", "", "", fault.New(fault.Invalid, "PrincipalNotFound",
			"Principal %s does not exist in the directory %s. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
			guid.Compact(object), c.Tenant)
	}
	if in.PrincipalType != "" && !ascii.EqualFold(in.PrincipalType, string(kind)) {
		// The misspelt word is Azure's.
		return "", "", "", fault.New(fault.Invalid, "UnmatchedPrincipalType",
			"The PrincipalId '%s' has type '%s' , which is different from specified PrinciaplType '%s'.", guid.Compact(object), kind, provider.Clip(in.PrincipalType))
	}
	return object, "", kind, nil
}

// PrincipalType returns the principal type of a directory object, or "" if it does not exist or is deleted.
func PrincipalType(tx provider.Tx, tenant, object string) (rbac.PrincipalType, error) {
	found, err := tx.Object(tenant, object)
	switch {
	case fault.Is(err, fault.NotFound):
		return "", nil
	case err != nil:
		return "", err
	case !found.Head().DeletedAt.IsZero():
		return "", nil
	}
	switch found.Kind() {
	case directory.KindUser:
		return rbac.User, nil
	case directory.KindGroup:
		return rbac.Group, nil
	case directory.KindServicePrincipal:
		return rbac.ServicePrincipal, nil
	}
	return "", nil
}

// foreign returns the tenant and type of a principal of a trusted tenant. Trusted tenants cannot be queried, so the request
// must state the type. If several tenants are trusted, the request must name one in principalTenantId, which Azure does not
// have. ok is false if the principal can only belong to the scope's own tenant.
func foreign(c *provider.Call, in assignmentInProperties) (tenant string, kind rbac.PrincipalType, ok bool, err error) {
	trusted := c.Trusted()
	if in.PrincipalTenantID != "" {
		id, valid := guid.Parse(in.PrincipalTenantID)
		if valid && ascii.EqualFold(id, c.Tenant) {
			return "", "", false, nil
		}
		if !valid || !slices.Contains(trusted, id) {
			return "", "", false, fault.New(fault.Invalid, "PrincipalTenantNotTrusted",
				"The tenant '%s' of the principal is not one that this server trusts.", provider.Clip(in.PrincipalTenantID))
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
			guid.Compact(in.PrincipalID), c.Tenant, strings.Join(trusted, ", "))
	}
	return trusted[0], kind, true, nil
}

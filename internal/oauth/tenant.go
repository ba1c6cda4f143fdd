package oauth

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// ADFS is the tenant segment for clients that cannot disable instance discovery: they do not query Microsoft for an
// authority of this name. It serves all tenants.
const ADFS = "adfs"

// Place is what the tenant segment of a path names: a tenant, or a set of endpoints that all tenants share.
type Place struct {
	Segment string            // in canonical form: a tenant id, common, organizations or adfs
	Tenant  *directory.Tenant // nil if the user's tenant decides
}

// Shared reports whether the user's tenant decides.
func (p Place) Shared() bool { return p.Tenant == nil }

// ADFS reports whether the place is the ADFS authority.
func (p Place) ADFS() bool { return p.Segment == ADFS }

// Name returns the name for error messages.
func (p Place) Name() string {
	if p.Tenant != nil && p.Tenant.DisplayName != "" {
		return p.Tenant.DisplayName
	}
	return p.Segment
}

// Tenants lists the tenants.
type Tenants interface {
	Tenants() ([]*directory.Tenant, error)
}

// FindPlace finds the place of a tenant segment: a tenant's id or one of its domains, common, organizations or adfs.
// It fails with AADSTS90002 or AADSTS900023.
func FindPlace(r Tenants, segment string) (Place, error) {
	switch name := ascii.ToLower(segment); name {
	case "common", "organizations", ADFS:
		return Place{Segment: name}, nil
	}
	tenants, err := r.Tenants()
	if err != nil {
		return Place{}, err
	}
	id, isID := guid.Parse(segment)
	for _, t := range tenants {
		if isID && t.ID == id || !isID && hasDomain(t, segment) {
			return Place{Segment: t.ID, Tenant: t}, nil
		}
	}
	if !isID && !looksLikeDomain(segment) {
		return Place{}, badTenantName(shown(segment))
	}
	return Place{}, tenantNotFound(shown(segment))
}

// TenantOfUser returns the tenant with the domain of a user principal name; nil if there is none.
func TenantOfUser(r directory.Reader, upn string) (*directory.Tenant, error) {
	at := strings.LastIndexByte(upn, '@')
	if at < 0 {
		return nil, nil
	}
	tenants, err := r.Tenants()
	if err != nil {
		return nil, err
	}
	for _, t := range tenants {
		if hasDomain(t, upn[at+1:]) {
			return t, nil
		}
	}
	return nil, nil
}

func hasDomain(t *directory.Tenant, name string) bool {
	for _, domain := range t.Domains {
		if ascii.EqualFold(domain, name) {
			return true
		}
	}
	return ascii.EqualFold(t.DefaultDomain, name)
}

func looksLikeDomain(s string) bool {
	return strings.Contains(s, ".") && len(s) <= 253 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-'
	})
}

// shown truncates text of a request for use in a message.
func shown(s string) string {
	if len(s) > 256 {
		return s[:256] + "…"
	}
	return s
}

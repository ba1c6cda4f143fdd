package oauth

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// ADFS is the authority for clients that cannot be told to leave instance discovery alone: they ask Microsoft about
// no authority of that name. It is one set of endpoints for all tenants.
const ADFS = "adfs"

// Place is what the tenant segment of a path names.
type Place struct {
	Segment string            // as Entra writes it in documents: a tenant id, common, organizations, adfs
	Tenant  *directory.Tenant // nil where the user's own tenant decides
}

// Shared reports whether the user's own tenant decides.
func (p Place) Shared() bool { return p.Tenant == nil }

// ADFS reports whether the place is the ADFS-shaped authority.
func (p Place) ADFS() bool { return p.Segment == ADFS }

// Name is for messages.
func (p Place) Name() string {
	if p.Tenant != nil && p.Tenant.DisplayName != "" {
		return p.Tenant.DisplayName
	}
	return p.Segment
}

// Tenants knows the tenants.
type Tenants interface {
	Tenants() ([]*directory.Tenant, error)
}

// FindPlace finds what segment names: a tenant's id or one of its domains, common, organizations or adfs.
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

// TenantOfUser finds the tenant that a user principal name belongs to by its domain; nil if there is none.
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

// shown bounds what of a request is repeated in a message.
func shown(s string) string {
	if len(s) > 256 {
		return s[:256] + "…"
	}
	return s
}

package imds

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// selector selects a managed identity by one of the ids that clients send. If all are empty, it selects the only identity.
type selector struct{ client, object, resource string }

// find returns the identity. As on a virtual machine, an empty selector works only if there is exactly one.
func (s selector) find(read directory.Reader, tenant string) (*directory.ServicePrincipal, error) {
	all, err := read.Objects(directory.Query{Tenant: tenant, Kind: directory.KindServicePrincipal, Key: s.client})
	if err != nil {
		return nil, err
	}
	var found []*directory.ServicePrincipal
	for _, object := range all {
		if p, ok := object.(*directory.ServicePrincipal); ok && p.Type == directory.TypeManagedIdentity && p.AccountEnabled && s.names(p) {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, fault.New(fault.Invalid, "invalid_request", "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request")
	}
	return nil, notFound()
}

func notFound() error { return fault.New(fault.Invalid, "invalid_request", "Identity not found") }

func (s selector) names(p *directory.ServicePrincipal) bool {
	return (s.client == "" || ascii.EqualFold(s.client, p.AppID)) &&
		(s.object == "" || ascii.EqualFold(s.object, p.ID)) &&
		(s.resource == "" || ascii.EqualFold(s.resource, p.ResourceID))
}

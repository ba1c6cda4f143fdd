package directory

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// notFound is the failure of a lookup. Source: Graph's answer, seen in many public issue threads.
func notFound(id string) *fault.Error {
	return fault.New(fault.NotFound, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)
}

// bad is the failure of a request that breaks a rule of the directory.
func bad(format string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "Request_BadRequest", format, args...)
}

// Living finds a living object by its id. It fails with fault.NotFound; a soft-deleted object is not found, nor is one of
// conditional access, which is no object of the directory to Graph: see FindConditional.
func Living(r Reader, tenant, id string) (Object, error) {
	canonical, ok := guid.Parse(id)
	if !ok {
		return nil, notFound(id)
	}
	o, err := r.Object(tenant, canonical)
	if fault.Is(err, fault.NotFound) || err == nil && (!o.Head().DeletedAt.IsZero() || o.Kind() == KindPolicy || o.Kind() == KindNamedLocation) {
		return nil, notFound(id)
	}
	return o, err
}

// Find finds a living object of T's kind by its id. It fails with fault.NotFound, also for an object of another kind.
func Find[T Object](r Reader, tenant, id string) (T, error) {
	var none T
	o, err := Living(r, tenant, id)
	if err != nil {
		return none, err
	}
	if found, ok := o.(T); ok {
		return found, nil
	}
	return none, notFound(id)
}

// FindByKey finds the living object of T's kind that has key. It fails with fault.NotFound.
func FindByKey[T Object](r Reader, tenant, key string) (T, error) {
	var none T
	if key == "" {
		return none, notFound(key)
	}
	found, err := r.Objects(Query{Tenant: tenant, Kind: none.Kind(), Key: key})
	if err != nil {
		return none, err
	}
	for _, o := range found {
		if t, ok := o.(T); ok {
			return t, nil
		}
	}
	return none, notFound(key)
}

// FindByAppID finds the living application or service principal with an appId; other keys do not count, whatever they look
// like. It fails with fault.NotFound.
func FindByAppID[T Object](r Reader, tenant, appID string) (T, error) {
	var none T
	found, err := r.Objects(Query{Tenant: tenant, Kind: none.Kind(), Key: appID})
	if err != nil {
		return none, err
	}
	for _, o := range found {
		if t, ok := o.(T); ok && ascii.EqualFold(AppIDOf(o), appID) {
			return t, nil
		}
	}
	return none, notFound(appID)
}

// TenantByID finds a tenant by its id. It fails with fault.NotFound.
func TenantByID(r Reader, id string) (*Tenant, error) {
	tenants, err := r.Tenants()
	if err != nil {
		return nil, err
	}
	for _, t := range tenants {
		if ascii.EqualFold(t.ID, id) {
			return t, nil
		}
	}
	return nil, notFound(id)
}

// isPrincipal reports whether objects of a kind can be given something: a membership, a role.
func isPrincipal(k Kind) bool { return k == KindUser || k == KindGroup || k == KindServicePrincipal }

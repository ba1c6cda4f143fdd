package directory

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// notFound is the error of a lookup. Source: Graph's response, in many public issue threads.
func notFound(id string) *fault.Error {
	return fault.New(fault.NotFound, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)
}

// bad is the error of a request that breaks a rule of the directory.
func bad(format string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "Request_BadRequest", format, args...)
}

// Living returns an object by id. It fails with fault.NotFound, also for a soft-deleted object and for conditional access
// objects, which are not directory objects in Graph: see FindConditional.
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

// Find returns an object of T's kind by id. It fails with fault.NotFound, also for a soft-deleted object.
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

// FindByKey returns the object of T's kind with a key. It fails with fault.NotFound.
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

// FindByAppID returns the application or service principal with an appId. Unlike FindByKey it ignores other keys. It fails
// with fault.NotFound.
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

// TenantByID returns a tenant by id. It fails with fault.NotFound.
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

// isPrincipal reports whether objects of a kind can have memberships and roles.
func isPrincipal(k Kind) bool { return k == KindUser || k == KindGroup || k == KindServicePrincipal }

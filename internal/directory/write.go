package directory

import (
	"slices"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// Create creates an object. The caller chooses its tenant, its id and, for an application, its appId; everything else is
// validated. A service principal takes its names, roles and scopes from its application.
//
// It fails with fault.Invalid for an invalid value and with fault.Conflict for a key that is in use.
func Create(w Writer, o Object, at time.Time) error {
	head := o.Head()
	head.CreatedAt, head.DeletedAt = at, time.Time{}
	if p, ok := o.(*ServicePrincipal); ok && p.Type != TypeManagedIdentity {
		if err := fromApplication(w, p); err != nil {
			return err
		}
	}
	if err := validate(w, o, nil); err != nil {
		return err
	}
	return w.PutObject(o)
}

// Update changes an object. change receives the current object and modifies it; the result is validated and stored.
//
// It fails with fault.NotFound, with fault.Denied for a service principal that cannot be managed through the directory, with
// fault.Invalid for an invalid value, and with the error of change.
func Update[T Object](w Writer, tenant, id string, change func(T) error) (T, error) {
	var none T
	o, err := Find[T](w, tenant, id)
	if err != nil {
		return none, err
	}
	if err := changeable(o); err != nil {
		return none, err
	}
	was, had := standing(o), checkedURIs(o)
	if err := change(o); err != nil {
		return none, err
	}
	if a, ok := any(o).(*Application); ok && a.RequestedAccessTokenVersion != had.version {
		had.uris = nil // which names are valid depends on the version
	}
	if err := validate(w, o, had.uris); err != nil {
		return none, err
	}
	if was && !standing(o) {
		if err := keepAnAdministrator(w, o); err != nil {
			return none, err
		}
	}
	if a, ok := any(o).(*Application); ok {
		if err := toServicePrincipal(w, a); err != nil {
			return none, err
		}
	}
	return o, w.PutObject(o)
}

// checked holds the identifier URIs of an application that were accepted before, for a token version.
type checked struct {
	uris    []string
	version int
}

func checkedURIs(o Object) checked {
	if a, ok := o.(*Application); ok {
		return checked{slices.Clone(a.IdentifierURIs), a.RequestedAccessTokenVersion}
	}
	return checked{}
}

// standing reports whether a principal can sign in.
func standing(o Object) bool {
	switch o := o.(type) {
	case *User:
		return o.AccountEnabled
	case *ServicePrincipal:
		return o.AccountEnabled
	}
	return false
}

// SoftDelete deletes an object. Users, groups, applications and service principals can be restored with their memberships for
// RetainDeleted. Deleting an application also deletes its service principals in the same tenant.
func SoftDelete(w Writer, tenant, id string, at time.Time) error {
	o, err := Living(w, tenant, id)
	if err != nil {
		return err
	}
	if o.Kind() == KindDirectoryRole {
		return bad("A directory role cannot be deleted.")
	}
	if err := changeable(o); err != nil {
		return err
	}
	if err := keepAnAdministrator(w, o); err != nil {
		return err
	}
	if a, ok := o.(*Application); ok {
		p, err := FindByAppID[*ServicePrincipal](w, tenant, a.AppID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil {
			if err := SoftDelete(w, tenant, p.ID, at); err != nil {
				return err
			}
		}
	}
	o.Head().DeletedAt = at
	return w.PutObject(o)
}

// RetainDeleted is how long a deleted object can be restored.
const RetainDeleted = 30 * 24 * time.Hour

// Deleted returns a soft-deleted object. It fails with fault.NotFound, also if it was deleted longer than RetainDeleted ago.
func Deleted(r Reader, tenant, id string, at time.Time) (Object, error) {
	o, err := r.Object(tenant, id)
	if fault.Is(err, fault.NotFound) || err == nil && (o.Head().DeletedAt.IsZero() || at.Sub(o.Head().DeletedAt) > RetainDeleted) {
		return nil, notFound(id)
	}
	return o, err
}

// Restore restores a soft-deleted object. It fails with fault.Conflict if one of its keys is in use.
func Restore(w Writer, tenant, id string, at time.Time) (Object, error) {
	o, err := Deleted(w, tenant, id, at)
	if err != nil {
		return nil, err
	}
	deletedAt := o.Head().DeletedAt
	o.Head().DeletedAt = time.Time{}
	if err := validate(w, o, checkedURIs(o).uris); err != nil {
		return nil, err
	}
	if a, ok := o.(*Application); ok {
		for _, uri := range a.IdentifierURIs {
			if err := identifierFree(w, a, uri); err != nil {
				return nil, err
			}
		}
	}
	if err := w.PutObject(o); err != nil {
		return nil, err
	}
	if a, ok := o.(*Application); ok {
		return o, restoreServicePrincipal(w, a, deletedAt)
	}
	return o, nil
}

// restoreServicePrincipal restores the service principal that was deleted with its application.
func restoreServicePrincipal(w Writer, a *Application, deletedAt time.Time) error {
	gone, err := w.Objects(Query{Tenant: a.Tenant, Kind: KindServicePrincipal, Key: a.AppID, Deleted: true})
	if err != nil {
		return err
	}
	for _, o := range gone {
		if o.Head().DeletedAt.Equal(deletedAt) {
			_, err := Restore(w, o.Head().Tenant, o.Head().ID, deletedAt)
			return err
		}
	}
	return nil
}

// Purge permanently deletes a soft-deleted object.
func Purge(w Writer, tenant, id string, at time.Time) error {
	if _, err := Deleted(w, tenant, id, at); err != nil {
		return err
	}
	return w.DeleteObject(tenant, id)
}

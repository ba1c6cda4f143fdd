package world

import (
	"fmt"
	"io"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
)

// Tx is the transaction in which a world is applied.
type Tx interface {
	directory.Writer
	resource.Writer
	rbac.Writer
}

// Deps are the dependencies of Apply.
type Deps struct {
	Now  time.Time
	Rand io.Reader // for passwords, secrets and account keys
	Box  *seal.Box // for account keys
}

// Apply creates what is missing from w, and leaves what exists unchanged, so that a second run changes nothing. Existing
// objects are found by id, or by name if they were created with another id. Apply fails if a name refers to nothing or to
// more than one object; the transaction must not be committed then.
func Apply(tx Tx, w *World, deps Deps) (*Result, error) {
	out := &Result{}
	for i := range w.Tenants {
		t := &w.Tenants[i]
		a := &applier{Deps: deps, tx: tx, tenant: t, all: out, places: names[resource.Scope]{}, people: names[principal]{}}
		a.out = TenantResult{
			DisplayName: t.DisplayName, Domain: t.Domain, Users: []UserResult{}, Groups: []GroupResult{}, ServicePrincipals: []AppResult{},
			ManagedIdentities: []IdentityResult{}, Subscriptions: []SubscriptionRef{}, Accounts: []AccountResult{},
		}
		if err := a.run(); err != nil {
			return nil, fmt.Errorf("world, tenant %s: %w", t.Domain, err)
		}
		out.Tenants = append(out.Tenants, a.out)
	}
	return out, nil
}

// applier applies one tenant.
type applier struct {
	Deps
	tx     Tx
	tenant *Tenant
	id     string // of the tenant
	out    TenantResult
	all    *Result
	places names[resource.Scope]
	people names[principal]
}

// principal is an object to which a role can be assigned.
type principal struct {
	id   string
	kind rbac.PrincipalType
}

func (a *applier) run() error {
	for _, step := range []func() error{a.makeTenant, a.makeUsers, a.makeGroups, a.makeApplications, a.makePlaces, a.link, a.grant, a.limit} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) made(what string, args ...any) {
	a.all.Made = append(a.all.Made, fmt.Sprintf(what, args...))
}

func (a *applier) makeTenant() error {
	tenants, err := a.tx.Tenants()
	if err != nil {
		return err
	}
	a.id = orDerived(a.tenant.ID, "tenant", a.tenant.Domain)
	for _, t := range tenants {
		if t.ID == a.id || t.DefaultDomain == a.tenant.Domain {
			a.id, a.out.ID = t.ID, t.ID
			return nil
		}
	}
	a.out.ID = a.id
	a.made("tenant %s", a.tenant.Domain)
	return a.tx.PutTenant(&directory.Tenant{
		ID: a.id, DisplayName: a.tenant.DisplayName, DefaultDomain: a.tenant.Domain,
		Domains: []string{a.tenant.Domain}, CreatedAt: a.Now,
	})
}

func (a *applier) header(id, displayName string) directory.Header {
	return directory.Header{Tenant: a.id, ID: id, DisplayName: displayName, CreatedAt: a.Now}
}

// find returns the object with the given id, or else the one that query finds; nil if there is neither. It ignores
// soft-deleted objects, and does not restore them.
func (a *applier) find(id string, query directory.Query) (directory.Object, error) {
	o, err := a.tx.Object(a.id, id)
	switch {
	case err == nil && o.Head().DeletedAt.IsZero():
		return o, nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return nil, err
	}
	query.Tenant, query.Limit = a.id, 2
	found, err := a.tx.Objects(query)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func orDerived(given string, names ...string) string {
	if given != "" {
		return given
	}
	return guid.Derive(names...)
}

// names maps names to the objects that have them.
type names[T any] map[string][]T

func (n names[T]) add(value T, names ...string) {
	for _, name := range names {
		n[fold(name)] = append(n[fold(name)], value)
	}
}

// one returns the only object that r refers to.
func (n names[T]) one(r Ref, what, hint string) (T, error) {
	var none T
	switch found := n[fold(r.Name)]; len(found) {
	case 1:
		return found[0], nil
	case 0:
		return none, r.fail("there is no %s called '%s'", what, r.Name)
	default:
		return none, r.fail("more than one %s is called '%s': %s", what, r.Name, hint)
	}
}

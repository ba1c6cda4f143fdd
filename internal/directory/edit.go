package directory

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/cow"
)

// SnapshotEdit is a run of changes by one goroutine that ends with Done. The snapshot that it began from stays as it is.
type SnapshotEdit struct {
	states  *cow.Edit[stateKey, State]
	pages   *cow.Edit[stateKey, []string]
	origins *cow.Edit[string, int]
	revoked cow.Map[string, time.Time]
	oldest  time.Time
	tenants cow.Map[string, *Tenant]
	// conditional are the policies and named locations by id, of each tenant; touched are the tenants whose have changed.
	conditional cow.Map[string, cow.Map[string, Object]]
	policies    cow.Map[string, *Policies]
	touched     map[string]bool
}

// Edit begins a run of changes.
func (s *Snapshot) Edit() *SnapshotEdit {
	return &SnapshotEdit{s.states.Edit(), s.pages.Edit(), s.origins.Edit(), s.revoked, s.oldest, s.tenants, s.conditional, s.policies, map[string]bool{}}
}

// Done returns the changed snapshot. The edit must not be used after it.
func (e *SnapshotEdit) Done() *Snapshot {
	for tenant := range e.touched {
		e.policies = e.policies.With(tenant, e.evaluated(tenant))
	}
	return &Snapshot{e.states.Done(), e.pages.Done(), e.origins.Done(), e.revoked, e.oldest, e.tenants, e.conditional, e.policies}
}

// PutTenant puts a tenant.
func (e *SnapshotEdit) PutTenant(t *Tenant) { e.tenants = e.tenants.With(t.ID, t) }

// RevokeGrant ends the access tokens of a sign-in. Of many grants it forgets those whose tokens have all expired.
func (e *SnapshotEdit) RevokeGrant(id string, at time.Time) {
	over := at.Add(-KeepRevokedGrants)
	if e.revoked.Len() >= manyGrants && e.oldest.Before(over) {
		edit := e.revoked.Edit()
		oldest := at
		for id, since := range e.revoked.All() {
			if since.Before(over) {
				edit.Delete(id)
			} else if since.Before(oldest) {
				oldest = since
			}
		}
		e.revoked, e.oldest = edit.Done(), oldest
	}
	if e.revoked.Len() == 0 || at.Before(e.oldest) {
		e.oldest = at
	}
	e.revoked = e.revoked.With(id, at)
}

// State finds a living principal as changed so far.
func (e *SnapshotEdit) State(tenant, id string) (State, bool) {
	return e.states.Get(stateKey{tenant, id})
}

// Put puts an object; what is no principal changes nothing. A soft-deleted object is gone.
func (e *SnapshotEdit) Put(o Object) {
	head := o.Head()
	key := stateKey{head.Tenant, head.ID}
	if !head.DeletedAt.IsZero() {
		e.Delete(head.Tenant, head.ID)
		return
	}
	switch o := o.(type) {
	case *User:
		e.states.Set(key, State{Kind: KindUser, Enabled: o.AccountEnabled, ValidFrom: o.SessionsValidFrom, Epoch: o.SessionEpoch, Name: o.UserPrincipalName, Guest: o.IsGuest(), ExemptUntil: o.PolicyExemptUntil})
	case *ServicePrincipal:
		e.states.Set(key, State{Kind: KindServicePrincipal, Enabled: o.AccountEnabled, ValidFrom: o.SessionsValidFrom, AppID: o.AppID, Name: o.DisplayName})
	case *Application:
		e.setPages(key, o.PageOrigins())
	case *Policy, *NamedLocation:
		there, _ := e.conditional.Get(head.Tenant)
		e.conditional = e.conditional.With(head.Tenant, there.With(head.ID, o))
		e.touched[head.Tenant] = true
	case *Group:
		e.states.Set(key, State{Kind: KindGroup, Enabled: true, Name: o.DisplayName})
	}
}

// Delete removes an object.
func (e *SnapshotEdit) Delete(tenant, id string) {
	key := stateKey{tenant, id}
	e.states.Delete(key)
	e.setPages(key, nil)
	if there, ok := e.conditional.Get(tenant); ok {
		if _, ok := there.Get(id); ok {
			e.conditional = e.conditional.With(tenant, there.Without(id))
			e.touched[tenant] = true
		}
	}
}

// evaluated are the policies of a tenant in the form in which they are evaluated; nil if there are none.
func (e *SnapshotEdit) evaluated(tenant string) *Policies {
	there, _ := e.conditional.Get(tenant)
	var policies []*Policy
	var locations []*NamedLocation
	for _, o := range there.All() {
		switch o := o.(type) {
		case *Policy:
			policies = append(policies, o)
		case *NamedLocation:
			locations = append(locations, o)
		}
	}
	if len(policies) == 0 {
		return nil
	}
	slices.SortFunc(policies, func(a, b *Policy) int { return strings.Compare(a.ID, b.ID) })
	return NewPolicies(policies, locations)
}

// setPages replaces the origins of an application's pages.
func (e *SnapshotEdit) setPages(key stateKey, origins []string) {
	before, _ := e.pages.Get(key)
	if slices.Equal(before, origins) {
		return
	}
	count := func(origin string, by int) {
		n, _ := e.origins.Get(origin)
		if n += by; n > 0 {
			e.origins.Set(origin, n)
		} else {
			e.origins.Delete(origin)
		}
	}
	for _, origin := range origins {
		count(origin, 1)
	}
	for _, origin := range before {
		count(origin, -1)
	}
	if len(origins) == 0 {
		e.pages.Delete(key)
	} else {
		e.pages.Set(key, origins)
	}
}

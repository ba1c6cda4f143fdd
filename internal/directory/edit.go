package directory

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/cow"
)

// SnapshotEdit is a series of changes to a snapshot by one goroutine, which ends with Done. The original does not change.
type SnapshotEdit struct {
	states  *cow.Edit[stateKey, State]
	pages   *cow.Edit[stateKey, []string]
	origins *cow.Edit[string, int]
	revoked cow.Map[string, time.Time]
	oldest  time.Time
	tenants cow.Map[string, *Tenant]
	// conditional holds the policies and named locations of each tenant by id; touched is the set of changed tenants.
	conditional cow.Map[string, cow.Map[string, Object]]
	policies    cow.Map[string, *Policies]
	touched     map[string]bool
}

// Edit starts an edit.
func (s *Snapshot) Edit() *SnapshotEdit {
	return &SnapshotEdit{s.states.Edit(), s.pages.Edit(), s.origins.Edit(), s.revoked, s.oldest, s.tenants, s.conditional, s.policies, map[string]bool{}}
}

// Done returns the changed snapshot. The edit must not be used afterwards.
func (e *SnapshotEdit) Done() *Snapshot {
	for tenant := range e.touched {
		e.policies = e.policies.With(tenant, e.evaluated(tenant))
	}
	return &Snapshot{e.states.Done(), e.pages.Done(), e.origins.Done(), e.revoked, e.oldest, e.tenants, e.conditional, e.policies}
}

// PutTenant creates or replaces a tenant.
func (e *SnapshotEdit) PutTenant(t *Tenant) { e.tenants = e.tenants.With(t.ID, t) }

// RevokeGrant revokes the access tokens of a sign-in. Once there are many, it drops grants whose tokens have expired.
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

// State returns the state of a principal that is not deleted, including the changes so far.
func (e *SnapshotEdit) State(tenant, id string) (State, bool) {
	return e.states.Get(stateKey{tenant, id})
}

// Put creates or replaces an object. It ignores objects that decisions do not need, and removes a soft-deleted one.
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

// evaluated returns the compiled policies of a tenant; nil if there are none.
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

// setPages replaces the page origins of an application.
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

package directory

import (
	"time"

	"keyless.dev/keyless/internal/cow"
)

// Snapshot is what decisions need of the directory: the standing of principals, which can change before a token ends,
// and the origins of pages. It is immutable; With returns the next one. The zero Snapshot is empty.
type Snapshot struct {
	states  cow.Map[stateKey, State]
	pages   cow.Map[stateKey, []string] // origins of the pages of each application that has some
	origins cow.Map[string, int]        // how many applications have each of them
	revoked cow.Map[string, time.Time]  // grants, and since when
	oldest  time.Time                   // of revoked
	tenants cow.Map[string, *Tenant]

	conditional cow.Map[string, cow.Map[string, Object]] // policies and named locations by tenant and id
	policies    cow.Map[string, *Policies]               // by tenant, of those that have some
}

// Policies are the conditional access policies of a tenant; nil if it has none.
func (s *Snapshot) Policies(tenant string) *Policies {
	if s.policies.Len() == 0 {
		return nil
	}
	found, _ := s.policies.Get(tenant)
	return found
}

// Tenants lists the tenants, in no order. It never fails.
func (s *Snapshot) Tenants() ([]*Tenant, error) {
	all := make([]*Tenant, 0, s.tenants.Len())
	for _, t := range s.tenants.All() {
		all = append(all, t)
	}
	return all, nil
}

// IsPageOrigin reports whether an application has registered a page at the origin, which is the value of an Origin
// header.
func (s *Snapshot) IsPageOrigin(origin string) bool {
	canonical, ok := PageOrigin(origin)
	if !ok {
		return false
	}
	n, _ := s.origins.Get(canonical)
	return n > 0
}

// KeepRevokedGrants is how long a revoked grant is remembered: longer than any access token lasts.
const KeepRevokedGrants = 25 * time.Hour

// manyGrants is how many revoked grants are kept before those that are over are looked for.
const manyGrants = 8192

// GrantRevoked reports whether a sign-in has ended, and its access tokens with it.
func (s *Snapshot) GrantRevoked(id string) bool {
	if s.revoked.Len() == 0 {
		return false
	}
	_, revoked := s.revoked.Get(id)
	return revoked
}

type stateKey struct{ tenant, id string }

// State is a principal's present standing.
type State struct {
	Kind    Kind
	Enabled bool
	// ValidFrom cuts tokens that were issued before it.
	ValidFrom time.Time
	// Epoch counts the times that sessions were cut: a token of another epoch is cut, within the same second too.
	Epoch int64
	AppID string // of a service principal
	Guest bool   // a guest of the tenant
	// ExemptUntil is when conditional access policies count for the user again.
	ExemptUntil time.Time
	Name        string // a user's principal name, a service principal's display name
}

// State finds a living principal.
func (s *Snapshot) State(tenant, id string) (State, bool) {
	return s.states.Get(stateKey{tenant, id})
}

// With returns the snapshot after o was put. A soft-deleted object is gone.
func (s *Snapshot) With(o Object) *Snapshot {
	edit := s.Edit()
	edit.Put(o)
	return edit.Done()
}

// Without returns the snapshot after an object was deleted.
func (s *Snapshot) Without(tenant, id string) *Snapshot {
	edit := s.Edit()
	edit.Delete(tenant, id)
	return edit.Done()
}

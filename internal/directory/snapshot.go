package directory

import (
	"time"

	"keyless.dev/keyless/internal/cow"
)

// Snapshot holds what decisions need from the directory: the state of principals, which can change before a token expires,
// and the origins of pages. It is immutable; With returns the next one. The zero Snapshot is empty.
type Snapshot struct {
	states  cow.Map[stateKey, State]
	pages   cow.Map[stateKey, []string] // page origins by application
	origins cow.Map[string, int]        // number of applications by origin
	revoked cow.Map[string, time.Time]  // time of revocation by grant
	oldest  time.Time                   // oldest time in revoked
	tenants cow.Map[string, *Tenant]

	conditional cow.Map[string, cow.Map[string, Object]] // policies and named locations by tenant and id
	policies    cow.Map[string, *Policies]               // by tenant, if it has any
}

// Policies returns the conditional access policies of a tenant; nil if it has none.
func (s *Snapshot) Policies(tenant string) *Policies {
	if s.policies.Len() == 0 {
		return nil
	}
	found, _ := s.policies.Get(tenant)
	return found
}

// Tenants returns the tenants in any order. It never fails.
func (s *Snapshot) Tenants() ([]*Tenant, error) {
	all := make([]*Tenant, 0, s.tenants.Len())
	for _, t := range s.tenants.All() {
		all = append(all, t)
	}
	return all, nil
}

// IsPageOrigin reports whether an application has registered a page at origin, the value of an Origin header.
func (s *Snapshot) IsPageOrigin(origin string) bool {
	canonical, ok := PageOrigin(origin)
	if !ok {
		return false
	}
	n, _ := s.origins.Get(canonical)
	return n > 0
}

// KeepRevokedGrants is how long a revoked grant is kept, which is longer than the lifetime of access tokens.
const KeepRevokedGrants = 25 * time.Hour

// manyGrants is the number of revoked grants from which expired ones are dropped.
const manyGrants = 8192

// GrantRevoked reports whether a sign-in, and with it its access tokens, was revoked.
func (s *Snapshot) GrantRevoked(id string) bool {
	if s.revoked.Len() == 0 {
		return false
	}
	_, revoked := s.revoked.Get(id)
	return revoked
}

type stateKey struct{ tenant, id string }

// State is the current state of a principal.
type State struct {
	Kind    Kind
	Enabled bool
	// ValidFrom invalidates tokens that were issued before.
	ValidFrom time.Time
	// Epoch counts revocations of sessions. It invalidates tokens of another epoch, also if they were issued in the same second.
	Epoch int64
	AppID string // of a service principal
	Guest bool   // a guest of the tenant
	// ExemptUntil is when the user's exemption from conditional access policies ends.
	ExemptUntil time.Time
	Name        string // a user's principal name, a service principal's display name
}

// State returns the state of a principal that is not deleted.
func (s *Snapshot) State(tenant, id string) (State, bool) {
	return s.states.Get(stateKey{tenant, id})
}

// With returns the snapshot with o created or replaced. It removes a soft-deleted object.
func (s *Snapshot) With(o Object) *Snapshot {
	edit := s.Edit()
	edit.Put(o)
	return edit.Done()
}

// Without returns the snapshot without an object.
func (s *Snapshot) Without(tenant, id string) *Snapshot {
	edit := s.Edit()
	edit.Delete(tenant, id)
	return edit.Done()
}

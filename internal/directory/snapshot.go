package directory

import (
	"time"

	"keyless.dev/keyless/internal/cow"
)

// Snapshot is what the data plane knows of principals: what of them can change before a token ends. It never changes;
// With makes the next one. The zero Snapshot is empty.
type Snapshot struct {
	states cow.Map[stateKey, State]
}

type stateKey struct{ tenant, id string }

// State is a principal's present standing.
type State struct {
	Kind    Kind
	Enabled bool
	// ValidFrom cuts tokens that were issued before it.
	ValidFrom time.Time
	AppID     string // of a service principal
	Name      string // a user's principal name, a service principal's display name
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

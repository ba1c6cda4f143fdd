package directory

import "keyless.dev/keyless/internal/cow"

// SnapshotEdit is a run of changes by one goroutine that ends with Done. The snapshot that it began from stays as it is.
type SnapshotEdit struct {
	states *cow.Edit[stateKey, State]
}

// Edit begins a run of changes.
func (s *Snapshot) Edit() *SnapshotEdit { return &SnapshotEdit{s.states.Edit()} }

// Done returns the changed snapshot. The edit must not be used after it.
func (e *SnapshotEdit) Done() *Snapshot { return &Snapshot{e.states.Done()} }

// State finds a living principal as changed so far.
func (e *SnapshotEdit) State(tenant, id string) (State, bool) {
	return e.states.Get(stateKey{tenant, id})
}

// Put puts an object; what is no principal changes nothing. A soft-deleted object is gone.
func (e *SnapshotEdit) Put(o Object) {
	head := o.Head()
	key := stateKey{head.Tenant, head.ID}
	if !head.DeletedAt.IsZero() {
		e.states.Delete(key)
		return
	}
	switch o := o.(type) {
	case *User:
		e.states.Set(key, State{Kind: KindUser, Enabled: o.AccountEnabled, ValidFrom: o.SessionsValidFrom, Name: o.UserPrincipalName})
	case *ServicePrincipal:
		e.states.Set(key, State{Kind: KindServicePrincipal, Enabled: o.AccountEnabled, ValidFrom: o.SessionsValidFrom, AppID: o.AppID, Name: o.DisplayName})
	case *Group:
		e.states.Set(key, State{Kind: KindGroup, Enabled: true, Name: o.DisplayName})
	}
}

// Delete removes an object.
func (e *SnapshotEdit) Delete(tenant, id string) { e.states.Delete(stateKey{tenant, id}) }

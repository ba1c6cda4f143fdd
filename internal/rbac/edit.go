package rbac

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/cow"
	"keyless.dev/keyless/internal/resource"
)

// SnapshotEdit is a series of changes to a snapshot by one goroutine, which ends with Done. The original snapshot does not
// change. A change copies only what it touches, so its cost does not grow with the number of assignments, and several changes
// in one edit share that cost. Putting what exists and deleting what does not exist have no effect.
type SnapshotEdit struct {
	next     *Snapshot
	holdings map[Principal]*holdingsChange
	grants   editor[grantName, *grant]
	eligible editor[Principal, []*grant]
	names    editor[grantName, *grant] // of eligibilities
	roles    editor[roleName, *role]
	denials  editor[place, []*denial]
	denied   editor[denialName, *denial]
	groups   editor[Principal, []string]
	sizes    editor[Principal, int]
	parents  editor[string, parent]
}

// holdingsChange holds the grants of one principal that are added and removed.
type holdingsChange struct {
	added   []*grant
	removed map[*grant]bool
}

// editor starts an edit of a map at the first change.
type editor[K comparable, V any] struct{ edit *cow.Edit[K, V] }

func (e *editor[K, V]) of(m *cow.Map[K, V]) *cow.Edit[K, V] {
	if e.edit == nil {
		e.edit = m.Edit()
	}
	return e.edit
}

func (e *editor[K, V]) get(m *cow.Map[K, V], key K) (V, bool) {
	if e.edit != nil {
		return e.edit.Get(key)
	}
	return m.Get(key)
}

func (e *editor[K, V]) done(m *cow.Map[K, V]) {
	if e.edit != nil {
		*m = e.edit.Done()
		e.edit = nil
	}
}

// Edit starts an edit.
func (s *Snapshot) Edit() *SnapshotEdit {
	next := *s
	next.memo = nil
	return &SnapshotEdit{next: &next, holdings: make(map[Principal]*holdingsChange)}
}

// Done returns the changed snapshot. The edit must not be used afterwards.
func (e *SnapshotEdit) Done() *Snapshot {
	e.dropExpiredTombstones()
	e.applyHoldings()
	e.grants.done(&e.next.grants)
	e.eligible.done(&e.next.eligible)
	e.names.done(&e.next.eligibles)
	e.roles.done(&e.next.roles)
	e.denials.done(&e.next.denials)
	e.denied.done(&e.next.denied)
	e.groups.done(&e.next.groups)
	e.sizes.done(&e.next.sizes)
	e.parents.done(&e.next.parents)
	e.next.memo = new(memo)
	return e.next
}

// PutAssignment creates or replaces an assignment by tenant, scope and name. It retains a, which must not be modified later.
func (e *SnapshotEdit) PutAssignment(a *Assignment) {
	g := e.next.compileGrant(a)
	e.remove(g.name(), changed(a))
	e.grants.of(&e.next.grants).Set(g.name(), g)
	e.holdingsOf(g).added = append(e.holdingsOf(g).added, g)
}

// DeleteAssignment removes an assignment. The delay of Options counts from at.
func (e *SnapshotEdit) DeleteAssignment(tenant string, scope resource.Scope, name string, at time.Time) {
	e.remove(grantName{fold(tenant), scope.Key(), fold(name)}, at)
}

// remove removes a grant by name. With a delay, it leaves a tombstone that counts until the delay has passed.
func (e *SnapshotEdit) remove(name grantName, at time.Time) {
	if at.After(e.next.latest) {
		e.next.latest = at
	}
	old, ok := e.grants.get(&e.next.grants, name)
	if !ok {
		return
	}
	e.grants.of(&e.next.grants).Delete(name)
	e.drop(old)
	if e.next.delay > 0 {
		tombstone := *old
		if gone := at.Add(e.next.delay); old.until.IsZero() || gone.Before(old.until) {
			tombstone.until = gone
		}
		e.holdingsOf(old).added = append(e.holdingsOf(old).added, &tombstone)
		e.next.tombstones = append(slices.Clip(e.next.tombstones), &tombstone)
	}
}

// dropExpiredTombstones removes tombstones whose time has passed.
func (e *SnapshotEdit) dropExpiredTombstones() {
	left := e.next.tombstones[:0:0]
	for _, tombstone := range e.next.tombstones {
		if e.next.latest.Before(tombstone.until) {
			left = append(left, tombstone)
		} else {
			e.drop(tombstone)
		}
	}
	e.next.tombstones = left
}

func (e *SnapshotEdit) holdingsOf(g *grant) *holdingsChange {
	who := g.principal()
	r, ok := e.holdings[who]
	if !ok {
		r = &holdingsChange{removed: make(map[*grant]bool)}
		e.holdings[who] = r
	}
	return r
}

func (e *SnapshotEdit) drop(g *grant) { e.holdingsOf(g).removed[g] = true }

// applyHoldings applies the additions and removals for each principal concerned.
func (e *SnapshotEdit) applyHoldings() {
	if len(e.holdings) == 0 {
		return
	}
	edit := e.next.holdings.Edit()
	for who, r := range e.holdings {
		old, _ := edit.Get(who)
		if held := r.merge(old); len(held) > 0 {
			edit.Set(who, held)
		} else {
			edit.Delete(who)
		}
	}
	e.next.holdings = edit.Done()
}

// merge returns old with the additions and without the removals. Grants next to each other at the same scope share the
// scope's string, so that comparing them compares pointers.
func (r *holdingsChange) merge(old []*grant) []*grant {
	slices.SortFunc(r.added, compareGrants)
	held := make([]*grant, 0, len(old)+len(r.added))
	keep := func(g *grant) {
		if !r.removed[g] {
			held = append(held, g)
		}
	}
	for _, g := range r.added {
		for len(old) > 0 && compareGrants(old[0], g) < 0 {
			keep(old[0])
			old = old[1:]
		}
		if n := len(held); n > 0 && held[n-1].scope == g.scope {
			g.scope = held[n-1].scope
		}
		keep(g)
	}
	for _, g := range old {
		keep(g)
	}
	return held
}

// PutEligibility creates or replaces an eligibility by tenant, scope and name. It retains el, which must not be modified later.
// It grants nothing: a decision only tells of it.
func (e *SnapshotEdit) PutEligibility(el *Eligibility) {
	e.DeleteEligibility(el.Tenant, el.Scope, el.Name)
	g := e.next.compileGrant(&el.Assignment)
	e.names.of(&e.next.eligibles).Set(g.name(), g)
	held, _ := e.eligible.get(&e.next.eligible, g.principal())
	held = append(slices.Clone(held), g)
	slices.SortFunc(held, compareGrants)
	e.eligible.of(&e.next.eligible).Set(g.principal(), held)
}

// DeleteEligibility removes an eligibility. Its activations are assignments of their own.
func (e *SnapshotEdit) DeleteEligibility(tenant string, scope resource.Scope, name string) {
	key := grantName{fold(tenant), scope.Key(), fold(name)}
	old, ok := e.names.get(&e.next.eligibles, key)
	if !ok {
		return
	}
	e.names.of(&e.next.eligibles).Delete(key)
	held, _ := e.eligible.get(&e.next.eligible, old.principal())
	held = slices.DeleteFunc(slices.Clone(held), func(g *grant) bool { return g == old })
	if len(held) == 0 {
		e.eligible.of(&e.next.eligible).Delete(old.principal())
		return
	}
	e.eligible.of(&e.next.eligible).Set(old.principal(), held)
}

// PutRoleDefinition creates or replaces a custom role. It has no effect for the id of a built-in role.
func (e *SnapshotEdit) PutRoleDefinition(d *RoleDefinition) {
	e.roles.of(&e.next.roles).Set(roleName{fold(d.Tenant), fold(d.ID)}, compileRole(d))
}

// DeleteRoleDefinition removes a custom role. Its assignments grant nothing from then on.
func (e *SnapshotEdit) DeleteRoleDefinition(tenant, id string) {
	e.roles.of(&e.next.roles).Delete(roleName{fold(tenant), fold(id)})
}

// PutDenyAssignment creates or replaces a deny assignment by tenant and name. It takes effect at once, without delay.
func (e *SnapshotEdit) PutDenyAssignment(d *DenyAssignment) {
	e.DeleteDenyAssignment(d.Tenant, d.Name)
	put := compileDenial(d)
	where := place{put.tenant, put.scope}
	there, _ := e.denials.get(&e.next.denials, where)
	there = append(slices.Clone(there), put)
	slices.SortFunc(there, func(a, b *denial) int { return strings.Compare(a.Name, b.Name) })
	e.denials.of(&e.next.denials).Set(where, there)
	e.denied.of(&e.next.denied).Set(denialName{put.tenant, fold(d.Name)}, put)
}

// DeleteDenyAssignment removes a deny assignment.
func (e *SnapshotEdit) DeleteDenyAssignment(tenant, name string) {
	key := denialName{fold(tenant), fold(name)}
	old, ok := e.denied.get(&e.next.denied, key)
	if !ok {
		return
	}
	e.denied.of(&e.next.denied).Delete(key)
	where := place{old.tenant, old.scope}
	there, _ := e.denials.get(&e.next.denials, where)
	there = slices.DeleteFunc(slices.Clone(there), func(d *denial) bool { return d == old })
	if len(there) == 0 {
		e.denials.of(&e.next.denials).Delete(where)
		return
	}
	e.denials.of(&e.next.denials).Set(where, there)
}

// PutMember adds a member (a user, a service principal or a group) directly to a group of the same tenant.
func (e *SnapshotEdit) PutMember(tenant, group, member string) {
	who, group := foldPrincipal(Principal{tenant, member}), fold(group)
	in, _ := e.groups.get(&e.next.groups, who)
	at, there := slices.BinarySearch(in, group)
	if there {
		return
	}
	e.groups.of(&e.next.groups).Set(who, slices.Insert(slices.Clone(in), at, group))
	e.resize(Principal{who.Tenant, group}, +1)
}

// DeleteMember removes a direct member from a group.
func (e *SnapshotEdit) DeleteMember(tenant, group, member string) {
	who, group := foldPrincipal(Principal{tenant, member}), fold(group)
	in, _ := e.groups.get(&e.next.groups, who)
	at, there := slices.BinarySearch(in, group)
	if !there {
		return
	}
	if in = slices.Delete(slices.Clone(in), at, at+1); len(in) == 0 {
		e.groups.of(&e.next.groups).Delete(who)
	} else {
		e.groups.of(&e.next.groups).Set(who, in)
	}
	e.resize(Principal{who.Tenant, group}, -1)
}

func (e *SnapshotEdit) resize(group Principal, by int) {
	size, _ := e.sizes.get(&e.next.sizes, group)
	if size += by; size > 0 {
		e.sizes.of(&e.next.sizes).Set(group, size)
	} else {
		e.sizes.of(&e.next.sizes).Delete(group)
	}
}

// DeletePrincipal removes a principal from every group and, if it is a group, removes its members. Its role assignments stay,
// as on Azure. Deleting a group with members takes time proportional to the number of memberships in the snapshot.
func (e *SnapshotEdit) DeletePrincipal(tenant, object string) {
	gone := foldPrincipal(Principal{tenant, object})
	in, _ := e.groups.get(&e.next.groups, gone)
	for _, group := range in {
		e.resize(Principal{gone.Tenant, group}, -1)
	}
	e.groups.of(&e.next.groups).Delete(gone)
	if size, _ := e.sizes.get(&e.next.sizes, gone); size == 0 {
		return
	}
	e.groups.done(&e.next.groups)
	for member, in := range e.next.groups.All() {
		if _, there := slices.BinarySearch(in, gone.Object); there && member.Tenant == gone.Tenant {
			e.DeleteMember(gone.Tenant, gone.Object, member.Object)
		}
	}
}

// SetParent moves a subscription or a management group below a management group, or below the root.
func (e *SnapshotEdit) SetParent(child, above resource.Scope) {
	if above.IsRoot() {
		e.parents.of(&e.next.parents).Delete(child.Key())
		return
	}
	e.parents.of(&e.next.parents).Set(child.Key(), parent{above})
}

package rbac

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/cow"
	"keyless.dev/keyless/internal/resource"
)

// SnapshotEdit is a run of changes by one goroutine that ends with Done. The snapshot that it began from stays as it
// is. A change copies only what it touches, so its cost does not grow with the number of assignments; many changes in
// one edit share that cost. Putting what is there already and deleting what is not are both harmless.
type SnapshotEdit struct {
	next     *Snapshot
	holdings map[Principal]*rearranged
	grants   editor[grantName, *grant]
	roles    editor[roleName, *role]
	denials  editor[place, []*denial]
	denied   editor[denialName, *denial]
	groups   editor[Principal, []string]
	sizes    editor[Principal, int]
	parents  editor[string, parent]
}

// rearranged is what comes to and goes from one principal's grants.
type rearranged struct {
	come []*grant
	gone map[*grant]bool
}

// editor opens an edit of a map when the first change comes.
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

// Edit begins a run of changes.
func (s *Snapshot) Edit() *SnapshotEdit {
	next := *s
	next.memo = nil
	return &SnapshotEdit{next: &next, holdings: make(map[Principal]*rearranged)}
}

// Done returns the changed snapshot. The edit must not be used after it.
func (e *SnapshotEdit) Done() *Snapshot {
	e.bury()
	e.rearrange()
	e.grants.done(&e.next.grants)
	e.roles.done(&e.next.roles)
	e.denials.done(&e.next.denials)
	e.denied.done(&e.next.denied)
	e.groups.done(&e.next.groups)
	e.sizes.done(&e.next.sizes)
	e.parents.done(&e.next.parents)
	e.next.memo = new(memo)
	return e.next
}

// PutAssignment creates or replaces by tenant, scope and name. It keeps a: the caller must not change it afterwards.
func (e *SnapshotEdit) PutAssignment(a *Assignment) {
	g := e.next.compileGrant(a)
	e.remove(g.name(), changed(a))
	e.grants.of(&e.next.grants).Set(g.name(), g)
	e.arrange(g).come = append(e.arrange(g).come, g)
}

// DeleteAssignment removes an assignment; at is when it was deleted, from which the delay counts.
func (e *SnapshotEdit) DeleteAssignment(tenant string, scope resource.Scope, name string, at time.Time) {
	e.remove(grantName{fold(tenant), scope.Key(), fold(name)}, at)
}

// remove takes a grant out of the names, and out of what its principal holds; with a delay only once that is over.
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
		dying := *old
		dying.until = at.Add(e.next.delay)
		e.arrange(old).come = append(e.arrange(old).come, &dying)
		e.next.tombstones = append(slices.Clip(e.next.tombstones), &dying)
	}
}

// bury drops the deleted grants whose time is over.
func (e *SnapshotEdit) bury() {
	kept := e.next.tombstones[:0:0]
	for _, dead := range e.next.tombstones {
		if e.next.latest.Before(dead.until) {
			kept = append(kept, dead)
		} else {
			e.drop(dead)
		}
	}
	e.next.tombstones = kept
}

func (e *SnapshotEdit) arrange(g *grant) *rearranged {
	who := g.principal()
	r, ok := e.holdings[who]
	if !ok {
		r = &rearranged{gone: make(map[*grant]bool)}
		e.holdings[who] = r
	}
	return r
}

func (e *SnapshotEdit) drop(g *grant) { e.arrange(g).gone[g] = true }

// rearrange merges what came into what stays, for each principal that was touched.
func (e *SnapshotEdit) rearrange() {
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

// merge returns old with what came and without what went. Neighbours at one scope share its text, so that comparing
// them is comparing two pointers.
func (r *rearranged) merge(old []*grant) []*grant {
	slices.SortFunc(r.come, compareGrants)
	held := make([]*grant, 0, len(old)+len(r.come))
	keep := func(g *grant) {
		if !r.gone[g] {
			held = append(held, g)
		}
	}
	for _, g := range r.come {
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

// PutRoleDefinition creates or replaces a custom role. A definition with the id of a built-in role has no effect.
func (e *SnapshotEdit) PutRoleDefinition(d *RoleDefinition) {
	e.roles.of(&e.next.roles).Set(roleName{fold(d.Tenant), fold(d.ID)}, compileRole(d))
}

// DeleteRoleDefinition removes a custom role. Assignments of it grant nothing from then on.
func (e *SnapshotEdit) DeleteRoleDefinition(tenant, id string) {
	e.roles.of(&e.next.roles).Delete(roleName{fold(tenant), fold(id)})
}

// PutDenyAssignment creates or replaces by tenant and name. Deny assignments are in force at once.
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

// PutMember puts a member (a user, a service principal or a group) directly into a group of the same tenant.
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

// DeleteMember takes a member out of a group that it is directly in.
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

// DeletePrincipal takes a principal out of every group, and, if it is a group, every member out of it. Its role
// assignments stay, as on Azure; nobody can use them. To delete a group that has members takes time in proportion to
// the number of memberships in the snapshot.
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

// SetParent hangs a subscription or a management group below a management group; below the root if above is the root.
func (e *SnapshotEdit) SetParent(child, above resource.Scope) {
	if above.IsRoot() {
		e.parents.of(&e.next.parents).Delete(child.Key())
		return
	}
	e.parents.of(&e.next.parents).Set(child.Key(), parent{above})
}

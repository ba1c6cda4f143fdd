package rbac

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/cow"
	"keyless.dev/keyless/internal/resource"
)

// Snapshot is everything that Decide needs to know, at one revision of the store. It is immutable: Edit makes the next one,
// which shares everything that did not change. It is safe for concurrent use.
type Snapshot struct {
	delay      time.Duration
	holdings   cow.Map[Principal, []*grant] // by principal; ordered by scope key, name and from
	grants     cow.Map[grantName, *grant]   // by name, without deleted ones
	eligible   cow.Map[Principal, []*grant] // eligibilities by principal; ordered as holdings
	eligibles  cow.Map[grantName, *grant]   // eligibilities by name
	roles      cow.Map[roleName, *role]     // custom roles
	denials    cow.Map[place, []*denial]    // by scope; ordered by name
	denied     cow.Map[denialName, *denial] // by name
	groups     cow.Map[Principal, []string] // member → groups of which it is a direct member, sorted
	sizes      cow.Map[Principal, int]      // group → number of direct members
	parents    cow.Map[string, parent]      // key of a subscription or management group → its parent
	tombstones []*grant                     // deleted or replaced, but in force until their time
	latest     time.Time                    // the latest time of any change
	memo       *memo                        // belongs to this snapshot only; nil while it is being edited
}

// Options configures a snapshot.
type Options struct {
	// Delay is how long a change of role assignments takes to take effect, as on Azure, where it takes minutes. It is meant
	// for tests; 0 means no delay.
	Delay time.Duration
}

// NewSnapshot returns a snapshot with only the built-in roles.
func NewSnapshot(o Options) *Snapshot {
	builtins() // compile them now, not at the first decision
	return &Snapshot{delay: o.Delay, memo: new(memo)}
}

type grantName struct{ tenant, scope, name string }

type roleName struct{ tenant, id string }

type place struct{ tenant, scope string }

type denialName struct{ tenant, name string }

// parent is the parent management group of a subscription or management group.
type parent struct{ scope resource.Scope }

// grant is a compiled assignment.
type grant struct {
	match     Match // for the decision: the assignment and its role's name
	tenant    string
	scope     string // key
	roleID    string
	role      *role // if built in; a custom role is looked up because it may change
	condition *condition
	from      time.Time // in force from then; zero means always
	until     time.Time // in force until then; zero means for ever
	through   string    // in force for members of this group only; "" means for everyone
}

// denial is a compiled deny assignment.
type denial struct {
	*DenyAssignment
	tenant      string
	scope       string // key
	permissions []permission
	everyone    bool
	principals  []Principal
	excluded    []Principal
}

// fold returns the canonical form of an id for comparison. It does not allocate if id is in lower case.
func fold(id string) string { return lowerASCII(id) }

func foldPrincipal(p Principal) Principal {
	return Principal{Tenant: fold(p.Tenant), Object: fold(p.Object)}
}

func (s *Snapshot) compileGrant(a *Assignment) *grant {
	g := &grant{
		match:     Match{Assignment: a},
		tenant:    fold(a.Tenant),
		scope:     a.Scope.Key(),
		roleID:    fold(a.RoleID),
		condition: compileCondition(a.Condition, a.ConditionVersion),
	}
	if r, ok := builtins().byID[g.roleID]; ok {
		g.role, g.match.Role = r, r.Name
	}
	if s.delay > 0 {
		g.from = changed(a).Add(s.delay)
	}
	if p := a.Schedule; p != nil {
		g.until, g.through = p.Ends, fold(p.Group)
		if p.Starts.After(g.from) {
			g.from = p.Starts
		}
	}
	return g
}

func compileDenial(d *DenyAssignment) *denial {
	compiled := &denial{
		DenyAssignment: d,
		tenant:         fold(d.Tenant),
		scope:          d.Scope.Key(),
		permissions:    compilePermissions(d.Permissions),
		excluded:       denyPrincipals(d, d.ExcludePrincipals),
	}
	for _, p := range denyPrincipals(d, d.Principals) {
		if p.Object == EveryPrincipal {
			compiled.everyone = true
		} else {
			compiled.principals = append(compiled.principals, p)
		}
	}
	return compiled
}

// denyPrincipals folds a list of principals. A principal without a tenant belongs to that of d.
func denyPrincipals(d *DenyAssignment, list []Principal) []Principal {
	folded := make([]Principal, len(list))
	for i, p := range list {
		if p.Tenant == "" {
			p.Tenant = d.Tenant
		}
		folded[i] = foldPrincipal(p)
	}
	return folded
}

// changed returns when an assignment was last written.
func changed(a *Assignment) time.Time {
	if a.UpdatedOn.After(a.CreatedOn) {
		return a.UpdatedOn
	}
	return a.CreatedOn
}

func (g *grant) principal() Principal { return foldPrincipal(g.match.Assignment.Principal()) }

func (g *grant) name() grantName {
	return grantName{g.tenant, g.scope, fold(g.match.Assignment.Name)}
}

// inForce reports whether g is in force at a time.
func (g *grant) inForce(at time.Time) bool {
	return (g.from.IsZero() || !at.Before(g.from)) && (g.until.IsZero() || at.Before(g.until))
}

func compareGrants(a, b *grant) int {
	if c := strings.Compare(a.scope, b.scope); c != 0 {
		return c
	}
	if c := strings.Compare(a.match.Assignment.Name, b.match.Assignment.Name); c != 0 {
		return c
	}
	return a.from.Compare(b.from)
}

// at returns the grants exactly at a scope.
func at(held []*grant, scope string) []*grant {
	first, found := slices.BinarySearchFunc(held, scope, func(g *grant, scope string) int { return strings.Compare(g.scope, scope) })
	if !found {
		return nil
	}
	last := first + 1
	for last < len(held) && held[last].scope == held[first].scope { // usually the same string, see merge
		last++
	}
	return held[first:last]
}

// roleOf returns the role of g; nil if it is unknown.
func (s *Snapshot) roleOf(g *grant) *role {
	if g.role != nil {
		return g.role
	}
	r, _ := s.roles.Get(roleName{g.tenant, g.roleID})
	return r
}

// Role returns a built-in role, or a custom role of the tenant, by its GUID.
func (s *Snapshot) Role(tenant, id string) (*RoleDefinition, bool) {
	if r, ok := builtins().byID[fold(id)]; ok {
		return r.RoleDefinition, true
	}
	if r, ok := s.roles.Get(roleName{fold(tenant), fold(id)}); ok {
		return r.RoleDefinition, true
	}
	return nil, false
}

// Len returns the number of role assignments.
func (s *Snapshot) Len() int { return s.grants.Len() }

// maxChain limits the walk up the hierarchy. Azure allows six levels of management groups; the limit ends a cycle, if there
// ever is one.
const maxChain = 64

// chain appends the keys of scope and of all its ancestors, including management groups, ending with the root.
func (s *Snapshot) chain(scope resource.Scope, into []string) []string {
	for len(into) < maxChain {
		into = append(into, scope.Key())
		above, ok := s.above(scope)
		if !ok {
			return into
		}
		scope = above
	}
	return append(into, resource.Root.Key())
}

// above returns the parent of scope.
func (s *Snapshot) above(scope resource.Scope) (resource.Scope, bool) {
	above, ok := scope.Parent()
	if ok && above.IsRoot() {
		if hung, known := s.parents.Get(scope.Key()); known {
			return hung.scope, true
		}
	}
	return above, ok
}

// Above returns the management groups above scope, nearest first, without the root.
func (s *Snapshot) Above(scope resource.Scope) []resource.Scope {
	var groups []resource.Scope
	for range maxChain {
		above, ok := s.above(scope)
		if !ok || above.IsRoot() {
			break
		}
		if byID, _ := scope.Parent(); !byID.Equal(above) {
			groups = append(groups, above)
		}
		scope = above
	}
	return groups
}

// Groups returns the groups of which p is a direct or transitive member, nearest first. Cycles of groups are allowed.
func (s *Snapshot) Groups(p Principal) []string {
	return s.groupsOf(foldPrincipal(p), nil)
}

// manyGroups is the number of groups above which a map is faster than a list.
const manyGroups = 64

// groupsOf appends the groups of p to found. p must be folded, and found empty.
func (s *Snapshot) groupsOf(p Principal, found []string) []string {
	var seen map[string]bool
	for next := -1; next < len(found); next++ {
		member := p.Object
		if next >= 0 {
			member = found[next]
		}
		direct, _ := s.groups.Get(Principal{Tenant: p.Tenant, Object: member})
		for _, group := range direct {
			if group == p.Object || known(found, seen, group) {
				continue
			}
			found = append(found, group)
			if seen != nil {
				seen[group] = true
			} else if len(found) == manyGroups {
				seen = make(map[string]bool, 4*manyGroups)
				for _, id := range found {
					seen[id] = true
				}
			}
		}
	}
	return found
}

func known(found []string, seen map[string]bool, group string) bool {
	if seen != nil {
		return seen[group]
	}
	return slices.Contains(found, group)
}

package rbac

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

const (
	memoSlots     = 4096 // cached principals per snapshot; a second principal in a slot replaces the first
	maxRemembered = 64   // cached matches through groups per principal
)

// memo caches the group memberships of principals in one snapshot, so that a decision need not walk the groups of its caller
// each time. It has a fixed size and is discarded with its snapshot. It is safe for concurrent use.
type memo struct{ table atomic.Pointer[memoTable] }

type memoTable struct {
	seed  maphash.Seed
	slots [memoSlots]atomic.Pointer[memberships]
}

// memberships holds the groups of one principal.
type memberships struct {
	principal Principal
	groups    []string // direct and transitive groups, nearest first
	holding   []int    // indexes of the groups that have assignments
	answers   sync.Map // *grant → *Match, at most maxRemembered
	answered  atomic.Int32
}

// membershipsOf returns the groups of p, which must be folded. It is nil for a principal without groups.
func (s *Snapshot) membershipsOf(p Principal) *memberships {
	if direct, _ := s.groups.Get(p); len(direct) == 0 {
		return nil
	}
	if s.memo == nil { // the snapshot is being edited
		return s.walk(p)
	}
	table := s.memo.table.Load()
	if table == nil {
		table = &memoTable{seed: maphash.MakeSeed()}
		if !s.memo.table.CompareAndSwap(nil, table) {
			table = s.memo.table.Load()
		}
	}
	slot := &table.slots[maphash.Comparable(table.seed, p)%memoSlots]
	if m := slot.Load(); m != nil && m.principal == p {
		return m
	}
	m := s.walk(p)
	slot.Store(m)
	return m
}

func (s *Snapshot) walk(p Principal) *memberships {
	m := &memberships{principal: p, groups: s.groupsOf(p, nil)}
	for i, group := range m.groups {
		if held, _ := s.holdings.Get(Principal{p.Tenant, group}); len(held) > 0 {
			m.holding = append(m.holding, i)
		}
	}
	return m
}

// answer returns the assignment of g, reached through group i, for a decision.
func (m *memberships) answer(s *Snapshot, g *grant, i int) *Match {
	if known, ok := m.answers.Load(g); ok {
		return known.(*Match)
	}
	match := s.explainGrant(g, membershipPath{from: m.principal, group: m.groups[i]})
	if m.answered.Add(1) <= maxRemembered {
		m.answers.Store(g, match)
	}
	return match
}

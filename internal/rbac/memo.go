package rbac

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

const (
	memoSlots     = 4096 // principals that one snapshot remembers; a second one in a slot replaces the first
	maxRemembered = 64   // answers through groups that are remembered of one principal
)

// memo remembers what one snapshot says of the principals that asked, so that a decision does not walk the groups of
// its caller each time. Its size has a bound, and it goes with its snapshot. Any number of goroutines may use it.
type memo struct{ table atomic.Pointer[memoTable] }

type memoTable struct {
	seed  maphash.Seed
	slots [memoSlots]atomic.Pointer[memberships]
}

// memberships are the groups of one principal.
type memberships struct {
	principal Principal
	groups    []string // directly or through other groups, the nearest first
	holding   []int    // those of groups that hold assignments, by index
	answers   sync.Map // *grant → *Match, at most maxRemembered
	answered  atomic.Int32
}

// membershipsOf finds the groups of p, which is folded. It is nil for one in no group.
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

// answer is the assignment of g as a decision reports it, which reaches the principal through group i.
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

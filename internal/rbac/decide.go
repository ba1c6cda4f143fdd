package rbac

import "strings"

// Decide answers q. Azure RBAC is additive: any grant that covers the question allows it, nothing found means no, and
// a deny assignment wins over both. A grant covers the question when it is of the principal or of a group that the
// principal is in, at the scope asked about or above it in the tree, in the tenant of that scope, in force, and of a
// role one of whose permissions grants the action on that plane and does not take it away again; and when the
// conditions of the permission and of the assignment hold. What cannot be told counts as no.
//
// It reads nothing but its arguments, and takes no lock. When the action is allowed it allocates nothing, except for the
// first answer about a principal in groups.
func Decide(q Question, s *Snapshot) Decision {
	var buf scratch
	member := s.membershipsOf(foldPrincipal(q.Principal)) // not from a, whose scratch must stay on the stack
	a := newEvaluation(&q, s, member, &buf)
	if denied := a.denied(); denied != nil {
		return Decision{Because: Reason{Verdict: DenyAssigned, Denied: denied.Name}}
	}
	verdict := NothingGrants
	own, holding := len(a.groups), []int(nil)
	if member != nil {
		holding = member.holding
	}
	// The principal, then those of its groups that hold assignments, then the groups that its token names.
	for n := -1; n < len(holding)+len(q.Groups); n++ {
		i := n
		switch {
		case n >= len(holding):
			i = own + n - len(holding)
		case n >= 0:
			i = holding[n]
		}
		held, _ := s.holdings.Get(a.holder(i))
		if len(held) == 0 {
			continue
		}
		for _, scope := range a.chain {
			for _, g := range at(held, scope) {
				switch granted, unless := a.grants(g); {
				case granted:
					if i >= 0 && i < own {
						return Decision{Allowed: true, Because: Reason{Verdict: Granted, Grant: member.answer(s, g, i)}}
					}
					return Decision{Allowed: true, Because: Reason{Verdict: Granted, Grant: s.explainGrant(g, a.membershipPath(i))}}
				case unless:
					verdict = ConditionFailed
				}
			}
		}
	}
	return Decision{Because: Reason{Verdict: verdict}}
}

// scratch is what one decision needs to write on. It lives on the stack: what is larger moves to the heap.
type scratch struct {
	action [160]byte
	chain  [12]string
}

// evaluation is a question made ready: ids and action folded, the scopes and the groups that count found.
type evaluation struct {
	*Question
	s         *Snapshot
	principal Principal
	tenant    string
	action    []byte   // in lower case
	chain     []string // keys of the scope asked about and all above it
	groups    []string // of our own directory
}

func newEvaluation(q *Question, s *Snapshot, member *memberships, r *scratch) evaluation {
	principal := foldPrincipal(q.Principal)
	a := evaluation{
		Question:  q,
		s:         s,
		principal: principal,
		tenant:    fold(q.Tenant),
		action:    appendLower(r.action[:0], q.Action),
		chain:     s.chain(q.Scope, r.chain[:0]),
	}
	if member != nil {
		a.groups = member.groups
	}
	return a
}

// holder is the principal itself for -1, then its groups, then those that its token names.
func (a *evaluation) holder(i int) Principal {
	switch {
	case i < 0:
		return a.principal
	case i < len(a.groups):
		return Principal{a.principal.Tenant, a.groups[i]}
	default:
		return Principal{a.principal.Tenant, fold(a.Groups[i-len(a.groups)])}
	}
}

// grants reports whether g allows what is asked; if not, whether it would unless for a condition.
func (a *evaluation) grants(g *grant) (granted, unless bool) {
	if g.tenant != a.tenant || !g.inForce(a.At) {
		return false, false
	}
	r := a.s.roleOf(g)
	if r == nil {
		return false, false
	}
	for i := range r.permissions {
		p := &r.permissions[i]
		if !p.planes[a.Plane].covers(a.action) {
			continue
		}
		if p.condition.eval(a) == holds && g.condition.eval(a) == holds {
			return true, false
		}
		unless = true
	}
	return false, unless
}

// membershipPath returns how holder i was reached. It copies the ids, because what a points at must stay on the stack.
func (a *evaluation) membershipPath(i int) membershipPath {
	if i < 0 {
		return membershipPath{}
	}
	return membershipPath{from: Principal{strings.Clone(a.principal.Tenant), strings.Clone(a.principal.Object)}, group: strings.Clone(a.holder(i).Object)}
}

// membershipPath names a principal and the group through which an assignment reaches it. The zero value means that the
// assignment names the principal itself.
type membershipPath struct {
	from  Principal
	group string
}

// explainGrant returns the assignment of g as the answer reports it, with the group membership path w that led to it.
func (s *Snapshot) explainGrant(g *grant, w membershipPath) *Match {
	if w.group == "" && g.role != nil {
		return &g.match
	}
	near := &Match{Assignment: g.match.Assignment, Role: s.roleOf(g).Name}
	if w.group != "" {
		near.Via = s.via(w)
	}
	return near
}

// denied finds the deny assignment that refuses what is asked.
func (a *evaluation) denied() *denial {
	if a.s.denials.Len() == 0 {
		return nil
	}
	for i, scope := range a.chain {
		there, _ := a.s.denials.Get(place{a.tenant, scope})
		for _, d := range there {
			if (i == 0 || !d.DoNotApplyToChildScopes) && a.named(d) && a.refuses(d) {
				return d
			}
		}
	}
	return nil
}

// refuses reports whether d takes the action away. A condition that cannot be told does not save the caller.
func (a *evaluation) refuses(d *denial) bool {
	for i := range d.permissions {
		p := &d.permissions[i]
		if p.planes[a.Plane].covers(a.action) && p.condition.eval(a) != fails {
			return true
		}
	}
	return false
}

// named reports whether d is about the asking principal.
func (a *evaluation) named(d *denial) bool {
	return (d.everyone || a.among(d.principals)) && !a.among(d.excluded)
}

// among reports whether list holds the asking principal or a group of it.
func (a *evaluation) among(list []Principal) bool {
	for i := range list {
		for h := -1; h < len(a.groups)+len(a.Groups); h++ {
			if list[i] == a.holder(h) {
				return true
			}
		}
	}
	return false
}

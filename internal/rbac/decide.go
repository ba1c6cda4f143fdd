package rbac

import "strings"

// Decide answers q by the rules of Azure RBAC. A deny assignment that matches denies; otherwise any grant that matches
// allows; otherwise the answer is no. A grant matches if it is for the principal or a group of the principal, at the scope of
// the question or above it, in the tenant of that scope, and in force; its role has a permission that grants the action on
// that plane and does not exclude it; and the conditions of the permission and of the assignment hold. An unknown condition
// of a grant does not hold.
//
// It reads only its arguments and takes no lock. It does not allocate if the action is allowed, except the first time for a
// principal in groups.
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
	// The principal itself, then its groups that have assignments, then the groups in its token.
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
	if g := a.eligibility(); g != nil {
		found := g.match.Assignment
		return Decision{Because: Reason{Verdict: NotActive, Activate: &Activation{Role: s.roleOf(g).Name, RoleID: found.RoleID, Scope: found.Scope}}}
	}
	return Decision{Because: Reason{Verdict: verdict}}
}

// scratch is the working memory of one decision. It lives on the stack; what does not fit moves to the heap.
type scratch struct {
	action [160]byte
	chain  [12]string
}

// evaluation is a prepared question: ids and action in lower case, with the scopes and groups that matter.
type evaluation struct {
	*Question
	s         *Snapshot
	principal Principal
	tenant    string
	action    []byte   // in lower case
	chain     []string // keys of the question's scope and all above it
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

// holder returns the principal for -1, then its groups, then the groups in its token.
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

// grants reports whether g allows the question; if not, whether only a condition prevents it.
func (a *evaluation) grants(g *grant) (granted, unless bool) {
	if g.tenant != a.tenant || !g.inForce(a.At) || !a.reaches(g) {
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

// reaches reports whether the principal is in the group through which g was activated, if there is one.
func (a *evaluation) reaches(g *grant) bool {
	return g.through == "" || a.inGroup(Principal{a.principal.Tenant, g.through})
}

func (a *evaluation) inGroup(group Principal) bool {
	for i := range len(a.groups) + len(a.Groups) {
		if a.holder(i) == group {
			return true
		}
	}
	return false
}

// eligibility returns an eligibility that would grant the question if it were activated, or nil.
func (a *evaluation) eligibility() *grant {
	if a.s.eligible.Len() == 0 {
		return nil
	}
	for i := -1; i < len(a.groups)+len(a.Groups); i++ {
		held, _ := a.s.eligible.Get(a.holder(i))
		for _, scope := range a.chain {
			for _, g := range at(held, scope) {
				if granted, _ := a.grants(g); granted {
					return g
				}
			}
		}
	}
	return nil
}

// membershipPath returns how holder i was reached. It copies the ids because the evaluation must stay on the stack.
func (a *evaluation) membershipPath(i int) membershipPath {
	if i < 0 {
		return membershipPath{}
	}
	return membershipPath{from: Principal{strings.Clone(a.principal.Tenant), strings.Clone(a.principal.Object)}, group: strings.Clone(a.holder(i).Object)}
}

// membershipPath identifies a principal and the group through which an assignment reaches it. The zero value means that
// the assignment is for the principal itself.
type membershipPath struct {
	from  Principal
	group string
}

// explainGrant returns the assignment of g for a decision, reached through w.
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

// denied returns the deny assignment that matches the question, or nil.
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

// refuses reports whether d denies the action. Unlike a grant, a deny assignment also applies if its condition is unknown.
func (a *evaluation) refuses(d *denial) bool {
	for i := range d.permissions {
		p := &d.permissions[i]
		if p.planes[a.Plane].covers(a.action) && p.condition.eval(a) != fails {
			return true
		}
	}
	return false
}

// named reports whether d applies to the principal of the question.
func (a *evaluation) named(d *denial) bool {
	return (d.everyone || a.among(d.principals)) && !a.among(d.excluded)
}

// among reports whether list contains the principal or one of its groups.
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

package rbac

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxNear is the maximum number of assignments in an explanation. The most relevant come first. The record of a refused call
// holds the explanation, some 800 bytes an assignment.
const maxNear = 20

// Explanation is a decision with everything that was considered, and what would change it. It contains only the principal,
// its groups and the tenant of the scope. The host decides who may read it.
type Explanation struct {
	Decision
	// Groups are the groups that were considered, nearest first.
	Groups []Membership `json:"groups"`
	// Matches are the assignments that granted it (with an empty WhyNot) and near misses: assignments whose scope contains the
	// question's, or whose role grants the action.
	Matches []Match `json:"near"`
	// More is the number of further near misses that were left out.
	More int `json:"more,omitempty"`
	// Deny is the deny assignment that denied it.
	Deny *DenyAssignment `json:"deny,omitempty"`
	// Smallest is the smallest role that would allow it at the question's scope; nil if there is none. It is also set if
	// the question was allowed.
	Smallest *RoleDefinition `json:"smallestRole,omitempty"`
}

// Membership is a group and the path to it.
type Membership struct {
	Group string `json:"group"`
	// Path lists the groups from the principal to Group, nearest first and Group last.
	Path []string `json:"path"`
	// Token reports that the group comes from a token of the principal's tenant and is not in our own directory.
	Token bool `json:"token,omitempty"`
}

// Explain answers q as Decide does, with the reasons. It takes time proportional to the number of the principal's assignments.
func Explain(q Question, s *Snapshot) Explanation {
	var buf scratch
	a := newEvaluation(&q, s, s.membershipsOf(foldPrincipal(q.Principal)), &buf)
	e := Explanation{Decision: Decide(q, s), Groups: a.memberships(), Matches: []Match{}, Smallest: SmallestRole(q, s)}
	if d := a.denied(); d != nil {
		e.Deny = d.DenyAssignment
	}
	nearest := a.near(e.Deny)
	if len(nearest) > maxNear {
		e.More = len(nearest) - maxNear
		nearest = nearest[:maxNear]
	}
	for _, c := range nearest {
		e.Matches = append(e.Matches, c.Match)
	}
	return e
}

func (a *evaluation) memberships() []Membership {
	all := make([]Membership, 0, len(a.groups)+len(a.Groups))
	for _, group := range a.groups {
		all = append(all, Membership{Group: group, Path: a.s.via(membershipPath{a.principal, group})})
	}
	for _, group := range a.Groups {
		all = append(all, Membership{Group: fold(group), Path: []string{fold(group)}, Token: true})
	}
	return all
}

// candidate is an assignment that granted the question or is a near miss.
type candidate struct {
	Match
	distance int // 0: granted it; 1: scope and role match; 2: one of them does not
}

// near returns what granted the question and what came close, nearest first, eligibilities first among equals: they take the
// least to make them count.
func (a *evaluation) near(deny *DenyAssignment) []candidate {
	var all []candidate
	for i := -1; i < len(a.groups)+len(a.Groups); i++ {
		held, _ := a.s.eligible.Get(a.holder(i))
		for _, g := range held {
			c, _ := a.consider(g, nil)
			if c.distance == 2 {
				continue
			}
			if c.Eligible = true; c.WhyNot == "" {
				c.distance, c.WhyNot = 1, string(NotActive)
			}
			all = append(all, a.through(c, i))
		}
	}
	for i := -1; i < len(a.groups)+len(a.Groups); i++ {
		held, _ := a.s.holdings.Get(a.holder(i))
		for _, g := range held {
			if c, ok := a.consider(g, deny); ok {
				all = append(all, a.through(c, i))
			}
		}
	}
	slices.SortStableFunc(all, func(x, y candidate) int { return x.distance - y.distance })
	return all
}

// through adds how holder i was reached.
func (a *evaluation) through(c candidate, i int) candidate {
	if i >= 0 {
		c.Via = a.s.via(a.membershipPath(i))
	}
	return c
}

// consider returns how close g comes to granting the question, and why it does not.
func (a *evaluation) consider(g *grant, deny *DenyAssignment) (candidate, bool) {
	covers := slices.Contains(a.chain, g.scope)
	c := candidate{Match: Match{Assignment: g.match.Assignment}, distance: 2}
	r := a.s.roleOf(g)
	switch {
	case g.tenant != a.tenant:
		return c, false
	case r == nil:
		c.Role = g.roleID
		c.WhyNot = "its role definition is unknown: it was deleted, or belongs to another tenant"
		return c, covers
	}
	c.Role = r.Name
	granted := r.allows(a.Plane, a.action)
	if granted && covers {
		c.distance = 1
	}
	switch {
	case !granted:
		c.WhyNot = a.roleLacks(r)
	case !covers:
		c.WhyNot = a.scopeMisses(g)
	case !g.inForce(a.At) && !g.from.IsZero() && a.At.Before(g.from):
		c.WhyNot = "not in force until " + g.from.UTC().Format(time.RFC3339)
	case !g.inForce(a.At) && g.match.Assignment.Schedule.ended(a.At):
		c.WhyNot = "it ended at " + g.until.UTC().Format(time.RFC3339)
	case !g.inForce(a.At):
		c.WhyNot = "removed; it stopped counting at " + g.until.UTC().Format(time.RFC3339)
	case !a.reaches(g):
		c.WhyNot = "it was activated through the group " + g.through + ", of which the principal is no longer a member"
	default:
		if c.WhyNot = a.conditionFails(r, g); c.WhyNot == "" && deny != nil {
			c.WhyNot = "the deny assignment '" + deny.Name + "' wins over it"
		}
	}
	if c.WhyNot == "" {
		c.distance = 0
	}
	return c, covers || granted
}

// roleLacks returns why r does not grant the action.
func (a *evaluation) roleLacks(r *role) string {
	actions, not, nothing := "actions", "notActions", "data plane only: the role lets its holder use the resource and has no actions to administer it"
	if a.Plane == Data {
		actions, not, nothing = "dataActions", "notDataActions", "control plane only: the role administers the resource and has no dataActions to use it"
	}
	empty, openAI := true, a.Plane == Data && !bytes.HasPrefix(a.action, []byte(openAIRoutes))
	for i := range r.permissions {
		e := &r.permissions[i].planes[a.Plane]
		if e.given(a.action) {
			return fmt.Sprintf("its %s take it away: %s", not, e.taken(a.action).text)
		}
		for _, p := range e.gives {
			empty, openAI = false, openAI && strings.HasPrefix(p.text, openAIRoutes)
		}
	}
	switch {
	case empty:
		return nothing
	case openAI:
		return "it opens only OpenAI routes (/openai), and this is not one"
	}
	return fmt.Sprintf("its %s do not include %s", actions, a.Action)
}

const openAIRoutes = "microsoft.cognitiveservices/accounts/openai/"

// scopeMisses returns how the scope of g relates to that of the question.
func (a *evaluation) scopeMisses(g *grant) string {
	scope := g.match.Assignment.Scope
	own, _ := a.Scope.Parent()
	its, _ := scope.Parent()
	switch {
	case a.Scope.Contains(scope):
		return fmt.Sprintf("its scope lies below: a role at %s does not count at %s above it", scope, a.Scope)
	case own.Equal(its):
		return fmt.Sprintf("its scope is a sibling: %s is not %s", scope, a.Scope)
	}
	return fmt.Sprintf("its scope is elsewhere: %s does not contain %s", scope, a.Scope)
}

// conditionFails returns which condition does not hold, and which part of it; "" if all conditions hold.
func (a *evaluation) conditionFails(r *role, g *grant) string {
	failed := ""
	for i := range r.permissions {
		p := &r.permissions[i]
		if !p.planes[a.Plane].covers(a.action) {
			continue
		}
		own, given := p.condition.eval(a), g.condition.eval(a)
		switch {
		case own == holds && given == holds:
			return ""
		case own != holds:
			failed = conditionText("the role's own condition", own, p.condition, a)
		default:
			failed = conditionText("the assignment's condition", given, g.condition, a)
		}
	}
	return failed
}

func conditionText(whose string, got truth, c *condition, a *evaluation) string {
	what := "is false"
	if got == unknown {
		what = "cannot be told, which counts as false"
	}
	return fmt.Sprintf("%s %s: %s", whose, what, c.part(a))
}

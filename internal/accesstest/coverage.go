package accesstest

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
)

// Coverage says which role assignments and roles decided a test that passed because something is allowed. One that none
// did may be too much, or its test is missing.
type Coverage struct {
	Assignments int `json:"assignments"`
	Exercised   int `json:"exercised"`
	// Never are the assignments that no test relied on, and Roles the roles of which that is true of every assignment.
	Never      []Assignment `json:"neverExercised"`
	NeverRoles []string     `json:"rolesNeverExercised"`
}

// Percent is how much of the assignments is exercised; 100 of none.
func (c *Coverage) Percent() float64 {
	if c.Assignments == 0 {
		return 100
	}
	return 100 * float64(c.Exercised) / float64(c.Assignments)
}

// Cover compares what there is with what the results relied on.
func Cover(all []Assignment, results []*Result) *Coverage {
	used := map[string]bool{}
	for _, r := range results {
		if r.Outcome != Passed || r.Answer == nil || !r.Answer.Allowed || r.Answer.Explanation == nil {
			continue
		}
		for i := range r.Answer.Explanation.Matches {
			if m := &r.Answer.Explanation.Matches[i]; m.WhyNot == "" {
				used[ascii.ToLower(m.Assignment.ID())] = true
			}
		}
	}
	c := &Coverage{Never: []Assignment{}, NeverRoles: []string{}}
	roles := map[string]bool{} // by name: whether one of its assignments is exercised
	for _, a := range all {
		c.Assignments++
		is := used[ascii.ToLower(a.ID)]
		roles[a.Role] = roles[a.Role] || is
		if is {
			c.Exercised++
		} else {
			c.Never = append(c.Never, a)
		}
	}
	for role, exercised := range roles {
		if !exercised {
			c.NeverRoles = append(c.NeverRoles, role)
		}
	}
	slices.Sort(c.NeverRoles)
	return c
}

// Reasons tells a decision in words: what decided it, and for a refusal what came close and why that did not count.
func Reasons(e *rbac.Explanation, name func(id string) string) []string {
	near := func(m *rbac.Match) string {
		line := m.Role + " at " + m.Assignment.Scope.String()
		var through []string
		for _, id := range m.Via {
			through = append(through, name(id))
		}
		if len(through) > 0 {
			line += ", through " + strings.Join(through, " in ")
		}
		return line
	}
	if grant := e.Because.Grant; grant != nil {
		all := []string{"granted by " + near(grant)}
		for i := range e.Matches {
			if m := &e.Matches[i]; m.WhyNot == "" && m.Assignment.Name != grant.Assignment.Name {
				all = append(all, "granted also by "+near(m))
			}
		}
		return all
	}
	first := string(e.Because.Verdict)
	if e.Deny != nil {
		first += ": " + e.Deny.DisplayName
	}
	all := []string{first}
	for i := range e.Matches {
		if m := &e.Matches[i]; m.WhyNot != "" {
			all = append(all, near(m)+" does not count: "+m.WhyNot)
		}
	}
	return all
}

package rbac

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"keyless.dev/keyless/internal/resource"
)

// model is a reference implementation of the decision with plain lists and linear searches. Scopes are paths of words, and
// containment is a matter of their words, so it shares no code with what it tests, except for conditions.
type model struct {
	delay       time.Duration
	assignments []modelAssignment
	roles       map[string][]Permission
	members     map[[2]string]bool // group, member
	parents     map[string]string
	denials     map[string]*DenyAssignment
}

type modelAssignment struct {
	*Assignment
	from, until time.Time
	gone        bool
}

func (m *model) put(a *Assignment) {
	m.remove(a.Scope, a.Name, a.CreatedOn)
	m.assignments = append(m.assignments, modelAssignment{Assignment: a, from: a.CreatedOn.Add(m.delay)})
}

func (m *model) remove(scope resource.Scope, name string, at time.Time) {
	for i := range m.assignments {
		if a := &m.assignments[i]; !a.gone && a.Name == name && a.Scope.String() == scope.String() {
			a.gone, a.until = true, at.Add(m.delay)
		}
	}
}

// isIn reports whether who is in group, by following memberships for at most steps.
func (m *model) isIn(who, group string, steps int) bool {
	if steps == 0 {
		return false
	}
	for edge, there := range m.members {
		if there && edge[1] == who && (edge[0] == group || m.isIn(edge[0], group, steps-1)) {
			return true
		}
	}
	return false
}

func (m *model) means(named Principal, q Question) bool {
	if named.Tenant != q.Principal.Tenant {
		return false
	}
	return named.Object == q.Principal.Object || slices.Contains(q.Groups, named.Object) ||
		(q.Principal.Tenant == "t" && m.isIn(q.Principal.Object, named.Object, 5))
}

// covers reports whether scope is at or above where.
func (m *model) covers(scope, where string) bool {
	if scope == "/" || scope == where || strings.HasPrefix(where, scope+"/") {
		return true
	}
	for steps := 0; steps < 8; steps++ {
		top := strings.Join(strings.Split(where, "/")[:min(3, len(strings.Split(where, "/")))], "/")
		if strings.HasPrefix(where, "/providers/") {
			top = where
		}
		above, ok := m.parents[top]
		if !ok {
			return false
		}
		if above == scope {
			return true
		}
		where = above
	}
	return false
}

func modelCovers(p Permission, q Question) bool {
	gives, takes := p.Actions, p.NotActions
	if q.Plane == Data {
		gives, takes = p.DataActions, p.NotDataActions
	}
	any := func(list []string) bool {
		return slices.ContainsFunc(list, func(text string) bool { return slowMatch(text, q.Action) })
	}
	return any(gives) && !any(takes)
}

// modelCondition evaluates the three conditions that the random data uses.
func modelCondition(text string, q Question) bool {
	switch text {
	case "", "ActionMatches{'*'}":
		return true
	case "!(ActionMatches{'*/read'})":
		return !strings.HasSuffix(strings.ToLower(q.Action), "/read")
	}
	return false
}

func (m *model) decide(q Question) Verdict {
	for _, d := range m.denials {
		named := slices.ContainsFunc(d.Principals, func(p Principal) bool { return p.Object == EveryPrincipal || m.means(p, q) })
		spared := slices.ContainsFunc(d.ExcludePrincipals, func(p Principal) bool { return m.means(p, q) })
		here := m.covers(d.Scope.String(), q.Scope.String()) && (!d.DoNotApplyToChildScopes || d.Scope.String() == q.Scope.String())
		takes := slices.ContainsFunc(d.Permissions, func(p Permission) bool { return modelCovers(p, q) })
		if d.Tenant == q.Tenant && named && !spared && here && takes {
			return DenyAssigned
		}
	}
	verdict := NothingGrants
	for _, a := range m.assignments {
		dead := a.gone && (m.delay == 0 || !q.At.Before(a.until))
		if dead || (m.delay > 0 && q.At.Before(a.from)) || a.Tenant != q.Tenant || !m.means(a.Principal(), q) || !m.covers(a.Scope.String(), q.Scope.String()) {
			continue
		}
		for _, p := range m.roles[a.RoleID] {
			switch {
			case !modelCovers(p, q):
			case modelCondition(p.Condition, q) && modelCondition(a.Condition, q):
				return Granted
			default:
				verdict = ConditionFailed
			}
		}
	}
	return verdict
}

// Words for random data. There are few of them, so that assignments and questions often match.
var (
	modelPeople  = rapid.SampledFrom([]string{"a", "a", "g1", "g2", "g3"})
	modelTenant  = rapid.SampledFrom([]string{"t", "t", "t", "t", "t", "u"})
	modelRole    = rapid.SampledFrom([]string{"r1", "r2", "r3", "r4", "unknown"})
	modelPattern = rapid.SampledFrom([]string{"*", "*/read", "P/*", "p/x/*", "P/x/read", "P/*/write", "P/y/z/action", "Q/read"})
	modelAction  = rapid.SampledFrom([]string{"P/x/read", "P/X/write", "p/y/z/action", "Q/read"})
	modelIf      = rapid.SampledFrom([]string{"", "", "", "ActionMatches{'*'}", "!(ActionMatches{'*/read'})", "@Request[unheard] StringNotEquals 'x'"})
	modelScope   = rapid.SampledFrom([]string{
		"/", "/subscriptions/s1", "/subscriptions/s10", "/subscriptions/s1/resourceGroups/rg1", "/subscriptions/s1/resourceGroups/rg10",
		"/subscriptions/s1/resourceGroups/rg1/providers/P/x/n", "/subscriptions/s1/resourceGroups/rg1/providers/P/x/n/y/m",
		"/providers/Microsoft.Management/managementGroups/top", "/providers/Microsoft.Management/managementGroups/left",
	})
)

func drawPermissions(t *rapid.T) []Permission {
	list := rapid.SliceOfN(modelPattern, 0, 2)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Permission {
		p := Permission{
			Actions: list.Draw(t, "actions"), NotActions: list.Draw(t, "notActions"),
			DataActions: list.Draw(t, "dataActions"), NotDataActions: list.Draw(t, "notDataActions"), Condition: modelIf.Draw(t, "if"),
		}
		if p.Condition != "" {
			p.ConditionVersion = "2.0"
		}
		return p
	}), 1, 2).Draw(t, "permissions")
}

func drawWhen(t *rapid.T) time.Time {
	return time.Unix(1_000_000+int64(rapid.IntRange(0, 6).Draw(t, "minute"))*60, 0)
}

func drawPrincipals(t *rapid.T, name string) []Principal {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Principal {
		if rapid.IntRange(0, 3).Draw(t, "everyone") == 0 && name == "principals" {
			return Principal{Object: EveryPrincipal}
		}
		return Principal{modelTenant.Draw(t, "tenant"), modelPeople.Draw(t, "who")}
	}), 0, 2).Draw(t, name)
}

// TestDecideAgreesWithTheModel compares Decide with the model on random data that changes step by step, and checks that
// earlier snapshots still give the same answers.
func TestDecideAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delay := time.Duration(rapid.SampledFrom([]int{0, 0, 2}).Draw(t, "delay")) * time.Minute
		m := &model{delay: delay, roles: map[string][]Permission{}, members: map[[2]string]bool{}, parents: map[string]string{}, denials: map[string]*DenyAssignment{}}
		s := NewSnapshot(Options{Delay: delay})
		clock := time.Unix(1_000_000, 0)
		first := s.Edit()
		for _, id := range []string{"r1", "r2", "r3", "r4"} {
			m.define(first, id, drawPermissions(t))
		}
		s = first.Done()
		for step := range rapid.IntRange(1, 25).Draw(t, "steps") {
			edit := s.Edit()
			for range rapid.IntRange(1, 2).Draw(t, "changes") {
				clock = clock.Add(time.Duration(rapid.IntRange(0, 1).Draw(t, "later")) * 30 * time.Second)
				m.change(t, edit, clock, step)
			}
			s = edit.Done()
			for range 4 {
				q := drawQuestion(t)
				if delay > 0 { // earlier times are not asked: expired grants are dropped
					q.At = clock.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "when")) * time.Minute)
				}
				got := Decide(q, s)
				if want := m.decide(q); got.Because.Verdict != want || got.Allowed != (want == Granted) {
					t.Fatalf("%+v: got %v, want %v", q, got.Because, want)
				}
				explained := Explain(q, s)
				if got.Because.Verdict != explained.Because.Verdict || got.Allowed != slices.ContainsFunc(explained.Matches, func(n Match) bool { return n.WhyNot == "" }) {
					t.Fatalf("%+v: decided %v, explained %+v", q, got.Because, explained)
				}
			}
		}
	})
}

func drawQuestion(t *rapid.T) Question {
	q := Question{
		Principal: Principal{modelTenant.Draw(t, "principal's tenant"), modelPeople.Draw(t, "principal")}, Tenant: modelTenant.Draw(t, "tenant"),
		Plane: Plane(rapid.IntRange(0, 1).Draw(t, "plane")), Action: modelAction.Draw(t, "action"),
		Scope: resource.MustScope(modelScope.Draw(t, "scope")), At: drawWhen(t),
	}
	if q.Principal.Tenant == "u" {
		q.Groups = rapid.SliceOfN(modelPeople, 0, 2).Draw(t, "groups")
	}
	return q
}

// change applies one random change to the model and to the edit.
func (m *model) change(t *rapid.T, edit *SnapshotEdit, now time.Time, step int) {
	scope := resource.MustScope(modelScope.Draw(t, "at"))
	switch rapid.IntRange(0, 9).Draw(t, "change") {
	case 0, 1, 2, 3:
		a := &Assignment{
			Name: fmt.Sprint("n", rapid.IntRange(0, 3).Draw(t, "name")), Tenant: modelTenant.Draw(t, "tenant"), Scope: scope, RoleID: modelRole.Draw(t, "role"),
			PrincipalID: modelPeople.Draw(t, "who"), PrincipalTenant: modelTenant.Draw(t, "whose"), Condition: modelIf.Draw(t, "if"), ConditionVersion: "2.0", CreatedOn: now,
		}
		a.Name += a.Tenant // names are unique only within a tenant, and the model looks for the name alone
		edit.PutAssignment(a)
		m.put(a)
	case 4:
		tenant := modelTenant.Draw(t, "tenant")
		name := fmt.Sprint("n", rapid.IntRange(0, 3).Draw(t, "name")) + tenant
		edit.DeleteAssignment(tenant, scope, name, now)
		m.remove(scope, name, now)
	case 5:
		id, permissions := modelRole.Draw(t, "role"), drawPermissions(t)
		if id == "unknown" || rapid.IntRange(0, 5).Draw(t, "delete") == 0 {
			edit.DeleteRoleDefinition("t", id)
			edit.DeleteRoleDefinition("u", id)
			delete(m.roles, id)
			return
		}
		m.define(edit, id, permissions)
	case 6:
		m.changeMember(t, edit)
	case 7:
		m.changeParent(t, edit)
	case 8, 9:
		name := fmt.Sprint("d", rapid.IntRange(0, 1).Draw(t, "name"))
		edit.DeleteDenyAssignment("t", name)
		delete(m.denials, name)
		if step%2 == 0 {
			return
		}
		d := &DenyAssignment{
			Name: name, Tenant: "t", Scope: scope, Permissions: drawPermissions(t), Principals: drawPrincipals(t, "principals"),
			ExcludePrincipals: drawPrincipals(t, "except"), DoNotApplyToChildScopes: rapid.Bool().Draw(t, "here only"),
		}
		for i := range d.Permissions {
			d.Permissions[i].Condition = ""
		}
		edit.PutDenyAssignment(d)
		m.denials[name] = d
	}
}

// define defines a role in both tenants.
func (m *model) define(edit *SnapshotEdit, id string, permissions []Permission) {
	for _, tenant := range []string{"t", "u"} {
		edit.PutRoleDefinition(&RoleDefinition{ID: id, Tenant: tenant, Name: id, Permissions: permissions})
	}
	m.roles[id] = permissions
}

func (m *model) changeMember(t *rapid.T, edit *SnapshotEdit) {
	group, member := rapid.SampledFrom([]string{"g1", "g2", "g3"}).Draw(t, "group"), modelPeople.Draw(t, "member")
	switch rapid.IntRange(0, 4).Draw(t, "membership") {
	case 0:
		edit.DeleteMember("t", group, member)
		delete(m.members, [2]string{group, member})
	case 1:
		edit.DeletePrincipal("t", member)
		for pair := range m.members {
			if pair[0] == member || pair[1] == member {
				delete(m.members, pair)
			}
		}
	default:
		edit.PutMember("t", group, member)
		m.members[[2]string{group, member}] = true
	}
}

func (m *model) changeParent(t *rapid.T, edit *SnapshotEdit) {
	const groups = "/providers/Microsoft.Management/managementGroups/"
	child := rapid.SampledFrom([]string{"/subscriptions/s1", "/subscriptions/s10", groups + "left", groups + "top"}).Draw(t, "child")
	above := rapid.SampledFrom([]string{"/", groups + "left", groups + "top"}).Draw(t, "above")
	edit.SetParent(resource.MustScope(child), resource.MustScope(above))
	if m.parents[child] = above; above == "/" {
		delete(m.parents, child)
	}
}

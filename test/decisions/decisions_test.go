// Package decisions_test runs the RBAC truth table: every row of every *.yaml file here is a world told in sentences,
// a question and the answer. README.md says how to write one.
package decisions_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// row is one line of the truth table.
type row struct {
	Why        string              `yaml:"why"`
	Delay      string              `yaml:"delay"` // as "5m": how long a change of assignments takes
	Roles      []Role              `yaml:"roles"` // custom ones
	Deny       []deny              `yaml:"deny"`
	Given      []string            `yaml:"given"`
	Attributes map[string][]string `yaml:"attributes"`
	When       string              `yaml:"when"`
	Then       string              `yaml:"then"`
}

// Role is a custom role as a row tells it; exported for the YAML reader.
type Role struct {
	Name             string   `yaml:"name"`
	Tenant           string   `yaml:"tenant"`
	Actions          []string `yaml:"actions"`
	NotActions       []string `yaml:"notActions"`
	DataActions      []string `yaml:"dataActions"`
	NotDataActions   []string `yaml:"notDataActions"`
	Condition        string   `yaml:"condition"`
	ConditionVersion string   `yaml:"conditionVersion"`
}

type deny struct {
	Role       `yaml:",inline"`
	Principals []string `yaml:"principals"`
	Except     []string `yaml:"except"`
	At         string   `yaml:"at"`
	HereOnly   bool     `yaml:"hereOnly"`
}

const home = "home"

func TestDecisions(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no truth table", err)
	}
	total := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var rows []row
		if err := yaml.UnmarshalWithOptions(data, &rows, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		total += len(rows)
		t.Run(strings.TrimSuffix(file, ".yaml"), func(t *testing.T) {
			for _, r := range rows {
				t.Run(r.Why, func(t *testing.T) { r.check(t) })
			}
		})
	}
	if total < 200 {
		t.Errorf("the truth table has %d rows, fewer than the 200 it is meant to have", total)
	}
}

func (r row) check(t *testing.T) {
	var delay time.Duration
	if r.Delay != "" {
		delay, _ = time.ParseDuration(r.Delay)
	}
	w := world{t: t, snapshot: rbac.NewSnapshot(rbac.Options{Delay: delay}), names: map[string]int{}}
	edit := w.snapshot.Edit()
	for _, custom := range r.Roles {
		edit.PutRoleDefinition(custom.definition())
	}
	for i, d := range r.Deny {
		edit.PutDenyAssignment(d.assignment(i))
	}
	w.snapshot = edit.Done()
	for _, sentence := range r.Given {
		w.tell(sentence)
	}
	q := question(t, r.When)
	q.Attributes = r.Attributes
	got := rbac.Decide(q, w.snapshot)
	if text := answer(got); text != r.Then {
		t.Errorf("when %s: got %q, want %q", r.When, text, r.Then)
	}
	if explained := rbac.Explain(q, w.snapshot); explained.Allowed != got.Allowed || explained.Because.Verdict != got.Because.Verdict {
		t.Errorf("when %s: the explanation says %q, the decision %q", r.When, explained.Because.Verdict, got.Because.Verdict)
	}
}

// answer tells a decision in the words of the table.
func answer(d rbac.Decision) string {
	because := d.Because
	switch {
	case d.Allowed != (because.Verdict == rbac.Granted):
		return "a decision that contradicts its reason"
	case d.Allowed && len(because.Grant.Via) > 0:
		return "yes, by " + because.Grant.Role + " through " + strings.Join(because.Grant.Via, " and ")
	case d.Allowed:
		return "yes, by " + because.Grant.Role
	case because.Verdict == rbac.DenyAssigned:
		return "no, " + because.Denied + " denies it"
	case because.Verdict == rbac.ConditionFailed:
		return "no, the condition is false"
	}
	return "no"
}

type world struct {
	t        *testing.T
	snapshot *rbac.Snapshot
	names    map[string]int
}

var sentences = []struct {
	form *regexp.Regexp
	tell func(w *world, edit *rbac.SnapshotEdit, word []string)
}{
	{regexp.MustCompile(`^(\S+) has (.+?) at (\S+)(?: in tenant (\S+))?(?: from \+(\S+))?(?: if (.+))?$`), (*world).has},
	{regexp.MustCompile(`^(\S+) loses (.+?) at (\S+)(?: at \+(\S+))?$`), (*world).loses},
	{regexp.MustCompile(`^(\S+) is in (\S+)$`), func(_ *world, edit *rbac.SnapshotEdit, word []string) {
		member, group := principal(word[1]), principal(word[2])
		edit.PutMember(group.Tenant, group.Object, member.Object)
	}},
	{regexp.MustCompile(`^(\S+) leaves (\S+)$`), func(_ *world, edit *rbac.SnapshotEdit, word []string) {
		member, group := principal(word[1]), principal(word[2])
		edit.DeleteMember(group.Tenant, group.Object, member.Object)
	}},
	{regexp.MustCompile(`^(\S+) is deleted$`), func(_ *world, edit *rbac.SnapshotEdit, word []string) {
		edit.DeletePrincipal(principal(word[1]).Tenant, principal(word[1]).Object)
	}},
	{regexp.MustCompile(`^(\S+) lies below (\S+)$`), func(w *world, edit *rbac.SnapshotEdit, word []string) {
		edit.SetParent(scope(w.t, word[1]), scope(w.t, word[2]))
	}},
	{regexp.MustCompile(`^the role (.+) is deleted$`), func(_ *world, edit *rbac.SnapshotEdit, word []string) {
		edit.DeleteRoleDefinition(home, word[1])
	}},
	{regexp.MustCompile(`^the denial (.+) is deleted$`), func(_ *world, edit *rbac.SnapshotEdit, word []string) {
		edit.DeleteDenyAssignment(home, word[1])
	}},
}

// tell makes one sentence true, in an edit of its own.
func (w *world) tell(sentence string) {
	for _, known := range sentences {
		if word := known.form.FindStringSubmatch(sentence); word != nil {
			edit := w.snapshot.Edit()
			known.tell(w, edit, word)
			w.snapshot = edit.Done()
			return
		}
	}
	w.t.Fatalf("nobody understands %q", sentence)
}

// An assignment's name follows from who, what and where, so that giving it again replaces it.
func (w *world) has(edit *rbac.SnapshotEdit, word []string) {
	who := principal(word[1])
	a := &rbac.Assignment{
		Name: word[1] + " " + word[2], Tenant: home, Scope: scope(w.t, word[3]), RoleID: roleID(word[2]),
		PrincipalID: who.Object, PrincipalTenant: who.Tenant, Condition: word[6], CreatedOn: clock(w.t, word[5]),
	}
	if word[4] != "" {
		a.Tenant = word[4]
	}
	if a.Condition != "" {
		a.ConditionVersion = "2.0"
	}
	edit.PutAssignment(a)
}

func (w *world) loses(edit *rbac.SnapshotEdit, word []string) {
	edit.DeleteAssignment(home, scope(w.t, word[3]), word[1]+" "+word[2], clock(w.t, word[4]))
}

func (r Role) definition() *rbac.RoleDefinition {
	tenant := r.Tenant
	if tenant == "" {
		tenant = home
	}
	return &rbac.RoleDefinition{ID: r.Name, Tenant: tenant, Name: r.Name, Type: rbac.CustomRole, Permissions: r.permissions(), AssignableScopes: []string{"/subscriptions/s1"}}
}

func (r Role) permissions() []rbac.Permission {
	version := r.ConditionVersion
	if version == "" && r.Condition != "" {
		version = "2.0"
	}
	return []rbac.Permission{{
		Actions: r.Actions, NotActions: r.NotActions, DataActions: r.DataActions, NotDataActions: r.NotDataActions,
		Condition: r.Condition, ConditionVersion: version,
	}}
}

func (d deny) assignment(i int) *rbac.DenyAssignment {
	made := &rbac.DenyAssignment{Name: d.Name, Tenant: home, Permissions: d.permissions(), DoNotApplyToChildScopes: d.HereOnly}
	if made.Name == "" {
		made.Name = fmt.Sprintf("denial %d", i+1)
	}
	if d.Tenant != "" {
		made.Tenant = d.Tenant
	}
	made.Scope, _ = resource.ParseScope(scopes(d.At))
	for _, name := range d.Principals {
		made.Principals = append(made.Principals, principal(name))
	}
	for _, name := range d.Except {
		made.ExcludePrincipals = append(made.ExcludePrincipals, principal(name))
	}
	return made
}

var question = func() func(*testing.T, string) rbac.Question {
	form := regexp.MustCompile(`^(\S+)(?: \(in (\S+)\))? asks for (data )?(\S+) at (\S+)(?: of tenant (\S+))?(?: at \+(\S+))?$`)
	return func(t *testing.T, sentence string) rbac.Question {
		word := form.FindStringSubmatch(sentence)
		if word == nil {
			t.Fatalf("nobody understands the question %q", sentence)
		}
		q := rbac.Question{Principal: principal(word[1]), Tenant: home, Action: action(word[4]), Scope: scope(t, word[5]), At: clock(t, word[7])}
		if word[2] != "" {
			q.Groups = strings.Split(word[2], ",")
		}
		if word[3] != "" {
			q.Plane = rbac.Data
		}
		if word[6] != "" {
			q.Tenant = word[6]
		}
		return q
	}
}()

// action lets the table leave out the provider of accounts.
func action(short string) string {
	for _, prefix := range []string{"MaaS/", "OpenAI/", "AIServices/", "MAI/"} {
		if strings.HasPrefix(short, prefix) {
			return "Microsoft.CognitiveServices/accounts/" + short
		}
	}
	if strings.HasPrefix(short, "accounts/") {
		return "Microsoft.CognitiveServices/" + short
	}
	return short
}

// principal reads "ada", or "ada@elsewhere" for a principal of another tenant.
func principal(name string) rbac.Principal {
	if name == "everyone" {
		return rbac.Principal{Object: rbac.EveryPrincipal}
	}
	object, tenant, found := strings.Cut(name, "@")
	if !found {
		tenant = home
	}
	return rbac.Principal{Tenant: tenant, Object: object}
}

// roleID is a built-in role's id by name, or a custom role's, which in this table is its name.
func roleID(name string) string {
	if builtin, ok := rbac.BuiltinNamed(name); ok {
		return builtin.ID
	}
	return name
}

func scope(t *testing.T, name string) resource.Scope {
	s, err := resource.ParseScope(scopes(name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// scopes gives the short names of the table's tree their ids.
func scopes(name string) string {
	const rg = "/subscriptions/s1/resourceGroups/"
	const account = "/providers/Microsoft.CognitiveServices/accounts/"
	switch name {
	case "root":
		return "/"
	case "company", "ai", "web":
		return "/providers/Microsoft.Management/managementGroups/" + name
	case "s1", "s2", "s10":
		return "/subscriptions/" + name
	case "rg1", "rg10", "rg2":
		return rg + name
	case "foundry", "foundry2", "found":
		return rg + "rg1" + account + name
	case "distant": // an account in a group whose name begins like rg1
		return rg + "rg10" + account + "foundry"
	case "chat", "embed":
		return rg + "rg1" + account + "foundry/deployments/" + name
	case "project", "project2":
		return rg + "rg1" + account + "foundry/projects/" + name
	case "foreign":
		return "/subscriptions/s2/resourceGroups/rg1" + account + "foundry"
	}
	return name
}

// clock turns "3m" into a time that long after the table's beginning.
func clock(t *testing.T, after string) time.Time {
	begin := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	if after == "" {
		return begin
	}
	d, err := time.ParseDuration(after)
	if err != nil {
		t.Fatal(err)
	}
	return begin.Add(d)
}

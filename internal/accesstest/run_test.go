package accesstest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

func assignment(name, scope string) *rbac.Assignment {
	return &rbac.Assignment{Name: name, Scope: resource.MustScope(scope)}
}

const sub = "/subscriptions/00000000-0000-0000-0000-000000000001"

func TestCoverageCountsWhatAllowedTestsRelyOn(t *testing.T) {
	all := []Assignment{
		{ID: sub + "/providers/Microsoft.Authorization/roleAssignments/ONE", Role: "Reader", Scope: sub},
		{ID: sub + "/providers/Microsoft.Authorization/roleAssignments/two", Role: "Reader", Scope: sub},
		{ID: "/providers/Microsoft.Authorization/roleAssignments/three", Role: "Owner", Scope: "/"},
		{ID: sub + "/providers/Microsoft.Authorization/roleAssignments/four", Role: "Contributor", Scope: sub},
	}
	result := func(outcome Outcome, allowed bool, matches ...rbac.Match) *Result {
		return &Result{Outcome: outcome, Answer: &Answer{Allowed: allowed, Explanation: &rbac.Explanation{Matches: matches}}}
	}
	c := Cover(all, []*Result{
		result(Passed, true, rbac.Match{Assignment: assignment("one", sub)}, rbac.Match{Assignment: assignment("two", sub), WhyNot: "it is elsewhere"}),
		result(Passed, true, rbac.Match{Assignment: assignment("three", "/")}),
		result(Passed, false, rbac.Match{Assignment: assignment("four", sub)}),
		result(Failed, true, rbac.Match{Assignment: assignment("four", sub)}),
		{Outcome: Errored},
	})
	if c.Assignments != 4 || c.Exercised != 2 || c.Percent() != 50 {
		t.Errorf("the coverage is %+v", c)
	}
	if len(c.Never) != 2 || c.Never[0].ID != all[1].ID || c.Never[1].ID != all[3].ID {
		t.Errorf("never exercised are %v", c.Never)
	}
	if !slices.Equal(c.NeverRoles, []string{"Contributor"}) {
		t.Errorf("roles never exercised are %v", c.NeverRoles)
	}
	if nothing := Cover(nil, nil); nothing.Percent() != 100 {
		t.Errorf("of nothing, %v %% is exercised", nothing.Percent())
	}
}

func TestReasonsTellWhatDecided(t *testing.T) {
	name := strings.ToUpper
	grant := rbac.Match{Assignment: assignment("one", sub), Role: "Reader", Via: []string{"inner", "outer"}}
	for _, row := range []struct {
		because string
		e       rbac.Explanation
		want    []string
	}{
		{
			"a grant through groups",
			rbac.Explanation{Decision: rbac.Decision{Allowed: true, Because: rbac.Reason{Verdict: rbac.Granted, Grant: &grant}}, Matches: []rbac.Match{grant, {Assignment: assignment("two", "/"), Role: "Owner"}}},
			[]string{"granted by Reader at " + sub + ", through INNER in OUTER", "granted also by Owner at /"},
		},
		{
			"nothing, with a near miss",
			rbac.Explanation{Decision: rbac.Decision{Because: rbac.Reason{Verdict: rbac.NothingGrants}}, Matches: []rbac.Match{{Assignment: assignment("two", "/"), Role: "Owner", WhyNot: "control plane only"}}},
			[]string{"nothing grants it", "Owner at / does not count: control plane only"},
		},
		{
			"a deny assignment",
			rbac.Explanation{Decision: rbac.Decision{Because: rbac.Reason{Verdict: rbac.DenyAssigned}}, Deny: &rbac.DenyAssignment{DisplayName: "lock"}},
			[]string{"a deny assignment refuses it: lock"},
		},
	} {
		if got := Reasons(&row.e, name); !slices.Equal(got, row.want) {
			t.Errorf("%s: got %q, want %q", row.because, got, row.want)
		}
	}
}

func TestJUnitIsWellFormedForAllNames(t *testing.T) {
	var out bytes.Buffer
	results := []*Result{
		{File: "a.yaml", Name: `a "quoted" <name> & more`, Outcome: Passed, Seconds: 0.5},
		{File: "a.yaml", Name: "fails\x01", Outcome: Failed, Expect: "deny", Got: "deny", Because: "]]>", Reasons: []string{"nothing grants it"}},
		{File: "b.yaml", Name: "cannot", Outcome: Errored, Error: "no such person"},
	}
	if err := WriteJUnit(&out, results); err != nil {
		t.Fatal(err)
	}
	var read junitSuites
	if err := xml.Unmarshal(out.Bytes(), &read); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if read.Tests != 3 || read.Failures != 1 || read.Errors != 1 || len(read.Suites) != 2 || read.Suites[0].Tests != 2 || read.Suites[0].Time != "0.500" {
		t.Errorf("the results are %+v", read)
	}
	if got := read.Suites[0].Cases[0].Name; got != results[0].Name {
		t.Errorf("a name is %q", got)
	}
	if want := `expected deny because of "]]>", got deny: nothing grants it`; read.Suites[0].Cases[1].Failure.Message != want {
		t.Errorf("the failure is %q", read.Suites[0].Cases[1].Failure.Message)
	}
	if err := WriteJUnit(failing{}, results); err == nil {
		t.Error("a failed write is not told")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

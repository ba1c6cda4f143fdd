package rbac_test

import (
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

// eligible returns bob's, or another's, eligibility for Cognitive Services User at the account, for an hour from noon.
func eligible(who string, change func(*rbac.Eligibility)) *rbac.Eligibility {
	e := &rbac.Eligibility{Assignment: *assignment(userRole, who, account())}
	e.Schedule = &rbac.Schedule{Starts: noon(), Ends: noon().Add(time.Hour)}
	if change != nil {
		change(e)
	}
	return e
}

func TestEligibilitiesOnlyMakeTheVerdictOfARefusal(t *testing.T) {
	for _, row := range []struct {
		because string
		e       *rbac.Eligibility
		at      time.Time
		want    rbac.Verdict
	}{
		{"one of the principal", eligible("bob", nil), noon(), rbac.NotActive},
		{"one of a group of the principal", eligible("developers", func(e *rbac.Eligibility) { e.PrincipalType = rbac.Group }), noon(), rbac.NotActive},
		{"one above the scope", eligible("bob", func(e *rbac.Eligibility) { e.Scope = sub() }), noon(), rbac.NotActive},
		{"one that has not begun", eligible("bob", nil), noon().Add(-time.Second), rbac.NothingGrants},
		{"one in its last second", eligible("bob", nil), noon().Add(time.Hour - time.Second), rbac.NotActive},
		{"one that has ended", eligible("bob", nil), noon().Add(time.Hour), rbac.NothingGrants},
		{"one for a role that does not grant it", eligible("bob", func(e *rbac.Eligibility) { e.RoleID = ownerRole }), noon(), rbac.NothingGrants},
		{"one elsewhere", eligible("bob", func(e *rbac.Eligibility) { e.Scope = at("/subscriptions/s2") }), noon(), rbac.NothingGrants},
		{"one of somebody else", eligible("eve", nil), noon(), rbac.NothingGrants},
		{"one of another tenant's principal with the same id", eligible("bob", func(e *rbac.Eligibility) { e.PrincipalTenant = "elsewhere" }), noon(), rbac.NothingGrants},
		{"one whose condition is false", eligible("bob", func(e *rbac.Eligibility) {
			e.Condition, e.ConditionVersion = "ActionMatches{'*/OpenAI/*'}", "2.0"
		}), noon(), rbac.NothingGrants},
	} {
		edit := rbac.NewSnapshot(rbac.Options{}).Edit()
		edit.PutMember(tenant, "developers", "bob")
		edit.PutEligibility(row.e)
		q := mayCall("bob", "MaaS/chat/completions/action")
		q.At = row.at
		s := edit.Done()
		if got := rbac.Decide(q, s); got.Allowed || got.Because.Verdict != row.want {
			t.Errorf("%s: %+v, want %q", row.because, got, row.want)
		}
		told := rbac.Explain(q, s)
		offered := len(told.Matches) > 0 && told.Matches[0].Eligible && told.Matches[0].WhyNot == string(rbac.NotActive)
		if offered != (row.want == rbac.NotActive) {
			t.Errorf("%s: explained by %+v", row.because, told.Matches)
		}
		edit = s.Edit()
		edit.DeleteEligibility(row.e.Tenant, row.e.Scope, row.e.Name)
		if got := rbac.Decide(q, edit.Done()); got.Because.Verdict != rbac.NothingGrants {
			t.Errorf("%s: after it was deleted: %+v", row.because, got)
		}
	}
}

func TestAScheduledAssignmentGrantsFromItsStartUntilBeforeItsEnd(t *testing.T) {
	a := assignment(userRole, "bob", account())
	a.Schedule = &rbac.Schedule{Starts: noon(), Ends: noon().Add(time.Hour)}
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	edit.PutAssignment(a)
	s := edit.Done()
	for _, row := range []struct {
		at   time.Duration
		want string // "" is allowed
	}{
		{-time.Nanosecond, "not in force until 2026-01-01T12:00:00Z"},
		{0, ""},
		{time.Hour - time.Nanosecond, ""},
		{time.Hour, "it ended at 2026-01-01T13:00:00Z"},
		{48 * time.Hour, "it ended at 2026-01-01T13:00:00Z"},
	} {
		q := mayCall("bob", "MaaS/chat/completions/action")
		q.At = noon().Add(row.at)
		if got := rbac.Decide(q, s); got.Allowed != (row.want == "") {
			t.Errorf("%s after the start: %+v", row.at, got)
		}
		if told := rbac.Explain(q, s); told.Matches[0].WhyNot != row.want {
			t.Errorf("%s after the start: %q, want %q", row.at, told.Matches[0].WhyNot, row.want)
		}
	}
}

func TestAnActivationThroughAGroupIsForItsMembers(t *testing.T) {
	a := assignment(userRole, "bob", account())
	a.Schedule = &rbac.Schedule{Starts: noon(), Group: "Developers"}
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	edit.PutMember(tenant, "inner", "bob")
	edit.PutMember(tenant, "developers", "inner")
	edit.PutAssignment(a)
	s := edit.Done()
	q := mayCall("bob", "MaaS/chat/completions/action")
	if !rbac.Decide(q, s).Allowed {
		t.Error("a member of a member does not count")
	}
	edit = s.Edit()
	edit.DeleteMember(tenant, "developers", "inner")
	s = edit.Done()
	if got := rbac.Decide(q, s); got.Allowed {
		t.Errorf("allowed after the end of the membership: %+v", got)
	}
	if told := rbac.Explain(q, s); !strings.Contains(told.Matches[0].WhyNot, "no longer a member") {
		t.Errorf("%+v", told.Matches)
	}
	q.Groups = []string{"developers"} // as the token of a trusted tenant says
	if !rbac.Decide(q, s).Allowed {
		t.Error("a group of the token does not count")
	}
}

func TestTheDelayOfChangesDoesNotLengthenASchedule(t *testing.T) {
	a := assignment(userRole, "bob", account())
	a.CreatedOn, a.Schedule = noon(), &rbac.Schedule{Starts: noon(), Ends: noon().Add(time.Minute)}
	edit := rbac.NewSnapshot(rbac.Options{Delay: 30 * time.Second}).Edit()
	edit.PutAssignment(a)
	s := edit.Done()
	edit = s.Edit()
	edit.DeleteAssignment(a.Tenant, a.Scope, a.Name, noon().Add(45*time.Second))
	removed := edit.Done()
	for _, row := range []struct {
		s    *rbac.Snapshot
		at   time.Duration
		want bool
	}{{s, 29, false}, {s, 30, true}, {s, 59, true}, {s, 60, false}, {removed, 59, true}, {removed, 60, false}} {
		q := mayCall("bob", "MaaS/chat/completions/action")
		q.At = noon().Add(row.at * time.Second)
		if got := rbac.Decide(q, row.s); got.Allowed != row.want {
			t.Errorf("after %d seconds: %+v", row.at, got)
		}
	}
}

func TestExpireDeletesWhatHasEnded(t *testing.T) {
	db := open(t)
	err := change(t, db, func(w rbac.Writer) error {
		for i, ends := range []time.Time{{}, noon(), noon().Add(time.Microsecond)} {
			a := assignment(userRole, "bob", at(sub().String()+"/resourceGroups/rg"+string(rune('0'+i))))
			a.Schedule = &rbac.Schedule{Ends: ends}
			if err := w.PutAssignment(a); err != nil {
				return err
			}
			if err := w.PutEligibility(&rbac.Eligibility{Assignment: *a}); err != nil {
				return err
			}
		}
		return rbac.Expire(w, noon(), 10)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = change(t, db, func(w rbac.Writer) error {
		assignments, err := w.Assignments(rbac.AssignmentQuery{Tenant: tenant})
		if err != nil {
			return err
		}
		eligibilities, err := w.Eligibilities(rbac.AssignmentQuery{Tenant: tenant})
		if len(assignments) != 2 || len(eligibilities) != 2 {
			t.Errorf("%d assignments and %d eligibilities are left", len(assignments), len(eligibilities))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnEndToTheLastAdministratorIsRefused(t *testing.T) {
	db := open(t)
	if _, _, err := assign(t, db, assignment(ownerRole, "ada", sub()), by()); err != nil {
		t.Fatal(err)
	}
	request := &rbac.ScheduleRequest{
		Name: "30000000-0000-4000-8000-000000000001", Tenant: tenant, Kind: rbac.ForAssignment, Type: rbac.AdminUpdate, Scope: sub(), RoleID: ownerRole,
		PrincipalID: "ada", PrincipalType: rbac.User, Justification: "x", Expiration: rbac.Expiration{Type: "AfterDuration", Duration: "P1D"},
	}
	err := change(t, db, func(w rbac.Writer) error {
		_, err := rbac.Plan(w, request, rbac.Requester{}, by())
		return err
	})
	refused(t, err, fault.Precondition, "CannotDeleteLastRbacAdminAssignment", "")
}

func TestParseDuration(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"PT8H": 8 * time.Hour, "P365D": 365 * day, "P1Y": 365 * day, "P6M": 180 * day, "P2W": 14 * day, "PT30M": 30 * time.Minute,
		"P1DT2H3M4S": day + 2*time.Hour + 3*time.Minute + 4*time.Second, "PT0S": 0,
		"": -1, "P": -1, "PT": -1, "P1DT": -1, "8H": -1, "PT8": -1, "PTH": -1, "PT1.5H": -1, "P-1D": -1, "PT1M2H": -1, "PT1H1H": -1, "P8H": -1,
		"P101Y": -1, "P999999999Y": -1, "P99999999999999999999D": -1, "pt8h": -1, "PT8H\n": -1,
	} {
		got, err := rbac.ParseDuration(text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
		if err == nil {
			if again, err := rbac.ParseDuration(rbac.FormatDuration(got)); err != nil || again != got {
				t.Errorf("%q: formatted as %q, which is %v, %v", text, rbac.FormatDuration(got), again, err)
			}
		}
	}
}

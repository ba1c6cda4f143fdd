package directory_test

import (
	"slices"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
)

const (
	ada, ben           = "11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002"
	team, office       = "22222222-0000-4000-8000-000000000001", "33333333-0000-4000-8000-000000000001"
	models, management = "7d312290-28c8-473c-a0ed-8e53749b6d6d", "797f4846-ba00-4fd7-ba43-dac1f8f63013"
	pipeline           = "44444444-0000-4000-8000-000000000001"
)

func policyFor(change func(*directory.Policy)) *directory.Policy {
	p := &directory.Policy{
		Header: directory.Header{ID: "55555555-0000-4000-8000-000000000001", DisplayName: "the policy"}, State: directory.PolicyEnabled,
		Users: directory.Selection{Include: []string{"All"}}, Apps: directory.Selection{Include: []string{"All"}}, Operator: "OR", Controls: []string{directory.ControlBlock},
	}
	change(p)
	return p
}

func TestEvaluateSelectsUsersAppsAndLocations(t *testing.T) {
	locations := []*directory.NamedLocation{
		{Header: directory.Header{ID: office}, Trusted: true, Ranges: []string{"192.0.2.0/24", "2001:db8::/32"}},
		{Header: directory.Header{ID: team}, Ranges: []string{"198.51.100.0/24"}},
	}
	list := func(ids ...string) directory.Selection { return directory.Selection{Include: ids} }
	but := func(include string, exclude ...string) directory.Selection {
		return directory.Selection{Include: []string{include}, Exclude: exclude}
	}
	type policy = directory.Policy
	type signals = directory.Signals
	member := func() ([]string, []string) { return []string{team}, []string{directory.GlobalAdministrator} }
	for _, row := range []struct {
		says    string
		policy  func(*policy)
		who     signals
		applies bool
	}{
		{"a policy for All includes everyone", func(*policy) {}, signals{}, true},
		{"a disabled policy includes nobody", func(p *policy) { p.State = directory.PolicyDisabled }, signals{}, false},
		{"a policy for None includes nobody", func(p *policy) { p.Users = list("None") }, signals{}, false},
		{"a listed user is included", func(p *policy) { p.Users = list(ada) }, signals{}, true},
		{"a user who is not listed is not included", func(p *policy) { p.Users = list(ben) }, signals{}, false},
		{"an excluded user is not included by All", func(p *policy) { p.Users = but("All", ada) }, signals{}, false},
		{"members of a group are included", func(p *policy) { p.Users, p.Groups = list(), list(team) }, signals{MemberOf: member}, true},
		{"a user without groups is not included by a group", func(p *policy) { p.Users, p.Groups = list(), list(team) }, signals{}, false},
		{"members of an excluded group are excluded", func(p *policy) { p.Groups = directory.Selection{Exclude: []string{team}} }, signals{MemberOf: member}, false},
		{"holders of a role are included", func(p *policy) { p.Users, p.Roles = list(), list(directory.GlobalAdministrator) }, signals{MemberOf: member}, true},
		{"holders of an excluded role are excluded", func(p *policy) { p.Roles = directory.Selection{Exclude: []string{directory.GlobalAdministrator}} }, signals{MemberOf: member}, false},
		{"GuestsOrExternalUsers includes guests", func(p *policy) { p.Users = list("GuestsOrExternalUsers") }, signals{Guest: true}, true},
		{"GuestsOrExternalUsers does not include members", func(p *policy) { p.Users = list("GuestsOrExternalUsers") }, signals{}, false},
		{"GuestsOrExternalUsers excludes guests", func(p *policy) { p.Users = but("All", "GuestsOrExternalUsers") }, signals{Guest: true}, false},
		{"an application is included by its id", func(p *policy) { p.Apps = list(models) }, signals{}, true},
		{"another application is not included", func(p *policy) { p.Apps = list(management) }, signals{}, false},
		{"an excluded application is not included by All", func(p *policy) { p.Apps = but("All", models) }, signals{}, false},
		{"one of two applications is enough", func(p *policy) { p.Apps = but("All", management) }, signals{Apps: []string{management, models}}, true},
		{"an address in a network matches", func(p *policy) { s := list(team); p.Locations = &s }, signals{Address: "198.51.100.7"}, true},
		{"an address outside of a network does not match", func(p *policy) { s := list(team); p.Locations = &s }, signals{Address: "198.51.101.7"}, false},
		{"an IPv4 address written as IPv6 matches", func(p *policy) { s := list(team); p.Locations = &s }, signals{Address: "::ffff:198.51.100.7"}, true},
		{"an IPv6 address in a network matches", func(p *policy) { s := list(office); p.Locations = &s }, signals{Address: "2001:db8::1"}, true},
		{"All except the office does not match the office", func(p *policy) { s := but("All", office); p.Locations = &s }, signals{Address: "192.0.2.1"}, false},
		{"All except the office matches elsewhere", func(p *policy) { s := but("All", office); p.Locations = &s }, signals{Address: "203.0.113.1"}, true},
		{"All except AllTrusted does not match a trusted office", func(p *policy) { s := but("All", "AllTrusted"); p.Locations = &s }, signals{Address: "192.0.2.1"}, false},
		{"AllTrusted does not include an untrusted network", func(p *policy) { s := but("All", "AllTrusted"); p.Locations = &s }, signals{Address: "198.51.100.1"}, true},
		{"an invalid address is in no network", func(p *policy) { s := but("All", office); p.Locations = &s }, signals{Address: "@"}, true},
		{"a policy for users does not apply to applications", func(*policy) {}, signals{Workload: true}, false},
		{"an application that acts for itself is included by its id", func(p *policy) { p.Users, p.Workloads = list(), list(pipeline) }, signals{ID: pipeline, Workload: true}, true},
		{"ServicePrincipalsInMyTenant includes every application", func(p *policy) { p.Users, p.Workloads = list(), list("ServicePrincipalsInMyTenant") }, signals{ID: pipeline, Workload: true}, true},
		{"an excluded application is not included", func(p *policy) { p.Users, p.Workloads = list(), but("ServicePrincipalsInMyTenant", pipeline) }, signals{ID: pipeline, Workload: true}, false},
		{"a policy for legacy protocols applies to no client", func(p *policy) { p.ClientAppTypes = []string{"exchangeActiveSync", "other"} }, signals{}, false},
	} {
		if row.who.ID == "" {
			row.who.ID = ada
		}
		if row.who.Apps == nil {
			row.who.Apps = []string{models}
		}
		outcome := directory.NewPolicies([]*policy{policyFor(row.policy)}, locations).Evaluate(row.who)
		if got := outcome.Blocked != nil; got != row.applies {
			t.Errorf("%s: blocked is %t", row.says, got)
		}
	}
}

func TestEvaluateReportsUnmetControls(t *testing.T) {
	mfa := func(p *directory.Policy) { p.Controls = []string{directory.ControlMFA} }
	strength := func(id string) func(*directory.Policy) {
		return func(p *directory.Policy) { p.Controls, p.Strength = nil, id }
	}
	hours := func(p *directory.Policy) {
		p.Controls, p.Frequency = nil, &directory.Frequency{Value: 4, Unit: "hours"}
	}
	every := func(p *directory.Policy) { p.Controls, p.Frequency = nil, &directory.Frequency{Every: true} }
	report := func(change func(*directory.Policy)) func(*directory.Policy) {
		return func(p *directory.Policy) { change(p); p.State = directory.PolicyReportOnly }
	}
	for _, row := range []struct {
		says    string
		policy  func(*directory.Policy)
		methods []string
		age     time.Duration
		in      string // the unmet requirement
		result  string
	}{
		{"a block cannot be met", func(*directory.Policy) {}, []string{"fido", "mfa"}, 0, "block", "failure"},
		{"a password is not a second factor", mfa, []string{"pwd"}, 0, "mfa", "failure"},
		{"no method is not a second factor", mfa, nil, 0, "mfa", "failure"},
		{"a passkey is a second factor", mfa, []string{"fido", "mfa"}, 0, "", "success"},
		{"the multifactor strength requires a second factor", strength(directory.StrengthMFA), []string{"pwd"}, 0, "mfa", "failure"},
		{"a password is not a passkey", strength(directory.StrengthPhishingResisted), []string{"pwd"}, 0, "passkey", "failure"},
		{"another second factor is not a passkey", strength(directory.StrengthPasswordless), []string{"pwd", "mfa"}, 0, "passkey", "failure"},
		{"a passkey is a passkey", strength(directory.StrengthPhishingResisted), []string{"fido", "mfa"}, 0, "", "success"},
		{"a sign-in of an hour ago is recent enough for four", hours, nil, time.Hour, "", "success"},
		{"a sign-in of five hours ago is too old for four", hours, nil, 5 * time.Hour, "signIn", "failure"},
		{"using a token ignores the age of the sign-in", every, nil, -1, "", "success"},
		{"a sign-in of a minute ago is recent enough for every time", every, nil, time.Minute, "", "success"},
		{"a sign-in of ten minutes ago is too old for every time", every, nil, 10 * time.Minute, "signIn", "failure"},
		{"a report of a block does not block", report(func(*directory.Policy) {}), nil, 0, "", "reportOnlyFailure"},
		{"a report of a second step does not block", report(mfa), []string{"pwd"}, 0, "", "reportOnlyInterrupted"},
		{"a report of a second step that was done says so", report(mfa), []string{"mfa"}, 0, "", "reportOnlySuccess"},
	} {
		outcome := directory.NewPolicies([]*directory.Policy{policyFor(row.policy)}, nil).Evaluate(directory.Signals{ID: ada, Apps: []string{models}, Methods: row.methods, Age: row.age})
		in := ""
		for name, at := range map[string]*directory.Applied{"block": outcome.Blocked, "passkey": outcome.Passkey, "mfa": outcome.MFA, "signIn": outcome.SignIn} {
			if at != nil {
				in += name
			}
		}
		if in != row.in || len(outcome.Applied) != 1 || outcome.Applied[0].Result != row.result {
			t.Errorf("%s: %q is in the way, and the log says %+v", row.says, in, outcome.Applied)
		}
	}
	// A block takes precedence.
	both := directory.NewPolicies([]*directory.Policy{policyFor(mfa), policyFor(func(p *directory.Policy) { p.DisplayName = "block" })}, nil)
	if by := both.Evaluate(directory.Signals{ID: ada, Apps: []string{models}}).Unmet(); by == nil || by.Name != "block" {
		t.Errorf("in the way is %+v", by)
	}
	var nobodys *directory.Policies
	if nobodys.Evaluate(directory.Signals{}).Unmet() != nil {
		t.Error("no policies are in the way")
	}
}

func TestSnapshotHasPolicies(t *testing.T) {
	block := policyFor(func(p *directory.Policy) { p.Tenant = "t" })
	where := directory.Selection{Include: []string{office}}
	here := policyFor(func(p *directory.Policy) { p.Tenant, p.ID, p.Locations = "t", ben, &where })
	who := directory.Signals{ID: ada, Apps: []string{models}, Address: "192.0.2.1"}
	blocked := func(s *directory.Snapshot) bool { return s.Policies("t").Evaluate(who).Blocked != nil }
	empty := new(directory.Snapshot)
	if one := empty.With(block); !blocked(one) || blocked(one.Without("t", block.ID)) || one.Without("t", block.ID).Policies("t") != nil {
		t.Error("a policy counts from when it is put until it is deleted")
	}
	if blocked(empty) || empty.With(block).Policies("other") != nil {
		t.Error("a policy counts elsewhere")
	}
	office := &directory.NamedLocation{Header: directory.Header{Tenant: "t", ID: office}, Ranges: []string{"192.0.2.0/24"}}
	if s := empty.With(here); blocked(s) || !blocked(s.With(office)) || blocked(s.With(office).Without("t", office.ID)) {
		t.Error("a change of a location is not seen")
	}
	off := *block
	off.State = directory.PolicyDisabled
	if blocked(empty.With(block).With(&off)) {
		t.Error("a policy that was disabled counts")
	}
	if !slices.Contains(directory.NewPolicies([]*directory.Policy{block}, nil).Evaluate(who).Blocked.Controls, "Block") {
		t.Error("the log does not say what the policy asks for")
	}
}

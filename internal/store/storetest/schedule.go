package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
)

// scheduled returns an assignment that is in force in a period, counted from noon. 0 is no limit.
func scheduled(t *testing.T, name, principal string, starts, ends time.Duration) *rbac.Assignment {
	t.Helper()
	a := assignment(t, name, rg1, "R1", principal)
	a.Schedule = &rbac.Schedule{Request: "r"}
	if starts > 0 {
		a.Schedule.Starts = noon().Add(starts)
	}
	if ends > 0 {
		a.Schedule.Ends = noon().Add(ends)
	}
	return a
}

// schedulesAreFound asks for what is in force, what has not ended and what has, of assignments and of eligibilities.
func schedulesAreFound(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.PutAssignment(assignment(t, "always", rg1, "R1", "p0")))
		for i, period := range [][2]time.Duration{{0, 0}, {0, 1}, {2, 0}, {1, 3}} {
			a := scheduled(t, fmt.Sprint("n", i), fmt.Sprint("P", i+1), period[0]*time.Hour, period[1]*time.Hour)
			ok(t, tx.PutAssignment(a))
			ok(t, tx.PutEligibility(&rbac.Eligibility{Assignment: *a}))
		}
	})
	for _, row := range []struct {
		sentence string
		query    rbac.AssignmentQuery
		want     string // names of eligibilities; of assignments there is also "always"
	}{
		{"all", rbac.AssignmentQuery{}, "n0 n1 n2 n3"},
		{"in force at noon", rbac.AssignmentQuery{At: noon()}, "n0 n1"},
		{"one that ends then is not in force, one that starts then is", rbac.AssignmentQuery{At: noon().Add(time.Hour)}, "n0 n3"},
		{"not ended, whether begun or not", rbac.AssignmentQuery{Unended: noon().Add(time.Hour)}, "n0 n2 n3"},
		{"of a principal", rbac.AssignmentQuery{Principals: []string{"p4"}}, "n3"},
	} {
		row.query.Tenant = "t1"
		look(t, db, func(tx *store.Tx) {
			var names []string
			for _, e := range get[[]*rbac.Eligibility](t)(tx.Eligibilities(row.query)) {
				names = append(names, e.Name)
			}
			if got := strings.Join(names, " "); got != row.want {
				t.Errorf("%s: eligibilities %s, want %s", row.sentence, got, row.want)
			}
		})
		if got := slices.DeleteFunc(assigned(t, db, row.query), func(name string) bool { return name == "always" }); strings.Join(got, " ") != row.want {
			t.Errorf("%s: assignments %v, want %s", row.sentence, got, row.want)
		}
	}
	must(t, db, func(tx *store.Tx) {
		for at, want := range map[time.Duration]int{time.Hour - time.Microsecond: 0, time.Hour: 1, 3 * time.Hour: 2} {
			if n := len(get[[]*rbac.Assignment](t)(tx.EndedAssignments(noon().Add(at), 10))); n != want {
				t.Errorf("%d assignments have ended after %s, want %d", n, at, want)
			}
			if n := len(get[[]*rbac.Eligibility](t)(tx.EndedEligibilities(noon().Add(at), 10))); n != want {
				t.Errorf("%d eligibilities have ended after %s, want %d", n, at, want)
			}
		}
		longer := scheduled(t, "n1", "P2", 0, 5*time.Hour)
		ok(t, tx.PutAssignment(longer))
		same(t, get[*rbac.Assignment](t)(tx.Assignment("t1", longer.Scope, "N1")), longer)
		if n := len(get[[]*rbac.Assignment](t)(tx.EndedAssignments(noon().Add(time.Hour), 10))); n != 0 {
			t.Error("an assignment that was made longer has ended")
		}
		for _, was := range []bool{true, false} {
			if got := get[bool](t)(tx.DeleteEligibility("T1", scope(t, rg1), "N1")); got != was {
				t.Errorf("deleted: %v, want %v", got, was)
			}
		}
	})
}

// requestsComeBack puts, finds, trims and removes requests for roles, and policies.
func requestsComeBack(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	request := func(i int, at string, status rbac.RequestStatus) *rbac.ScheduleRequest {
		return &rbac.ScheduleRequest{
			Name: fmt.Sprint("N", i), Tenant: "t1", Kind: rbac.ForAssignment, Type: rbac.SelfActivate, Scope: scope(t, at), RoleID: "R1",
			PrincipalID: fmt.Sprint("P", i%2), By: fmt.Sprint("B", i%3), Status: status, At: noon().Add(time.Duration(i) * time.Minute), Justification: "ü",
		}
	}
	names := func(tx *store.Tx, q rbac.RequestQuery) string {
		q.Tenant, q.Kind = "T1", rbac.ForAssignment
		var all []string
		for _, r := range get[[]*rbac.ScheduleRequest](t)(tx.ScheduleRequests(q)) {
			all = append(all, r.Name)
		}
		return strings.Join(all, " ")
	}
	must(t, db, func(tx *store.Tx) {
		for i, status := range []rbac.RequestStatus{rbac.PendingApproval, rbac.Provisioned, rbac.Revoked, rbac.PendingApproval} {
			ok(t, tx.PutScheduleRequest(request(i, []string{rg1, account}[i/2], status)))
		}
		same(t, get[*rbac.ScheduleRequest](t)(tx.ScheduleRequest("T1", rbac.ForAssignment, scope(t, rg1), "n1")), request(1, rg1, rbac.Provisioned))
		_, err := tx.ScheduleRequest("t1", rbac.ForEligibility, scope(t, rg1), "n1")
		refused(t, err, fault.NotFound, "RoleAssignmentRequestNotFound")
		for want, q := range map[string]rbac.RequestQuery{
			"N0 N1 N2 N3": {RoleID: "r1"}, "N1 N3": {Principals: []string{"p1"}}, "N0 N3": {Pending: true}, "N2": {By: "b2"}, "": {RoleID: "r2"}, "N0": {Limit: 1},
		} {
			if got := names(tx, q); got != want {
				t.Errorf("%+v finds %s, want %s", q, got, want)
			}
		}
		ok(t, tx.TrimScheduleRequests("t1", 3))
		if got := names(tx, rbac.RequestQuery{}); got != "N0 N2 N3" { // N0 is older, but waits
			t.Errorf("%s are left of four", got)
		}
		ok(t, tx.PutScheduleRequest(request(0, rg1, rbac.Denied)))
		ok(t, tx.TrimScheduleRequests("t1", 2))
		ok(t, tx.TrimScheduleRequests("t2", 0))
		if got := names(tx, rbac.RequestQuery{}); got != "N2 N3" {
			t.Errorf("%s are left of three", got)
		}
		policy := rbac.DefaultRolePolicy("t1", scope(t, account), "R1")
		if p := get[*rbac.RolePolicy](t)(tx.RolePolicy("t1", policy.Scope, "r1")); p != nil {
			t.Errorf("a policy before there is one: %+v", p)
		}
		ok(t, tx.PutRolePolicy(policy))
		policy.Activation.Ticket = true
		ok(t, tx.PutRolePolicy(policy))
		same(t, get[*rbac.RolePolicy](t)(tx.RolePolicy("T1", policy.Scope, "r1")), policy)
		ok(t, tx.DeleteSchedulesBelow("t1", scope(t, rg10)))
		ok(t, tx.DeleteSchedulesBelow("t2", scope(t, rg1)))
		if got := names(tx, rbac.RequestQuery{}); got != "N2 N3" {
			t.Errorf("%s are left after others went", got)
		}
		ok(t, tx.DeleteSchedulesBelow("T1", scope(t, rg1)))
		if got := names(tx, rbac.RequestQuery{}); got != "" {
			t.Errorf("%s are left", got)
		}
		if p := get[*rbac.RolePolicy](t)(tx.RolePolicy("t1", policy.Scope, "r1")); p != nil {
			t.Errorf("the policy is left: %+v", p)
		}
	})
}

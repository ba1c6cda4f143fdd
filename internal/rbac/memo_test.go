package rbac

import (
	"fmt"
	"testing"

	"keyless.dev/keyless/internal/resource"
)

// inGroups returns a snapshot in which a principal is in 200 groups, of which the last may call the model.
func inGroups() *Snapshot {
	edit := NewSnapshot(Options{}).Edit()
	for i := range 200 {
		edit.PutMember("t", fmt.Sprintf("g%03d", i), "busy")
	}
	edit.PutAssignment(&Assignment{Name: "last", Tenant: "t", RoleID: "a97b65f3-24c7-4388-baec-2e87135dc908", PrincipalID: "g199", Scope: resource.MustScope("/subscriptions/s1")})
	return edit.Done()
}

func TestDecideThroughGroupsAllocatesOnce(t *testing.T) {
	s, q := inGroups(), benchQuestion()
	if d := Decide(q, s); !d.Allowed || len(d.Because.Grant.Via) != 1 || d.Because.Grant.Via[0] != "g199" {
		t.Fatalf("got %+v", d)
	}
	if n := testing.AllocsPerRun(100, func() { Decide(q, s) }); n > 1 {
		t.Errorf("it allocates %v times", n)
	}
}

// A cached membership must not outlive its snapshot.
func TestCachedMembershipsFollowChanges(t *testing.T) {
	before, q := inGroups(), benchQuestion()
	if !Decide(q, before).Allowed {
		t.Fatal("refused")
	}
	edit := before.Edit()
	edit.DeleteMember("t", "g199", "busy")
	after := edit.Done()
	if Decide(q, after).Allowed {
		t.Error("a member that left the group is still allowed")
	}
	edit = before.Edit()
	edit.DeleteAssignment("t", resource.MustScope("/subscriptions/s1"), "last", edit.next.latest)
	if Decide(q, edit.Done()).Allowed {
		t.Error("a deleted assignment still counts")
	}
	edit = after.Edit()
	edit.PutMember("t", "g199", "g000")
	if d := Decide(q, edit.Done()); !d.Allowed || len(d.Because.Grant.Via) != 2 {
		t.Errorf("a group in a group: got %+v", d)
	}
	if !Decide(q, before).Allowed {
		t.Error("the old snapshot has changed")
	}
}

// BenchmarkDecideInManyGroups measures a decision about a caller in 200 groups.
func BenchmarkDecideInManyGroups(b *testing.B) {
	s, q := inGroups(), benchQuestion()
	b.ReportAllocs()
	for b.Loop() {
		if !Decide(q, s).Allowed {
			b.Fatal("refused")
		}
	}
}

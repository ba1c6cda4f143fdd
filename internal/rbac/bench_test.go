package rbac

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"keyless.dev/keyless/internal/resource"
)

// large returns a snapshot with a million assignments: 1,000 subscriptions with 1,000 each, to 100,000 principals, and one
// principal with 40 of its own, some at each level, and three groups.
func large(tb testing.TB) *Snapshot {
	tb.Helper()
	roles := Builtin()
	edit := NewSnapshot(Options{}).Edit()
	for i := range 1_000_000 {
		edit.PutAssignment(&Assignment{
			Name: fmt.Sprintf("%036d", i), Tenant: "t", RoleID: roles[i%len(roles)].ID, PrincipalID: fmt.Sprintf("principal-%d", i%100_000),
			Scope: resource.MustScope(fmt.Sprintf("/subscriptions/s%d/resourceGroups/rg%d", i/1000, i%1000)),
		})
	}
	busy(edit)
	return edit.Done()
}

func busy(edit *SnapshotEdit) {
	for i := range 39 {
		scope := benchScope()
		for range i % 4 {
			scope, _ = scope.Parent()
		}
		edit.PutAssignment(&Assignment{Name: fmt.Sprint("busy", i), Tenant: "t", RoleID: "b24988ac-6180-42a0-ab88-20f7382dd24c", PrincipalID: "busy", Scope: scope})
	}
	edit.PutAssignment(&Assignment{Name: "last", Tenant: "t", RoleID: "a97b65f3-24c7-4388-baec-2e87135dc908", PrincipalID: "busy", Scope: resource.MustScope("/subscriptions/s1")})
	for _, group := range []string{"g1", "g2", "g3"} {
		edit.PutMember("t", group, "busy")
	}
}

func benchScope() resource.Scope {
	return resource.MustScope("/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.CognitiveServices/accounts/foundry")
}

func benchQuestion() Question {
	return Question{
		Principal: Principal{"t", "busy"}, Tenant: "t", Plane: Data, Scope: benchScope(),
		Action: "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
	}
}

func small() *Snapshot {
	edit := NewSnapshot(Options{}).Edit()
	busy(edit)
	return edit.Done()
}

func TestDecideDoesNotAllocateWhenAllowed(t *testing.T) {
	s, q := small(), benchQuestion()
	if d := Decide(q, s); !d.Allowed {
		t.Fatal(d)
	}
	if n := testing.AllocsPerRun(100, func() { Decide(q, s) }); n > 1 {
		t.Errorf("it allocates %v times; one, for the lower-case action, is allowed", n)
	}
}

// BenchmarkDecide measures a decision over 40 applicable assignments and 3 groups.
func BenchmarkDecide(b *testing.B) {
	s, q := small(), benchQuestion()
	for _, row := range []struct {
		name, action string
		allowed      bool
	}{
		{"allowed", q.Action, true},
		{"refused", "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write", false},
	} {
		b.Run(row.name, func(b *testing.B) {
			q := q
			q.Action = row.action
			b.ReportAllocs()
			for b.Loop() {
				if Decide(q, s).Allowed != row.allowed {
					b.Fatal("the answer changed")
				}
			}
		})
	}
}

// BenchmarkMillion measures a decision and a change with a million assignments.
func BenchmarkMillion(b *testing.B) {
	begin := time.Now()
	s, q := large(b), benchQuestion()
	b.Logf("a million assignments were put in %v", time.Since(begin))
	b.Run("decide", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Decide(q, s)
		}
	})
	b.Run("change", func(b *testing.B) {
		b.ReportAllocs()
		var took []time.Duration
		i := 0
		for b.Loop() {
			i++
			begin := time.Now()
			edit := s.Edit()
			edit.PutAssignment(&Assignment{Name: "new", Tenant: "t", RoleID: "r", PrincipalID: fmt.Sprintf("principal-%d", i%100_000), Scope: benchScope()})
			s = edit.Done()
			took = append(took, time.Since(begin))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "median-ns")
		b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
	})
}

package quota_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"keyless.dev/keyless/internal/quota"
)

var start = time.Unix(1700000000, 0)

func clock() time.Time { return start }

func none(string) bool { return false }

func who(object string) quota.Principal { return quota.Principal{Tenant: "t", Object: object} }

func plan(m *quota.Meter, object string, capacity quota.Limits, rules ...quota.Rule) *quota.Plan {
	return m.Make(quota.Key{Principal: who(object), Deployment: "d"}, quota.Version{}, capacity, rules, none)
}

func TestCapacityUnitsAreAThousandTokensAndSixRequests(t *testing.T) {
	p := plan(quota.NewMeter(clock), "bob", quota.OfCapacity(1))
	for i := range 6 {
		if _, refused, ok := p.Take(t.Context(), start, 100); !ok {
			t.Fatalf("request %d: %+v", i, refused)
		}
	}
	requests, tokens := p.Left(start)
	if requests != (quota.Standing{Limit: 6, Remaining: 0, Reset: time.Minute}) || tokens != (quota.Standing{Limit: 1000, Remaining: 400, Reset: 36 * time.Second}) {
		t.Errorf("left: %+v, %+v", requests, tokens)
	}
	if _, refused, ok := p.Take(t.Context(), start, 1); ok || refused != (quota.Refusal{Wait: 10 * time.Second}) {
		t.Errorf("the seventh: %v %+v", ok, refused)
	}
	if _, _, ok := p.Take(t.Context(), start.Add(10*time.Second), 1); !ok {
		t.Error("after the wait that was said")
	}
}

func TestTokensAreCountedAsEstimatedAndThenAsUsed(t *testing.T) {
	for _, row := range []struct {
		because        string
		estimate, used int64
		left           int64
	}{
		{"as estimated", 300, 300, 700},
		{"less comes back", 300, 100, 900},
		{"more is taken", 300, 800, 200},
		{"never more than all", 300, 90000, 0},
		{"more than the limit waits for a full minute and takes all", 5000, 5000, 0},
		{"of which what was not used comes back", 5000, 400, 600},
		{"a failure costs nothing", 300, 0, 1000},
	} {
		t.Run(row.because, func(t *testing.T) {
			p := plan(quota.NewMeter(clock), "bob", quota.Limits{Tokens: 1000})
			ticket, refused, ok := p.Take(t.Context(), start, row.estimate)
			if !ok {
				t.Fatalf("%+v", refused)
			}
			ticket.Settle(start, row.used)
			if _, tokens := p.Left(start); tokens.Remaining != row.left {
				t.Errorf("%+v left, want %d", tokens, row.left)
			}
		})
	}
	quota.Ticket{}.Settle(start, 5)
}

func TestRefusedCallsUseNoQuota(t *testing.T) {
	m := quota.NewMeter(clock)
	p := plan(m, "bob", quota.Limits{Tokens: 1000, Requests: 10}, quota.Rule{Name: "small", On: "a", Limits: quota.Limits{Tokens: 50, Requests: 10}})
	if _, _, ok := p.Take(t.Context(), start, 50); !ok {
		t.Fatal("the first")
	}
	for range 20 {
		if _, refused, ok := p.Take(t.Context(), start, 10); ok || refused.Rule != "small" || !refused.Tokens {
			t.Fatalf("%v %+v", ok, refused)
		}
	}
	other := plan(m, "cleo", quota.Limits{Tokens: 1000, Requests: 10})
	if requests, tokens := other.Left(start); requests.Remaining != 9 || tokens.Remaining != 950 {
		t.Errorf("the deployment has %+v and %+v", requests, tokens)
	}
}

func TestWhichRulesCount(t *testing.T) {
	limit := func(n int64) quota.Limits { return quota.Limits{Requests: n} }
	everyone := quota.Rule{Name: "everyone", On: "a", Limits: limit(10)}
	bob := quota.Rule{Name: "bob", On: "a", For: who("bob"), Limits: limit(5)}
	small := quota.Rule{Name: "small", On: "a", For: who("g1"), Limits: limit(20)}
	large := quota.Rule{Name: "large", On: "a", For: who("g2"), Limits: limit(30)}
	together := quota.Rule{Name: "budget", On: "a", For: who("g1"), Together: true, Limits: limit(7)}
	onDeployment := quota.Rule{Name: "here", On: "d", Limits: limit(3)}
	foreign := quota.Rule{Name: "foreign", On: "a", For: quota.Principal{Tenant: "other", Object: "bob"}, Limits: limit(1)}
	for _, row := range []struct {
		because string
		rules   []quota.Rule
		groups  string
		want    int64
	}{
		{"none is no limit", nil, "", 0},
		{"everyone's", []quota.Rule{everyone}, "", 10},
		{"a group's goes before everyone's, also if it is more", []quota.Rule{everyone, small}, "g1", 20},
		{"of two groups the more generous counts", []quota.Rule{large, everyone, small}, "g1 g2", 30},
		{"one's own goes before all, also if it is less", []quota.Rule{everyone, large, bob}, "g2", 5},
		{"a group that one is not in does not count", []quota.Rule{small}, "g2", 0},
		{"a budget that many share counts besides", []quota.Rule{small, together}, "g1", 7},
		{"each place counts", []quota.Rule{bob, onDeployment}, "", 3},
		{"the same id in another tenant is somebody else", []quota.Rule{foreign}, "", 0},
	} {
		t.Run(row.because, func(t *testing.T) {
			member := func(g string) bool {
				return row.groups != "" && (g == row.groups || len(row.groups) > 2 && (g == "g1" || g == "g2"))
			}
			p := quota.NewMeter(clock).Make(quota.Key{Principal: who("bob"), Deployment: "d"}, quota.Version{}, quota.Limits{}, row.rules, member)
			if requests, _ := p.Left(start); requests.Limit != row.want {
				t.Errorf("limit %d, want %d", requests.Limit, row.want)
			}
		})
	}
}

func TestQuotasArePerPrincipalUnlessShared(t *testing.T) {
	m := quota.NewMeter(clock)
	each := quota.Rule{Name: "each", On: "a", Limits: quota.Limits{Requests: 1}}
	for _, name := range []string{"bob", "cleo"} {
		if _, _, ok := plan(m, name, quota.Limits{}, each).Take(t.Context(), start, 0); !ok {
			t.Errorf("%s has one", name)
		}
	}
	each.Name, each.Together = "all", true
	if _, _, ok := plan(m, "bob", quota.Limits{}, each).Take(t.Context(), start, 0); !ok {
		t.Error("the first of all")
	}
	if _, refused, ok := plan(m, "cleo", quota.Limits{}, each).Take(t.Context(), start, 0); ok || refused.Rule != "all" {
		t.Error("there is one for all")
	}
}

func TestPlansAreCachedUntilSomethingChanges(t *testing.T) {
	m, a, b := quota.NewMeter(clock), new(int), new(int)
	key := quota.Key{Principal: who("bob"), Deployment: "d"}
	made := m.Make(key, quota.Version{a}, quota.Limits{Requests: 1}, nil, none)
	if m.Plan(key, quota.Version{a}) != made || m.Plan(key, quota.Version{b}) != nil {
		t.Error("the version decides")
	}
	made.Take(t.Context(), start, 0)
	raised := m.Make(key, quota.Version{b}, quota.Limits{Requests: 10}, nil, none)
	if requests, _ := raised.Left(start); requests.Remaining != 9 || requests.Limit != 10 {
		t.Errorf("what was used stays used, no more and no less: %+v", requests)
	}
	if n := testing.AllocsPerRun(100, func() {
		p := m.Plan(key, quota.Version{b})
		ticket, _, _ := p.Take(t.Context(), start.Add(time.Hour), 5)
		ticket.Settle(start.Add(time.Hour), 3)
	}); n != 0 {
		t.Errorf("%f allocations a call", n)
	}
}

func TestManyPrincipalsDoNotFillTheMemory(t *testing.T) {
	now := start
	m := quota.NewMeter(func() time.Time { return now })
	rule := quota.Rule{Name: "each", On: "a", Limits: quota.Limits{Requests: 1}}
	for i := range 10_000 {
		now = now.Add(time.Second)
		plan(m, fmt.Sprint(i), quota.Limits{}, rule).Take(t.Context(), now, 0)
	}
	if n := m.Counters(); n > 5000 {
		t.Errorf("%d counters are kept for the 60 callers of the last minute", n)
	}
	if _, _, ok := plan(m, "9999", quota.Limits{}, rule).Take(t.Context(), now, 0); ok {
		t.Error("who has just called was forgotten")
	}
}

// In no minute more than twice the limit passes, however it is asked for, and with patience all does.
func TestNoMinuteHasMoreThanABurstAndItsRefill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.Int64Range(1, 1e9).Draw(t, "limit")
		p := plan(quota.NewMeter(clock), "bob", quota.Limits{Tokens: limit})
		now, passed := start, int64(0)
		for now.Before(start.Add(time.Minute)) {
			n := rapid.Int64Range(1, limit).Draw(t, "n")
			_, refused, ok := p.Take(t.Context(), now, n)
			if ok {
				passed += n
			} else if refused.Wait <= 0 || refused.Wait > time.Minute {
				t.Fatalf("wait %s", refused.Wait)
			}
			now = now.Add(time.Duration(rapid.Int64Range(int64(time.Millisecond), int64(20*time.Second)).Draw(t, "pause")))
		}
		if float64(passed) > 2.0001*float64(limit)+1 {
			t.Fatalf("%d of %d passed", passed, limit)
		}
	})
}

func TestManyCallersAtOnceTakeNoMoreThanThereIs(t *testing.T) {
	p := plan(quota.NewMeter(clock), "bob", quota.Limits{Requests: 1000})
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				if _, _, ok := p.Take(t.Context(), start, 0); ok {
					passed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if passed.Load() != 1000 {
		t.Errorf("%d of 1000 passed", passed.Load())
	}
}

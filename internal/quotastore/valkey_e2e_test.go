//go:build unix && e2e

package quotastore_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/quotastore"
	"keyless.dev/keyless/internal/quotastore/valkeytest"
)

// replica is one of those who count together.
func replica(t *testing.T, server *valkeytest.Server, name string, change func(*quotastore.Config)) (*quotastore.Store, *quota.Meter) {
	t.Helper()
	config := quotastore.Config{Address: server.Address(), Replica: name, Replicas: 3, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&config)
	}
	store := quotastore.Open(t.Context(), config)
	t.Cleanup(store.Close)
	m := meter(store)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); m.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	return store, m
}

func three(t *testing.T, server *valkeytest.Server) (stores []*quotastore.Store, meters []*quota.Meter) {
	t.Helper()
	for i := range 3 {
		s, m := replica(t, server, fmt.Sprint(i), nil)
		stores, meters = append(stores, s), append(meters, m)
	}
	await(t, "the replicas do not know each other", func() bool { return known(stores, 3) })
	return stores, meters
}

func known(stores []*quotastore.Store, n int64) bool {
	for _, s := range stores {
		if st := s.Status(); st.Away != 0 || st.Replicas != n {
			return false
		}
	}
	return true
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal(what)
}

func TestThreeReplicasAllowWhatOneWould(t *testing.T) {
	_, meters := three(t, valkeytest.Start(t))
	var n int64
	for i := range 24 {
		n += allowed(t, meters[i%3], 6, 1)
	}
	if n != 6 {
		t.Errorf("%d calls of 6 a minute were allowed", n)
	}
}

// TestLoadOnThreeReplicasKeepsTheLimit has 24 goroutines call: no more than the limit and what comes back in the meantime is
// allowed, and nearly as much. While there is enough left, most calls ask nobody.
func TestLoadOnThreeReplicasKeepsTheLimit(t *testing.T) {
	server := valkeytest.Start(t)
	_, meters := three(t, server)
	const limit = 60_000
	before := server.Calls(t)
	var count, tried, asked atomic.Int64
	begin := time.Now()
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			p := plan(meters[i%3], quota.Limits{Requests: limit})
			for time.Since(begin) < 3*time.Second {
				tried.Add(1)
				_, refused, ok := p.Take(t.Context(), time.Now(), 0)
				if ok {
					if count.Add(1) == limit/2 {
						asked.Store(server.Calls(t) - before)
					}
				} else {
					time.Sleep(min(refused.Wait, 20*time.Millisecond))
				}
			}
		})
	}
	all.Wait()
	most := limit + int64(float64(limit)*time.Since(begin).Minutes())
	t.Logf("%d of at most %d, %d tried, %d round trips for the first half of the limit", count.Load(), most, tried.Load(), asked.Load())
	if n := count.Load(); n > most || n < most*95/100 {
		t.Errorf("%d calls were allowed, of at most %d", n, most)
	}
	if n := asked.Load(); n == 0 || n > limit/4 {
		t.Errorf("%d calls took %d round trips", limit/2, n)
	}
}

func TestTokensThatWereNotUsedComeBackToAllReplicas(t *testing.T) {
	_, meters := three(t, valkeytest.Start(t))
	limits := quota.Limits{Tokens: 1000}
	ticket, _, ok := plan(meters[0], limits).Take(t.Context(), time.Now(), 1000)
	if !ok {
		t.Fatal("the first is refused")
	}
	if _, refused, ok := plan(meters[1], limits).Take(t.Context(), time.Now(), 500); ok || !refused.Tokens {
		t.Fatalf("what another replica took can be taken again: %+v", refused)
	}
	ticket.Settle(time.Now(), 100)
	await(t, "what was not used does not come back", func() bool {
		_, _, ok := plan(meters[1], limits).Take(t.Context(), time.Now(), 800)
		return ok
	})
}

func TestTokensUsedBeyondTheEstimateCountEverywhere(t *testing.T) {
	_, meters := three(t, valkeytest.Start(t))
	limits := quota.Limits{Tokens: 1000}
	ticket, _, _ := plan(meters[0], limits).Take(t.Context(), time.Now(), 10)
	ticket.Settle(time.Now(), 5000)
	await(t, "what was used is not known to another replica", func() bool {
		p := plan(meters[1], limits)
		p.Refresh(t.Context(), time.Now())
		_, tokens := p.Left(time.Now())
		return tokens.Limit == 1000 && tokens.Remaining < 100
	})
}

func TestRefusedLargeCallsDoNotBlockSmallOnes(t *testing.T) {
	_, m := replica(t, valkeytest.Start(t), "a", nil)
	p := plan(m, quota.Limits{Tokens: 1000})
	p.Take(t.Context(), time.Now(), 500)
	if _, _, ok := p.Take(t.Context(), time.Now(), 900); ok {
		t.Fatal("more than there is was allowed")
	}
	if _, refused, ok := p.Take(t.Context(), time.Now(), 100); !ok {
		t.Errorf("a call for which there is enough is refused: %+v", refused)
	}
}

// TestWithoutTheStoreEachReplicaAllowsItsPart kills the store, and brings an empty one back: what replicas allowed in the
// meantime is not allowed again.
func TestWithoutTheStoreEachReplicaAllowsItsPart(t *testing.T) {
	server := valkeytest.Start(t)
	stores, meters := three(t, server)
	server.Kill(t)
	await(t, "the replicas do not notice", func() bool {
		for _, s := range stores {
			if s.Status().Away == 0 {
				return false
			}
		}
		return true
	})
	for i, m := range meters {
		if n := allowed(t, m, 6, 8); n != 2 {
			t.Errorf("replica %d allowed %d calls of 6 a minute", i, n)
		}
	}
	if requests, _ := plan(meters[0], quota.Limits{Requests: 6}).Left(time.Now()); requests.Remaining != 0 || requests.Limit != 6 {
		t.Errorf("left without the store: %+v", requests)
	}
	server.Run(t)
	await(t, "the replicas do not come back", func() bool { return known(stores, 3) })
	var n int64
	for _, m := range meters {
		n += allowed(t, m, 6, 8)
	}
	// The first replica that asks tells of its own calls only, so it may find room that the others' calls have taken.
	if n > 4 {
		t.Errorf("%d calls were allowed again after the store had forgotten", n)
	}
}

func TestQuotaStoreIsReachedOverTLSWithAPassword(t *testing.T) {
	server := valkeytest.StartTLS(t, "a password of the store")
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("a password of the store\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		because string
		change  func(*quotastore.Config)
		there   bool
	}{
		{"the password in a file", func(c *quotastore.Config) { c.PasswordFile = file }, true},
		{"a user", func(c *quotastore.Config) { c.User, c.PasswordFile = "default", file }, true},
		{"another database", func(c *quotastore.Config) { c.PasswordFile, c.Database = file, 3 }, true},
		{"another password", func(c *quotastore.Config) { c.Password = "another" }, false},
		{"no password", func(*quotastore.Config) {}, false},
		{"a certificate that nobody trusts", func(c *quotastore.Config) { c.PasswordFile, c.Roots = file, nil }, false},
		{"no TLS", func(c *quotastore.Config) { c.PasswordFile, c.TLS = file, false }, false},
	} {
		store, m := replica(t, server, row.because, func(c *quotastore.Config) {
			c.TLS, c.Roots = true, server.Roots
			row.change(c)
		})
		if s := store.Status(); (s.Away == 0) != row.there {
			t.Errorf("%s: %+v", row.because, s)
		}
		if row.there && allowed(t, m, 1, 3) > 1 {
			t.Errorf("%s: more than the limit was allowed", row.because)
		}
	}
}

// BenchmarkTake measures one call with leases, and with a round trip for each, over loopback.
func BenchmarkTake(b *testing.B) {
	server := valkeytest.Start(b)
	for name, limit := range map[string]int64{"leased": 1_000_000_000, "asked": 31} {
		b.Run(name, func(b *testing.B) {
			store := quotastore.Open(b.Context(), quotastore.Config{Address: server.Address(), Replica: name, Log: slog.New(slog.DiscardHandler)})
			defer store.Close()
			m := meter(store)
			p := plan(m, quota.Limits{Requests: limit})
			for i := range b.N {
				at := time.Now()
				if name == "asked" {
					at = at.Add(time.Duration(i) * time.Second) // past what the last refusal said
				}
				p.Take(b.Context(), at, 0)
			}
		})
	}
}

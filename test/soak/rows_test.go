//go:build soak

package soak

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// allow creates a register's role assignment, and waits until a replica allows its calls.
func (r *replica) allow(register int) {
	r.Helper()
	if status, err := r.replicas[0].set(context.Background(), register, true); err != nil || status >= 300 {
		r.Fatalf("a role assignment: %d %v", status, err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if status, _, err := r.call(context.Background(), register); err == nil && status == http.StatusOK {
			return
		}
		if time.Now().After(deadline) {
			r.Fatalf("replica %d does not allow what was granted", r.n)
		}
	}
}

// TestFrozenReplicasRefuseCallsWhenTheyResume stops a replica by a signal, revokes at another, sends the first calls, and lets it
// go on after its view has become older than the bound.
func TestFrozenReplicasRefuseCallsWhenTheyResume(t *testing.T) {
	l := newLab(t, 2, "staleness: {bound: 2s, then: refuse}")
	frozen := l.replicas[1]
	frozen.allow(0)
	for range 50 { // opens the connections beforehand
		_, _, _ = frozen.call(t.Context(), 0)
	}
	frozen.freeze()
	since := time.Now()
	if status, err := l.replicas[0].set(t.Context(), 0, false); err != nil || status >= 300 {
		t.Fatalf("the revocation: %d %v", status, err)
	}
	time.Sleep(time.Until(since.Add(time.Second)))
	var calls sync.WaitGroup
	var allowed, answered atomic.Int64
	for range 50 {
		calls.Go(func() {
			status, _, err := frozen.call(context.Background(), 0)
			if err == nil {
				answered.Add(1)
			}
			if status == http.StatusOK {
				allowed.Add(1)
			}
		})
	}
	time.Sleep(time.Until(since.Add(3 * time.Second)))
	frozen.signal(syscall.SIGCONT)
	calls.Wait()
	if allowed.Load() > 0 || answered.Load() == 0 {
		t.Errorf("%d of %d calls were allowed", allowed.Load(), answered.Load())
	}
}

// many makes concurrent calls, which must be allowed, and returns the ids of their records.
func (r *replica) many(calls int) []string {
	r.Helper()
	var mu sync.Mutex
	var ids []string
	var left atomic.Int64
	left.Store(int64(calls))
	var workers sync.WaitGroup
	for range 16 {
		workers.Go(func() {
			for left.Add(-1) >= 0 {
				status, id, err := r.call(context.Background(), 0)
				if err != nil || status != http.StatusOK {
					r.Errorf("a call is answered with %d: %v", status, err)
					return
				}
				mu.Lock()
				ids = append(ids, id)
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	return ids
}

// arrive waits until each record is in the audit log, and fails if one occurs more than once.
func (r *replica) arrive(ids []string) {
	r.Helper()
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(500 * time.Millisecond) {
		all := r.auditLog()
		missing := 0
		for _, id := range ids {
			switch all[id] {
			case 0:
				missing++
			case 1:
			default:
				r.Fatalf("record %s is in the log %d times", id, all[id])
			}
		}
		if missing == 0 {
			return
		}
		if time.Now().After(deadline) {
			r.Fatalf("%d of %d records are not in the log", missing, len(ids))
		}
	}
}

// available is the configuration for tests that do not depend on the age of the view.
const available = "staleness: {bound: 2s, then: allow, for: 1h}"

// TestCallsAndTheirRecordsSurviveADatabaseThatHangs makes more calls than would fit into memory at once while PostgreSQL does
// not answer.
func TestCallsAndTheirRecordsSurviveADatabaseThatHangs(t *testing.T) {
	l := newLab(t, 1, available)
	r := l.replicas[0]
	r.allow(0)
	l.server.Freeze()
	ids := r.many(10_000)
	l.server.Thaw()
	r.arrive(ids)
}

// TestCallsAndTheirRecordsSurviveADatabaseThatIsAway stops PostgreSQL, makes calls, and kills the replica before there is a
// database that its records could have reached.
func TestCallsAndTheirRecordsSurviveADatabaseThatIsAway(t *testing.T) {
	l := newLab(t, 1, available)
	r := l.replicas[0]
	r.allow(0)
	l.server.Stop(t)
	ids := r.many(3000)
	time.Sleep(flushed)
	r.end(syscall.SIGKILL, time.Minute)
	l.server.Resume(t)
	r.start()
	r.ready()
	r.arrive(ids)
}

// load is the number of calls in a time.
type load struct {
	perSecond float64
	p50, p99  time.Duration
	failed    int
}

// load makes concurrent calls for some time. Each must be allowed.
func (r *replica) load(length time.Duration) load { return r.loadOf(length, 0, http.StatusOK) }

// loadOf calls the model as a register's caller. Each response must have the given status.
func (r *replica) loadOf(length time.Duration, register, want int) load {
	var mu sync.Mutex
	var took []time.Duration
	failed := 0
	var workers sync.WaitGroup
	began := time.Now()
	for range 8 {
		workers.Go(func() {
			var own []time.Duration
			missed := 0
			for time.Since(began) < length {
				at := time.Now()
				if status, _, err := r.call(context.Background(), register); err != nil || status != want {
					missed++
				}
				own = append(own, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			took, failed = append(took, own...), failed+missed
		})
	}
	workers.Wait()
	slices.Sort(took)
	return load{float64(len(took)) / time.Since(began).Seconds(), took[len(took)/2], took[len(took)*99/100], failed}
}

// median returns the load with the median rate.
func median(all []load) load {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b load) int { return int(a.perSecond - b.perSecond) })
	return sorted[len(sorted)/2]
}

// TestCallsDoNotWaitForADatabaseThatIsFar compares the rate of calls with PostgreSQL beside the replica with the rates where
// it is some milliseconds away, and where it has stopped. They take turns, so that what else the machine does concerns all.
func TestCallsDoNotWaitForADatabaseThatIsFar(t *testing.T) {
	l := newLab(t, 1, available)
	r := l.replicas[0]
	r.allow(0)
	r.load(time.Second) // warm-up
	rows := []struct {
		name string
		far  time.Duration
		away bool
	}{{"beside it", 0, false}, {"1 ms away", time.Millisecond, false}, {"5 ms away", 5 * time.Millisecond, false}, {"stopped", 0, true}}
	loads := make([][]load, len(rows))
	for range 3 {
		for i, row := range rows {
			r.network.SetDelay(row.far)
			if row.away {
				l.server.Stop(t)
			}
			loads[i] = append(loads[i], r.load(2*time.Second))
			if row.away {
				l.server.Resume(t)
				time.Sleep(3 * time.Second) // waiting records are delivered
			}
		}
	}
	beside := median(loads[0])
	for i, row := range rows {
		got := median(loads[i])
		t.Logf("PostgreSQL %-10s %6.0f calls/s (%3.0f %%), p50 %s, p99 %s, %d failed", row.name, got.perSecond, 100*got.perSecond/beside.perSecond,
			got.p50.Round(10*time.Microsecond), got.p99.Round(10*time.Microsecond), got.failed)
		if got.failed > 0 {
			t.Errorf("%s: %d calls failed", row.name, got.failed)
		}
		if got.perSecond < beside.perSecond/2 {
			t.Errorf("%s: half of the calls are gone", row.name)
		}
	}
}

//go:build soak

package soak

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	seconds = flag.Int("seconds", 120, "how long faults are made")
	seed    = flag.Uint64("seed", 0, "of the faults and of what is done; 0 is a new one")
)

// bound is the maximum age of a replica's view.
const bound = 2 * time.Second

// settle is longer than every timeout of a write: the client's, and PostgreSQL's lock timeout.
const settle = 60 * time.Second

// TestReplicasKeepTheirPromisesThroughFaults creates and removes role assignments and calls models while it injects
// faults, and then checks every response against the guarantees.
func TestReplicasKeepTheirPromisesThroughFaults(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64N(1_000_000)
	}
	length := time.Duration(*seconds) * time.Second
	fmt.Printf("seed %d, %s of faults; the same again: make soak SECONDS=%d SEED=%d\n", *seed, length, *seconds, *seed)
	const replicas = 3
	l := newLab(t, replicas, "staleness: {bound: 2s, then: refuse}")
	h := &History{Bound: bound, Settle: settle, Delivery: 10 * time.Second, Recovery: 6 * time.Second, Records: map[string]int{}, Final: map[int]bool{}}
	c := &chaos{lab: l, history: h, diskFrom: slices.Repeat([]time.Duration{never}, replicas)}
	w := &workload{lab: l, history: h}
	l.began = time.Now()
	w.start(*seed)
	for _, step := range Plan(*seed, replicas, length) {
		time.Sleep(step.Pause)
		var running sync.WaitGroup
		for _, f := range step.Faults {
			fmt.Printf("%8s  %s\n", l.clock().Round(100*time.Millisecond), f)
			running.Go(func() { c.run(f) })
		}
		running.Wait()
		if t.Failed() || l.clock() > length {
			break
		}
	}
	w.stop()
	for _, r := range l.replicas {
		r.ready()
	}
	time.Sleep(3 * time.Second) // records in transit arrive
	h.Records = l.replicas[0].auditLog()
	w.readFinal()
	violations := h.Check()
	w.figures(os.Stdout, violations)
	for i, v := range violations {
		if i == 20 {
			t.Errorf("and %d more", len(violations)-i)
			break
		}
		t.Error(v)
	}
	if t.Failed() {
		l.keepLogs()
	}
}

// workload is the work of administrators and callers.
type workload struct {
	*lab
	history *History
	mu      sync.Mutex
	waiting sync.WaitGroup
	stopped chan struct{}
	active  [callers]atomic.Int64 // the current register of each caller
}

func (w *workload) start(seed uint64) {
	w.stopped = make(chan struct{})
	for n := range callers {
		w.active[n].Store(int64(n))
		w.waiting.Go(func() { w.write(n, rand.New(rand.NewPCG(seed, uint64(1+n)))) })
	}
	for _, r := range w.replicas {
		for n := range 3 {
			w.waiting.Go(func() { w.ask(r, rand.New(rand.NewPCG(seed, uint64(1000+10*r.n+n)))) })
		}
	}
}

func (w *workload) stop() {
	close(w.stopped)
	w.waiting.Wait()
}

// pause waits, and reports whether the run continues.
func (w *workload) pause(d time.Duration) bool {
	select {
	case <-w.stopped:
		return false
	case <-time.After(d):
		return true
	}
}

// write creates and removes the role assignments of one caller. After an unanswered write, its register is not used
// until the write has either taken effect or cannot any more; the caller continues with its next account.
func (w *workload) write(n int, random *rand.Rand) {
	grant := map[int]bool{}
	rests := map[int]time.Duration{}
	register := n
	for w.pause(time.Duration(200+random.IntN(1500)) * time.Millisecond) {
		r := w.replicas[random.IntN(len(w.replicas))]
		one := Write{Register: register, Replica: r.n, Grant: !grant[register], Start: w.clock()}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		status, err := r.set(ctx, register, one.Grant)
		cancel()
		one.End = w.clock()
		one.Acknowledged = err == nil && status < 300
		w.mu.Lock()
		w.history.Writes = append(w.history.Writes, one)
		w.mu.Unlock()
		if one.Acknowledged {
			grant[register] = one.Grant
			continue
		}
		rests[register] = one.End + settle
		for range accounts {
			register = (register + callers) % (callers * accounts)
			if w.clock() > rests[register] {
				break
			}
		}
		w.active[n].Store(int64(register))
	}
}

// ask calls the model at one replica as any caller.
func (w *workload) ask(r *replica, random *rand.Rand) {
	for w.pause(time.Duration(10+random.IntN(40)) * time.Millisecond) {
		register := int(w.active[random.IntN(callers)].Load())
		one := Call{Register: register, Replica: r.n, Start: w.clock(), Answer: Unavailable}
		ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		status, id, err := r.call(ctx, register)
		cancel()
		one.End, one.Record = w.clock(), id
		switch {
		case err != nil || status == http.StatusServiceUnavailable:
		case status == http.StatusOK:
			one.Answer = Allowed
		case status == http.StatusUnauthorized:
			one.Answer = Refused
		default:
			w.Errorf("replica %d answers a call with %d", r.n, status)
		}
		if one.Answer != Unavailable && id == "" {
			w.Errorf("replica %d answers a call with %d and names no record", r.n, status)
		}
		w.mu.Lock()
		w.history.Calls = append(w.history.Calls, one)
		w.mu.Unlock()
	}
}

// readFinal reads the existing role assignments at each replica, which must agree.
func (w *workload) readFinal() {
	w.history.End = w.clock()
	var first string
	for _, r := range w.replicas {
		status, body, err := r.arm(context.Background(), http.MethodGet, "/subscriptions/"+w.ids.subscription+"/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01", nil)
		if err != nil || status != http.StatusOK {
			w.Fatalf("role assignments at replica %d: %d %s %v", r.n, status, body, err)
		}
		var list struct {
			Value []struct {
				Name string `json:"name"`
			} `json:"value"`
		}
		if err := json.Unmarshal(body, &list); err != nil {
			w.Fatal(err)
		}
		there := map[string]bool{}
		for _, a := range list.Value {
			there[a.Name] = true
		}
		var all strings.Builder
		for register := range callers * accounts {
			name := w.assignment(register)
			is := there[name[strings.LastIndexByte(name, '/')+1:]]
			w.history.Final[register] = is
			fmt.Fprint(&all, is, " ")
		}
		if first == "" {
			first = all.String()
		} else if first != all.String() {
			w.Errorf("replicas 0 and %d end with other role assignments", r.n)
		}
	}
}

// figures prints what happened.
func (w *workload) figures(out *os.File, violations []Violation) {
	h := w.history
	answers := map[Answer]int{}
	missing, undone := 0, 0
	for i := range h.Calls {
		c := &h.Calls[i]
		answers[c.Answer]++
		if c.Record != "" && c.Answer != Unavailable && h.Records[c.Record] == 0 {
			missing++
			if h.rolledBack(c) {
				undone++
			}
		}
	}
	acknowledged := 0
	for _, one := range h.Writes {
		if one.Acknowledged {
			acknowledged++
		}
	}
	fmt.Fprintf(out, "%s: %d faults, %d rollbacks, %d kills\n", round(h.End), len(h.Outages), len(h.Rollbacks), len(h.Crashes))
	fmt.Fprintf(out, "writes: %d acknowledged, %d not answered\n", acknowledged, len(h.Writes)-acknowledged)
	fmt.Fprintf(out, "calls: %d allowed, %d refused, %d not answered\n", answers[Allowed], answers[Refused], answers[Unavailable])
	fmt.Fprintf(out, "records: %d in the log, %d undone by rollbacks, %d lost by kills\n", len(h.Records), undone, missing-undone)
	fmt.Fprintf(out, "violations: %d\n", len(violations))
}

// keepLogs copies the logs of the replicas, because the test's own folder is removed.
func (l *lab) keepLogs() {
	dir, err := os.MkdirTemp("", "keyless-soak-")
	if err != nil {
		return
	}
	for _, r := range l.replicas {
		text, _ := os.ReadFile(r.log())
		_ = os.WriteFile(fmt.Sprintf("%s/replica-%d.log", dir, r.n), text, 0o600)
	}
	fmt.Println("the logs of the replicas are in", dir)
}

package upstream_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/upstream"
)

// rig is a pool of httptest servers with a fake clock and pauses that take no time.
type rig struct {
	t      *testing.T
	mu     sync.Mutex
	now    time.Time
	waited []time.Duration
	asked  []string // called servers in order, with the model
	member []upstream.Member
}

func newRig(t *testing.T) *rig { return &rig{t: t, now: time.Unix(1700000000, 0)} }

func (r *rig) clock() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now }

func (r *rig) advance(d time.Duration) { r.mu.Lock(); defer r.mu.Unlock(); r.now = r.now.Add(d) }

// add adds a server. Its handler receives the number of earlier calls.
func (r *rig) add(name string, m upstream.Member, handle func(w http.ResponseWriter, before int)) *upstream.Guard {
	r.t.Helper()
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.asked = append(r.asked, name+":"+string(body))
		r.mu.Unlock()
		handle(w, int(count.Add(1)-1))
	}))
	r.t.Cleanup(server.Close)
	return r.at(name, server.URL, m)
}

func (r *rig) at(name, url string, m upstream.Member) *upstream.Guard {
	r.t.Helper()
	next, err := upstream.OpenAI(upstream.Config{URL: url, FirstByte: 300 * time.Millisecond})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(next.Close)
	m.Guard = upstream.NewGuard(upstream.GuardConfig{Name: name, Next: next, Now: r.clock, Idle: 300 * time.Millisecond, Concurrency: 0})
	r.member = append(r.member, m)
	return m.Guard
}

func (r *rig) pool() *upstream.Pool {
	r.t.Helper()
	p, err := upstream.NewPool(upstream.PoolConfig{Members: r.member, Now: r.clock, Random: func() float64 { return 0.99 }, Wait: func(_ context.Context, d time.Duration) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.waited, r.now = append(r.waited, d), r.now.Add(d)
		return nil
	}})
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// ask makes a call for the model m and returns the status and body, or the error.
func (r *rig) ask(p *upstream.Pool, header ...string) string {
	r.t.Helper()
	q, _ := http.NewRequestWithContext(r.t.Context(), http.MethodPost, "/chat/completions", nil)
	for i := 0; i < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	response, err := p.Send(q, "m", func(model string) (io.ReadCloser, int64, error) {
		return io.NopCloser(strings.NewReader(model)), int64(len(model)), nil
	})
	if err != nil {
		var known *fault.Error
		if errors.As(err, &known) {
			return fmt.Sprint("fault ", known.Kind.Status())
		}
		return "failed"
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Sprint(response.StatusCode, " broken")
	}
	return fmt.Sprint(response.StatusCode, " ", string(text))
}

func (r *rig) seen() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := strings.Join(r.asked, " ")
	r.asked = nil
	return all
}

func says(text string) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) { _, _ = io.WriteString(w, text) }
}

func refuses(status int, header ...string) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "no")
	}
}

func hangsUp(http.ResponseWriter, int) { panic(http.ErrAbortHandler) }

// after behaves one way the first n times, and another way later.
func after(n int, first, then func(http.ResponseWriter, int)) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, before int) {
		if before < n {
			first(w, before)
			return
		}
		then(w, before)
	}
}

func TestPoolRetriesBeforeTheFirstByte(t *testing.T) {
	for _, row := range []struct {
		because string
		servers []func(http.ResponseWriter, int)
		want    string
		asked   string
		waits   string
	}{
		{"a working server is called once", []func(http.ResponseWriter, int){says("a")}, "200 a", "0:m", "[]"},
		{"a busy server is replaced at once", []func(http.ResponseWriter, int){refuses(429, "Retry-After", "3"), says("b")}, "200 b", "0:m 1:m", "[]"},
		{"a server that hangs up is replaced at once", []func(http.ResponseWriter, int){hangsUp, says("b")}, "200 b", "0:m 1:m", "[]"},
		{"a failing server is replaced at once", []func(http.ResponseWriter, int){refuses(500), says("b")}, "200 b", "0:m 1:m", "[]"},
		{"a single server is retried after its Retry-After", []func(http.ResponseWriter, int){after(1, refuses(429, "Retry-After", "3"), says("a"))}, "200 a", "0:m 0:m", "[3s]"},
		{"Retry-After-Ms is respected", []func(http.ResponseWriter, int){after(1, refuses(503, "Retry-After-Ms", "250"), says("a"))}, "200 a", "0:m 0:m", "[250ms]"},
		{"without Retry-After the pause grows", []func(http.ResponseWriter, int){after(2, refuses(502), says("a"))}, "200 a", "0:m 0:m 0:m", "[199ms 398ms]"},
		{"there are at most three attempts", []func(http.ResponseWriter, int){refuses(500)}, "500 no", "0:m 0:m 0:m", "[199ms 398ms]"},
		{"a long Retry-After is returned to the caller", []func(http.ResponseWriter, int){refuses(429, "Retry-After", "60")}, "429 no", "0:m", "[]"},
		{"a 400 is not retried", []func(http.ResponseWriter, int){refuses(400), says("b")}, "400 no", "0:m", "[]"},
		{"a 501 is not retried", []func(http.ResponseWriter, int){refuses(501), says("b")}, "501 no", "0:m", "[]"},
		{"three failed connections are an error", []func(http.ResponseWriter, int){hangsUp}, "failed", "0:m 0:m 0:m", "[199ms 398ms]"},
	} {
		t.Run(row.because, func(t *testing.T) {
			r := newRig(t)
			for i, handle := range row.servers {
				r.add(fmt.Sprint(i), upstream.Member{Priority: i}, handle)
			}
			if got, asked := r.ask(r.pool()), r.seen(); got != row.want || asked != row.asked || fmt.Sprint(r.waited) != row.waits {
				t.Errorf("got %s of %s after %v, want %s of %s after %s", got, asked, r.waited, row.want, row.asked, row.waits)
			}
		})
	}
}

func TestPoolDoesNotRetryAfterAFirstByteTimeout(t *testing.T) {
	r := newRig(t)
	release := make(chan struct{})
	defer close(release)
	r.add("slow", upstream.Member{}, func(http.ResponseWriter, int) { <-release })
	if got, asked := r.ask(r.pool()), r.seen(); got != "failed" || asked != "slow:m" {
		t.Errorf("%s of %s", got, asked)
	}
}

func TestSilentStreamsEnd(t *testing.T) {
	r := newRig(t)
	release := make(chan struct{})
	defer close(release)
	r.add("silent", upstream.Member{}, func(w http.ResponseWriter, _ int) {
		_, _ = io.WriteString(w, "data: 1\n\n")
		_ = http.NewResponseController(w).Flush()
		<-release
	})
	began := time.Now()
	if got := r.ask(r.pool()); got != "200 broken" || time.Since(began) > 5*time.Second {
		t.Errorf("%s after %s", got, time.Since(began))
	}
}

func TestPoolChoosesByModelPriorityAndHealth(t *testing.T) {
	r := newRig(t)
	r.add("near", upstream.Member{Priority: 0}, says("near"))
	far := r.add("far", upstream.Member{Priority: 5, Names: map[string]string{"m": "there"}}, says("far"))
	p := r.pool()
	if got := r.ask(p); got != "200 near" {
		t.Errorf("the first priority: %s", got)
	}
	if got := r.ask(p, upstream.HeaderServer, "far"); got != "200 far" || !strings.Contains(r.seen(), "far:there") {
		t.Errorf("the one that was asked for, which has a name of its own for the model: %s", got)
	}
	r.member[0].Learn([]string{"other"})
	if got := r.ask(p); got != "200 far" {
		t.Errorf("only who has the model: %s", got)
	}
	far.Learn([]string{"other"})
	if got := r.ask(p); got != "200 near" {
		t.Errorf("nobody is known to have it, so the answer is theirs: %s", got)
	}
}

func TestPoolSharesCallsByWeight(t *testing.T) {
	r := newRig(t)
	r.add("a", upstream.Member{Weight: 3}, says("a"))
	r.add("b", upstream.Member{Weight: 1}, says("b"))
	counts, n := map[string]int{}, 0
	p, err := upstream.NewPool(upstream.PoolConfig{Members: r.member, Now: r.clock, Random: func() float64 { n++; return float64(n%400) / 400 }})
	if err != nil {
		t.Fatal(err)
	}
	for range 400 {
		counts[r.ask(p)]++
	}
	if counts["200 a"] != 300 || counts["200 b"] != 100 {
		t.Errorf("%v", counts)
	}
}

func TestCircuitOpensAndProbes(t *testing.T) {
	r := newRig(t)
	broken := atomic.Bool{}
	broken.Store(true)
	r.add("a", upstream.Member{}, func(w http.ResponseWriter, n int) {
		if broken.Load() {
			refuses(503)(w, n)
			return
		}
		says("a")(w, n)
	})
	p := r.pool()
	got, asks := "", 0
	for got != "fault 503" && asks < 20 {
		r.seen()
		got = r.ask(p)
		asks++
	}
	if asked := r.seen(); asks < 4 || asks > 10 || asked != "" {
		t.Fatalf("after %d asks that fail, the last of which asked %q", asks, asked)
	}
	r.advance(4 * time.Second)
	if got, asked := r.ask(p), r.seen(); got != "503 no" || asked != "a:m" {
		t.Errorf("a probe that fails: %s of %q", got, asked)
	}
	if got, asked := r.ask(p), r.seen(); got != "fault 503" || asked != "" {
		t.Errorf("it stays open for longer: %s of %q", got, asked)
	}
	broken.Store(false)
	r.advance(10 * time.Second)
	for range 2 {
		if got := r.ask(p); got != "200 a" {
			t.Errorf("after a probe that comes through: %s", got)
		}
	}
}

func TestPoolWaitsForAnImminentProbe(t *testing.T) {
	r := newRig(t)
	r.add("a", upstream.Member{}, after(5, refuses(502), says("a")))
	p := r.pool()
	r.ask(p) // three failures
	if got := r.ask(p); got != "200 a" {
		t.Errorf("%s after %v", got, r.waited)
	}
}

func TestBadRequestsDoNotOpenACircuit(t *testing.T) {
	r := newRig(t)
	r.add("a", upstream.Member{}, refuses(500))
	p := r.pool()
	for range 10 {
		if got := r.ask(p); got != "500 no" {
			t.Fatal(got)
		}
	}
}

func TestCanceledCallsDoNotAffectHealth(t *testing.T) {
	r := newRig(t)
	came := make(chan struct{}, 1)
	release := make(chan struct{})
	r.add("a", upstream.Member{}, func(w http.ResponseWriter, n int) {
		if n < 20 {
			came <- struct{}{}
			<-release
			return
		}
		says("a")(w, n)
	})
	p := r.pool()
	for range 20 {
		ctx, leave := context.WithCancel(t.Context())
		q, _ := http.NewRequestWithContext(ctx, http.MethodPost, "/chat/completions", nil)
		go func() { <-came; leave() }()
		response, err := p.Send(q, "m", func(string) (io.ReadCloser, int64, error) { return http.NoBody, 0, nil })
		if err == nil {
			_ = response.Body.Close()
			t.Fatal("answered")
		}
	}
	close(release)
	if got := r.ask(p); got != "200 a" {
		t.Errorf("%s", got)
	}
}

func TestConcurrencyIsLimitedUntilTheResponseIsRead(t *testing.T) {
	now, most := atomic.Int64{}, atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		_, _ = io.WriteString(w, "x")
		_ = http.NewResponseController(w).Flush()
		time.Sleep(5 * time.Millisecond)
	}))
	defer server.Close()
	next, err := upstream.OpenAI(upstream.Config{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	p, err := upstream.NewPool(upstream.PoolConfig{Members: []upstream.Member{{Guard: upstream.NewGuard(upstream.GuardConfig{Name: "a", Next: next, Concurrency: 4})}}})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if got := r.ask(p); got != "200 x" {
				t.Error(got)
			}
		})
	}
	wg.Wait()
	if most.Load() != 4 {
		t.Errorf("%d at once", most.Load())
	}
}

package metric_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"strconv"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/metric"
)

// memory is a store that can be made to fail. It keeps what the store of the product would.
type memory struct {
	mu     sync.Mutex
	fails  error
	bodies map[memoryKey][]byte
	pruned metric.Minute
}

type memoryKey struct {
	metric.Series
	minute metric.Minute
	writer int64
}

func (m *memory) PutMetrics(_ context.Context, rows []metric.Row) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bodies == nil {
		m.bodies = map[memoryKey][]byte{}
	}
	for _, r := range rows { // a failure is of the answer: it may have been written
		m.bodies[memoryKey{r.Series, r.Minute, r.Writer}] = r.Body
	}
	return m.fails
}

func (m *memory) PruneMetrics(_ context.Context, before metric.Minute) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pruned = before
	return 0, nil
}

func (m *memory) sum(t *testing.T) (out metric.Point) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, body := range m.bodies {
		p, err := metric.Decode(body)
		if err != nil {
			t.Fatal(err)
		}
		out.Merge(p)
	}
	return out
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func recorder(t *testing.T, store metric.Store) (*metric.Recorder, *clock) {
	t.Helper()
	c := &clock{now: time.Unix(1_700_000_000, 0)}
	r := metric.NewRecorder(store, 7, c.time, slog.New(slog.NewTextHandler(io.Discard, nil)))
	t.Cleanup(r.Close)
	return r, c
}

var chat = metric.Series{Account: "/a", Deployment: "chat", Status: 200}

func TestRecorderCountsEachCallOnceDespiteFailures(t *testing.T) {
	store := &memory{}
	r, c := recorder(t, store)
	const each = 500
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range each {
				r.Add(chat, metric.Call{Prompt: 1, Completion: 2, Tokens: 3, Took: time.Second})
			}
		})
	}
	for i := range 20 {
		store.mu.Lock()
		store.fails = nil
		if i%2 == 0 {
			store.fails = errors.New("the connection broke after the commit")
		}
		store.mu.Unlock()
		if err := r.Flush(t.Context()); err != nil && i%2 == 1 {
			t.Error(err)
		}
		c.advance(20 * time.Second)
	}
	wg.Wait()
	store.mu.Lock()
	store.fails = nil
	store.mu.Unlock()
	r.Close()
	if got := store.sum(t); got.Requests != 8*each || got.Tokens != 3*8*each || got.Took.Count != 8*each {
		t.Errorf("%d requests, %d tokens, %d durations are stored of %d calls", got.Requests, got.Tokens, got.Took.Count, 8*each)
	}
}

func TestRecorderKeepsMinutesApartAndNeverWritesAClosedOneAgain(t *testing.T) {
	store := &memory{}
	r, c := recorder(t, store)
	flush := func() {
		t.Helper()
		if err := r.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	r.Add(chat, metric.Call{})
	flush()
	c.advance(time.Minute)
	r.Add(chat, metric.Call{})
	for range 5 {
		flush()
		c.advance(time.Minute)
	}
	c.advance(-5 * time.Minute) // a clock that is set back
	r.Add(chat, metric.Call{})
	flush()
	if got := store.sum(t); got.Requests != 3 || len(store.bodies) != 3 {
		t.Errorf("%d requests in %d rows, want 3 in 3", got.Requests, len(store.bodies))
	}
}

func TestRecorderIsBoundedForAllSeries(t *testing.T) {
	store := &memory{}
	r, _ := recorder(t, store)
	for i := range 40_000 {
		r.Add(metric.Series{Account: "/a", Deployment: strconv.Itoa(i), Status: 200}, metric.Call{})
	}
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(store.bodies); n > 11_000 {
		t.Errorf("%d series are in memory", n)
	}
	if got := store.sum(t); got.Requests+r.Lost() != 40_000 || r.Lost() > 0 {
		t.Errorf("%d requests are counted and %d are not, of 40000", got.Requests, r.Lost())
	}
}

func TestAddDoesNotAllocateForAKnownSeries(t *testing.T) {
	r, _ := recorder(t, &memory{})
	r.Add(chat, metric.Call{})
	if n := testing.AllocsPerRun(100, func() { r.Add(chat, metric.Call{Took: time.Second, FirstByte: time.Millisecond}) }); n > 0 {
		t.Errorf("%f allocations a call", n)
	}
}

func TestQuantilesAreRightToATenth(t *testing.T) {
	for _, row := range []struct {
		because string
		took    func(i int) time.Duration
		q       float64
		want    time.Duration
	}{
		{"the middle of a line", func(i int) time.Duration { return time.Duration(i+1) * time.Millisecond }, 0.5, 500 * time.Millisecond},
		{"its end", func(i int) time.Duration { return time.Duration(i+1) * time.Millisecond }, 0.95, 950 * time.Millisecond},
		{"all the same", func(int) time.Duration { return 42 * time.Millisecond }, 0.95, 42 * time.Millisecond},
		{"one in a hundred is slow", func(i int) time.Duration {
			if i%100 == 0 {
				return time.Minute
			}
			return time.Second
		}, 0.95, time.Second},
		{"shorter than the first range", func(int) time.Duration { return 3 * time.Microsecond }, 0.5, 3 * time.Microsecond},
		{"longer than the last", func(int) time.Duration { return 5 * time.Hour }, 0.5, 5 * time.Hour},
	} {
		t.Run(row.because, func(t *testing.T) {
			var p metric.Point
			for i := range 1000 {
				p.Add(metric.Call{Took: row.took(i)})
			}
			got, ok := p.Took.Quantile(row.q)
			if want := float64(row.want.Microseconds()); !ok || math.Abs(got-want) > want/10 {
				t.Errorf("%f us, want %f", got, want)
			}
		})
	}
	var none metric.Distribution
	if _, ok := none.Quantile(0.5); ok {
		t.Error("no call has a median")
	}
}

func FuzzDecode(f *testing.F) {
	var p metric.Point
	f.Add(p.Encode(nil))
	for i := range 50 {
		p.Add(metric.Call{Prompt: int64(i), Took: time.Duration(i*i) * time.Millisecond, FirstByte: time.Second, BetweenTokens: time.Hour})
	}
	f.Add(p.Encode(nil))
	f.Add([]byte{1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 200, 1})
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := metric.Decode(body)
		if err != nil {
			return
		}
		again, err := metric.Decode(p.Encode(nil))
		if err != nil || *again != *p {
			t.Errorf("%v comes back as %v, %v", p, again, err)
		}
		p.Took.Quantile(0.5)
	})
}

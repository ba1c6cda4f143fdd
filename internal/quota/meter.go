package quota

import (
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/cow"
)

// Meter counts what callers use. Its state is in this process, and what it shares with other replicas in their store.
type Meter struct {
	now    func() time.Time
	shared Shared // nil if each replica counts for itself
	known  atomic.Pointer[known]
	mu     sync.Mutex // for those who change known

	flushing sync.Mutex
	listed   []*share // for the next flush
}

// known is what a Meter knows at one time. It never changes; the counters in it do.
type known struct {
	plans    cow.Map[Key, *Plan]
	counters cow.Map[spot, *counter]
	swept    int // counters that were there after the last sweep
}

// counter is what was used at one spot.
type counter struct {
	requests, tokens bucket
	limits           Limits    // by which it counts, guarded by the Meter
	shares           *[2]share // of requests and tokens; nil unless replicas count together
}

// rescale keeps what was used when limits change: ten of a hundred are ten of a thousand.
func (c *counter) rescale(now int64, limits Limits) {
	c.requests.rescale(now, c.limits.Requests, limits.Requests)
	c.tokens.rescale(now, c.limits.Tokens, limits.Tokens)
	c.limits = limits
}

// Key is a caller of a deployment.
type Key struct {
	Principal
	Deployment string
}

// Version is what a plan was made of: values that are equal while nothing has changed, as pointers to snapshots.
type Version [2]any

const (
	minSwept = 4096    // counters that there may be before the first sweep
	maxPlans = 1 << 16 // after so many, all are made anew
)

// NewMeter makes a Meter by a clock.
func NewMeter(now func() time.Time) *Meter {
	m := &Meter{now: now}
	m.known.Store(&known{})
	return m
}

// Share has replicas count together. It is called before the first Plan, and Run afterwards.
func (m *Meter) Share(shared Shared) { m.shared = shared }

// Plan returns the plan that was made of this version, or nil.
func (m *Meter) Plan(key Key, version Version) *Plan {
	if p, ok := m.known.Load().plans.Get(key); ok && p.version == version {
		return p
	}
	return nil
}

// Make makes the plan of a caller of a deployment: the deployment's capacity, and the rules that count. Member
// reports whether the caller is in a group, however deep.
func (m *Meter) Make(key Key, version Version, capacity Limits, rules []Rule, member func(group string) bool) *Plan {
	together, own := choose(rules, key.Principal, member)
	m.mu.Lock()
	defer m.mu.Unlock()
	next := *m.known.Load()
	if next.counters.Len() > 2*next.swept+minSwept {
		next = m.sweep(next)
	}
	if next.plans.Len() >= maxPlans {
		next.plans = cow.Map[Key, *Plan]{}
	}
	p := &Plan{version: version}
	if m.shared != nil {
		p.meter = m
	}
	add := func(name string, at spot, limits Limits) {
		if limits == (Limits{}) {
			return
		}
		c, ok := next.counters.Get(at)
		if !ok {
			c = &counter{limits: limits}
			if m.shared != nil {
				c.shares = &[2]share{{key: keyOf(at, "requests")}, {key: keyOf(at, "tokens")}}
			}
			next.counters = next.counters.With(at, c)
		} else if c.limits != limits {
			c.rescale(m.now().UnixNano(), limits)
		}
		p.bounds = append(p.bounds, bound{name, c, limits})
	}
	add("", spot{on: key.Deployment}, capacity)
	for _, r := range own {
		add(r.Name, spot{on: r.On, Principal: key.Principal}, r.Limits)
	}
	for _, r := range together {
		add(r.Name, spot{on: r.On, rule: r.Name}, r.Limits)
	}
	next.plans = next.plans.With(key, p)
	m.known.Store(&next)
	return p
}

// sweep forgets counters of which nothing is used at present, and all plans, which are soon made again.
func (m *Meter) sweep(was known) known {
	now := m.now().UnixNano()
	counters := cow.Map[spot, *counter]{}.Edit()
	for at, c := range was.counters.All() {
		if c.requests.full.Load() > now || c.tokens.full.Load() > now {
			counters.Set(at, c)
		}
	}
	next := known{counters: counters.Done()}
	next.swept = next.counters.Len()
	return next
}

// Counters is how many counters are kept.
func (m *Meter) Counters() int { return m.known.Load().counters.Len() }

package quota

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"
)

// Shared is where replicas count together.
type Shared interface {
	// Ask takes what is needed from all buckets or from none, in one round trip. What is owed is taken from each, or given
	// back if it is below zero, whatever the answer. It fails at once while the store is away.
	Ask(ctx context.Context, asks []Ask) (Answer, error)
	// Replicas is how many there are, as far as it is known, at least 1.
	Replicas() int64
	// Epoch changes whenever the store may not know what replicas took: it was away, or has lost its memory.
	Epoch() int64
}

// Ask is what a replica asks of one bucket, in requests or tokens.
type Ask struct {
	Key              string
	Limit            int64 // a minute, above 0
	Owed, Need, Want int64 // Want is what it would like besides
}

// Grant is what it gets.
type Grant struct {
	Given int64
	Taken time.Duration // how long it is until all that was taken by anyone has come back
	Wait  time.Duration // until what was needed can be had; 0 if it was given
}

// Answer is what became of asks.
type Answer struct {
	Refused int // the first that has too little; -1 for none
	Grants  []Grant
}

const (
	// leaseTime is how long a replica may use what it was given besides what it needed.
	leaseTime = time.Second
	// shutTime is for how long at most a replica refuses by what the store said last.
	shutTime = 50 * time.Millisecond
	// busyTime is how soon after the last time a replica has to ask again in order to be given more than it needs.
	busyTime = 250 * time.Millisecond
	// flushTime is how often replicas give back what they did not use, and say what they used besides.
	flushTime = 100 * time.Millisecond
	// maxFlush is how many buckets are told of at once.
	maxFlush = 64
)

// unknown is no epoch: what was asked last was not answered.
const unknown = -1

// share is this replica's part of a bucket that replicas have in common. What is taken is counted by the replica's own
// bucket too, in parts of its fair share of the limit: that is what counts while the store is away.
type share struct {
	key string

	mu     sync.Mutex
	limit  int64
	credit int64 // what may be used without asking; below 0 it is owed
	until  int64 // when what is left of credit ends
	shut   int64 // until when the store need not be asked for as much as shutN
	shutN  int64
	wait   int64 // how long there is to wait for it at the time of shut
	taken  int64 // when all that was taken will have come back, as the store said last
	asking bool
	asked  int64 // when the store was asked last
	used   int64 // what was used since
	epoch  int64
	listed bool // for the next flush
}

// keyOf is the name of a bucket in the store, of a length that does not depend on who is counted.
func keyOf(at spot, what string) string {
	h := sha256.New()
	for _, part := range []string{what, at.on, at.rule, at.Tenant, at.Object} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18])
}

// fair is a replica's part of a limit.
func fair(limit, replicas int64) int64 { return max(limit/max(replicas, 1), 1) }

// part is one bucket of a plan and what a call takes of it.
type part struct {
	bound *bound
	*share
	own    *bucket
	tokens bool
	n      int64
	limit  int64
	asks   bool
}

// parts are the buckets that a call takes from.
func (p *Plan) parts(tokens int64) []part {
	all := make([]part, 0, 2*len(p.bounds))
	for i := range p.bounds {
		b := &p.bounds[i]
		if b.Requests > 0 {
			all = append(all, part{bound: b, share: &b.shares[0], own: &b.requests, n: 1, limit: b.Requests})
		}
		if b.Tokens > 0 && tokens > 0 {
			all = append(all, part{bound: b, share: &b.shares[1], own: &b.tokens, tokens: true, n: min(tokens, b.Tokens), limit: b.Tokens})
		}
	}
	return all
}

// takeShared is Take where replicas count together. What was leased is used without asking.
func (p *Plan) takeShared(ctx context.Context, at, tokens int64) (Ticket, Refusal, bool) {
	m, all := p.meter, p.parts(tokens)
	short := 0
	for i := range all {
		switch wait, ok := all[i].spend(at); {
		case ok:
		case wait > 0:
			m.unspend(at, all[:i])
			return Ticket{}, all[i].refusal(wait), false
		default:
			all[i].asks = true
			short++
		}
	}
	if short > 0 {
		answer, err := m.ask(ctx, at, all, short)
		switch {
		case err != nil:
			if refused, ok := m.takeOwn(at, all); !ok {
				return Ticket{}, refused, false
			}
			return Ticket{p, tokens, true}, Refusal{}, true
		case answer != nil:
			m.unspend(at, all)
			return Ticket{}, *answer, false
		}
	}
	replicas := m.shared.Replicas()
	for i := range all {
		all[i].count(at, all[i].n, replicas)
	}
	return Ticket{p, tokens, false}, Refusal{}, true
}

func (w *part) refusal(wait int64) Refusal {
	return Refusal{w.bound.name, w.tokens, time.Duration(wait)}
}

// count has the replica's own bucket know of n more, or less.
func (w *part) count(at, n, replicas int64) { w.own.settle(at, n, fair(w.limit, replicas)) }

// spend uses what was leased. If that is too little, it says how long to wait, as far as that is known without asking.
func (w *part) spend(at int64) (wait int64, ok bool) {
	s := w.share
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.credit >= w.n && at < s.until:
		s.credit -= w.n
		s.used += w.n
		return 0, true
	case at < s.shut && w.n >= s.shutN:
		return s.shut - at + s.wait, false
	}
	return 0, false
}

// unspend gives back to the leases what a call took of them that is refused.
func (m *Meter) unspend(at int64, all []part) {
	for i := range all {
		if s := all[i].share; !all[i].asks {
			m.credit(s, at, all[i].n)
		}
	}
}

// credit adds n to what may be used, or takes it away if it is below 0. The store hears of it with the next flush.
func (m *Meter) credit(s *share, at, n int64) {
	s.mu.Lock()
	s.credit += n
	if s.until < at {
		s.until = at + int64(leaseTime)
	}
	list := !s.listed
	s.listed = true
	s.mu.Unlock()
	if list {
		m.list(s)
	}
}

// ask asks the store for what is short. It returns the refusal, if it is refused.
func (m *Meter) ask(ctx context.Context, at int64, all []part, short int) (*Refusal, error) {
	asks, of := make([]Ask, 0, short), make([]*part, 0, short)
	for i := range all {
		if w := &all[i]; w.asks {
			asks, of = append(asks, w.begin(m.shared, at)), append(of, w)
		}
	}
	// A caller that goes does not end it: the store would have counted the call, and this replica would not know.
	answer, err := m.shared.Ask(context.WithoutCancel(ctx), asks)
	for i, w := range of {
		s := w.share
		s.mu.Lock()
		if asks[i].Want > 0 {
			s.asking = false
		}
		switch {
		case err != nil:
			s.credit -= max(asks[i].Owed, 0) // what was owed still is; what was to be given back is not used
			s.epoch = unknown
		case answer.Refused < 0:
			s.credit += answer.Grants[i].Given - w.n
			s.used += w.n
			s.until = at + int64(leaseTime)
			s.taken = at + int64(answer.Grants[i].Taken)
		default:
			s.taken = at + int64(answer.Grants[i].Taken)
			if wait := int64(answer.Grants[i].Wait); wait > 0 {
				s.shut = at + min(wait, int64(shutTime))
				s.wait, s.shutN = at+wait-s.shut, w.n
			}
		}
		list := !s.listed && s.credit != 0
		s.listed = s.listed || list
		s.mu.Unlock()
		if list {
			m.list(s)
		}
	}
	if err != nil || answer.Refused < 0 {
		return nil, err
	}
	refused := of[answer.Refused].refusal(int64(answer.Grants[answer.Refused].Wait))
	return &refused, nil
}

// begin makes an ask of a part. A replica that is busy asks for about as much as it used of late, twice over, so that a
// few calls of many ask; the store gives it at most one part in 32 of what is left.
func (w *part) begin(shared Shared, at int64) Ask {
	s := w.share
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.settleAll(w.own, w.limit, shared, at)
	a.Need = w.n
	if at-s.asked < int64(busyTime) && !s.asking && w.n > 0 {
		a.Want = min(2*(s.used+w.n), w.limit/32)
		s.asking = a.Want > 0
	}
	s.asked, s.used = at, 0
	return a
}

// settleAll is an ask that needs nothing: it gives back all that was leased, and says what is owed. If the store may not
// know what this replica used of late, that is owed, as far as the replica's own count says, which has what was owed before.
func (s *share) settleAll(own *bucket, limit int64, shared Shared, at int64) Ask {
	a := Ask{Key: s.key, Limit: limit, Owed: -s.credit}
	s.credit, s.limit = 0, limit
	if epoch := shared.Epoch(); s.epoch != epoch {
		part := fair(limit, shared.Replicas())
		left, _ := own.left(at, part)
		a.Owed = max(a.Owed, part-left)
		s.epoch = epoch
	}
	return a
}

// takeOwn takes what is short by this replica's own count, which allows it its fair share.
func (m *Meter) takeOwn(at int64, all []part) (Refusal, bool) {
	replicas := m.shared.Replicas()
	for i := range all {
		w := &all[i]
		if !w.asks {
			w.count(at, w.n, replicas)
			continue
		}
		if wait, ok := w.own.take(at, w.n, fair(w.limit, replicas)); !ok {
			for j := range i {
				all[j].count(at, -all[j].n, replicas)
			}
			m.unspend(at, all)
			return w.refusal(wait), false
		}
	}
	return Refusal{}, true
}

// settleShared is Settle where replicas count together.
func (t Ticket) settleShared(at, tokens int64) {
	m := t.plan.meter
	replicas := m.shared.Replicas()
	for i := range t.plan.bounds {
		b := &t.plan.bounds[i]
		if b.Tokens == 0 {
			continue
		}
		more := tokens - min(t.tokens, b.Tokens)
		if !t.own {
			m.credit(&b.shares[1], at, -min(more, b.Tokens))
		}
		b.tokens.settle(at, more, fair(b.Tokens, replicas))
	}
}

// left is what the store said is left, with what this replica has leased of it; while the store is away, what is left of
// the replica's fair share.
func (s *share) left(at, limit int64, own *bucket, replicas int64) (int64, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch == unknown {
		return own.left(at, fair(limit, replicas))
	}
	taken := min(max(s.taken-at, 0), minute)
	left := int64(float64(minute-taken)/float64(minute)*float64(limit)) + s.credit
	return min(max(left, 0), limit), time.Duration(taken)
}

// Refresh asks the store what is left, where replicas count together, for those who have not called here of late.
func (p *Plan) Refresh(ctx context.Context, now time.Time) {
	if p.meter == nil || p.meter.shared == nil {
		return
	}
	all := p.parts(1)
	for i := range all {
		all[i].n, all[i].asks = 0, true
	}
	if len(all) > 0 {
		_, _ = p.meter.ask(ctx, now.UnixNano(), all, len(all))
	}
}

// list has the next flush look at a share.
func (m *Meter) list(s *share) {
	m.flushing.Lock()
	defer m.flushing.Unlock()
	m.listed = append(m.listed, s)
}

// Run tells the store, until ctx ends, what was used besides what it gave, and gives back what was not used.
func (m *Meter) Run(ctx context.Context) {
	ticker := time.NewTicker(flushTime)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			m.flush(ctx, false)
		case <-ctx.Done():
			m.flush(context.WithoutCancel(ctx), true)
			return
		}
	}
}

// flush looks at the shares that are listed; with all, it gives back leases that have not ended too.
func (m *Meter) flush(ctx context.Context, all bool) {
	m.flushing.Lock()
	listed := m.listed
	m.listed = nil
	m.flushing.Unlock()
	at := m.now().UnixNano()
	var asks []Ask
	send := func() {
		if len(asks) == 0 {
			return
		}
		// A failure loses little: the replica's own count knows what it used, and is told when the store is there again.
		_, _ = m.shared.Ask(ctx, asks)
		asks = asks[:0]
	}
	for _, s := range listed {
		s.mu.Lock()
		ended := all || s.credit < 0 || at >= s.until
		s.listed = !ended
		if ended && s.credit != 0 && s.limit > 0 {
			asks = append(asks, Ask{Key: s.key, Limit: s.limit, Owed: -s.credit})
			s.credit = 0
		}
		s.mu.Unlock()
		if !ended {
			m.list(s)
		}
		if len(asks) == maxFlush {
			send()
		}
	}
	send()
}

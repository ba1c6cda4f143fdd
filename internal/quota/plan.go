package quota

import (
	"context"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

// Limits are what may be used in a minute. 0 is no limit.
type Limits struct{ Tokens, Requests int64 }

// OfCapacity are the limits of a deployment's capacity, as Azure has them: a unit is 1000 tokens a minute, and 6
// requests a minute go with it. 0 is no limit. Source: Azure OpenAI quota, "Understanding rate limits".
func OfCapacity(units int) Limits {
	return Limits{Tokens: 1000 * int64(units), Requests: 6 * int64(units)}
}

// Principal is a directory object. An empty Tenant and Object is everyone.
type Principal struct{ Tenant, Object string }

// Rule is a quota as an administrator has set it.
type Rule struct {
	Name string
	// On is what it limits the use of: a deployment, or an account with all its deployments.
	On string
	// For is a user, service principal or group; the zero value is everyone.
	For Principal
	// Together makes all whom it is for share it; otherwise each has as much.
	Together bool
	Limits
}

// bound is one thing that a plan counts against.
type bound struct {
	name string // the rule's; "" is the deployment's capacity
	*counter
	Limits
}

// spot says where something is counted. Without a principal, all callers are counted together.
type spot struct {
	on   string
	rule string // the name of a rule that is for many together
	Principal
}

// choose says which rules count for who. Those that are for many together all do. Of the others, at each place the
// most particular do: those for the caller itself; else those for its groups, of which the most generous counts; else
// those for everyone.
func choose(rules []Rule, who Principal, member func(group string) bool) (together, own []Rule) {
	type best struct {
		rank int
		rule Rule
	}
	chosen := map[string]best{}
	for _, r := range rules {
		rank := -1
		switch {
		case r.For == Principal{}:
			rank = 0
		case !ascii.EqualFold(r.For.Tenant, who.Tenant) || who.Object == "":
		case ascii.EqualFold(r.For.Object, who.Object):
			rank = 2
		case member(r.For.Object):
			rank = 1
		}
		if rank < 0 {
			continue
		}
		if r.Together {
			together = append(together, r)
			continue
		}
		was, there := chosen[r.On]
		switch {
		case !there || rank > was.rank:
			chosen[r.On] = best{rank, r}
		case rank == was.rank:
			was.rule.Limits = Limits{generous(was.rule.Tokens, r.Tokens), generous(was.rule.Requests, r.Requests)}
			was.rule.Name = strings.Join([]string{was.rule.Name, r.Name}, ", ")
			chosen[r.On] = was
		}
	}
	for _, b := range chosen {
		own = append(own, b.rule)
	}
	slices.SortFunc(own, func(a, b Rule) int { return strings.Compare(a.On, b.On) })
	return together, own
}

// generous is the higher of two limits, of which 0 is none.
func generous(a, b int64) int64 {
	if a == 0 || b == 0 {
		return 0
	}
	return max(a, b)
}

// Plan is all that counts for one caller of one deployment.
type Plan struct {
	version Version
	bounds  []bound
	meter   *Meter // nil unless replicas count together
}

// Ticket is what one call has taken. The zero Ticket has taken nothing.
type Ticket struct {
	plan   *Plan
	tokens int64
	own    bool // taken while the store that replicas share was away
}

// Refusal is why a call may not be made now. The zero Refusal is none.
type Refusal struct {
	Rule   string // the quota's name; "" is the capacity of the deployment
	Tokens bool   // tokens, not requests, are used up
	Wait   time.Duration
}

// CountsTokens reports whether any of the limits is one of tokens.
func (p *Plan) CountsTokens() bool {
	return slices.ContainsFunc(p.bounds, func(b bound) bool { return b.Tokens != 0 })
}

// Take takes one request and the tokens that it is estimated to cost, from everything that counts or from nothing. Where
// replicas count together it may ask their store, for as long as that may take to answer.
func (p *Plan) Take(ctx context.Context, now time.Time, tokens int64) (Ticket, Refusal, bool) {
	at := now.UnixNano()
	if p.meter != nil {
		return p.takeShared(ctx, at, tokens)
	}
	for i := range p.bounds {
		refused, ok := p.bounds[i].take(at, tokens)
		if ok {
			continue
		}
		for j := range i {
			p.bounds[j].give(at, 1, tokens)
		}
		return Ticket{}, refused, false
	}
	return Ticket{p, tokens, false}, Refusal{}, true
}

func (b *bound) take(at, tokens int64) (Refusal, bool) {
	if b.Requests > 0 {
		if wait, ok := b.requests.take(at, 1, b.Requests); !ok {
			return Refusal{b.name, false, time.Duration(wait)}, false
		}
	}
	if b.Tokens > 0 && tokens > 0 {
		if wait, ok := b.tokens.take(at, tokens, b.Tokens); !ok {
			b.give(at, 1, 0)
			return Refusal{b.name, true, time.Duration(wait)}, false
		}
	}
	return Refusal{}, true
}

func (b *bound) give(at, requests, tokens int64) {
	if b.Requests > 0 && requests != 0 {
		b.requests.settle(at, -requests, b.Requests)
	}
	if b.Tokens > 0 && tokens != 0 {
		b.tokens.settle(at, -min(tokens, b.Tokens), b.Tokens)
	}
}

// Settle counts what the call did cost in place of the estimate.
func (t Ticket) Settle(now time.Time, tokens int64) {
	if t.plan == nil || tokens == t.tokens {
		return
	}
	at := now.UnixNano()
	if t.plan.meter != nil {
		t.settleShared(at, tokens)
		return
	}
	for i := range t.plan.bounds {
		if b := &t.plan.bounds[i]; b.Tokens > 0 {
			b.tokens.settle(at, tokens-min(t.tokens, b.Tokens), b.Tokens)
		}
	}
}

// Standing is what is left of a limit. A zero Limit is none.
type Standing struct {
	Limit, Remaining int64
	Reset            time.Duration // until all of it can be used
}

// Left is what is left of requests and tokens, each of the limit of which the least is.
func (p *Plan) Left(now time.Time) (requests, tokens Standing) {
	at := now.UnixNano()
	for i := range p.bounds {
		b := &p.bounds[i]
		requests = nearer(requests, p.left(b, 0, at))
		tokens = nearer(tokens, p.left(b, 1, at))
	}
	return requests, tokens
}

// left is what is left of one limit: that of requests, 0, or of tokens, 1.
func (p *Plan) left(b *bound, which int, at int64) (s Standing) {
	own, limit := &b.requests, b.Requests
	if which == 1 {
		own, limit = &b.tokens, b.Tokens
	}
	s.Limit = limit
	switch {
	case limit == 0:
	case p.meter != nil:
		s.Remaining, s.Reset = b.shares[which].left(at, limit, own, p.meter.shared.Replicas())
	default:
		s.Remaining, s.Reset = own.left(at, limit)
	}
	return s
}

func nearer(was, is Standing) Standing {
	if is.Limit == 0 || was.Limit > 0 && was.Remaining <= is.Remaining {
		return was
	}
	return is
}

package keyless

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/quota"
)

// The bounds of an answer about callers.
const (
	defaultCallers = 10
	maxCallers     = 100
	maxIntervals   = 3000
)

// callerBody is how many calls a principal or a group was allowed, and when. Intervals without a call are left out.
type callerBody struct {
	TenantID string        `json:"tenantId,omitempty"`
	ID       string        `json:"principalId"` // key1 and key2 are an account's keys
	Name     string        `json:"principalName,omitempty"`
	Account  string        `json:"account,omitempty"` // of a key
	Calls    int64         `json:"calls"`
	Series   []callerPoint `json:"series"`
}

type callerPoint struct {
	At    time.Time `json:"at"`
	Calls int64     `json:"calls"`
}

// callerList is the response: those with the most calls first. Others is how many further callers there are, which top left out.
type callerList struct {
	Value   []callerBody `json:"value"`
	Others  int          `json:"others"`
	Minutes int64        `json:"minutes"`
	From    time.Time    `json:"from"`  // the first minute
	Until   time.Time    `json:"until"` // the last minute
}

// caller is who an answer is about.
type caller struct {
	quota.Principal
	account string // of a key
}

// listCallers returns who called at a scope and below it, and how many calls each was allowed in each interval. Parameters:
// since and until as of listCalls; by is principal or group; minutes is the length of an interval (1 unless given), which begin
// at its multiples; top bounds the callers (10 unless given, 100 at most). A call counts in each of its caller's present groups.
func listCallers(c *provider.Call) (edge.Reply, error) {
	q, err := readCallers(c)
	if err != nil {
		return edge.Reply{}, err
	}
	most, others, err := q.most()
	if err != nil {
		return edge.Reply{}, err
	}
	series, err := q.series(most)
	if err != nil {
		return edge.Reply{}, err
	}
	out := callerList{Value: []callerBody{}, Others: others, Minutes: int64(q.Step), From: q.From.Time(), Until: q.Until.Time()}
	for _, who := range most {
		body, err := q.show(who, series[who])
		if err != nil {
			return edge.Reply{}, err
		}
		out.Value = append(out.Value, body)
	}
	return provider.OK(out)
}

// callersQuery is a parsed request about callers.
type callersQuery struct {
	quota.CalledQuery
	tally   *tally
	byGroup bool
	top     int
}

func readCallers(c *provider.Call) (*callersQuery, error) {
	parameters := c.URL.Query()
	from, until, err := callSpan(c)
	if err != nil {
		return nil, err
	}
	step, top, by := int64(1), defaultCallers, ascii.ToLower(parameters.Get("by"))
	if text := parameters.Get("minutes"); text != "" {
		if step, err = strconv.ParseInt(text, 10, 32); err != nil || step < 1 {
			return nil, invalidParameter("minutes", text)
		}
	}
	if text := parameters.Get("top"); text != "" {
		if top = provider.Count(text); top < 1 || top > maxCallers {
			return nil, invalidParameter("top", text)
		}
	}
	if by != "" && by != "principal" && by != "group" {
		return nil, invalidParameter("by", by)
	}
	if int64(until-from)/step > maxIntervals {
		return nil, fault.New(fault.Invalid, "InvalidQueryParameter", "The answer has more than %d intervals. Ask for longer ones by minutes, or for a shorter time.", maxIntervals)
	}
	return &callersQuery{
		CalledQuery: quota.CalledQuery{Under: c.Scope.Key(), From: from, Until: until, Step: quota.Minute(step)},
		tally:       &tally{Call: c, groups: map[quota.Principal][]string{}}, byGroup: by == "group", top: top,
	}, nil
}

// each calls add for everyone that calls count for. A step of 0 is the whole time.
func (q *callersQuery) each(step quota.Minute, add func(caller, quota.Called)) error {
	query := q.CalledQuery
	query.Step = step
	return q.tally.Tx.EachCalled(query, func(one quota.Called) error {
		if !q.byGroup {
			add(caller{one.Principal, one.Account}, one)
			return nil
		}
		for _, group := range q.tally.groupsOf(one.Principal) {
			add(caller{Principal: quota.Principal{Tenant: q.tally.Tenant, Object: group}}, one)
		}
		return nil
	})
}

// most returns those with the most calls, and how many others there are.
func (q *callersQuery) most() (most []caller, others int, err error) {
	sums := map[caller]int64{}
	err = q.each(0, func(who caller, one quota.Called) { sums[who] += one.Count })
	most = slices.SortedFunc(maps.Keys(sums), func(a, b caller) int {
		return cmp.Or(cmp.Compare(sums[b], sums[a]), strings.Compare(a.Object, b.Object), strings.Compare(a.Tenant, b.Tenant), strings.Compare(a.account, b.account))
	})
	kept := min(len(most), q.top)
	return most[:kept], len(most) - kept, err
}

// series returns the calls of some callers by interval.
func (q *callersQuery) series(of []caller) (map[caller]map[quota.Minute]int64, error) {
	all := make(map[caller]map[quota.Minute]int64, len(of))
	for _, who := range of {
		all[who] = map[quota.Minute]int64{}
	}
	err := q.each(q.Step, func(who caller, one quota.Called) {
		if points, wanted := all[who]; wanted {
			points[one.Start] += one.Count
		}
	})
	return all, err
}

func (q *callersQuery) show(who caller, points map[quota.Minute]int64) (callerBody, error) {
	out := callerBody{TenantID: who.Tenant, ID: who.Object, Series: []callerPoint{}}
	for _, at := range slices.Sorted(maps.Keys(points)) {
		out.Calls += points[at]
		out.Series = append(out.Series, callerPoint{at.Time(), points[at]})
	}
	var err error
	if out.Account, err = q.tally.accountID(who.account); err != nil {
		return out, err
	}
	if who.Tenant != "" {
		out.Name, err = nameOf(q.tally.Call, who.Tenant, who.Object)
	}
	return out, err
}

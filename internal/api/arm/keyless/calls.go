package keyless

import (
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/quota"
)

// maxCalls bounds the rows of one answer.
const maxCalls = 5000

// calledBody is the number of calls that a principal made to a deployment in one minute by one role assignment.
type calledBody struct {
	Minute     time.Time `json:"minute"`
	Account    string    `json:"account"`
	Deployment string    `json:"deployment"`
	TenantID   string    `json:"tenantId,omitempty"`
	ID         string    `json:"principalId"` // key1 and key2 are the account's keys
	Name       string    `json:"principalName,omitempty"`
	Action     string    `json:"action"`
	Assignment string    `json:"roleAssignmentId,omitempty"`
	Calls      int64     `json:"calls"`
}

// calledList is the response. Next is the minute from which to continue, if there are more rows.
type calledList struct {
	Value []calledBody `json:"value"`
	Next  *time.Time   `json:"next,omitempty"`
}

// listCalls returns the number of allowed calls at a scope and below it, by minute. Parameters: since and until (RFC 3339; the
// last hour unless given), principalId.
func listCalls(c *provider.Call) (edge.Reply, error) {
	from, until, err := callSpan(c)
	if err != nil {
		return edge.Reply{}, err
	}
	all, err := c.Tx.Calls(quota.CallQuery{Under: c.Scope.Key(), Principal: ascii.ToLower(c.URL.Query().Get("principalId")), From: from, Until: until, Limit: maxCalls + 1})
	if err != nil {
		return edge.Reply{}, err
	}
	out := calledList{Value: []calledBody{}}
	if len(all) > maxCalls {
		// The last minute may be incomplete. The next request returns it, unless it is the only one.
		last := all[maxCalls].Minute
		for len(all) > 0 && all[len(all)-1].Minute == last && all[0].Minute != last {
			all = all[:len(all)-1]
		}
		if all = all[:min(len(all), maxCalls)]; all[0].Minute == last {
			last++
		}
		next := last.Time()
		out.Next = &next
	}
	t, names := &tally{Call: c}, map[quota.Principal]string{}
	for _, n := range all {
		name, known := names[n.Principal]
		if !known && n.Tenant != "" {
			if name, err = nameOf(c, n.Tenant, n.Object); err != nil {
				return edge.Reply{}, err
			}
			names[n.Principal] = name
		}
		account, err := t.accountID(n.Account)
		if err != nil {
			return edge.Reply{}, err
		}
		out.Value = append(out.Value, calledBody{n.Minute.Time(), account, n.Deployment, n.Tenant, n.Object, name, n.Action, n.Assignment, n.Count})
	}
	return provider.OK(out)
}

// callSpan returns the minutes that a request about calls names, both included: since and until (RFC 3339; the last hour unless
// given). It fails for a scope that has no calls.
func callSpan(c *provider.Call) (from, until quota.Minute, err error) {
	if c.Scope.Subscription() == "" {
		return 0, 0, fault.New(fault.Invalid, "InvalidScope", "Calls are shown of a subscription, a resource group or an account, not of '%s'.", c.Scope)
	}
	if _, err := c.Find(); err != nil {
		return 0, 0, err
	}
	now := c.Now()
	from, until = quota.MinuteOf(now.Add(-time.Hour)), quota.MinuteOf(now)
	for name, into := range map[string]*quota.Minute{"since": &from, "until": &until} {
		if text := c.URL.Query().Get(name); text != "" {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return 0, 0, invalidParameter(name, text)
			}
			*into = quota.MinuteOf(at)
		}
	}
	return from, until, nil
}

func invalidParameter(name, text string) error {
	return fault.New(fault.Invalid, "InvalidQueryParameter", "The query parameter '%s' is not valid: '%s'.", name, provider.Clip(text))
}

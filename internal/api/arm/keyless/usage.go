package keyless

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// usageRows serve usage by principal, which Azure does not have.
func usageRows() []provider.Row {
	return []provider.Row{
		{Method: http.MethodGet, Template: provider.AnyScope + "/providers/Microsoft.Keyless/usage", Scope: provider.AnyScope, Action: "Microsoft.Keyless/usage/read", ReadsCalls: true, Handler: listUsed},
		{Method: http.MethodGet, Template: provider.AnyScope + "/providers/Microsoft.Keyless/calls", Scope: provider.AnyScope, Action: "Microsoft.Keyless/usage/read", ReadsCalls: true, Handler: listCalls},
		{Method: http.MethodGet, Template: provider.AnyScope + "/providers/Microsoft.Keyless/callers", Scope: provider.AnyScope, Action: "Microsoft.Keyless/usage/read", ReadsCalls: true, Handler: listCallers},
	}
}

// defaultUsage is the period of usage in days, unless the request gives one.
const defaultUsage = 30

// usedBody is the usage of a principal, group or deployment, on one day or in the whole period.
type usedBody struct {
	Day        string `json:"day,omitempty"` // UTC
	Account    string `json:"account,omitempty"`
	Deployment string `json:"deployment,omitempty"`
	TenantID   string `json:"tenantId,omitempty"`
	ID         string `json:"principalId,omitempty"` // key1 and key2 are the account's keys
	Name       string `json:"principalName,omitempty"`
	quota.Used
}

// usedList is the response. A caller counts in each of its present groups, so the sum of the groups may exceed the total.
type usedList struct {
	Value []usedBody `json:"value"`
	Total quota.Used `json:"total"`
	From  string     `json:"from"`
	Until string     `json:"until"`
}

// listUsed returns usage at a scope and below it. Parameters: by is principal, group or deployment; daily=true returns a row
// per day; since and until are days, both included.
func listUsed(c *provider.Call) (edge.Reply, error) {
	if c.Scope.Subscription() == "" {
		return edge.Reply{}, fault.New(fault.Invalid, "InvalidScope", "Usage is shown of a subscription, a resource group or an account, not of '%s'.", c.Scope)
	}
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	t, err := newTally(c)
	if err != nil {
		return edge.Reply{}, err
	}
	if err := c.Tx.EachUsage(t.query, t.add); err != nil {
		return edge.Reply{}, err
	}
	out := usedList{Value: []usedBody{}, Total: t.total, From: t.query.From.String(), Until: t.query.Until.String()}
	for key, used := range t.rows {
		one, err := t.show(key)
		if err != nil {
			return edge.Reply{}, err
		}
		one.Used = used
		out.Value = append(out.Value, one)
	}
	slices.SortFunc(out.Value, func(a, b usedBody) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), cmp.Compare(b.Tokens, a.Tokens), cmp.Compare(b.Requests, a.Requests),
			strings.Compare(a.Account, b.Account), strings.Compare(a.Deployment, b.Deployment), strings.Compare(a.ID, b.ID))
	})
	return provider.OK(out)
}

// tally sums usage by principal, group or deployment.
type tally struct {
	*provider.Call
	by     string
	daily  bool
	query  quota.UsageQuery
	rows   map[quota.UsageKey]quota.Used
	total  quota.Used
	groups map[quota.Principal][]string
}

func newTally(c *provider.Call) (*tally, error) {
	parameters := c.URL.Query()
	today := quota.DayOf(c.Now())
	t := &tally{
		Call: c, by: ascii.ToLower(parameters.Get("by")), daily: parameters.Get("daily") == "true",
		query: quota.UsageQuery{Under: c.Scope.Key(), From: today - defaultUsage + 1, Until: today},
		rows:  map[quota.UsageKey]quota.Used{}, groups: map[quota.Principal][]string{},
	}
	if t.by == "" {
		t.by = "principal"
	}
	if t.by != "principal" && t.by != "group" && t.by != "deployment" {
		return nil, fault.New(fault.Invalid, "InvalidUsageQuery", "The value '%.64s' of by is not one of principal, group, deployment.", t.by)
	}
	for _, of := range []struct {
		name string
		into *quota.Day
	}{{"since", &t.query.From}, {"until", &t.query.Until}} {
		text := parameters.Get(of.name)
		if text == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))])
		if err != nil {
			return nil, fault.New(fault.Invalid, "InvalidUsageQuery", "The value '%.64s' of %s is not a day as 2026-01-31.", text, of.name)
		}
		*of.into = quota.DayOf(day)
	}
	return t, nil
}

func (t *tally) add(u quota.Usage) error {
	t.total = t.total.Plus(u.Used)
	key := quota.UsageKey{}
	if t.daily {
		key.Day = u.Day
	}
	switch t.by {
	case "deployment":
		key.Account, key.Deployment = u.Account, u.Deployment
	case "principal":
		key.Principal = u.Principal
		if u.Tenant == "" {
			key.Account = u.Account // each account has a key1
		}
	case "group":
		for _, group := range t.groupsOf(u.Principal) {
			key.Principal = quota.Principal{Tenant: t.Tenant, Object: group}
			t.rows[key] = t.rows[key].Plus(u.Used)
		}
		return nil
	}
	t.rows[key] = t.rows[key].Plus(u.Used)
	return nil
}

func (t *tally) groupsOf(p quota.Principal) []string {
	groups, seen := t.groups[p]
	if !seen && p.Tenant != "" {
		groups = t.RBAC().Groups(rbac.Principal{Tenant: p.Tenant, Object: p.Object})
		t.groups[p] = groups
	}
	return groups
}

func (t *tally) show(key quota.UsageKey) (usedBody, error) {
	out := usedBody{Deployment: key.Deployment, TenantID: key.Tenant, ID: key.Object}
	if t.daily {
		out.Day = key.Day.String()
	}
	var err error
	if out.Account, err = t.accountID(key.Account); err != nil {
		return out, err
	}
	if key.Tenant != "" {
		out.Name, err = nameOf(t.Call, key.Tenant, key.Object)
	}
	return out, err
}

// accountID returns the id of an account in its stored case, if the account still exists.
func (t *tally) accountID(key string) (string, error) {
	if key == "" {
		return "", nil
	}
	scope, err := resource.ParseScope(key)
	if err != nil {
		return "", err
	}
	found, err := t.Tx.Resource(scope)
	if fault.Is(err, fault.NotFound) {
		return key, nil
	}
	if err != nil {
		return "", err
	}
	return found.ID.String(), nil
}

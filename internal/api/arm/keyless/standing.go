package keyless

import (
	"context"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/resource"
)

// Standing is the present state of an account's deployments, as this process knows it. It is not in the store.
type Standing interface {
	// Limits returns the remaining quota of a caller, for each deployment that has one.
	Limits(ctx context.Context, caller edge.Caller, account resource.Scope) []Limit
	// Health returns the state of the upstream of each deployment.
	Health(account resource.Scope) []Backing
}

// Limit is the remaining quota of a caller at a deployment.
type Limit struct {
	Deployment string `json:"deployment"`
	Requests   *Left  `json:"requests,omitempty"`
	Tokens     *Left  `json:"tokens,omitempty"`
}

// Left is the remainder of a limit per minute: of the limit with the smallest remainder, if several apply.
type Left struct {
	Limit     int64 `json:"limit"`
	Remaining int64 `json:"remaining"`
	Reset     int64 `json:"resetSeconds"` // until the full limit is available
}

// Backing is the upstream of a deployment.
type Backing struct {
	Deployment string   `json:"deployment"`
	Servers    []Server `json:"servers"`
	// Problem says why there is no upstream; "" if there is one.
	Problem string `json:"problem,omitempty"`
}

// Server is one server behind a deployment.
type Server struct {
	Name   string `json:"name"`
	Health string `json:"health"` // healthy, resting or unavailable
}

// present serves the present state of deployments.
type present struct{ standing Standing }

// rows serve the caller's own usage and remaining quota, and the health of upstreams. They need permission to read the
// account.
func (p present) rows() []provider.Row {
	const ours, read = provider.AnyScope + "/providers/Microsoft.Keyless", resource.TypeAccount + "/read"
	return []provider.Row{
		{Method: http.MethodGet, Template: ours + "/mine", Scope: provider.AnyScope, Action: read, Alone: p.showMine},
		{Method: http.MethodGet, Template: ours + "/health", Scope: provider.AnyScope, Action: read, Handler: p.showHealth},
	}
}

// mine is a caller's usage of an account and their remaining quota.
type mine struct {
	Today  quota.Used `json:"today"` // in UTC
	Month  quota.Used `json:"last30Days"`
	Limits []Limit    `json:"limits"`
	At     time.Time  `json:"at"`
}

// accountScope returns the scope of a request about an account.
func accountScope(c *provider.Call) (resource.Scope, error) {
	found, err := c.Find()
	if err != nil {
		return resource.Scope{}, err
	}
	if found.ID.Type() != resource.TypeAccount {
		return resource.Scope{}, fault.New(fault.Invalid, "InvalidScope", "This is known of an account, not of '%s'.", c.Scope)
	}
	return found.ID, nil
}

// showMine asks for what is left of quotas outside of the transaction: another server may have to be asked, and may be slow.
func (p present) showMine(ctx context.Context, d *provider.Host, r *edge.Request, body []byte) (edge.Reply, error) {
	if d.Settle != nil {
		d.Settle(ctx)
	}
	out := mine{Limits: []Limit{}, At: d.Now()}
	var account resource.Scope
	err := d.Store.View(ctx, func(tx provider.Tx) (err error) {
		c := d.NewCall(tx, r, body)
		if err = c.Open(); err != nil {
			return err
		}
		if account, err = accountScope(c); err != nil {
			return err
		}
		today := quota.DayOf(out.At)
		query := quota.UsageQuery{Under: account.Key(), From: today - defaultUsage + 1, Until: today}
		return tx.EachUsage(query, func(u quota.Usage) error {
			if u.Tenant != r.Caller.Tenant || u.Object != r.Caller.Object {
				return nil
			}
			out.Month = out.Month.Plus(u.Used)
			if u.Day == today {
				out.Today = out.Today.Plus(u.Used)
			}
			return nil
		})
	})
	if err != nil {
		return edge.Reply{}, err
	}
	if p.standing != nil {
		out.Limits = append(out.Limits, p.standing.Limits(ctx, r.Caller, account)...)
	}
	return provider.OK(out)
}

func (p present) showHealth(c *provider.Call) (edge.Reply, error) {
	account, err := accountScope(c)
	if err != nil {
		return edge.Reply{}, err
	}
	all := []Backing{}
	if p.standing != nil {
		all = append(all, p.standing.Health(account)...)
	}
	return provider.OK(map[string]any{"value": all})
}

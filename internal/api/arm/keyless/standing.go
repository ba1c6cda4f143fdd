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

// Standing is what a process knows of the deployments of an account at present, which is in no store.
type Standing interface {
	// Limits are what is left for a caller, of the deployments that limit them.
	Limits(ctx context.Context, caller edge.Caller, account resource.Scope) []Limit
	// Health is what is behind each deployment.
	Health(account resource.Scope) []Backing
}

// Limit is what is left for a caller at a deployment.
type Limit struct {
	Deployment string `json:"deployment"`
	Requests   *Left  `json:"requests,omitempty"`
	Tokens     *Left  `json:"tokens,omitempty"`
}

// Left is what is left of a limit a minute, of the limit of which the least is.
type Left struct {
	Limit     int64 `json:"limit"`
	Remaining int64 `json:"remaining"`
	Reset     int64 `json:"resetSeconds"` // until all of it can be used
}

// Backing is what is behind a deployment.
type Backing struct {
	Deployment string   `json:"deployment"`
	Servers    []Server `json:"servers"`
	// Problem says why nothing is; "" if something is.
	Problem string `json:"problem,omitempty"`
}

// Server is one server behind a deployment.
type Server struct {
	Name   string `json:"name"`
	Health string `json:"health"` // healthy, resting or unavailable
}

// present serves what this process knows of deployments at present.
type present struct{ standing Standing }

// rows serve what Azure shows in its portal alone: the caller's own usage and what is left for them, and how the
// servers behind are. Whoever may see an account may ask.
func (p present) rows() []provider.Row {
	const ours, read = provider.AnyScope + "/providers/Microsoft.Keyless", resource.TypeAccount + "/read"
	return []provider.Row{
		{Method: http.MethodGet, Template: ours + "/mine", Scope: provider.AnyScope, Action: read, ReadsCalls: true, Handler: p.showMine},
		{Method: http.MethodGet, Template: ours + "/health", Scope: provider.AnyScope, Action: read, Handler: p.showHealth},
	}
}

// mine is what a caller has used of an account, and what is left for them.
type mine struct {
	Today  quota.Used `json:"today"` // in UTC
	Month  quota.Used `json:"last30Days"`
	Limits []Limit    `json:"limits"`
	At     time.Time  `json:"at"`
}

// accountScope is the scope of a request that is about an account.
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

func (p present) showMine(c *provider.Call) (edge.Reply, error) {
	account, err := accountScope(c)
	if err != nil {
		return edge.Reply{}, err
	}
	today := quota.DayOf(c.Now())
	out := mine{Limits: []Limit{}, At: c.Now()}
	query := quota.UsageQuery{Under: account.Key(), From: today - defaultUsage + 1, Until: today}
	err = c.Tx.EachUsage(query, func(u quota.Usage) error {
		if u.Tenant != c.Caller.Tenant || u.Object != c.Caller.Object {
			return nil
		}
		out.Month = out.Month.Plus(u.Used)
		if u.Day == today {
			out.Today = out.Today.Plus(u.Used)
		}
		return nil
	})
	if err != nil {
		return edge.Reply{}, err
	}
	if p.standing != nil {
		out.Limits = append(out.Limits, p.standing.Limits(c.Request.Context(), c.Caller, account)...)
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

package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/keyless"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/upstream"
)

// standing implements keyless.Standing with the state of this replica.
type standing struct{ *App }

func (s standing) deployments(id resource.Scope) (*resource.Account, []*resource.Deployment) {
	account, ok := s.state.View().Resources.AccountAt(id)
	if !ok {
		return nil, nil
	}
	all := account.Deployments()
	slices.SortFunc(all, func(a, b *resource.Deployment) int { return strings.Compare(a.Name, b.Name) })
	return account, all
}

func (s standing) Limits(ctx context.Context, caller edge.Caller, id resource.Scope) []keyless.Limit {
	account, all := s.deployments(id)
	roles, now := s.state.View().Roles, s.now()
	var out []keyless.Limit
	for _, d := range all {
		plan := inference.PlanOf(s.meter, roles, account, d, caller)
		if plan == nil {
			continue
		}
		plan.Refresh(ctx, now)
		requests, tokens := plan.Left(now)
		if one := (keyless.Limit{Deployment: d.Name, Requests: left(requests), Tokens: left(tokens)}); one.Requests != nil || one.Tokens != nil {
			out = append(out, one)
		}
	}
	return out
}

func left(of quota.Standing) *keyless.Left {
	if of.Limit == 0 {
		return nil
	}
	return &keyless.Left{Limit: of.Limit, Remaining: of.Remaining, Reset: int64((of.Reset + time.Second - 1) / time.Second)}
}

func (s standing) Health(id resource.Scope) []keyless.Backing {
	account, all := s.deployments(id)
	var out []keyless.Backing
	for _, d := range all {
		one := keyless.Backing{Deployment: d.Name, Servers: []keyless.Server{}}
		backend, _, err := s.models.Backend(account, d)
		switch pool, isPool := backend.(*upstream.Pool); {
		case err != nil:
			one.Problem = fault.Of(err).Message
		case isPool:
			for _, g := range pool.Guards() {
				one.Servers = append(one.Servers, keyless.Server{Name: g.Name, Health: g.Health()})
			}
		default:
			one.Servers = append(one.Servers, keyless.Server{Name: "built-in model", Health: upstream.Healthy})
		}
		out = append(out, one)
	}
	return out
}

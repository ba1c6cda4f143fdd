package apply

import (
	"context"
	"net/http"
	"strconv"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/world"
)

// limited is an account in the file. Its quotas are planned once all principals are known.
type limited struct {
	account *world.Account
	at      *place
}

// quota is the API's representation of a quota.
type quota struct {
	ID         string                   `json:"id"`
	Name       string                   `json:"name"`
	Properties resource.QuotaProperties `json:"properties"`
}

const quotasBelow = "/providers/" + resource.TypeQuota

// limit formats a limit for the difference.
func limit(n int64) string {
	if n == 0 {
		return "no limit"
	}
	return strconv.FormatInt(n, 10)
}

func (m *maker) quotas(ctx context.Context) error {
	for _, l := range m.limited {
		if l.account.Quotas == nil {
			continue
		}
		var all []quota
		if l.at.there {
			var err error
			if all, err = armList[quota](ctx, m.api, l.at.id+quotasBelow, version("2026-01-01")); err != nil {
				return err
			}
		}
		there := remainingOf(all, func(t *quota) string { return t.ID })
		for i := range l.account.Quotas {
			m.quota(l, &l.account.Quotas[i], there)
		}
		if !m.options.Prune {
			continue
		}
		for _, t := range there.left() {
			m.remove("quota", t.Name+" on "+l.account.Name, t.ID)
		}
	}
	return nil
}

// quota plans one quota, and takes it from the existing ones.
func (m *maker) quota(l limited, q *world.Quota, there *remaining[quota]) {
	who := &object{id: resource.EveryPrincipal, name: q.Principal.Name}
	if !ascii.EqualFold(q.Principal.Name, "everyone") {
		var err error
		if who, err = m.principal(q.Principal); err != nil {
			m.errs = append(m.errs, err)
			return
		}
	}
	home := m.home
	if who.home != "" {
		home = who.home
	}
	on, name := l.at.id, q.Principal.Name+" on "+l.account.Name
	if q.Deployment != "" {
		on, name = on+"/deployments/"+q.Deployment, name+"/"+q.Deployment
	}
	counts := q.Counts
	if counts == "" {
		counts = resource.EachMember
	}
	// The name is derived from the principal's id, which may be known only after its creation.
	id := func() string {
		if q.Name != "" {
			return on + quotasBelow + "/" + q.Name
		}
		return on + quotasBelow + "/q-" + guid.Derive("quota", home, who.id, q.Counts)
	}
	put := func(ctx context.Context) error {
		return m.api.ARM(ctx, http.MethodPut, id(), version("2026-01-01"), map[string]any{"properties": resource.QuotaProperties{
			PrincipalID: who.id, TenantID: home, Counts: counts, TokensPerMinute: q.TokensPerMinute, RequestsPerMinute: q.RequestsPerMinute,
		}}, nil)
	}
	found := there.take(id())
	if found == nil {
		m.plan.add(Add, "quota", name, put)
		return
	}
	was := found.Properties
	fields := differ(nil, "tokensPerMinute", limit(was.TokensPerMinute), limit(q.TokensPerMinute))
	fields = differ(fields, "requestsPerMinute", limit(was.RequestsPerMinute), limit(q.RequestsPerMinute))
	if fields = differ(fields, "counts", was.Counts, counts); len(fields) > 0 {
		m.plan.add(Modify, "quota", name, put, fields...)
	}
}

package world

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
)

// Quota limits the use of an account, or of one of its deployments, by a principal per minute.
type Quota struct {
	Principal         Ref    `yaml:"principal"`         // as in a role assignment, or "everyone"
	Deployment        string `yaml:"deployment"`        // "" means all deployments of the account
	Name              string `yaml:"name"`              // derived from the principal unless given
	Counts            string `yaml:"counts"`            // EachMember (each has its own limit) or Together (all share it); "" means EachMember
	TokensPerMinute   int64  `yaml:"tokensPerMinute"`   // 0 means no limit
	RequestsPerMinute int64  `yaml:"requestsPerMinute"` // 0 means no limit
}

// everyone is the name of the principal that stands for all callers.
const everyone = "everyone"

// limit creates the missing quotas.
func (a *applier) limit() error {
	for i := range a.tenant.Subscriptions {
		s := &a.tenant.Subscriptions[i]
		for j := range s.ResourceGroups {
			g := &s.ResourceGroups[j]
			for k := range g.Accounts {
				account := &g.Accounts[k]
				scope, err := resource.ParseScope("/subscriptions/" + orDerived(s.ID, "subscription", a.id, s.DisplayName) +
					"/resourceGroups/" + g.Name + "/providers/" + resource.TypeAccount + "/" + account.Name)
				if err != nil {
					return err
				}
				for l := range account.Quotas {
					if err := a.setQuota(scope, &account.Quotas[l]); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (a *applier) setQuota(account resource.Scope, q *Quota) error {
	id, home := resource.EveryPrincipal, a.id
	if !ascii.EqualFold(q.Principal.Name, everyone) {
		who, tenant, foreign := trusted(q.Principal.Name)
		if foreign {
			home = tenant
		} else {
			var err error
			if who, err = a.people.one(q.Principal, "principal", "write user:, group: or servicePrincipal: in front"); err != nil {
				return err
			}
		}
		id = who.id
	}
	on := account
	if q.Deployment != "" {
		var err error
		if on, err = account.Child("deployments", q.Deployment); err != nil {
			return q.Principal.fail("%w", err)
		}
	}
	name := q.Name
	if name == "" {
		name = "q-" + guid.Derive("quota", home, id, q.Counts)
	}
	scope, err := on.Child("providers/"+resource.TypeQuota, name)
	if err != nil {
		return q.Principal.fail("%w", err)
	}
	properties := map[string]any{
		"principalId": id, "tenantId": home, "tokensPerMinute": q.TokensPerMinute, "requestsPerMinute": q.RequestsPerMinute,
	}
	if q.Counts != "" {
		properties["counts"] = q.Counts
	}
	if err := a.put(scope, "quota of "+q.Principal.Name+" on "+on.Name(), resource.Body{}, properties); err != nil {
		return q.Principal.fail("%w", err)
	}
	return nil
}

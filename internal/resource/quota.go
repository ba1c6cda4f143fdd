package resource

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// QuotaProperties limits the use of an account or a deployment by a principal per minute. The type is keyless's own, in the
// form of Azure's types.
type QuotaProperties struct {
	// PrincipalID is the object id of a user, group, service principal or managed identity, or EveryPrincipal.
	PrincipalID string `json:"principalId"`
	// TenantID is the principal's tenant. The default is that of the resource.
	TenantID string `json:"tenantId"`
	// Counts is EachMember if each member has its own limit, or Together if all share it.
	Counts            string `json:"counts"`
	TokensPerMinute   int64  `json:"tokensPerMinute,omitempty"`   // 0 means no limit
	RequestsPerMinute int64  `json:"requestsPerMinute,omitempty"` // 0 means no limit
	Description       string `json:"description,omitempty"`
}

// The values of QuotaProperties.Counts.
const (
	EachMember = "EachMember"
	Together   = "Together"
)

// EveryPrincipal stands for everyone, as it does in Azure's deny assignments.
const EveryPrincipal = "00000000-0000-0000-0000-000000000000"

// Limits of quotas.
const (
	maxPerMinute = 1_000_000_000
	maxQuotas    = 500 // per account, including its deployments
)

// Quota is a quota as the data plane uses it.
type Quota struct {
	*Resource
	Properties QuotaProperties
}

// On returns the account or deployment that the quota limits.
func (q *Quota) On() Scope {
	on, _ := q.ID.Parent()
	return on
}

func writeQuota(c *Change, w *write) error {
	if !plain(w.after.Name, 1, 64, "_-.") || !startsPlain(w.after.Name) {
		return badName("quota", w.after.Name, "it has 1 to 64 letters, digits, '-', '_' and '.', and starts with a letter or a digit")
	}
	on, _ := w.after.ID.Parent()
	if t := on.Type(); !ascii.EqualFold(t, TypeAccount) && !ascii.EqualFold(t, TypeDeployment) {
		return fault.New(fault.Invalid, "InvalidQuotaScope", "A quota is set on a Cognitive Services account or on one of its deployments, not on '%s'.", on)
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	p := QuotaProperties{TenantID: c.Tenant, Counts: EachMember}
	if w.before != nil && w.patch {
		if err := unmarshal(w.before.Properties, &p); err != nil {
			return err
		}
	}
	if err := firstOf(
		given.text("principalId", &p.PrincipalID), given.text("tenantId", &p.TenantID), given.text("counts", &p.Counts),
		given.whole("tokensPerMinute", &p.TokensPerMinute), given.whole("requestsPerMinute", &p.RequestsPerMinute),
		given.text("description", &p.Description),
	); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	if w.before == nil {
		all, err := c.Store.Resources(Query{Tenant: c.Tenant, Under: accountOf(w.after.ID), Type: TypeQuota, Limit: maxQuotas})
		if err != nil {
			return err
		}
		if len(all) == maxQuotas {
			return fault.New(fault.Conflict, "QuotaLimitExceeded", "An account and its deployments have at most %d quotas.", maxQuotas)
		}
	}
	w.after.Properties = encode(p)
	return nil
}

// check sets defaults and validates the properties.
func (p *QuotaProperties) check() error {
	principal, ok1 := guid.Parse(p.PrincipalID)
	tenant, ok2 := guid.Parse(p.TenantID)
	switch {
	case !ok1:
		return fault.New(fault.Invalid, "InvalidPrincipalId", "The principalId '%.64s' is not valid: it is the object id of a user, group or service principal, or %s for everyone.", p.PrincipalID, EveryPrincipal)
	case !ok2:
		return fault.New(fault.Invalid, "InvalidTenantId", "The tenantId '%.64s' is not valid.", p.TenantID)
	case p.TokensPerMinute == 0 && p.RequestsPerMinute == 0:
		return fault.New(fault.Invalid, "InvalidQuota", "A quota needs tokensPerMinute, requestsPerMinute or both.")
	case p.TokensPerMinute < 0 || p.TokensPerMinute > maxPerMinute || p.RequestsPerMinute < 0 || p.RequestsPerMinute > maxPerMinute:
		return fault.New(fault.Invalid, "InvalidQuota", "tokensPerMinute and requestsPerMinute are from 1 to %d; to let nobody in, take the role away.", maxPerMinute)
	case len(p.Description) > 1024:
		return fault.New(fault.Invalid, "InvalidQuota", "The description of a quota has at most 1024 characters.")
	case ascii.EqualFold(p.Counts, EachMember):
		p.Counts = EachMember
	case ascii.EqualFold(p.Counts, Together):
		p.Counts = Together
	default:
		return fault.New(fault.Invalid, "InvalidQuota", "The value '%.64s' of counts is not one of %s, %s.", p.Counts, EachMember, Together)
	}
	p.PrincipalID, p.TenantID = principal, tenant
	return nil
}

// accountOf returns the account that id is or belongs to, or the root.
func accountOf(id Scope) Scope {
	for node := range id.Upward() {
		if ascii.EqualFold(node.Type(), TypeAccount) {
			return node
		}
	}
	return Root
}

// setQuota returns a copy of all in which the quota with that id is set or, if q is nil, removed.
func setQuota(all []*Quota, id Scope, q *Quota) []*Quota {
	next := slices.DeleteFunc(slices.Clone(all), func(other *Quota) bool { return other.ID.Equal(id) })
	if q != nil {
		next = append(next, q)
	}
	slices.SortFunc(next, func(a, b *Quota) int { return strings.Compare(a.ID.Key(), b.ID.Key()) })
	return next
}

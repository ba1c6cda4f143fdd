package world

import "slices"

// Result describes an applied world: names, ids and generated secrets. A developer server stores its JSON in a file that only
// its owner can read.
type Result struct {
	Tenants []TenantResult `json:"tenants"`
	// Made lists what was created, as "user ada@keyless.localhost".
	Made []string `json:"-"`
}

// TenantResult describes a tenant.
type TenantResult struct {
	ID                string            `json:"id"`
	Domain            string            `json:"domain"`
	DisplayName       string            `json:"displayName"`
	Users             []UserResult      `json:"users"`
	Groups            []GroupResult     `json:"groups"`
	ServicePrincipals []AppResult       `json:"servicePrincipals"`
	ManagedIdentities []IdentityResult  `json:"managedIdentities"`
	Subscriptions     []SubscriptionRef `json:"subscriptions"`
	Accounts          []AccountResult   `json:"accounts"`
}

// UserResult describes a user. Password is empty if an earlier run generated it.
type UserResult struct {
	UserPrincipalName string `json:"userPrincipalName"`
	Password          string `json:"password,omitempty"`
	ID                string `json:"id"`
}

// GroupResult is a group.
type GroupResult struct {
	DisplayName string `json:"displayName"`
	ID          string `json:"id"`
}

// AppResult describes an application's service principal. Secret is empty if an earlier run generated it, or if there is none.
type AppResult struct {
	DisplayName string `json:"displayName"`
	AppID       string `json:"appId"`
	Secret      string `json:"secret,omitempty"`
	ID          string `json:"id"`
}

// IdentityResult describes a managed identity. Header is the value of X-IDENTITY-HEADER for it, if a server has set it.
type IdentityResult struct {
	Name       string `json:"name"`
	ClientID   string `json:"clientId"`
	ID         string `json:"id"`
	ResourceID string `json:"resourceId"`
	Header     string `json:"header,omitempty"`
}

// SubscriptionRef is a subscription.
type SubscriptionRef struct {
	DisplayName string `json:"displayName"`
	ID          string `json:"id"`
}

// AccountResult is an account.
type AccountResult struct {
	Name        string   `json:"name"`
	Subdomain   string   `json:"subdomain"`
	ResourceID  string   `json:"resourceId"`
	Deployments []string `json:"deployments"`
}

// Keep adds the secrets of an earlier run, and the objects that only that run had.
func (r *Result) Keep(earlier *Result) {
	for _, was := range earlier.Tenants {
		at := slices.IndexFunc(r.Tenants, func(t TenantResult) bool { return t.ID == was.ID })
		if at < 0 {
			r.Tenants = append(r.Tenants, was)
			continue
		}
		t := &r.Tenants[at]
		t.Users = keep(t.Users, was.Users, func(u *UserResult) (string, *string) { return u.ID, &u.Password })
		t.Groups = keep(t.Groups, was.Groups, func(g *GroupResult) (string, *string) { return g.ID, &g.DisplayName })
		t.ServicePrincipals = keep(t.ServicePrincipals, was.ServicePrincipals, func(a *AppResult) (string, *string) { return a.ID, &a.Secret })
		t.ManagedIdentities = keep(t.ManagedIdentities, was.ManagedIdentities, func(i *IdentityResult) (string, *string) { return i.ID, &i.Header })
		t.Subscriptions = keep(t.Subscriptions, was.Subscriptions, func(s *SubscriptionRef) (string, *string) { return s.ID, &s.DisplayName })
		t.Accounts = keep(t.Accounts, was.Accounts, func(a *AccountResult) (string, *string) { return a.ResourceID, &a.Subdomain })
	}
}

// keep merges two lists by id. view returns an item's id and its secret, which may come from the earlier run.
func keep[T any](now, was []T, view func(*T) (string, *string)) []T {
	for i := range was {
		id, secret := view(&was[i])
		at := slices.IndexFunc(now, func(item T) bool { other, _ := view(&item); return other == id })
		if at < 0 {
			now = append(now, was[i])
		} else if _, mine := view(&now[at]); *mine == "" {
			*mine = *secret
		}
	}
	return now
}

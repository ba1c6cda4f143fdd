package world

import "slices"

// Result is what a world came to: names, ids, and the secrets that were made. Its JSON is what a developer server keeps
// for its own people, in a file that only its owner can read.
type Result struct {
	Tenants []TenantResult `json:"tenants"`
	// Made are the things that were not there before, as "user ada@keyless.localhost".
	Made []string `json:"-"`
}

// TenantResult is one tenant of a Result.
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

// UserResult is a user. Password is empty if it was made by an earlier run.
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

// AppResult is an application's service principal. Secret is empty if it was made by an earlier run, or if it has none.
type AppResult struct {
	DisplayName string `json:"displayName"`
	AppID       string `json:"appId"`
	Secret      string `json:"secret,omitempty"`
	ID          string `json:"id"`
}

// IdentityResult is a managed identity. Header is what its code sends as X-IDENTITY-HEADER, where a server knows it.
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

// Keep fills in the secrets that an earlier run made, and adds what only that run knew of.
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

// keep merges two lists by id; view gives an item's id and the one member that an earlier run may know better.
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

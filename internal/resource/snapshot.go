package resource

import (
	"encoding/json"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/cow"
)

// Snapshot is the data plane's view of resources: accounts by subdomain with their deployments. It is immutable; With and
// Without return the next one. The zero Snapshot is empty.
type Snapshot struct {
	accounts   cow.Map[string, *Account] // by subdomain in lower case
	subdomains cow.Map[string, string]   // account key → subdomain in lower case
}

// Account is an account as the data plane uses it.
type Account struct {
	*Resource
	Properties  AccountProperties
	Keys        AccountKeys
	deployments map[string]*Deployment // by name in lower case
	projects    map[string]*Resource   // by name in lower case
	quotas      []*Quota               // by key
}

// Deployment is a deployment as the data plane uses it.
type Deployment struct {
	*Resource
	Properties DeploymentProperties
}

// Account finds an account by its subdomain.
func (s *Snapshot) Account(subdomain string) (*Account, bool) {
	return s.accounts.Get(ascii.ToLower(subdomain))
}

// Deployment finds a deployment of the account by name, ignoring case.
func (a *Account) Deployment(name string) (*Deployment, bool) {
	d, ok := a.deployments[ascii.ToLower(name)]
	return d, ok
}

// Deployments returns the account's deployments in any order.
func (a *Account) Deployments() []*Deployment {
	all := make([]*Deployment, 0, len(a.deployments))
	for _, d := range a.deployments {
		all = append(all, d)
	}
	return all
}

// Project finds a project of the account by name, ignoring case.
func (a *Account) Project(name string) (*Resource, bool) {
	p, ok := a.projects[ascii.ToLower(name)]
	return p, ok
}

// Quotas returns the quotas of the account and of its deployments in a stable order.
func (a *Account) Quotas() []*Quota { return a.quotas }

// With returns the snapshot with r created or replaced. It ignores types that the data plane does not use.
func (s *Snapshot) With(r *Resource) (*Snapshot, error) {
	next := *s
	switch {
	case ascii.EqualFold(r.Type, TypeAccount):
		account := &Account{Resource: r}
		if err := unmarshal(r.Properties, &account.Properties); err != nil {
			return nil, err
		}
		if err := unmarshal(r.Secrets, &account.Keys); err != nil {
			return nil, err
		}
		if before, ok := s.account(r.ID); ok {
			account.deployments, account.projects, account.quotas = before.deployments, before.projects, before.quotas
			subdomain, _ := s.subdomains.Get(r.ID.Key())
			next.accounts = next.accounts.Without(subdomain)
		}
		subdomain := ascii.ToLower(account.Properties.CustomSubDomainName)
		if subdomain == "" { // without a subdomain it is known by name, for calls with a key
			subdomain = ascii.ToLower(r.Name)
		}
		next.subdomains = next.subdomains.With(r.ID.Key(), subdomain)
		next.accounts = next.accounts.With(subdomain, account)
	case ascii.EqualFold(r.Type, TypeDeployment):
		d := &Deployment{Resource: r}
		if err := unmarshal(r.Properties, &d.Properties); err != nil {
			return nil, err
		}
		next.change(r.ID, func(a *Account) { a.deployments = set(a.deployments, r.ID, d) })
	case ascii.EqualFold(r.Type, TypeProject):
		next.change(r.ID, func(a *Account) { a.projects = set(a.projects, r.ID, r) })
	case ascii.EqualFold(r.Type, TypeQuota):
		q := &Quota{Resource: r}
		if err := unmarshal(r.Properties, &q.Properties); err != nil {
			return nil, err
		}
		next.change(r.ID, func(a *Account) { a.quotas = setQuota(a.quotas, r.ID, q) })
	}
	return &next, nil
}

// Without returns the snapshot without a resource.
func (s *Snapshot) Without(id Scope) *Snapshot {
	next := *s
	if subdomain, ok := s.subdomains.Get(id.Key()); ok {
		next.subdomains = next.subdomains.Without(id.Key())
		next.accounts = next.accounts.Without(subdomain)
	} else if ascii.EqualFold(id.Type(), TypeDeployment) {
		next.change(id, func(a *Account) { a.deployments = set(a.deployments, id, nil) })
	} else if ascii.EqualFold(id.Type(), TypeProject) {
		next.change(id, func(a *Account) { a.projects = set(a.projects, id, nil) })
	} else if ascii.EqualFold(id.Type(), TypeQuota) {
		next.change(id, func(a *Account) { a.quotas = setQuota(a.quotas, id, nil) })
	}
	return &next
}

// AccountAt finds an account by its id.
func (s *Snapshot) AccountAt(id Scope) (*Account, bool) { return s.account(id) }

func (s *Snapshot) account(id Scope) (*Account, bool) {
	subdomain, ok := s.subdomains.Get(id.Key())
	if !ok {
		return nil, false
	}
	return s.accounts.Get(subdomain)
}

// change changes the account that id is or belongs to, if there is one.
func (s *Snapshot) change(id Scope, by func(*Account)) {
	parent := accountOf(id)
	before, ok := s.account(parent)
	if !ok {
		return
	}
	after := *before
	by(&after)
	subdomain, _ := s.subdomains.Get(parent.Key())
	s.accounts = s.accounts.With(subdomain, &after)
}

// set returns a copy of children in which the child with that id is set or, if child is nil, removed.
func set[T any](children map[string]*T, id Scope, child *T) map[string]*T {
	copied := make(map[string]*T, len(children)+1)
	for name, other := range children {
		copied[name] = other
	}
	if name := ascii.ToLower(id.Name()); child != nil {
		copied[name] = child
	} else {
		delete(copied, name)
	}
	return copied
}

func unmarshal(data json.RawMessage, into any) error {
	if len(data) == 0 {
		return nil
	}
	return json.Unmarshal(data, into)
}

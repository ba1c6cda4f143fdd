package world

import (
	"encoding/json"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

func (a *applier) makePlaces() error {
	for i := range a.tenant.Subscriptions {
		s := &a.tenant.Subscriptions[i]
		id := orDerived(s.ID, "subscription", a.id, s.DisplayName)
		scope, err := resource.ParseScope("/subscriptions/" + id)
		if err != nil {
			return err
		}
		a.out.Subscriptions = append(a.out.Subscriptions, SubscriptionRef{DisplayName: s.DisplayName, ID: id})
		a.places.add(scope, s.DisplayName)
		if err := a.put(scope, "subscription "+s.DisplayName, resource.Body{}, map[string]any{"displayName": s.DisplayName}); err != nil {
			return err
		}
		for j := range s.ResourceGroups {
			if err := a.makeGroup(scope, s, &s.ResourceGroups[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *applier) makeGroup(subscription resource.Scope, s *Subscription, g *ResourceGroup) error {
	scope, err := subscription.Child("resourceGroups", g.Name)
	if err != nil {
		return err
	}
	a.places.add(scope, g.Name, s.DisplayName+"/"+g.Name)
	if err := a.put(scope, "resource group "+g.Name, resource.Body{Location: g.Location}, nil); err != nil {
		return err
	}
	for i := range g.Accounts {
		if err := a.makeAccount(scope, s, g, &g.Accounts[i]); err != nil {
			return err
		}
	}
	for _, identity := range g.ManagedIdentities {
		if err := a.makeIdentity(scope, s, g, identity.Name); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) makeAccount(group resource.Scope, s *Subscription, g *ResourceGroup, account *Account) error {
	scope, err := group.Child("providers/"+resource.TypeAccount, account.Name)
	if err != nil {
		return err
	}
	a.places.add(scope, account.Name, g.Name+"/"+account.Name, s.DisplayName+"/"+g.Name+"/"+account.Name)
	body := resource.Body{Location: g.Location, Kind: account.Kind, SKU: &resource.SKU{Name: account.SKU}}
	properties := map[string]any{"customSubDomainName": account.Subdomain, "disableLocalAuth": account.DisableLocalAuth}
	if account.Kind == "AIServices" {
		properties["allowProjectManagement"] = true
	}
	if err := a.put(scope, "account "+account.Name, body, properties); err != nil {
		return err
	}
	result := AccountResult{Name: account.Name, Subdomain: account.Subdomain, ResourceID: scope.String(), Deployments: []string{}}
	for _, d := range account.Deployments {
		deployment, err := scope.Child("deployments", d.Name)
		if err != nil {
			return err
		}
		model := resource.Model{Format: d.Model.Format, Name: d.Model.Name, Version: d.Model.Version, Source: d.Model.Source}
		body := resource.Body{SKU: &resource.SKU{Name: d.SKU}}
		if d.Capacity > 0 {
			body.SKU.Capacity = &d.Capacity
		}
		if err := a.put(deployment, "deployment "+d.Name, body, map[string]any{"model": model}); err != nil {
			return err
		}
		result.Deployments = append(result.Deployments, d.Name)
	}
	a.out.Accounts = append(a.out.Accounts, result)
	return nil
}

// put creates a resource by the rules of a PUT request, unless it exists.
func (a *applier) put(id resource.Scope, what string, body resource.Body, properties map[string]any) error {
	_, err := a.tx.Resource(id)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	if properties != nil {
		if body.Properties, err = json.Marshal(properties); err != nil {
			return err
		}
	}
	change := &resource.Change{
		Store: a.tx, Principals: directory.ManagedIdentities{Store: a.tx, At: a.Now, NewID: identityIDs}, Tenant: a.id,
		By: "keyless", ByType: "Application", At: a.Now, Rand: a.Rand, Box: a.Box,
	}
	a.made("%s", what)
	_, _, err = change.Put(id, body)
	return err
}

func (a *applier) makeIdentity(group resource.Scope, s *Subscription, g *ResourceGroup, name string) error {
	scope, err := group.Child("providers/"+resource.TypeUserIdentity, name)
	if err != nil {
		return err
	}
	a.places.add(scope, name, g.Name+"/"+name, s.DisplayName+"/"+g.Name+"/"+name)
	if err := a.put(scope, "managed identity "+name, resource.Body{Location: g.Location}, nil); err != nil {
		return err
	}
	id, appID := identityIDs(a.id, name)
	there, err := a.find(id, directory.Query{Kind: directory.KindServicePrincipal, Key: appID})
	if err != nil {
		return err
	}
	sp, ok := there.(*directory.ServicePrincipal)
	if !ok {
		return nil // the resource exists, with a principal that has another id
	}
	a.out.ManagedIdentities = append(a.out.ManagedIdentities, IdentityResult{Name: name, ClientID: sp.AppID, ID: sp.ID, ResourceID: scope.String()})
	a.people.add(principal{sp.ID, rbac.ServicePrincipal}, name, "servicePrincipal:"+name, sp.AppID, sp.ID)
	return nil
}

// identityIDs returns the ids of a managed identity, which are derived from its name.
func identityIDs(tenant, name string) (principalID, clientID string) {
	return guid.Derive("servicePrincipal", tenant, name), guid.Derive("appId", tenant, name)
}

package apply

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/world"
)

type subscription struct {
	ID          string `json:"subscriptionId"`
	DisplayName string `json:"displayName"`
}

// shown is Resource Manager's representation of a resource, as far as a world describes it.
type shown struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type"`
	Location   string `json:"location"`
	Kind       string `json:"kind"`
	SKU        *sku   `json:"sku"`
	Properties struct {
		Subdomain   string          `json:"customSubDomainName"`
		NoKeys      bool            `json:"disableLocalAuth"`
		PrincipalID string          `json:"principalId"`
		Model       json.RawMessage `json:"model"`
	} `json:"properties"`
}

type sku struct {
	Name     string `json:"name"`
	Capacity int    `json:"capacity,omitempty"`
}

func (m *maker) subscriptions(ctx context.Context) error {
	if len(m.tenant.Subscriptions) == 0 {
		return nil
	}
	there, err := armList[subscription](ctx, m.api, "/subscriptions", version("2022-12-01"))
	if err != nil {
		return err
	}
	byID := lookupOf(there, func(t *subscription) string { return t.ID })
	byName := lookupOf(there, func(t *subscription) string { return t.DisplayName })
	for i := range m.tenant.Subscriptions {
		s := &m.tenant.Subscriptions[i]
		same := byName.all(s.DisplayName)
		if s.ID != "" {
			same = byID.all(s.ID)
		}
		if len(same) == 0 {
			m.errs = append(m.errs, fmt.Errorf("there is no subscription '%s' that you can see: subscriptions are not made through the API; a developer server makes those of the world that it starts with", s.DisplayName))
			continue
		}
		if len(same) > 1 {
			m.errs = append(m.errs, fmt.Errorf("more than one subscription is called '%s': write its id", s.DisplayName))
			continue
		}
		one := &place{id: "/subscriptions/" + there[same[0]].ID, there: true}
		m.addPlace(one, s.DisplayName)
		if err := m.resourceGroups(ctx, s, one); err != nil {
			return err
		}
	}
	return nil
}

// under lists the resources of one type below a scope, by name. A scope that does not exist has none.
func (m *maker) under(ctx context.Context, at *place, path string) (*remaining[shown], error) {
	var all []shown
	if at.there {
		var err error
		if all, err = armList[shown](ctx, m.api, at.id+path, resources()); err != nil {
			return nil, err
		}
	}
	return remainingOf(all, func(t *shown) string { return t.Name }), nil
}

// addPlace makes a scope known by names, and by its id.
func (m *maker) addPlace(p *place, all ...string) {
	m.places.add(p, all...)
	if key := ascii.ToLower(p.id); m.placeByID[key] == nil {
		m.placeByID[key] = p
	}
}

func (m *maker) put(kind, name, id string, query url.Values, body map[string]any) {
	m.plan.add(Add, kind, name, func(ctx context.Context) error {
		return m.api.ARM(ctx, http.MethodPut, id, query, body, nil)
	})
}

func (m *maker) remove(kind, name, id string) {
	m.plan.add(Remove, kind, name, func(ctx context.Context) error {
		return ignore(m.api.ARM(ctx, http.MethodDelete, id, resources(), nil, nil), http.StatusNotFound)
	})
}

func (m *maker) resourceGroups(ctx context.Context, s *world.Subscription, at *place) error {
	there, err := m.under(ctx, at, "/resourceGroups")
	if err != nil {
		return err
	}
	for i := range s.ResourceGroups {
		g := &s.ResourceGroups[i]
		one := &place{id: at.id + "/resourceGroups/" + g.Name}
		if found := there.take(g.Name); found == nil {
			m.put("resource group", g.Name, one.id, resources(), map[string]any{"location": g.Location})
		} else {
			one.id, one.there = found.ID, true
			if g.Location == world.DefaultLocation { // also if the file omits it
				g.Location = found.Location
			}
			if found.Location != g.Location {
				m.stays("resource group "+g.Name, "location", found.Location, g.Location)
			}
		}
		m.addPlace(one, g.Name, s.DisplayName+"/"+g.Name)
		if err := m.accounts(ctx, s, g, one); err != nil {
			return err
		}
		if err := m.identities(ctx, s, g, one); err != nil {
			return err
		}
	}
	if m.options.Prune && s.ResourceGroups != nil {
		for _, t := range there.left() {
			m.remove("resource group", t.Name, t.ID)
		}
	}
	return nil
}

// stays records a difference that cannot be changed.
func (m *maker) stays(what, name, from, to string) {
	m.errs = append(m.errs, fmt.Errorf("%s has the %s '%s', which cannot be changed to '%s': write what is there, or delete it first", what, name, from, to))
}

const accountsBelow, identitiesBelow = "/providers/" + resource.TypeAccount, "/providers/" + resource.TypeUserIdentity

func (m *maker) accounts(ctx context.Context, s *world.Subscription, g *world.ResourceGroup, at *place) error {
	there, err := m.under(ctx, at, accountsBelow)
	if err != nil {
		return err
	}
	for i := range g.Accounts {
		a := &g.Accounts[i]
		one := &place{id: at.id + accountsBelow + "/" + a.Name}
		if found := there.take(a.Name); found == nil {
			m.addAccount(a, g, one.id)
		} else {
			one.id, one.there = found.ID, true
			m.changeAccount(a, found)
		}
		m.addPlace(one, a.Name, g.Name+"/"+a.Name, s.DisplayName+"/"+g.Name+"/"+a.Name)
		m.limited = append(m.limited, limited{a, one})
		if err := m.deployments(ctx, a, one); err != nil {
			return err
		}
	}
	if m.options.Prune && g.Accounts != nil {
		for _, t := range there.left() {
			m.remove("account", t.Name, t.ID)
			if err := m.deployments(ctx, &world.Account{Name: t.Name, Deployments: []world.Deployment{}}, &place{id: t.ID, there: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *maker) addAccount(a *world.Account, g *world.ResourceGroup, id string) {
	properties := map[string]any{"customSubDomainName": a.Subdomain, "disableLocalAuth": a.DisableLocalAuth}
	if a.Kind == "AIServices" {
		properties["allowProjectManagement"] = true
	}
	m.put("account", a.Name, id, resources(), map[string]any{
		"location": g.Location, "kind": a.Kind, "sku": sku{Name: a.SKU}, "properties": properties,
	})
}

func (m *maker) changeAccount(a *world.Account, t *shown) {
	if a.Subdomain == a.Name && t.Properties.Subdomain != "" { // also if the file omits it
		a.Subdomain = t.Properties.Subdomain
	}
	if !ascii.EqualFold(t.Properties.Subdomain, a.Subdomain) && t.Properties.Subdomain != "" {
		m.stays("account "+a.Name, "subdomain", t.Properties.Subdomain, a.Subdomain)
	}
	if !ascii.EqualFold(t.Kind, a.Kind) {
		m.stays("account "+a.Name, "kind", t.Kind, a.Kind)
	}
	properties := map[string]any{"disableLocalAuth": a.DisableLocalAuth}
	fields := differ(nil, "disableLocalAuth", strconv.FormatBool(t.Properties.NoKeys), strconv.FormatBool(a.DisableLocalAuth))
	if t.Properties.Subdomain == "" {
		properties["customSubDomainName"] = a.Subdomain
		fields = differ(fields, "subdomain", "", a.Subdomain)
	}
	if t.SKU != nil {
		fields = differ(fields, "sku", t.SKU.Name, a.SKU)
	}
	if len(fields) == 0 {
		return
	}
	m.plan.add(Modify, "account", a.Name, func(ctx context.Context) error {
		return m.api.ARM(ctx, http.MethodPatch, t.ID, resources(), map[string]any{"sku": sku{Name: a.SKU}, "properties": properties}, nil)
	}, fields...)
}

func (m *maker) deployments(ctx context.Context, a *world.Account, at *place) error {
	there, err := m.under(ctx, at, "/deployments")
	if err != nil {
		return err
	}
	for i := range a.Deployments {
		d := &a.Deployments[i]
		name := d.Name + " of " + a.Name
		id := at.id + "/deployments/" + d.Name
		body := map[string]any{"sku": sku{d.SKU, d.Capacity}, "properties": map[string]any{"model": modelOf(d)}}
		found := there.take(d.Name)
		if found == nil {
			m.put("deployment", name, id, resources(), body)
			continue
		}
		fields, err := deploymentDiffers(d, found)
		if err != nil {
			return err
		}
		if len(fields) > 0 {
			m.plan.add(Modify, "deployment", name, func(ctx context.Context) error {
				return m.api.ARM(ctx, http.MethodPut, id, resources(), body, nil)
			}, fields...)
		}
	}
	if m.options.Prune && a.Deployments != nil {
		for _, t := range there.left() {
			m.remove("deployment", t.Name+" of "+a.Name, t.ID)
		}
	}
	return nil
}

func modelOf(d *world.Deployment) resource.Model {
	return resource.Model{Format: d.Model.Format, Name: d.Model.Name, Version: d.Model.Version, Source: d.Model.Source}
}

func deploymentDiffers(d *world.Deployment, t *shown) ([]Field, error) {
	var model resource.Model
	if err := json.Unmarshal(t.Properties.Model, &model); err != nil {
		return nil, err
	}
	fields := differ(nil, "model.format", model.Format, d.Model.Format)
	fields = differ(fields, "model.name", model.Name, d.Model.Name)
	if d.Model.Version != "" {
		fields = differ(fields, "model.version", model.Version, d.Model.Version)
	}
	if d.Model.Source != "" {
		fields = differ(fields, "model.source", model.Source, d.Model.Source)
	}
	if t.SKU != nil {
		fields = differ(fields, "sku", t.SKU.Name, d.SKU)
		fields = differ(fields, "capacity", limit(int64(t.SKU.Capacity)), limit(int64(d.Capacity)))
	}
	return fields, nil
}

func (m *maker) identities(ctx context.Context, s *world.Subscription, g *world.ResourceGroup, at *place) error {
	there, err := m.under(ctx, at, identitiesBelow)
	if err != nil {
		return err
	}
	for _, i := range g.ManagedIdentities {
		o := &object{kind: "ServicePrincipal", name: i.Name}
		one := &place{id: at.id + identitiesBelow + "/" + i.Name}
		if found := there.take(i.Name); found == nil {
			m.plan.add(Add, "managed identity", i.Name, func(ctx context.Context) error {
				var made shown
				err := m.api.ARM(ctx, http.MethodPut, one.id, version("2023-01-31"), map[string]any{"location": g.Location}, &made)
				o.id = made.Properties.PrincipalID
				return err
			})
		} else {
			one.id, one.there, o.id = found.ID, true, found.Properties.PrincipalID
		}
		m.addPlace(one, i.Name, g.Name+"/"+i.Name, s.DisplayName+"/"+g.Name+"/"+i.Name)
		m.identify(o)
	}
	if m.options.Prune && g.ManagedIdentities != nil {
		for _, t := range there.left() {
			if t.Properties.PrincipalID != m.me {
				m.remove("managed identity", t.Name, t.ID)
			}
		}
	}
	return nil
}

// identify makes a managed identity known by its name. Its service principal has the same name and is the same object.
func (m *maker) identify(o *object) {
	for _, name := range []string{o.name, "servicePrincipal:" + o.name} {
		key := ascii.ToLower(name)
		m.people[key] = slices.DeleteFunc(m.people[key], func(other *object) bool { return o.id != "" && other.id == o.id })
		m.people.add(o, name)
	}
}

package cognitiveservices

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// systemPolicy is a content filter that every account has.
func systemPolicy(account resource.Scope, name string) (*provider.Body, error) {
	id, err := account.Child("raiPolicies", name)
	return &provider.Body{
		ID: id.String(), Name: name, Type: resource.TypeRaiPolicy,
		Properties: map[string]any{"type": "SystemManaged", "mode": "Blocking", "contentFilters": []any{}},
	}, err
}

func listRaiPolicies(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	own, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: c.Scope, Type: resource.TypeRaiPolicy})
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []*provider.Body
	for _, name := range resource.SystemRaiPolicies() {
		one, err := systemPolicy(c.Scope, name)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	for _, r := range own {
		one, err := c.Render(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	slices.SortFunc(bodies, func(a, b *provider.Body) int { return strings.Compare(ascii.ToLower(a.ID), ascii.ToLower(b.ID)) })
	return provider.Page(c, bodies, func(b *provider.Body) string { return ascii.ToLower(b.ID) })
}

func showRaiPolicy(c *provider.Call) (edge.Reply, error) {
	account, _ := c.Scope.Parent()
	if _, err := resource.Find(c.Tx, c.Tenant, account); err != nil {
		return edge.Reply{}, err
	}
	for _, name := range resource.SystemRaiPolicies() {
		if !ascii.EqualFold(name, c.Vars["policy"]) {
			continue
		}
		one, err := systemPolicy(account, name)
		if err != nil {
			return edge.Reply{}, err
		}
		return provider.OK(one)
	}
	return provider.ShowResource(c)
}

package arm

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// listConnectionSecrets shows a connection with what it signs in with.
func listConnectionSecrets(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	// As with account keys: who has the credentials can write.
	if err := resource.CheckLocks(c.tx, c.tenant, c.Scope, resource.ToWrite); err != nil {
		return edge.Reply{}, err
	}
	credentials, err := c.change.ConnectionCredentials(r)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := c.show(r)
	if err != nil {
		return edge.Reply{}, err
	}
	properties, err := members(r.Properties)
	if err != nil {
		return edge.Reply{}, err
	}
	properties["credentials"] = credentials
	out.Properties = properties
	return ok(out)
}

// systemPolicy is a content filter that every account has.
func systemPolicy(account resource.Scope, name string) (*body, error) {
	id, err := account.Child("raiPolicies", name)
	return &body{
		ID: id.String(), Name: name, Type: resource.TypeRaiPolicy,
		Properties: map[string]any{"type": "SystemManaged", "mode": "Blocking", "contentFilters": []any{}},
	}, err
}

func listRaiPolicies(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	own, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope, Type: resource.TypeRaiPolicy})
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []*body
	for _, name := range resource.SystemRaiPolicies() {
		one, err := systemPolicy(c.Scope, name)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	for _, r := range own {
		one, err := c.show(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	slices.SortFunc(bodies, func(a, b *body) int { return strings.Compare(ascii.ToLower(a.ID), ascii.ToLower(b.ID)) })
	return page(c, bodies, func(b *body) string { return ascii.ToLower(b.ID) })
}

func showRaiPolicy(c *call) (edge.Reply, error) {
	account, _ := c.Scope.Parent()
	if _, err := resource.Find(c.tx, c.tenant, account); err != nil {
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
		return ok(one)
	}
	return showResource(c)
}

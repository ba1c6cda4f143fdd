package client

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// Names looks up what people call principals and places, each once.
type Names struct {
	*Control
	principals map[string]Principal
	byObject   map[string]string        // object id → name
	roles      map[string]*RoleResource // by GUID
	places     []named                  // nil until they are needed
	Visible    []string                 // ids of the subscriptions in places
}

// named is a place and what it is called.
type named struct{ name, id string }

// NewNames looks names up at to.
func NewNames(to *Control) *Names {
	return &Names{Control: to, principals: map[string]Principal{}, byObject: map[string]string{}, roles: map[string]*RoleResource{}}
}

// Who finds a principal by a name that control.find takes.
func (n *Names) Who(ctx context.Context, name string) (Principal, error) {
	if known, ok := n.principals[name]; ok {
		return known, nil
	}
	found, err := n.Find(ctx, name)
	if err == nil {
		n.principals[name] = found
		n.byObject[found.ID] = found.Name
	}
	return found, err
}

// NameOf is what an object is called, or its id where that cannot be told.
func (n *Names) NameOf(ctx context.Context, id string) string {
	if known, ok := n.byObject[id]; ok {
		return known
	}
	name := id
	if found, err := n.ByID(ctx, id); err == nil && found.Name != "" {
		name = found.Name
	}
	n.byObject[id] = name
	return name
}

// Place finds a scope: a resource id; or a subscription, resource group or account by name, also as GROUP/ACCOUNT; or ""
// for the only account, and on the developer server the first.
func (n *Names) Place(ctx context.Context, text string) (string, error) {
	if strings.HasPrefix(text, "/") || text == "" && n.Control.Instance != nil {
		return n.Scope(ctx, text)
	}
	if err := n.ReadPlaces(ctx); err != nil {
		return "", err
	}
	var found []string
	for _, p := range n.places {
		if ascii.EqualFold(p.name, text) || text == "" && strings.Contains(p.id, "/accounts/") && !strings.Contains(p.name, "/") {
			found = append(found, p.id)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case text == "" && len(found) == 0:
		return "", fmt.Errorf("you see no account: name the scope")
	case text == "":
		return "", fmt.Errorf("you see more than one account: name the scope\n  %s", strings.Join(found, "\n  "))
	case len(found) == 0:
		return "", fmt.Errorf("there is no subscription, resource group or account called %s that you may see", text)
	}
	return "", fmt.Errorf("%s is the name of more than one: choose by resource id\n  %s", text, strings.Join(found, "\n  "))
}

// ReadPlaces lists subscriptions, their resource groups and accounts.
func (n *Names) ReadPlaces(ctx context.Context) error {
	if n.places != nil {
		return nil
	}
	type subscription struct {
		ID          string `json:"subscriptionId"`
		DisplayName string `json:"displayName"`
	}
	type item struct{ ID, Name string }
	places := []named{}
	subscriptions, err := List[subscription](ctx, n.Control, "/subscriptions", APIVersion("2022-12-01"))
	if err != nil {
		return err
	}
	for _, s := range subscriptions {
		at := "/subscriptions/" + s.ID
		n.Visible = append(n.Visible, at)
		places = append(places, named{s.DisplayName, at}, named{s.ID, at})
		groups, err := List[item](ctx, n.Control, at+"/resourcegroups", APIVersion("2021-04-01"))
		if err != nil {
			return err
		}
		for _, g := range groups {
			places = append(places, named{g.Name, g.ID})
		}
		accounts, err := List[item](ctx, n.Control, at+"/providers/Microsoft.CognitiveServices/accounts", APIVersion("2024-10-01"))
		if err != nil {
			return err
		}
		for _, a := range accounts {
			parts := strings.Split(a.ID, "/")
			places = append(places, named{a.Name, a.ID})
			if len(parts) > 4 {
				places = append(places, named{parts[4] + "/" + a.Name, a.ID})
			}
		}
	}
	n.places = places
	return nil
}

// APIVersion is the query that every route of Resource Manager takes.
func APIVersion(v string) url.Values { return url.Values{"api-version": {v}} }

// maxPages bounds how many pages of one list are read.
const maxPages = 1000

// List reads every page of a list.
func List[T any](ctx context.Context, c *Control, path string, query url.Values) ([]T, error) {
	var all []T
	address := c.ARMOrigin + path + "?" + query.Encode()
	for range maxPages {
		var page struct {
			Value    []T    `json:"value"`
			NextLink string `json:"nextLink"`
		}
		if err := c.Call(ctx, "GET", address, c.ARMScope, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		if page.NextLink == "" {
			return all, nil
		}
		// The token goes nowhere but to the Resource Manager that was asked.
		if !strings.HasPrefix(page.NextLink, c.ARMOrigin+"/") {
			return nil, fmt.Errorf("%s continues its list at another host: %s", c.ARMOrigin, page.NextLink)
		}
		address = page.NextLink
	}
	return nil, fmt.Errorf("%s%s has more than %d pages", c.ARMOrigin, path, maxPages)
}

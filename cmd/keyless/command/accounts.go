package command

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/world"
)

// account finds an account by name; "" is the first that the caller sees. The developer server's are in its data folder,
// and Resource Manager is asked for those of another server and those that were made later.
func (c *control) account(ctx context.Context, name string) (world.AccountResult, error) {
	known, err := c.place.Account(name)
	if err == nil && known.ResourceID != "" {
		return known, nil
	}
	if c.place.Remote == nil && name == "" {
		return known, err
	}
	if name == "" {
		name = known.Name // the context's
	}
	all, err := c.accounts(ctx)
	if err != nil {
		return known, err
	}
	for _, a := range all {
		if name == "" || ascii.EqualFold(a.Name, name) || ascii.EqualFold(a.Subdomain, name) {
			return a, nil
		}
	}
	if name == "" {
		return known, fmt.Errorf("you see no account there: ask for a role at one, or name one with --account or --scope")
	}
	// Who may call an account need not see it.
	return world.AccountResult{Name: name, Subdomain: name}, nil
}

// accounts lists the accounts that the caller sees, without their deployments.
func (c *control) accounts(ctx context.Context) ([]world.AccountResult, error) {
	subscriptions, err := c.subscriptions(ctx, http.MethodGet)
	if err != nil {
		return nil, err
	}
	var found []world.AccountResult
	for _, id := range subscriptions {
		var list struct {
			Value []struct {
				ID, Name   string
				Properties struct{ CustomSubDomainName string }
			}
		}
		path := "/subscriptions/" + id + "/providers/Microsoft.CognitiveServices/accounts"
		if err := c.callARM(ctx, http.MethodGet, path, url.Values{"api-version": {accountsVersion}}, nil, &list); err != nil {
			return nil, err
		}
		for _, a := range list.Value {
			found = append(found, world.AccountResult{Name: a.Name, ResourceID: a.ID, Subdomain: cmp.Or(a.Properties.CustomSubDomainName, a.Name)})
		}
	}
	return found, nil
}

// deploymentOf is the deployment that chat asks unless told otherwise: chat, else the account's first.
func (c *control) deploymentOf(ctx context.Context, a world.AccountResult) string {
	names := a.Deployments
	if len(names) == 0 && a.ResourceID != "" {
		var list struct{ Value []deployment }
		if err := c.callARM(ctx, http.MethodGet, a.ResourceID+"/deployments", url.Values{"api-version": {accountsVersion}}, nil, &list); err == nil {
			for _, d := range list.Value {
				names = append(names, d.Name)
			}
		}
	}
	if all := strings.Join(names, "\n"); all != "" && !strings.Contains("\n"+all+"\n", "\nchat\n") {
		return names[0]
	}
	return "chat"
}
